"""``caseflow compare`` on small runs."""

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import write_config
from tests.cli.running import caseflow, simulate

REPORTS = "municipalities.South.reports_per_1000_children_per_year"


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A config of two municipalities and two models, simulated in three futures."""
    path = write_config(tmp_path_factory.mktemp("compare"))
    path.write_text(path.read_text().replace("replications: 2", "replications: 3"))
    return path


@pytest.fixture(scope="module")
def run(config: Path) -> Path:
    return simulate(config)


@pytest.fixture(scope="module")
def found(run: Path) -> dict[str, Any]:
    return compared(run)


def compared(*arguments: object) -> dict[str, Any]:
    result = caseflow("compare", *arguments, "--json")
    assert result.exit_code == 0, result.output
    data: dict[str, Any] = json.loads(result.stdout)
    return data


def differences(data: Any) -> Iterator[tuple[Any, Any, Any]]:
    """Every (low, difference, high) of a document, wherever it stands."""
    if isinstance(data, dict):
        if "difference" in data:
            yield data["low"], data["difference"], data["high"]
        data = list(data.values())
    if isinstance(data, list):
        for part in data:
            yield from differences(part)


# -- what must hold ---------------------------------------------------------------------------------------------


def test_the_error_of_what_only_some_futures_have_is_that_of_its_interval(config: Path):
    name = "emergency_response_hours"
    data = compared(simulate(config, "--replications", 6), "--indicator", name, "--unit", "South")
    found = data["indicators"][name]["models"]["today"]
    # four of six futures have an emergency: Student's t on the logarithm, three degrees of freedom
    reach = 3.182446 * found["spread"]["simulation_error"] / found["mean"]
    assert math.log(found["high"] / found["mean"]) == pytest.approx(reach)


def test_a_run_compared_with_itself_differs_by_exactly_zero(run: Path):
    data = compared(run, run, "--model", "1:today", "--model", "2:today")
    assert data["models"] == ["1:today", "2:today"]
    told = list(differences(data))
    assert len(told) > 50
    assert {value for _, value, _ in told} <= {0, None}
    assert {end for low, _, high in told for end in (low, high)} <= {0, None}
    assert (0, 0, 0) in told
    limits = data["indicators"]["breach_share"]["against_baseline"]["2:today"]
    assert limits["verdict"] == "equal"
    assert limits["better_in_futures"]["chance"] == 0.5


def test_of_models_that_never_differ_it_is_not_said_in_how_many_futures_fewer_limits_are_missed(run: Path):
    told = caseflow("compare", run, run, "--model", "1:today", "--model", "2:today").output
    assert "The two never differ." in told
    assert "Fewer are missed in" not in told
    # a tie counts half: of nothing but ties that would look like a toss-up
    rows = [line.split() for line in told.splitlines()]
    assert next(row.count("equal") for row in rows if row[:1] == ["2:today"]) == 2


def test_swapping_the_baseline_flips_the_signs_exactly(run: Path, found: dict[str, Any]):
    swapped = compared(run, "--baseline", "together")
    assert swapped["baseline"] == "together"
    for name, indicator in found["indicators"].items():
        there = list(differences(indicator["against_baseline"]["together"]))
        back = list(differences(swapped["indicators"][name]["against_baseline"]["today"]))
        assert there == [tuple(None if x is None else -x for x in reversed(three)) for three in back], name


def test_a_difference_is_the_difference_of_the_means_of_the_summary(run: Path, found: dict[str, Any]):
    from caseflow.store.opened import open_run

    summary = open_run(run).table("summary")
    region = summary[summary["scope"] == "region"].set_index(["model", "indicator"])["mean"]
    for name, indicator in found["indicators"].items():
        expected = region["together", name] - region["today", name]
        assert indicator["against_baseline"]["together"]["difference"] == pytest.approx(expected), name


def test_a_mean_has_the_interval_of_the_summary_though_some_futures_have_no_case(run: Path):
    from caseflow.stats.registry import INDICATORS
    from caseflow.store.opened import open_run

    summary = open_run(run).table("summary")
    is_own = (summary["scope"] == "municipality") & (summary["unit"] == "South") & (summary["model"] == "today")
    own = summary[is_own].set_index("indicator")
    names = [one.name for one in INDICATORS if one.name in own.index]
    found = compared(run, "--unit", "South", *(word for name in names for word in ("--indicator", name)))["indicators"]
    seen = own["replications"].tolist()
    assert min(seen) < max(seen) == 3
    for name in names:
        mean, row = found[name]["models"]["today"], own.loc[name]
        for end in ("low", "high"):
            there = math.nan if mean[end] is None else mean[end]
            assert there == pytest.approx(row[f"ci95_{end}"], nan_ok=True), name


def test_no_shares_differ_by_more_than_all_of_them_whatever_the_interval(shared_run: Path):
    shares = {name: one for name, one in compared(shared_run)["indicators"].items() if one["kind"] == "share"}
    told = [three for one in shares.values() for three in differences(one) if None not in three]
    assert len(told) > 20
    assert all(-1 <= low <= value <= high <= 1 for low, value, high in told)
    own = [
        of for one in shares.values() for model in one["models"].values() for of in model["quantiles_of_years"].values()
    ]
    told = [(of["low"], of["value"], of["high"]) for of in own if of["low"] is not None]
    assert len(told) > 5
    assert all(0 <= low <= value <= high <= 1 for low, value, high in told)


def test_no_verdict_on_deadlines_stands_without_effort_follow_ups_and_overdue_cases(run: Path):
    data = compared(run, "--indicator", "processing_days_mean")
    asked = ["breach_share", "overdue_open", "processing_days_mean", "effort_given_share", "follow_ups_missed_share"]
    assert list(data["indicators"]) == asked
    (verdict,) = data["verdicts"]
    assert set(verdict["on_deadlines"]["beside_it"]) == {
        "effort_given_share",
        "follow_ups_missed_share",
        "overdue_open",
    }
    words = verdict["in_words"]
    assert [name for name in ("effort given", "follow-ups missed", "overdue open cases") if name not in words] == []


def test_without_deadlines_there_is_no_verdict_on_a_model(run: Path):
    data = compared(run, "--indicator", "handovers_per_case")
    assert list(data["indicators"]) == ["handovers_per_case"]
    assert data["verdicts"][0]["on_deadlines"] is None
    assert "none judges a model" in data["answer"]


def test_one_future_gives_no_interval_and_says_so(config: Path):
    run = simulate(config, "--replications", 1)
    data, told = compared(run), caseflow("compare", run).stdout
    assert " yes" not in told  # may be the best
    assert data["answer"].startswith("One future says nothing")
    assert {end for low, _, high in differences(data) for end in (low, high)} == {None}
    assert data["verdicts"][0]["on_deadlines"]["limits_missed"] == "unknown"


def test_municipalities_stand_in_the_configs_order_with_a_label_for_each_dimension(found: dict[str, Any]):
    fairness = found["fairness"]
    assert list(fairness["dimensions"]) == ["deadline", "measures", "local presence", "effort", "cost"]
    assert fairness["correction"]["intervals_that_hold_together"] == 5 * 2
    places = fairness["models"]["together"]["municipalities"]
    assert list(places) == ["North", "South"]
    labels = {place[dimension]["verdict"] for place in places.values() for dimension in fairness["dimensions"]}
    assert labels <= {"better", "unclear", "worse", "equal", "unknown"}
    assert set(fairness["models"]["together"]["chance_that_none_is_dearer_and_poorer"]) == {
        "deadline", "measures", "local presence", "effort", "any",
    }  # fmt: skip


def test_a_municipality_may_be_asked_about_and_the_chance_of_so_many_breaches(run: Path):
    data = compared(run, "--unit", "South", "--at-least", 5)
    assert data["unit"] == "South"
    assert list(data["indicators"]["breach_share"]["models"]["today"]["chances_of_years"]) == [
        "no_breach", "share_over_10_percent", "5_or_more",
    ]  # fmt: skip


def test_it_is_told_from_which_quarter_on_a_model_is_better(found: dict[str, Any]):
    onset = found["indicators"]["breach_share"]["against_baseline"]["together"]["better_from"]
    assert [quarter["quarter"] for quarter in onset["quarters"]] == ["Q1 2011", "Q2 2011", "Q3 2011", "Q4 2011"]


def test_the_tables_lose_no_figure_in_160_columns(run: Path):
    result = caseflow("compare", run)
    assert result.exit_code == 0, result.output
    assert "…" not in result.output
    tables = [line for line in result.output.splitlines() if "  " in line.strip()]
    assert max(len(line) for line in tables) <= 160


def test_a_norwegian_column_is_no_wider_for_the_name_of_its_indicator(run: Path):
    told = caseflow("compare", run, "--lang", "nb").output
    assert "lokal tilstedeværelse" in told
    assert "dager uten lokal tilstedeværelse" not in told


def test_it_speaks_the_language_asked_for_else_the_runs_but_json_is_english(config: Path, run: Path):
    def told(*arguments: object) -> list[str]:
        result = caseflow("compare", *arguments)
        assert result.exit_code == 0, result.output
        return result.stdout.splitlines()

    norwegian = told(run, "--lang", "nb")
    assert norwegian[0].startswith(("Ingen modell er klart bedre enn today", "Færre fristbrudd enn med today"))
    assert norwegian[-1] == f"Kort sagt: {norwegian[0]}"
    assert [word for word in (" limits ", " futures", " points", "better") if word in " ".join(norwegian)] == []
    assert [line for line in norwegian if line.strip().startswith("%")] == []
    own = simulate(config, "--lang", "nb")
    named = f"kjøring 1: {run}, scenario base"
    assert [line.replace(str(own), str(run)) for line in told(own)] == norwegian
    assert named in norwegian
    assert told(own, run)[0] == told(run, own, "--lang", "nb")[0]
    assert told(own, "--lang", "en")[0] == told(run)[0]
    assert compared(own)["verdicts"] == compared(run)["verdicts"] == compared(run, "--lang", "nb")["verdicts"]


def test_any_name_goes_through_a_comparison_unharmed(tmp_path: Path):
    from tests.cli.test_cli import ODD_NAMES

    config = tmp_path / "odd.yaml"
    config.write_text(f"{ODD_NAMES}  other: {{extends: today}}\n", "utf-8")
    run = simulate(config)
    for place in ("A/B <b>'q'</b> 😀 $\\foo{$ [red]", "=1+1", "NA"):
        result = caseflow("compare", run, "--unit", place)
        assert (result.exit_code, place in result.output) == (0, True), result.output
    data = compared(run)
    assert {value for _, value, _ in differences(data["indicators"])} == {0}  # the other model is the same
    assert list(data["fairness"]["models"]["other"]["municipalities"]) == [
        "A/B <b>'q'</b> 😀 $\\foo{$ [red]", "=1+1", "NA",
    ]  # fmt: skip


def test_effects_switched_on_one_by_one_add_up_to_the_models_difference(tmp_path: Path):
    config = write_config(tmp_path)
    both = "generalists: [N, S]}"
    text = config.read_text().replace(both, f"{both}\n    effects: {{travel: true, fixed_work: true}}")
    config.write_text(f"{text}effects: {{travel: {{distances: [{{between: [North, South], km: 30, minutes: 30}}]}}}}\n")
    run = simulate(config)
    data = compared(run, "--decompose", "together", "--jobs", 1)
    steps = data["decomposition"]["steps"]
    assert [step["step"] for step in steps] == [
        "organisation alone", "travel", "discipline of merged teams", "fixed work",
    ]  # fmt: skip
    for name, found in data["indicators"].items():
        if name in steps[0]["indicators"]:
            told = [step["indicators"][name] for step in steps]
            whole = found["against_baseline"]["together"]
            assert {key: told[-1]["so_far"][key] for key in ("difference", "low", "high")} == {
                key: whole[key] for key in ("difference", "low", "high")
            }
            assert sum(step["adds"]["difference"] for step in told) == pytest.approx(whole["difference"])
    assert any(step["indicators"]["effort_given_share"]["adds"]["difference"] for step in steps[1:])


def test_only_a_model_that_is_compared_can_be_decomposed(run: Path):
    result = caseflow("compare", run, "--decompose", "today")
    assert (result.exit_code, "can be decomposed: together" in result.stderr) == (2, True)


# -- several runs -----------------------------------------------------------------------------------------------


def test_runs_with_the_same_demand_are_compared_by_numbered_models(config: Path, run: Path):
    other = simulate(config, "--set", "work.session_minutes=120", "--model", "today")
    data = compared(run, other)
    assert data["models"] == ["1:today", "together", "2:today"]
    assert data["baseline"] == "1:today"
    assert data["indicators"]["breach_share"]["against_baseline"]["2:today"]["difference"] is not None


def test_growth_belongs_to_a_model_and_leaves_the_demand_the_same(config: Path, run: Path):
    growth = "models.together.transition.report_growth_percent={others: 20}"
    other = simulate(config, "--set", growth, "--model", "together")
    data = compared(run, other, "--indicator", "reports")
    more = data["indicators"]["reports"]["against_baseline"]
    assert more["1:together"]["difference"] == 0
    assert more["2:together"]["difference"] > 0


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--seed", 8], "another seed (8)"),
        (["--replications", 2], "another number of replications (2)"),
        (["--years", 2], "another number of years (2)"),
        (["--fixed-assumptions"], "another use of assumptions (fixed)"),
        (
            [
                "--set",
                f"{REPORTS}={{value: 42, range: [30, 50], source: assumption}}",
            ],
            "assumptions drawn otherwise",
        ),
        (["--set", "calendar.today=2010-11-01"], "another calendar"),
        (["--set", "municipalities.North.open_measures=25"], "another demand in North"),
        (["--set", f"{REPORTS}=200"], "other reports in South"),
        (["--set", "effort.screening_hours=9"], "another demand in North"),
    ],
    ids=lambda value: str(value[-1]) if isinstance(value, list) else "",
)
def test_runs_of_other_futures_are_refused_and_it_is_said_why(config: Path, run: Path, options, why: str):
    other = simulate(config, *options, "--model", "today")
    result = caseflow("compare", run, other)
    assert (result.exit_code, why in result.stderr) == (2, True), result.stderr


# -- what is wrong with a question ------------------------------------------------------------------------------


def test_all_unknown_names_are_told_at_once_with_what_was_perhaps_meant(run: Path):
    result = caseflow("compare", run, "--baseline", "todya", "--indicator", "breach_shar", "--unit", "Sout")
    assert result.exit_code == 2
    assert [
        name for name in ("'today'", "'breach_share'", "'South'") if f"did you mean {name}" not in result.stderr
    ] == []


def test_a_team_is_not_the_same_children_in_every_model(run: Path):
    result = caseflow("compare", run, "--unit", "Both")
    assert result.exit_code == 2
    assert "not the same children" in result.stderr


def test_an_unknown_scenario_is_told_with_those_there_are(run: Path):
    result = caseflow("compare", run, "--scenario", "bas")
    assert (result.exit_code, "did you mean 'base'" in result.stderr) == (2, True)


def test_an_indicator_that_municipalities_do_not_have_is_refused(run: Path):
    result = caseflow("compare", run, "--unit", "South", "--indicator", "utilisation")
    assert (result.exit_code, "utilisation is not counted for a municipality" in result.stderr) == (2, True)


def test_the_baseline_alone_has_nothing_to_be_compared_with_though_the_run_has_more(run: Path):
    result = caseflow("compare", run, "--model", "today")
    assert (result.exit_code, result.stderr.count("is the baseline: name a model beside it, of")) == (2, 1)
    assert "one model only" not in result.stderr


def test_the_answer_stands_first_and_last(run: Path):
    lines = caseflow("compare", run).stdout.splitlines()
    assert lines[0].startswith(
        ("No model is clearly better than today", "Fewer legal limits are missed than under today")
    )
    assert lines[-1] == f"In short: {lines[0]}"
