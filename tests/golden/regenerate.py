"""Write the golden numbers anew: ``python -m tests.golden.regenerate``."""

from tests.golden import FILE, as_text, golden_numbers

if __name__ == "__main__":
    FILE.write_text(as_text(golden_numbers()))
