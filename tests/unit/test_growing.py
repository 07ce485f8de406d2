"""Experiments that grow until they know breach shares closely enough."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from caseflow import experiment
from caseflow.config.load import load_config
from caseflow.decisions import looking
from caseflow.errors import UserError
from caseflow.execution import Execution
from caseflow.experiment import make_plan, simulate_plan
from caseflow.growing import check_goal, simulate_until
from caseflow.results import Assembly
from caseflow.store import parquet
from caseflow.store.chunks import ChunkFolder
from caseflow.store.folder import TABLE_FILES, write_tables
from caseflow.store.record import Goal
from tests.cli.conftest import write_config

SCENARIOS = ("base", "no_sick_leave")
ONE = Execution(jobs=1)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory):
    return load_config(write_config(tmp_path_factory.mktemp("growing")))


def tables_of(folder: Path) -> dict[str, bytes]:
    return {name: (folder / file).read_bytes() for name, file in TABLE_FILES.items()}


def test_tables_are_those_of_a_run_whose_replications_were_given(study, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(looking, "FIRST_LOOK", 4)
    monkeypatch.setattr(experiment, "CHUNKS", 4)  # so that chunks have three futures,
    monkeypatch.setattr(experiment, "LAST_CHUNKS", 1)  # all but the last
    monkeypatch.setattr(parquet, "ROW_GROUP_NUMBERS", 10_000)  # so that files have several row groups
    kept, grown, given = (tmp_path / name for name in ("kept", "grown", "given"))
    kept.mkdir()
    most = make_plan(study, ["together"], SCENARIOS, replications=10, years=1)
    goal = Goal(half_width=0.0001, units=("region", "South"))
    tables, precision = simulate_until(study, most, goal, ChunkFolder(kept), Assembly(grown), ONE, keep_logs=True)
    write_tables(grown, tables.summaries())
    plan = make_plan(study, ["together"], SCENARIOS, replications=10, years=1)
    fixed = simulate_plan(study, plan, ONE, assembly=Assembly(given), keep_logs=True)
    write_tables(given, fixed.summaries())
    assert tables_of(grown) == tables_of(given)
    logs = sorted(path.relative_to(given) for path in given.glob("logs/*/*/*.parquet"))
    assert len(logs) == 20
    assert all((grown / log).read_bytes() == (given / log).read_bytes() for log in logs)
    assert pq.ParquetFile(grown / TABLE_FILES["indicators"]).num_row_groups > 4

    assert not precision.is_reached
    assert [look.replications for look in precision.looks] == [4, 6, 10]
    rows = fixed.summaries()["summary"]
    rows = rows[(rows["indicator"] == "breach_share") & (rows["unit"] == "South")]
    of_south = [one for one in precision.stated if one.unit == "South"]
    assert [one.scenario for one in of_south] == list(rows["scenario"]) == list(SCENARIOS)
    assert [one.share for one in of_south] == pytest.approx(list(rows["mean"]))

    # gone on with, when all futures are there: nothing is simulated again, and the first look ends it
    near = goal.model_copy(update={"half_width": precision.looks[0].widest})
    again = simulate_until(study, most, near, ChunkFolder(kept), Assembly(None), ONE)[1]
    assert again.is_reached
    assert again.looks == precision.looks[:1]


def test_units_that_the_region_does_not_have_are_refused_all_at_once(study):
    goal = Goal(half_width=0.02, units=("region", "Sout", "Wast"))
    with pytest.raises(UserError) as error:
        check_goal(study, make_plan(study), goal)
    assert str(error.value).splitlines() == [
        "no municipality of the region is called 'Sout' (did you mean 'South'?)",
        "no municipality of the region is called 'Wast' (there are: region, North, South)",
    ]
