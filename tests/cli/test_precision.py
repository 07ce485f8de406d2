"""``caseflow simulate --precision`` and ``caseflow precision``."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import write_config
from tests.cli.running import caseflow, simulate, table_hashes


def record_of(run: Path) -> dict[str, Any]:
    record: dict[str, Any] = json.loads((run / "run.json").read_text())
    return record


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that was to know South's breach share, and may have no more than three futures."""
    config = write_config(tmp_path_factory.mktemp("grown"))
    return simulate(config, "--precision", 0.02, "--precision-unit", "South", "--replications", 3)


def test_a_run_that_comes_to_its_end_first_says_so(grown: Path):
    record = record_of(grown)
    precision = record["precision"]
    assert precision["goal"] == {"half_width": 0.02, "units": ["South"]}
    assert (precision["most_replications"], precision["is_reached"]) == (3, False)
    assert [look["replications"] for look in precision["looks"]] == [3]
    assert precision["looks"][0]["widest"] > 0.02
    assert [(one["model"], one["unit"]) for one in precision["stated"]] == [("today", "South"), ("together", "South")]
    assert record["question"]["replications"] == 3
    told = caseflow("show", grown).stdout
    assert "was to be known to +-2 points in every model: not reached within 3 replications" in told
    assert json.loads(caseflow("show", grown, "--json").stdout)["precision"] == precision


def test_a_run_that_grew_can_be_replayed_and_has_the_tables_of_a_given_number(grown: Path, tmp_path: Path):
    assert caseflow("replay", grown, "--jobs", 1).exit_code == 0
    given = simulate(write_config(tmp_path), "--replications", 3)
    assert table_hashes(given) == table_hashes(grown)
    assert record_of(given)["precision"] is None


def test_a_growing_run_that_was_stopped_goes_on(grown: Path, tmp_path: Path):
    from caseflow.config.load import load_config
    from caseflow.experiment import make_plan
    from caseflow.runs import Order, simulate_to_folder
    from caseflow.store.record import Goal

    study = load_config(write_config(tmp_path))
    goal = Goal(half_width=0.02, units=("South",))

    def stop(done: int, _all: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as stopped:
        simulate_to_folder(Order(study, make_plan(study, replications=3), "it", jobs=1, goal=goal), tmp_path, stop)
    (unfinished,) = tmp_path.glob("*.incomplete")
    assert stopped.value.__notes__ == [
        f"2 of at most 3 chunks are kept; go on with `caseflow simulate --resume {unfinished}`"
    ]
    result = caseflow("simulate", "--resume", unfinished, "--jobs", 1, "--quiet")
    assert result.exit_code == 0, result.output
    run = Path(result.stdout.strip())
    assert table_hashes(run) == table_hashes(grown)
    assert record_of(run)["precision"] == record_of(grown)["precision"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--precision-unit", "South"], "--precision-unit says where --precision holds"),
        (["--precision", "2"], "2.0 is not in the range 0<x<1"),
        (["--precision", "0.02", "--precision-unit", "Soth"], "no municipality of the region is called 'Soth' (did"),
    ],
)
def test_a_goal_that_makes_no_sense_is_refused(tiny: Path, options: list[str], words: str):
    result = caseflow("simulate", tiny, *options)
    assert result.exit_code == 2
    assert words in result.stderr
    assert not (tiny.parent / "runs").exists()
