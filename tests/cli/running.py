"""Caseflow's command line, run in this process."""

from pathlib import Path

from click.testing import CliRunner, Result

from caseflow.cli import main
from caseflow.store.folder import TABLE_FILES, hash_of


def caseflow(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def simulate(config: Path, *options: object) -> Path:
    """The run folder of a simulation, beside the config."""
    result = caseflow("simulate", config, "--jobs", 1, "--quiet", "--out", config.parent / "runs", *options)
    assert result.exit_code == 0, result.output
    return Path(result.stdout.strip())


def table_hashes(run: Path) -> dict[str, str]:
    return {name: hash_of(run / file) for name, file in TABLE_FILES.items()}
