"""How fast caseflow is: ``python -m benchmarks`` measures all of it and writes docs/performance.md."""
