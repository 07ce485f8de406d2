"""``caseflow simulate --precision`` and ``caseflow precision``."""

import json
import re
import shutil
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
    assert "was to be known to ±2 points in every model: not reached within 3 replications" in told
    assert json.loads(caseflow("show", grown, "--json").stdout)["precision"] == precision
    assert (
        "Andelen fristbrudd (South) skulle bli kjent innenfor ±2 prosentpoeng"
        in caseflow("show", grown, "--lang", "nb").stdout
    )


def test_the_region_is_called_so_in_either_language(tmp_path: Path):
    options = ("--precision", 0.4, "--precision-unit", "region", "--precision-unit", "South", "--replications", 3)
    run = simulate(write_config(tmp_path), *options)
    assert "limits missed (the region and South)" in caseflow("show", run).stdout
    assert "fristbrudd (regionen og South)" in caseflow("show", run, "--lang", "nb").stdout


def test_a_run_that_grew_to_one_replication_is_not_told_in_the_plural(tmp_path: Path):
    run = simulate(write_config(tmp_path), "--precision", 0.4, "--replications", 1)
    assert "at the look after 1 replication. " in caseflow("show", run).stdout
    assert "sett på, etter 1 replikasjon. " in caseflow("show", run, "--lang", "nb").stdout
    assert "The run grew to one replication by its own looks" in caseflow("precision", run).stdout
    far = caseflow("report", run, "--out", tmp_path / "far.html")
    assert far.exit_code == 0, far.output
    assert "It was looked at after one future and has no more" in (tmp_path / "far.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("place", ["looks", "goal.units"])
def test_a_record_of_no_look_or_no_place_is_refused(grown: Path, tmp_path: Path, place: str):
    own = Path(shutil.copytree(grown, tmp_path / grown.name))
    record = record_of(own)
    where = record["precision"] if place == "looks" else record["precision"]["goal"]
    where[place.removeprefix("goal.")] = []
    (own / "run.json").write_text(json.dumps(record))
    result = caseflow("precision", own)
    assert result.exit_code == 2, result.exception
    assert f"precision.{place}: expected what is right (Tuple should have at least 1 item" in result.stderr


def test_a_run_that_grew_can_be_replayed_and_has_the_tables_of_a_given_number(grown: Path, tmp_path: Path):
    assert caseflow("replay", grown, "--jobs", 1).exit_code == 0
    given = simulate(write_config(tmp_path), "--replications", 3)
    assert table_hashes(given) == table_hashes(grown)
    assert record_of(given)["precision"] is None


def test_a_growing_run_that_was_stopped_goes_on_with_any_number_of_jobs(grown: Path, tmp_path: Path):
    from caseflow.config.load import load_config
    from caseflow.execution import Execution
    from caseflow.experiment import make_plan
    from caseflow.runs import Order, simulate_to_folder
    from caseflow.store.record import Goal

    study = load_config(write_config(tmp_path))
    goal = Goal(half_width=0.02, units=("South",))

    def stop(done: int, _all: int) -> None:
        if done == 1:
            raise KeyboardInterrupt

    order = Order(study, make_plan(study, replications=3), "it", execution=Execution(jobs=1), goal=goal)
    with pytest.raises(KeyboardInterrupt) as stopped:
        simulate_to_folder(order, tmp_path, stop)
    (unfinished,) = tmp_path.glob("*.incomplete")
    assert stopped.value.__notes__ == [
        f"1 of at most 3 chunks are kept; go on with `caseflow simulate --resume {unfinished}`"
    ]
    result = caseflow("simulate", "--resume", unfinished, "--jobs", 2, "--quiet")
    assert result.exit_code == 0, result.output
    run = Path(result.stdout.strip())
    assert table_hashes(run) == table_hashes(grown)
    assert record_of(run)["precision"] == record_of(grown)["precision"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--precision-unit", "South"], "--precision-unit says where --precision holds"),
        (["--precision", "2"], "2.0 is not in the range 0<x<0.5"),
        (["--precision", "0.02", "--precision-unit", "Soth"], "no municipality of the region is called 'Soth' (did"),
    ],
)
def test_a_goal_that_makes_no_sense_is_refused(tiny: Path, options: list[str], words: str):
    result = caseflow("simulate", tiny, *options)
    assert result.exit_code == 2
    assert words in result.stderr
    assert not (tiny.parent / "runs").exists()


# -- looking at a run -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return simulate(write_config(tmp_path_factory.mktemp("several")), "--replications", 4)


def precision(run: Path, *options: object) -> dict[str, Any]:
    result = caseflow("precision", run, *options, "--json")
    assert result.exit_code == 0, result.output
    data: dict[str, Any] = json.loads(result.stdout)
    return data


def test_the_course_of_the_mean_ends_at_the_summarys_figure(several: Path):
    from caseflow.store.opened import open_run

    summary = open_run(several).table("summary").set_index(["model", "scope", "unit", "indicator"])
    for unit, scope in (("region", "region"), ("South", "municipality")):
        for name in ("breach_share", "overdue_open"):
            data = precision(several, "--unit", unit, "--indicator", name)
            assert data["steps"] == [1, 2, 3, 4]
            for model, found in data["models"].items():
                row = summary.loc[(model, scope, unit, name)]
                assert found["mean"][-1] == pytest.approx(row["mean"])
                assert found["high"][-1] == pytest.approx(row["ci95_high"])
                assert found["low"][-1] == pytest.approx(row["ci95_low"])


def test_wider_intervals_need_fewer_replications_and_the_baseline_has_no_difference(several: Path):
    data = precision(several)
    assert [one["half_width"] for one in data["models"]["today"]["needed"]] == [0.05, 0.02, 0.01, 0.005]
    numbers = [one["number"] for one in data["models"]["together"]["needed"]]
    assert numbers == sorted(numbers)
    assert data["models"]["today"]["needed_for_difference"] is None
    assert len(data["models"]["together"]["needed_for_difference"]) == 4
    effort = precision(several, "--indicator", "effort_given_share")  # a share in all but name
    assert [one["half_width"] for one in effort["models"]["today"]["needed"]] == [0.05, 0.02, 0.01, 0.005]
    days = precision(several, "--indicator", "processing_days_mean")["models"]["today"]
    assert days["needed"][0]["half_width"] == pytest.approx(0.1 * days["mean"][-1])
    asked = precision(several, "--half-width", 0.3, "--half-width", 0.1)["models"]["together"]["needed"]
    assert [one["half_width"] for one in asked] == [0.3, 0.1]
    assert asked[0]["number"] < asked[1]["number"] < numbers[0]


def test_the_run_in_is_judged_by_the_weekly_numbers_of_the_baseline(several: Path):
    import pandas as pd

    run_in = precision(several, "--unit", "North")["run_in"]
    assert run_in["weeks"] == 14  # from 1 October 2010 to the end of the year
    weekly = pd.read_parquet(several / "tables" / "weekly.parquet")
    of_north = weekly[(weekly["unit"] == "North") & (weekly["model"] == "today")]
    means = of_north.groupby("date")["open_investigations"].mean()
    found = run_in["series"]["open_investigations"]
    assert found["mean"] == pytest.approx(list(means))
    assert run_in["dates"] == [date.date().isoformat() for date in means.index]
    later = means.iloc[14 - 13 + 52 : 14 + 52].mean() - means.iloc[1:14].mean()
    assert found["a_year_later"]["difference"] == pytest.approx(later)
    assert found["a_year_later"]["low"] < later < found["a_year_later"]["high"]


def test_a_run_without_its_baseline_shows_its_run_in_only(tiny: Path):
    data = precision(simulate(tiny, "--model", "together"))
    assert data["models"]["together"]["needed_for_difference"] is None
    run_in = data["run_in"]
    assert not run_in["has_baseline"]
    assert len(run_in["dates"]) == run_in["weeks"] == 14
    assert run_in["series"]["overdue_open"]["mser5"] is None
    assert run_in["in_words"][1].startswith("The run has no baseline: only the run-in itself")
    assert run_in["in_words"][2] == "open investigations: 14 weeks are too few for MSER-5."


def test_what_is_known_now_is_half_the_interval_of_the_course(several: Path):
    course = precision(several)["models"]["today"]
    half = 50 * (course["high"][-1] - course["low"][-1])
    told = caseflow("precision", several).stdout
    assert re.search(rf"today +±{half:.1f} ", told)


def test_what_is_found_is_told_in_tables(several: Path, grown: Path):
    told = caseflow("precision", several).stdout
    for words in ("Replications needed: limits missed", "Replications needed for differences to today", "2010-11-"):
        assert words in told
    assert "The run grew to" not in told
    assert "The run grew to 3 replications by its own looks" in caseflow("precision", grown).stdout


def test_it_speaks_the_language_asked_for_else_the_runs(several: Path, grown: Path, tmp_path: Path):
    told = caseflow("precision", several, "--lang", "nb").stdout
    for words in (
        "Replikasjoner som trengs: fristbrudd (regionen)",
        "Replikasjoner som trengs for forskjeller fra today",
    ):
        assert words in told
    assert "Kjøringen vokste til 3 replikasjoner" in caseflow("precision", grown, "--lang", "nb").stdout
    own = simulate(write_config(tmp_path), "--replications", 4, "--lang", "nb")
    figures = [tmp_path / "own.svg", tmp_path / "english.svg"]
    assert caseflow("precision", own, "--figure", figures[0]).stdout == told
    assert caseflow("precision", own, "--lang", "en", "--figure", figures[1]).stdout == (
        caseflow("precision", several).stdout
    )
    assert figures[0].read_bytes() != figures[1].read_bytes()
    assert precision(own)["run_in"]["in_words"] == precision(several)["run_in"]["in_words"]


def test_the_course_is_drawn_of_shares_only(several: Path, tmp_path: Path):
    figure = tmp_path / "course.png"
    assert caseflow("precision", several, "--figure", figure).exit_code == 0
    assert figure.read_bytes().startswith(b"\x89PNG")
    for options, words in (
        (["--figure", "course.gif"], "--figure draws .png, .svg, .pdf, not course.gif"),
        (["--figure", figure, "--indicator", "reports"], "--figure draws shares, and reports is none"),
        (["--figure", tmp_path / "no" / "course.png"], f"cannot write {tmp_path / 'no' / 'course.png'}: No such file"),
    ):
        result = caseflow("precision", several, *options)
        assert result.exit_code == 2
        assert words in result.stderr


def test_the_course_of_a_model_stands_below_its_title(tiny: Path):
    title = "  together:\n    title: One for both\n    titles: {nb: Felles tjeneste}\n"
    tiny.write_text(tiny.read_text().replace("  together:\n", title))
    run = simulate(tiny, "--replications", 4)
    for lang, called in (("en", "One for both"), ("nb", "Felles tjeneste")):
        figure = tiny.parent / f"{lang}.svg"
        assert caseflow("precision", run, "--lang", lang, "--figure", figure).exit_code == 0
        assert f"<!-- {called} -->" in figure.read_text(encoding="utf-8")


def test_what_a_run_does_not_have_is_refused_all_at_once(several: Path):
    result = caseflow("precision", several, "--indicator", "breach_shar", "--unit", "Sout")
    assert result.exit_code == 2
    assert "there is no indicator 'breach_shar' (did you mean 'breach_share'?)" in result.stderr
    assert "(did you mean 'South'?)" in result.stderr


def test_a_half_width_of_a_share_that_was_meant_in_points_is_refused(several: Path):
    result = caseflow("precision", several, "--half-width", 2)
    assert result.exit_code == 2
    assert result.stderr == "--half-width 2 of a share is more than all there is: 2 points are 0.02\n"
    assert caseflow("precision", several, "--indicator", "reports", "--half-width", 2).exit_code == 0


@pytest.mark.parametrize("width", ["nan", "inf", "1e300"])
def test_a_half_width_that_is_no_number_or_beyond_all_is_refused(several: Path, width: str):
    result = caseflow("precision", several, "--indicator", "reports", "--half-width", width, "--json")
    assert result.exit_code == 2
    assert "Invalid value for '--half-width': " in result.stderr
