"""The benchmarks run and measure what they say; how fast anything is, is no test."""

import re

import numpy as np
import pytest

from benchmarks import engines, growth, twin, validation
from benchmarks.__main__ import PAGES, SECTIONS
from benchmarks.coverage import (
    Counts,
    growing_experiments,
    in_experiments,
    pairs_text,
    simulated,
    small_experiments,
    told,
)
from benchmarks.network import with_ciw, with_salabim, with_simpy
from benchmarks.network.compare import compare
from benchmarks.network.given import CARE, INTAKE, INVESTIGATION, Given, network
from benchmarks.network.theory import mean_waits
from benchmarks.network.visits import in_order
from benchmarks.page import PAGE, table, with_figures
from benchmarks.region import KONGSBERG, region_text
from benchmarks.shares import PARTS, REST, shares
from benchmarks.timing import Times, in_turns, ratio, seconds
from caseflow import load_config, simulate
from caseflow.config.load import parse_config

# -- what is measured ---------------------------------------------------------------------------------------------


def test_all_programs_simulate_the_same_network():
    assert len(list(compare(quick=True))) == 2


@pytest.mark.parametrize("simulate", [with_simpy.simulate, with_ciw.simulate, with_salabim.simulate])
def test_a_station_serves_one_case_after_the_other(simulate):
    routes = [[(INTAKE, 10), (INVESTIGATION, 4), (CARE, 1)], [(INTAKE, 3)], [(INTAKE, 90)]]
    given = Given(arrivals=[5, 6, 30], routes=routes, end=100)
    assert in_order(simulate(given)).tolist() == [
        [0, INTAKE, 5, 5, 15],
        [0, INVESTIGATION, 15, 15, 19],
        [0, CARE, 19, 19, 20],
        [1, INTAKE, 6, 15, 18],
    ]


def test_theory_knows_the_wait_at_a_station():
    # a report each 47.81 minutes, 35.86 minutes of screening: busy for three quarters of the time
    assert mean_waits(network())[INTAKE] == pytest.approx(0.75 / 0.25 * 35.86, rel=0.01)


def test_a_smaller_network_is_as_busy():
    # a station's mean wait over its mean service hangs on how busy it is, and nothing else
    assert mean_waits(network(quick=True)) == pytest.approx([4 * wait for wait in mean_waits(network())], rel=0.001)


def test_both_engines_are_measured_on_the_region():
    told = [part for section in (engines.alone, engines.whole) for part in section(True)]
    firsts = [part.splitlines()[2].split("|")[1].strip() for part in told]
    assert firsts == ["status_quo", "a replication of 1 models", "config resolved"]


def test_both_engines_are_compared_on_random_worlds():
    (told,) = twin.twins(quick=True)
    assert told.startswith("Both engines gave equal logs in 100 random worlds of up to 200 cases")


def made_up(n: int) -> Counts:
    """Futures of two years with nine limits each, in three units and under two models; a fifth is missed."""
    generator = np.random.default_rng(1)
    limits = np.full((3, 2, n, 2), 9.0)
    return Counts(generator.binomial(9, 0.2, limits.shape).astype(float), limits)


def test_intervals_of_small_experiments_hold_the_truth_about_as_often_as_they_say():
    counts = made_up(8000)
    small = in_experiments(counts, 40)
    assert small.numerator.shape == (3, 2, 200, 40, 2)
    assert (small.numerator[1, 0, 3, 5] == counts.numerator[1, 0, 3 * 40 + 5]).all()
    found = list(small_experiments(small, counts))
    assert len(found) == 18
    held = [np.mean((one.low <= one.truth) & (one.truth <= one.high)) for one in found]
    assert np.mean(held) == pytest.approx(0.95, abs=0.02)
    assert found[0].truth == pytest.approx(0.2, abs=0.005)
    assert found[9].truth == pytest.approx(0.8**9, abs=0.02)  # no breach of nine


def test_growing_experiments_end_later_where_more_is_asked_for():
    counts = made_up(4000)
    rows = list(growing_experiments(in_experiments(counts, 200), counts))
    assert [row[0] for row in rows[::2]] == ["±4 points", "±5 points", "±7 points"]
    ended = [float(row[2]) for row in rows]
    assert ended[0] >= ended[2] >= ended[4] == 64  # nine limits a year are soon known to seven points
    assert all(float(row[3]) >= 90 for row in rows)


def test_the_futures_of_the_coverage_benchmark_are_those_that_a_pair_has_in_a_config_of_its_own():
    counts = simulated(pairs=4, replications=3)
    assert counts.numerator.shape == (3, 2, 12, 2)
    rows = simulate(parse_config(pairs_text(1)), replications=3, jobs=1).indicators
    of_years = (rows["indicator"] == "breach_share") & (rows["year"] > 2010) & (rows["quarter"] == 0)
    rows = rows[of_years & rows["scope"].isin(["region", "municipality"])]
    by = rows.set_index(["unit", "model", "replication", "year"])[["numerator", "denominator"]]
    by = by.unstack(["replication", "year"], fill_value=0.0)  # a year without a limit has no row
    for u, unit in enumerate(("region", "North_0", "South_0")):
        for m, model in enumerate(("today", "together")):
            own = by.loc[unit, model]
            assert counts.numerator[u, m, :3].ravel().tolist() == own["numerator"].sort_index().tolist()
            assert counts.denominator[u, m, :3].ravel().tolist() == own["denominator"].sort_index().tolist()


def test_coverage_is_told_with_its_standard_error():
    told_ = "".join(told(made_up(4000)))
    assert "The truth is that of 4,000 futures; 100 experiments of 40 futures each" in told_
    assert "standard errors of the shares that hold are 2.2 points" in told_  # sqrt(0.05 x 0.95 / 100)
    assert "20 experiments of up to 200 futures, looked at after 64, 96, 144, 200" in told_


def test_the_tables_of_the_validation_page_tell_what_the_run_says():
    lines = "".join(validation.models(quick=True)).splitlines()
    rows = {name: cells for name, *cells in ([cell.strip() for cell in line.split("|")[1:-1]] for line in lines[2:])}
    assert list(rows) == [name.replace("_", " ") for name in load_config(KONGSBERG).resolve().models]
    asked = validation.run("simulate", KONGSBERG, True)
    today, merged = (asked.mean(model, "breach_share") for model in ("status_quo", "full_merger"))
    assert rows["status quo"][:3] == [f"{100 * today:.1f} %", "", ""]
    assert rows["full merger"][1].startswith(f"{100 * (merged - today):+.1f} [")
    assert int(rows["full merger"][2]) in range(validation.QUICK_REPLICATIONS + 1)


def test_each_effect_of_the_merger_can_be_switched_off():
    models = load_config(KONGSBERG, overrides=validation.switched_off()).resolve().models
    merger = models[validation.MERGER]
    without = [models[name] for name in validation.WITHOUT.values()]
    for model in without:
        assert (model.effects, model.transition) != (merger.effects, merger.transition)
        assert model.services == merger.services
    assert len({repr((model.effects, model.transition)) for model in without}) == len(without)


def test_a_command_is_measured_from_outside_however_large_who_measures_is():
    own = bytearray(b"x" * 600_000_000)
    use = growth.command("caseflow", "check", growth.MINIMAL)
    assert use.cpu_seconds > 0
    assert 20 < use.peak_mb < len(own) / 1e6


def test_a_command_that_fails_is_no_measurement():
    with pytest.raises(RuntimeError, match="failed: caseflow check nowhere"):
        growth.command("caseflow", "check", "nowhere")


def test_a_region_twice_as_large_has_everything_twice():
    one, two = (parse_config(region_text(copies)).resolve() for copies in (1, 2))
    for part in ("municipalities", "staff"):
        assert 2 * len(getattr(one, part)) == len(getattr(two, part))
    assert 2 * len(one.models["status_quo"].services) == len(two.models["status_quo"].services)
    assert two.municipalities["Tinn_2"].office == "Rjukan_2"


# -- how it is told -----------------------------------------------------------------------------------------------


def test_things_are_measured_in_turns():
    order = []
    times = in_turns({"a": lambda: order.append("a"), "b": lambda: order.append("b")}, rounds=2)
    assert order == ["a", "b", "a", "b"]
    assert [len(times[name].cpu) for name in "ab"] == [2, 2]


def test_a_ratio_compares_round_by_round():
    assert str(ratio(Times(cpu=[8.0, 9.0, 20.0]), Times(cpu=[1.0, 3.0, 4.0]))) == "5.00 (3.00-8.00)"


def test_something_that_ran_once_is_compared_with_the_median():
    assert str(ratio(Times(cpu=[30.0]), Times(cpu=[1.0, 3.0, 4.0]))) == "10.0 (10.0-10.0)"


def test_a_time_is_told_in_the_unit_that_suits_it():
    assert list(map(seconds, (0.00005, 0.0123, 2.0, 1234))) == ["50.0 µs", "12.3 ms", "2.00 s", "1,234 s"]


def test_the_shares_of_the_parts_and_of_the_rest_add_up():
    found = shares(lambda: sum(range(3_000_000)))
    assert set(found) == {*PARTS.values(), REST}
    assert sum(found.values()) == pytest.approx(1)
    assert found[REST] == pytest.approx(1)  # nothing of caseflow ran


def test_a_table_is_as_wide_as_it_needs_to_be():
    assert table(("a", "long head"), [("text", 1)]) == (
        "| a    | long head |\n| :--- | --------: |\n| text |         1 |\n"
    )


def test_figures_take_the_place_of_those_before():
    page = "before\n<!-- begin x -->\nold\n<!-- end x -->\nafter\n"
    assert with_figures(page, "x", "new\n") == "before\n<!-- begin x -->\nnew\n<!-- end x -->\nafter\n"


def test_figures_without_a_place_are_an_error():
    with pytest.raises(ValueError, match="no place for the figures of 'y'"):
        with_figures("<!-- begin x -->\n<!-- end x -->", "y", "new\n")


def test_the_page_has_a_place_for_every_section():
    page = PAGE.read_text(encoding="utf-8")
    assert sorted(re.findall(r"<!-- begin (\w+) -->", page)) == sorted(["machine", *SECTIONS])
    for name, own in PAGES.items():
        assert f"<!-- begin {name} -->" in own.read_text(encoding="utf-8")
