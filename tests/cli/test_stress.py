"""``caseflow stress`` on a small config."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from caseflow.language import language
from caseflow.store.folder import RECORD, STRESS_FILES, finished
from caseflow.store.opened import open_run
from caseflow.store.readme import STRESS_COLUMNS
from caseflow.stress_overview.answer import LATER, later
from caseflow.stress_overview.words import point, recovery
from tests.cli.conftest import write_config
from tests.cli.running import caseflow

STRESSES = """\
scenarios:
  somebody: {title: Somebody away, set: {stress: {absences: {one: {week: 4, days: 56, service: North, most: 1}}}}}
  a_day: {title: A day away, set: {stress: {absences: {one: {week: 4, days: 1, service: North, most: 1}}}}}
  more: {title: More sick leave, set: {stress: {sick_leave_percent: 300}}}
  fewer: {set: {stress: {posts_percent: 60}}}
  lawyer: {set: {stress: {absences: {lawyer: {week: 4, days: 56, covers: legal_help}}}}}
grid: {sick_leave: [base, more], posts: [fewer, base]}
"""


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = write_config(tmp_path_factory.mktemp("stress"))
    (path.parent / "stresses.yaml").write_text(STRESSES)
    return path


def stress(config: Path, *options: object) -> Any:
    where = ("--stresses", config.parent / "stresses.yaml", "--out", config.parent / "runs", "--jobs", 1)
    return caseflow("stress", config, *where, *options)


@pytest.fixture(scope="module")
def said(config: Path) -> Any:
    """What a stress run of everything says."""
    result = stress(config, "--limit", 0.3, "--replications", 3)
    assert result.exit_code == 0, result.output
    return result


@pytest.fixture(scope="module")
def run(said: Any) -> Path:
    return Path(said.stdout.splitlines()[-1].removeprefix("run folder: "))


@pytest.fixture(scope="module")
def tables(run: Path) -> dict[str, pd.DataFrame]:
    return {name: open_run(run).table(name) for name in STRESS_FILES}


def test_stress_is_simulated_by_any_engine_and_says_by_which(config: Path) -> None:
    few = "--scenario", "more", "--replications", 2, "--years", 1, "--quiet"
    runs = [open_run(Path(stress(config, *few, "--engine", of).stdout.strip())) for of in ("process", "compiled")]
    process, compiled = (run.record for run in runs)
    assert (process.resources.engine, compiled.resources.engine) == ("process", "compiled")
    tables = [name for name in process.files if name.startswith("tables/")]
    assert {name: process.files[name] for name in tables} == {name: compiled.files[name] for name in tables}


def test_stress_asks_the_scheduler_of_a_cluster(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="needs the extra caseflow[cluster]")
    monkeypatch.setattr("caseflow.cluster.TIMEOUT_SECONDS", 1)
    result = stress(config, "--cluster", "tcp://127.0.0.1:1")
    assert result.exit_code == 2
    assert "no Dask scheduler answers at tcp://127.0.0.1:1: " in result.stderr


def test_a_stress_run_has_its_tables_with_the_columns_that_its_readme_explains(run: Path, tables: Any) -> None:
    assert {name: list(table) for name, table in tables.items()} == {n: list(c) for n, c in STRESS_COLUMNS.items()}
    readme = (run / "README.md").read_text(encoding="utf-8")
    assert [c for columns in STRESS_COLUMNS.values() for c in columns if f"| `{c}` |" not in readme] == []


def test_every_stress_that_fits_is_simulated_and_the_grid(tables: Any) -> None:
    assert tables["stress_scenarios"]["scenario"].tolist() == ["somebody", "a_day", "more", "fewer", "more+fewer"]
    assert tables["stress_scenarios"]["title"].tolist()[:3] == ["Somebody away", "A day away", "More sick leave"]
    assert tables["stress_scenarios"]["only_of_grid"].tolist() == [False, False, False, False, True]
    assert tables["stress_scenarios"]["hits"].tolist() == ["North", "North", *["North; South"] * 3]


def test_what_stress_does_not_reach_is_exactly_as_usual(tables: Any) -> None:
    # somebody of North is away: South has a service of its own in today's model
    found = tables["stress"].query("scenario == 'somebody' and model == 'today' and unit == 'South'")
    assert len(found) > 5
    assert not found[["extra", "extra_low", "extra_high"]].to_numpy().any()


def test_a_figure_under_stress_is_that_of_the_scenario_in_the_summary(run: Path, tables: Any) -> None:
    summary = open_run(run).table("summary").set_index(["model", "scenario", "unit", "indicator"])["mean"]
    for row in tables["stress"].query("scenario == 'more' and indicator == 'breach_share'").itertuples():
        assert row.stressed == pytest.approx(summary[row.model, "more", row.unit, "breach_share"])
        assert row.usual == pytest.approx(summary[row.model, "base", row.unit, "breach_share"])
        assert row.extra == pytest.approx(row.stressed - row.usual)


def test_half_of_north_away_for_eight_weeks_are_so_many_days_at_half_staff(tables: Any) -> None:
    # 29 January to 25 March 2011 have 40 working days; on some of them one of the two is away in usual years, too
    found = tables["stress"].query(
        "scenario == 'somebody' and model == 'today' and unit == 'North' and scope == 'municipality'"
    )
    extra = found.set_index("indicator")["extra"]["days_at_half_staff_or_less"]
    assert 0 < extra <= 40


def test_days_at_half_staff_of_the_region_are_those_of_the_summary_and_of_its_mean_service(
    run: Path, tables: Any
) -> None:
    asked = "model == 'today' and scenario == 'more' and indicator == 'days_at_half_staff_or_less'"
    mean = open_run(run).table("summary").query(asked).set_index("unit")["mean"]
    found = tables["stress"].query(f"{asked} and unit == 'region'")
    assert found["stressed"].item() == pytest.approx(mean["region"])
    assert mean["region"] == pytest.approx((mean["North"] + mean["South"]) / 2)


def test_the_excess_begins_with_the_stress_at_nothing(tables: Any) -> None:
    found = tables["stress_excess"].query("scenario == 'somebody' and unit == 'region'")
    assert found[found["week"] == 0]["excess"].tolist() == [0, 0]
    assert found["date"].min() == pd.Timestamp(2011, 1, 31)
    first_after = found[found["weeks_after_end"] == 0]
    assert set(first_after["date"]) == {pd.Timestamp(2011, 3, 28)}
    assert found[found["weeks_after_end"] < 0]["not_recovered_share"].isna().all()


def test_recovery_is_told_of_what_ends_and_its_curve_ends_where_the_censored_are(tables: Any) -> None:
    times = tables["stress_recovery"]
    assert set(times["scenario"]) == {"somebody", "a_day"}
    curve = tables["stress_excess"].query("scenario == 'somebody'")
    for row in times.query("scenario == 'somebody'").itertuples():
        own = curve.query("model == @row.model and unit == @row.unit and scope == @row.scope")
        last = own.query("weeks_after_end == @row.weeks_followed")
        assert last["not_recovered_share"].tolist() == [row.not_recovered_share]


def test_the_grid_rises_with_sick_leave_and_breaks_where_it_passes_the_limit(tables: Any) -> None:
    grid, breaking = tables["stress_grid"], tables["stress_breaking"]
    region = grid.query("unit == 'region' and scope == 'region'").set_index(["model", "posts", "sick_leave"])
    assert len(region) == 2 * 2 * 2
    assert (
        region["sick_leave_share"]["today", "base", "more"] > 1.5 * region["sick_leave_share"]["today", "base", "base"]
    )
    for row in breaking.query("state == 'passed'").itertuples():
        of = grid.query("model == @row.model and unit == @row.unit and scope == @row.scope and posts == @row.posts")
        assert of["breach_share"].iloc[0] < 0.3 <= of["breach_share"].iloc[-1]
        at = np.interp(0.3, of["breach_share"], of["sick_leave_share"])
        assert row.sick_leave_share == pytest.approx(at, abs=0.003)
    assert set(breaking["limit"]) == {0.3}
    for end in ("low", "high"):
        assert (breaking[end].notna() == (breaking[f"{end}_lies"] == "within")).all()
    assert (breaking["low_lies"] != breaking["high_lies"]).any()


def test_a_stress_run_is_shown_told_as_data_and_replayed(run: Path) -> None:
    shown = caseflow("show", run, "--all")
    assert "Somebody away (29 January 2011 to 25 March 2011; the figures are of 2011): the region" in shown.stdout
    assert "Somebody away (29 January 2011 to 25 March 2011; the figures are of 2011): North" in shown.stdout
    assert "A day away (29 January 2011; the figures are of 2011): the region" in shown.stdout
    assert "fewer (from 1 January 2011 on): the region" in shown.stdout
    assert "Limits missed in the region, by sick leave and posts" in shown.stdout
    assert "0 of 3" in shown.stdout  # futures not yet recovered
    data = json.loads(caseflow("show", run, "--json").stdout)
    assert data["limit"] == 0.3
    assert len(data["stress"]) == len(open_run(run).table("stress"))
    again = caseflow("replay", run, "--jobs", 1)
    assert (again.exit_code, again.stdout.split(":")[0]) == (0, "equal")


# -- what is asked ------------------------------------------------------------------------------------------------


def test_what_does_not_fit_is_left_out_and_said(said: Any) -> None:
    assert said.stderr.startswith("left out, since it does not fit: stresses.yaml:6: scenarios.lawyer.set.stress.")
    assert "\n fewer " in said.stdout


# -- what is printed ----------------------------------------------------------------------------------------------


def lines(run: Path, *options: str) -> list[str]:
    result = caseflow("show", run, *options)
    assert result.exit_code == 0, result.output
    return list(result.stdout.splitlines())


def retold(run: Path, place: Path, **tables: pd.DataFrame) -> Path:
    """A copy of a run folder that found something else."""
    path = place / run.name
    shutil.copytree(run, path)
    record = open_run(path).record
    (path / RECORD).unlink()
    for name, table in tables.items():
        table.to_csv(path / STRESS_FILES[name], index=False)
    (path / RECORD).write_text(finished(record, path).model_dump_json(), encoding="utf-8")
    return path


def test_the_answer_comes_first_then_tables_and_points_of_the_grid_only_in_the_grid(said: Any) -> None:
    first = said.stdout.splitlines()
    assert first[0].startswith("Two valleys under stress: 2 models in 3 simulated futures, each against itself")
    questions = [line for line in first if line.endswith("?")]
    assert questions == [
        "What adds most to the share of limits missed under today, and where?",
        "How many weeks after the end of a stress have half of the futures recovered?",
        "From which sick leave are more than 30% of the region's limits missed?",
        "Which model stands stress better than today?",
    ]
    assert "more+fewer" not in said.stdout
    assert "tables/stress.csv" in first[-3]
    assert first[-2].startswith(
        "In short, all limits missed in the region under stress beside today. together: fewer in "
    )
    assert len(first) < 60


def test_the_answer_has_the_figures_of_the_tables(run: Path, tables: Any, tmp_path: Path) -> None:
    table = tables["stress"].assign(usual=0.2, extra=0.25, extra_low=0.125, extra_high=0.375, cases_a_year=200)
    table.loc[table["scenario"] == "fewer", ["extra", "cases_a_year"]] = [0.3, 16]
    (told,) = [line for line in lines(retold(run, tmp_path, stress=table)) if line.startswith("  Lasting: ")]
    extra, usual = "+4.8 cases a year [+2.0 to +6.0]", "3.2 of 16.0"
    assert told == (
        f"  Lasting: “fewer”, {extra} beside the usual {usual} (the region, 2011); on the mean the share grows most in "
        f"North, {extra} beside {usual}. The same adds +4.8 [+2.0 to +6.0] under together. By the intervals another "
        "stress may add as much."
    )


def test_what_no_interval_shows_is_not_said_to_add_anything(run: Path, tables: Any, tmp_path: Path) -> None:
    table = tables["stress"].assign(extra_low=-1.0)
    told = [line for line in lines(retold(run, tmp_path, stress=table)) if line.startswith("  Lasting: ")]
    assert told[0].startswith("  Lasting: nothing is shown to add any; most on the mean “")


@pytest.mark.parametrize(
    ("scenarios", "weeks", "expected"),
    [
        (["somebody"], [3], "3 [2 to 5] after “Somebody away” (North)."),
        (["somebody", "a_day"], [3, 1], "3 [2 to 5] after “Somebody away” (North), the longest of 2."),
        (
            ["somebody", "a_day"],
            [3, 0],
            "3 [2 to 5] after “Somebody away” (North), the longest of 2; 0 weeks after 1 of them.",
        ),
        (["somebody", "a_day"], [0, 0], "0 [2 to 5] after “Somebody away” (North), the longest of 2."),
    ],
)
def test_the_longest_recovery_is_told_beside_others_only_if_there_are_any(
    run: Path, tables: Any, tmp_path: Path, scenarios: list[str], weeks: list[int], expected: str
) -> None:
    table = tables["stress_recovery"].query("scenario in @scenarios").assign(not_recovered_share=0.0)
    table["median_weeks"] = table["scenario"].map(dict(zip(scenarios, weeks, strict=True)))
    told = lines(retold(run, tmp_path, stress_recovery=table.assign(median_low=2, median_high=5)))
    assert f"  today: {expected} When the run ends all futures have." in told


def test_the_recovery_of_one_future_has_no_interval() -> None:
    missing = float("nan")
    row = {"futures": 1, "weeks_followed": 133, "median_weeks": 1, "median_low": missing, "median_high": missing}
    assert [recovery(language("en"), {**row, "futures": n}) for n in (1, 20)] == ["1", "1 [over 133 to over 133]"]
    assert recovery(language("en"), {**row, "median_weeks": missing}) == "over 133"


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ({"breach_share": "better"}, "fewer in 1 of 4 (“More sick leave”); more in none; 3 cannot be told"),
        ({"breach_share": "worse"}, "fewer in none; more in 1 of 4 (“More sick leave”); 3 cannot be told"),
        (
            {"breach_share": "better", "effort_given_share": "worse"},
            "fewer in none; fewer, but at a price, in 1 of 4 (“More sick leave”); more in none; 3 cannot be told",
        ),
        ({"breach_share": "better", "effort_given_share": "unknown"}, "fewer in none; more in none; 4 cannot be told"),
    ],
)
def test_a_model_stands_stress_better_only_where_the_intervals_say_so(
    run: Path, tables: Any, tmp_path: Path, labels: dict[str, str], expected: str
) -> None:
    table = tables["stress_models"].assign(extra_verdict="unclear", stressed_verdict="unclear")
    for indicator, label in labels.items():
        where = (table["scenario"] == "more") & (table["scope"] == "region") & (table["indicator"] == indicator)
        table.loc[where, "extra_verdict"] = label
    told = lines(retold(run, tmp_path, stress_models=table))
    nothing = "fewer in none; more in none; {} cannot be told."
    first = told.index(f"  together, all limits missed in the region under stress: {nothing.format(4)}")
    assert told[first + 1] == f"  together, those that stress adds in the region: {expected}."
    assert told[first + 2] == f"  together, those that it adds in the one place aimed at: {nothing.format(2)}"


def test_a_model_breaks_later_only_where_the_interval_of_the_difference_says_so(
    run: Path, tables: Any, tmp_path: Path
) -> None:
    breaking = tables["stress_breaking"].assign(**breaks("passed", 0.12, 0.1, 0.14))
    ends = {"at a higher": (0.01, 0.03), "at a lower": (-0.03, -0.01), "whether at a higher or": (-0.01, 0.05)}
    for number, (said, (low, high)) in enumerate(ends.items()):
        table = breaking.assign(later=(low + high) / 2, later_low=low, later_high=high)
        told = "\n".join(lines(retold(run, tmp_path / str(number), stress_breaking=table)))
        assert "today 12.0% [10.0% to 14.0%] and together 12.0% [10.0% to 14.0%] of days" in told
        assert f"  {said[0].upper()}{said[1:]}" in told


SIMULATED = {"lowest_simulated": 0.08, "highest_simulated": 0.2}


def breaks(state: str, point: float = np.nan, low: float | str = "unknown", high: float | str = "unknown") -> Any:
    """A row of ``stress_breaking``: ends of the interval, or where they lie beside those simulated."""
    row: dict[str, Any] = {"state": state, "sick_leave_share": point, **SIMULATED}
    for which, end in (("low", low), ("high", high)):
        row |= (
            {which: np.nan, f"{which}_lies": end} if isinstance(end, str) else {which: end, f"{which}_lies": "within"}
        )
    return row | {"later_low": np.nan, "later_high": np.nan}


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (breaks("not_reached", low=0.15, high="above"), "at a higher"),  # the baseline's interval ends at 14 %
        (breaks("not_reached", low=0.13, high="above"), "whether at a higher or"),
        (breaks("not_reached", low="above", high="above"), "at a higher"),
        (breaks("not_reached", low="below", high="above"), "whether at a higher or"),
        (breaks("not_reached"), "whether at a higher or"),
        (breaks("already", low="below", high=0.09), "at a lower"),
        (breaks("already", low="below", high=0.11), "whether at a higher or"),
        (breaks("already", low="below", high="below"), "at a lower"),
        (breaks("already", low="below", high="above"), "whether at a higher or"),
        (breaks("already"), "whether at a higher or"),
    ],
)
def test_a_model_that_does_not_break_between_the_simulated_is_told_apart_if_the_intervals_lie_apart(
    found: dict[str, Any], said: str
) -> None:
    assert LATER[later(found, breaks("passed", 0.12, 0.1, 0.14))].startswith(said)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (breaks("passed", 0.12, 0.1, 0.14), "12.0% [10.0% to 14.0%]"),
        (breaks("passed", 0.12, "below", "above"), "12.0% [under 8.0% to over 20.0%]"),
        (breaks("passed", 0.12), "12.0% [no interval]"),
        (breaks("already", low="below", high="below"), "already at 8.0%"),
        (breaks("already", low="below", high=0.09), "already at 8.0% [to 9.0%]"),
        (breaks("already", low="below", high="above"), "already at 8.0% [to over 20.0%]"),
        (breaks("already"), "already at 8.0% [no interval]"),
        (breaks("not_reached", low="above", high="above"), "not at 20.0%"),
        (breaks("not_reached", low=0.15, high="above"), "not at 20.0% [from 15.0%]"),
        (breaks("not_reached", low="below", high="above"), "not at 20.0% [from under 8.0%]"),
        (breaks("not_reached"), "not at 20.0% [no interval]"),
    ],
)
def test_what_a_breaking_points_interval_says_is_told_and_that_it_says_nothing(found: Any, said: str) -> None:
    assert point(language("en"), found) == said
    # before it was told where ends lie, a missing one was beyond the simulated or none
    assert point(language("en"), found | {"low_lies": np.nan, "high_lies": np.nan}) in (
        said, f"{said.partition(' [')[0]} [no interval]",
    )  # fmt: skip


def test_a_run_of_before_models_were_held_against_each_other_is_still_told(
    run: Path, tables: Any, tmp_path: Path
) -> None:
    breaking = tables["stress_breaking"].drop(columns=["low_lies", "high_lies", "later", "later_low", "later_high"])
    older = retold(run, tmp_path, stress_breaking=breaking, stress_models=tables["stress_models"].iloc[:0])
    told = caseflow("show", older, "--all")
    assert (told.exit_code, "From which sick leave" in told.stdout) == (0, True)
    assert caseflow("report", older, "--out", tmp_path / "report.html").exit_code == 0


def test_the_answer_is_told_in_norwegian_too(run: Path) -> None:
    told = lines(run, "--lang", "nb", "--all")
    assert told[0].startswith("Two valleys under påkjenning: 2 modeller i 3 simulerte framtider")
    assert "Hvilken modell tåler påkjenning bedre enn today?" in told
    assert any(line.startswith("Somebody away (29. januar 2011 til 25. mars 2011") for line in told)
    assert told[-1] == f"kjøringens mappe: {run}"


def test_one_future_and_one_model_answer_nothing_about_which_is_better(config: Path) -> None:
    result = stress(config, "--scenario", "somebody", "--replications", 1, "--model", "together")
    assert result.exit_code == 0, result.output
    assert "One future says nothing about how a model stands stress: simulate more replications." in result.stdout
    assert "?\n" not in result.stdout
    path = Path(result.stdout.splitlines()[-1].removeprefix("run folder: "))
    assert "under stress: 1 model in 1 simulated future, each against itself" in result.stdout
    assert "under påkjenning: 1 modell i 1 simulert framtid, hver" in caseflow("show", path, "--lang", "nb").stdout


def test_of_one_stress_it_is_not_said_in_how_many_or_that_all_hold_together(config: Path) -> None:
    told = stress(config, "--scenario", "somebody", "--replications", 2).stdout
    assert "all under it: whether the interval shows fewer or more" in " ".join(told.split())
    assert "1 stresses" not in told


def test_of_many_models_the_baseline_and_the_extremes_are_told(tmp_path: Path) -> None:
    path = write_config(tmp_path)
    more = "".join(
        f"  {name}:\n    services:\n      Both: {{municipalities: all, generalists: [N, S]}}\n" for name in "abcd"
    )
    path.write_text(path.read_text().replace("scenarios:\n", f"{more}scenarios:\n"))
    (tmp_path / "stresses.yaml").write_text(STRESSES)
    result = stress(path, "--replications", 2)
    assert result.exit_code == 0, result.output
    run = Path(result.stdout.splitlines()[-1].removeprefix("run folder: "))
    table = open_run(run).table("stress").assign(extra=0.25, extra_low=0.125, extra_high=0.375, cases_a_year=200)
    told = "\n".join(lines(retold(run, tmp_path, stress=table)))
    assert "least of the others" in told
    same = "+25.0 [+12.5 to +37.5]"
    assert f"Of the other models it adds least, {same} under together, and most, {same} under d." in told
    assert "  Told are at most 3 models, those shown to be better under most stresses; the last table" in told


def test_a_stress_of_the_whole_region_is_read_there_though_a_model_serves_places_outside(tmp_path: Path) -> None:
    path = write_config(tmp_path)
    places = path.parent / "places.yaml"
    outside = places.read_text().replace("  North: {number: 1,", "  Far: {number: 3, outside: true,").splitlines()[1]
    places.write_text(f"{places.read_text().rstrip()}\n{outside}\n")
    text = path.read_text().replace("models:\n", "  F: {number: 3, posts_fte: [1.0], office: Far}\nmodels:\n")
    own = "      Far: {municipalities: [Far], generalists: [F]}\n"
    today = text[text.index("  today:\n") : text.index("  together:\n")]
    beside = today.replace("  today:\n", "  beside:\n    before: beside\n") + own
    path.write_text(text.replace("scenarios:\n", f"{beside}scenarios:\n"))
    (tmp_path / "stresses.yaml").write_text(STRESSES)
    result = stress(path, "--scenario", "more", "--replications", 2, "--model", "today", "--model", "beside")
    assert result.exit_code == 0, result.output
    assert "(the region, 2011)" in result.stdout
    assert "In one place" not in result.stdout


def test_only_a_stress_run_is_told_in_full(shared_run: Path) -> None:
    result = caseflow("show", shared_run, "--all")
    assert (result.exit_code, "is no stress run" in result.output) == (2, True)


# -- what is asked, and refused -----------------------------------------------------------------------------------


def test_what_does_not_fit_but_is_asked_for_is_refused(config: Path) -> None:
    result = stress(config, "--scenario", "lawyer")
    assert result.exit_code == 2
    assert "found none" in result.output


def test_an_unknown_stress_is_refused_with_the_one_that_was_perhaps_meant_and_its_line(config: Path) -> None:
    result = stress(config, "--scenario", "somebodi", "--scenario", "later_")
    assert result.exit_code == 2
    lines = [
        "stresses.yaml:2: scenarios: expected the name of a scenario, found 'somebodi' (did you mean 'somebody'?)",
        "tiny.yaml:27: scenarios: expected the name of a scenario, found 'later_' (did you mean 'later'?)",
    ]
    assert sorted(result.output.splitlines()) == lines


def test_a_scenario_of_the_config_is_a_stress_too_and_several_can_be_asked_for_at_once(config: Path) -> None:
    options = ("--scenario", "more_sick_leave", "--scenario", "somebody+more", "--replications", 1, "--model", "today")
    data = json.loads(stress(config, *options, "--json").stdout)
    assert [row["scenario"] for row in data["stress_scenarios"]] == ["more_sick_leave", "somebody+more"]
    assert [row["ends"] for row in data["stress_scenarios"]] == [None, None]
    assert "stress_grid" not in data
    assert {row["scenario"] for row in data["stress"]} == {"more_sick_leave", "somebody+more"}


def test_the_base_alone_is_no_stress(config: Path) -> None:
    result = stress(config, "--scenario", "base")
    assert (result.exit_code, "nothing to stress" in result.output) == (2, True)


def test_a_missing_stress_file_is_refused(config: Path) -> None:
    result = caseflow("stress", config, "--stresses", config.parent / "stress.yaml")
    assert result.exit_code == 2
    assert "expected a stress file, found no such file (did you mean 'stresses.yaml'?)" in result.output


def test_a_stress_of_one_day_has_one_date_in_the_report(run: Path, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    assert caseflow("report", run, "--lang", "nb", "--out", page).exit_code == 0
    text = page.read_text(encoding="utf-8")
    assert "A day away (29. januar 2011; tallene gjelder 2011)" in text
    assert "Somebody away (29. januar 2011 til 25. mars 2011; tallene gjelder 2011)" in text
