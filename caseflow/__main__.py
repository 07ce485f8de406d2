"""``python -m caseflow``."""

from caseflow.cli import main

if __name__ == "__main__":
    main(prog_name="caseflow")
