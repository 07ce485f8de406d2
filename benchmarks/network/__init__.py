"""One network of four queues in caseflow, SimPy, Ciw and salabim."""
