import datetime as dt

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from caseflow.language import language
from caseflow.plots.cumulative_mean import plot_cumulative_mean
from caseflow.plots.differences import plot_differences
from caseflow.plots.figures import draw_cumulative_mean
from caseflow.plots.processing_parts import PARTS, plot_processing_parts
from caseflow.plots.recovery import plot_recovery
from caseflow.plots.stress_curves import describe_stress_curves, plot_stress_curves
from caseflow.plots.style import OKABE_ITO
from caseflow.plots.utilisation import plot_utilisation
from caseflow.plots.worker_timeline import plot_worker_timeline
from caseflow.stats.registry import PROCESSING_PARTS
from tests.unit.plots.hostile import CHANGE

EN, NB = language("en"), language("nb")
DIFFERENCES = pd.DataFrame(
    [("merged", -2.9, -4.1, -1.8), ("shared", 1.0, -0.5, 2.5), ("unknown", 0.5, np.nan, np.nan)],
    columns=["model", "difference", "low", "high"],
)
CURVES = pd.DataFrame(
    [
        ("today", 0.16, 0.3, 0.25, 0.35),
        ("today", 0.08, 0.1, 0.05, 0.15),
        ("merged", 0.16, 0.2, 0.15, 0.25),
        ("merged", 0.08, 0.05, 0.0, 0.1),
    ],
    columns=["model", "sick_leave_share", "breach_share", "breach_low", "breach_high"],
)


def axes() -> Axes:
    return Figure().subplots()


def texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


# -- differences ------------------------------------------------------------------------------------------------


def test_a_difference_is_filled_only_where_its_interval_does_not_hold_zero():
    ax = plot_differences(DIFFERENCES, axes(), EN, "missed", "today", "lower")
    dots = [to_hex(line.get_markerfacecolor()).upper() for line in ax.lines if line.get_marker() == "o"]
    assert dots == [OKABE_ITO[0], "#FFFFFF", "#FFFFFF"]


def test_each_difference_stands_as_a_number_with_its_interval():
    ax = plot_differences(DIFFERENCES, axes(), NB, "fristbrudd", "today", "lower")
    minus = "\N{MINUS SIGN}"
    assert texts(ax)[:3] == [
        f"{minus}2,9 [{minus}4,1 til {minus}1,8]",
        f"+1,0 [{minus}0,5 til +2,5]",
        "+0,5 [uten intervall]",
    ]


def test_an_end_that_is_not_zero_is_not_written_as_zero_beside_a_filled_dot():
    table = pd.DataFrame({"model": ["shared"], "difference": [-1.16], "low": [-2.29], "high": [-0.03]})
    ax = plot_differences(table, axes(), EN, "missed", "today", "lower")
    assert texts(ax)[0] == "-1.16 [-2.29 to -0.03]".replace("-", "\N{MINUS SIGN}")


@pytest.mark.parametrize(
    ("better", "sides"),
    [
        ("lower", ["← better  ", "  worse →"]),
        ("higher", ["← worse  ", "  better →"]),
        ("none", ["← less  ", "  more →"]),
    ],
)
def test_each_side_of_zero_says_what_it_means(better, sides):
    assert texts(plot_differences(DIFFERENCES, axes(), EN, "missed", "today", better))[3:] == sides


def test_differences_show_both_sides_of_zero_and_all_ends():
    low, high = plot_differences(DIFFERENCES.iloc[:1], axes(), EN, "missed", "today", "lower").get_xlim()
    assert low < -4.1
    assert high > 0


def test_a_model_without_a_difference_keeps_its_row():
    ax = plot_differences(
        DIFFERENCES.assign(difference=np.nan, low=np.nan, high=np.nan), axes(), EN, "cost", "today", "lower"
    )
    assert texts(ax)[:3] == ["\N{EN DASH} [no interval]"] * 3
    assert ax.get_xlim() == (-0.3, 0.3)


# -- stress -----------------------------------------------------------------------------------------------------


def test_a_stress_curve_goes_through_its_points_in_the_order_of_the_rates():
    ax = plot_stress_curves(CURVES, axes(), EN, 0.25)
    today, merged, limit = ax.lines
    assert list(zip(today.get_xdata(), today.get_ydata(), strict=True)) == [(0.08, 0.1), (0.16, 0.3)]
    assert list(merged.get_ydata()) == [0.05, 0.2]
    assert list(limit.get_ydata()) == [0.25, 0.25]
    assert (ax.get_xlim()[0], ax.get_ylim()[0]) == (0, 0)


def test_a_stress_panel_of_one_model_has_one_band():
    ax = plot_stress_curves(CURVES, axes(), EN, 0.25, only="merged")
    assert len(ax.collections) == 1
    assert ax.collections[0].get_datalim(ax.transData).intervaly == pytest.approx([0.0, 0.25])


def test_the_words_of_stress_curves_count_the_models_that_pass_the_limit():
    assert "1 of 2 models pass the limit of 25%" in describe_stress_curves(CURVES, EN, 0.25)


def test_a_recovery_shows_excess_band_tolerance_and_how_long_the_shock_lasts():
    table = pd.DataFrame(
        {
            "model": "today",
            "week": [1, 0],
            "excess": [3.0, 0.0],
            "excess_low": [2.0, 0.0],
            "excess_high": [4.0, 0.5],
            "tolerated": 1.0,
        }
    )
    ax = plot_recovery(table, axes(), EN, 4)
    _, excess, tolerated = ax.lines
    assert list(excess.get_ydata()) == [0.0, 3.0]
    assert list(tolerated.get_ydata()) == [1.0, 1.0]
    assert ax.collections[0].get_datalim(ax.transData).intervaly.tolist() == [0.0, 4.0]
    assert ax.patches[0].get_width() == 4


# -- time -------------------------------------------------------------------------------------------------------


def test_every_part_of_processing_time_has_its_place_in_the_bar():
    assert tuple(PARTS) == PROCESSING_PARTS
    days = [3.0, 1.0, 7.0, 20.0, 5.0, 0.5, 13.5]
    ax = plot_processing_parts(pd.DataFrame({"model": "today", "part": list(PARTS), "days": days}), axes(), EN)
    starts = [bars[0].get_x() for bars in ax.containers]
    assert starts == [0.0, 3.0, 4.0, 11.0, 31.0, 36.0, 36.5]
    assert texts(ax) == ["3", "7", "20", "5", "14", "50"]  # parts below 5 % of the longest bar are too narrow


def test_time_used_and_sick_leave_are_lines_by_quarter_in_bands_of_futures():
    dates = [dt.date(2011, 2, 15), dt.date(2011, 5, 15)]
    bands = {"utilisation": (0.6, 0.7, 0.9), "sick_leave_share": (0.04, 0.08, 0.1)}
    rows = [("today", name, date, *of) for date in dates for name, of in bands.items()]
    table = pd.DataFrame(rows, columns=["model", "indicator", "date", "q10", "q50", "q90"])
    ax = plot_utilisation(table, axes(), EN, CHANGE)
    used, sick, _ = ax.lines
    assert [list(line.get_ydata()) for line in (used, sick)] == [[0.7, 0.7], [0.08, 0.08]]
    assert [band.get_datalim(ax.transData).intervaly.tolist() for band in ax.collections] == [[0.6, 0.9], [0.04, 0.1]]
    assert ax.get_ylim()[0] == 0


def test_a_cumulative_mean_shows_the_precision_asked_for_around_the_last_mean():
    table = pd.DataFrame(
        {"model": "today", "replications": [1, 2], "mean": [0.3, 0.2], "low": [np.nan, 0.15], "high": [np.nan, 0.25]}
    )
    ax = plot_cumulative_mean(table, axes(), EN, half_width=0.02)
    assert ax.patches[0].get_extents().transformed(ax.transData.inverted()).intervaly == pytest.approx([0.18, 0.22])
    assert texts(ax) == ["asked for: ± 2.0 points"]
    assert all(tick == round(tick) for tick in ax.get_xticks())  # nothing between two futures
    assert texts(plot_cumulative_mean(table, axes(), EN)) == []


def test_means_of_all_models_have_one_scale_that_the_first_bands_do_not_stretch():
    table = pd.DataFrame(
        {"model": ["a", "b"], "replications": 2, "mean": [0.1, 0.2], "low": [0.0, 0.0], "high": [1.0, 1.0]}
    )
    shown = [ax.get_ylim() for ax in draw_cumulative_mean(table, EN, "missed", 0.02).axes]
    assert shown == [pytest.approx((0, 0.32))] * 2


def test_a_worker_timeline_has_a_row_a_worker_by_team_and_strips_as_long_as_the_absence():
    table = pd.DataFrame(
        [(worker, team, date, worker, 5, away, vacant)
         for worker, team, away, vacant in ((0, "S/a", 5, 0), (1, "T/b", 0, 0), (2, "S/a", 1, 2))
         for date in pd.to_datetime(["2010-01-04", "2010-01-11"])],
        columns=["worker", "team", "date", "cases", "days", "days_away", "days_vacant"],
    )  # fmt: skip
    ax = plot_worker_timeline(table, axes(), EN)
    cases = ax.collections[0].get_array()
    assert cases.tolist() == [[0, 0], [2, 2], [1, 1]]
    strips = [
        (path.get_extents().ymax, round(path.get_extents().width, 3))
        for each in ax.collections[1:]
        for path in each.get_paths()
    ]
    assert strips == [(0.5, 7.0), (0.5, 7.0), (1.5, 1.4), (1.5, 1.4), (1.5, 2.8), (1.5, 2.8)]
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["S/a", "T/b"]
