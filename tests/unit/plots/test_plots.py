import datetime as dt
import itertools

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from caseflow.language import language
from caseflow.plots.breach_by_municipality import (
    describe_breach_by_municipality,
    municipalities_of,
    plot_breach_by_municipality,
)
from caseflow.plots.breach_distribution import DOTS, plot_breach_distribution
from caseflow.plots.cases_over_time import SERIES, plot_cases_over_time
from caseflow.plots.duration_ecdf import plot_duration_ecdf
from caseflow.plots.figures import draw_figures
from caseflow.plots.style import OKABE_ITO, in_order, label_of, middle_80, model_looks, wrapped
from caseflow.store.folder import hash_of, write_figures

EN, NB = language("en"), language("nb")
CHANGE = dt.date(2011, 1, 1)
COLUMNS = ["model", "scenario", "replications", "year", "scope", "unit"]
YEARS = pd.DataFrame(
    [(m, "base", 1, y, s, u, k, n)
     for m, missed in (("today", 2), ("merged", 1))
     for r in range(3)
     for y in (2010, 2011, 2012)
     for s, u, k, n in (("region", "region", missed + r, 10), ("municipality", "Zed", missed, 8),
                        ("municipality", "Abe", r, 2))],
    columns=[*COLUMNS, "numerator", "denominator"],
).assign(value=lambda t: t["numerator"] / t["denominator"])  # fmt: skip
WEEKS = pd.DataFrame(
    [("today", "base", date, 11, 15, 19, 1, 5, 9) for date in pd.date_range("2010-12-06", periods=8, freq="7D")],
    columns=["model", "scenario", "date", *(f"{s}_{q}" for s in SERIES for q in ("q10", "q50", "q90"))],
)
DURATIONS = pd.DataFrame(
    [("today", "base", 30, 1), ("today", "base", 90, 3)], columns=["model", "scenario", "days", "investigations"]
)


def axes() -> Axes:
    return Figure().subplots()


def all_figures(years: pd.DataFrame, weeks: pd.DataFrame, durations: pd.DataFrame) -> dict[str, Figure]:
    tables = {"breaches": years, "weekly_bands": weeks, "durations": durations}
    drawn = [draw_figures(of, table, ["base"], CHANGE, EN) for of, table in tables.items()]
    return {name: figure for figures in drawn for name, figure in figures.items()}


def test_names_keep_their_order_of_appearance():
    assert in_order(pd.Series(["Zed", "Abe", "Zed"])) == ["Zed", "Abe"]


def test_a_name_is_drawn_in_plain_words_and_in_signs_that_the_font_has():
    assert label_of("full_merger\n\tof  \N{FAMILY}\N{ZERO WIDTH JOINER}all") == "full merger of \N{WHITE SQUARE}all"
    assert (
        label_of("bla\N{LATIN SMALL LETTER A}\N{COMBINING RING ABOVE} $x$")
        == "bla\N{LATIN SMALL LETTER A WITH RING ABOVE} $x$"
    )


def test_a_name_that_is_too_long_is_cut_and_says_so():
    assert wrapped("one two three four", width=8, lines=2) == "one two\nthree\N{HORIZONTAL ELLIPSIS}"
    assert wrapped("x" * 20, width=8, lines=1) == "xxxxxxx\N{HORIZONTAL ELLIPSIS}"
    assert wrapped("one_two", width=8) == "one two"


def test_neighbouring_models_differ_by_colour_and_by_line_style_and_no_two_of_28_look_alike():
    looks = list(model_looks([f"m{i}" for i in range(28)]).values())
    assert all(a.color != b.color and a.linestyle != b.linestyle for a, b in itertools.pairwise(looks))
    assert len(set(looks)) == 28


def test_the_middle_80_per_cent_lie_between_the_tenth_and_ninetieth():
    assert middle_80(pd.Series(range(11)), pd.Series([1] * 11)) == (1.0, 9.0)


def test_a_breach_distribution_shows_all_dots_the_mean_and_the_middle_of_each_model():
    ax = plot_breach_distribution(YEARS, axes(), EN)
    assert [len(dots.get_offsets()) for dots in ax.collections] == [DOTS, DOTS]
    diamonds = [float(line.get_xdata()[0]) for line in ax.lines if line.get_marker() == "D"]
    assert np.allclose(sorted(diamonds), [0.2, 0.3])
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["merged", "today"]
    assert ax.get_xlim()[0] == 0


def test_what_occurs_in_many_replications_is_drawn_as_if_each_had_a_row(tmp_path):
    drawn = []
    for name, table in (("a", pd.concat([YEARS] * 7)), ("b", YEARS.assign(replications=7))):
        figures = all_figures(table, WEEKS, DURATIONS)
        write_figures(tmp_path / name, figures)
        drawn.append([hash_of(tmp_path / name / "figures" / f"{figure}.png") for figure in sorted(figures)])
    assert drawn[0] == drawn[1]


def test_dots_of_one_stack_lie_one_above_the_other():
    ax = plot_breach_distribution(YEARS, axes(), EN)
    for dots in ax.collections:
        places = np.asarray(dots.get_offsets())
        assert len(np.unique(places.round(9), axis=0)) == DOTS


def test_a_municipality_has_a_panel_with_its_limits_and_a_row_a_model_in_the_tables_order():
    ax = plot_breach_by_municipality(YEARS, "Zed", axes(), EN)
    assert ax.get_title(loc="left") == "Zed\nmean 8 limits a year"
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["merged", "today"]


def test_where_models_have_unequally_many_limits_fewest_and_most_are_told():
    grown = YEARS.assign(denominator=YEARS["denominator"] * (1 + (YEARS["model"] == "merged")))
    ax = plot_breach_by_municipality(grown, "Zed", axes(), EN)
    assert ax.get_title(loc="left") == "Zed\nmean 8–16 limits a year"  # noqa: RUF001 - a range
    assert "Zed: mean 8–16 limits a year; " in describe_breach_by_municipality(grown, EN)  # noqa: RUF001


def test_counts_stand_beside_each_model():
    texts = {place: [text.get_text() for text in plot_breach_by_municipality(YEARS, place, axes(), EN).texts]
             for place in ("Zed", "Abe")}  # fmt: skip
    assert texts == {"Zed": ["2", "1"], "Abe": ["0–2", "0–2"]}  # noqa: RUF001 - a range


def test_a_municipality_that_only_some_models_serve_has_no_panel():
    some = YEARS[~((YEARS["unit"] == "Abe") & (YEARS["model"] == "merged"))]
    assert municipalities_of(YEARS) == ["Zed", "Abe"]
    assert municipalities_of(some) == ["Zed"]


def test_many_models_have_a_panel_each():
    many = pd.concat([DURATIONS.assign(model=f"m{i}") for i in range(len(OKABE_ITO) + 1)])
    weeks = pd.concat([WEEKS.assign(model=f"m{i}") for i in range(len(OKABE_ITO) + 1)])
    figures = all_figures(YEARS, weeks, many)
    for name in ("duration_ecdf", "cases_over_time"):
        titles = [ax.get_title(loc="left") for ax in figures[name].axes if ax.get_visible()]
        assert titles == [f"m{i}" for i in range(len(OKABE_ITO) + 1)]


def test_a_duration_ecdf_rises_from_none_to_all():
    ax = plot_duration_ecdf(DURATIONS, axes(), EN)
    assert ax.lines[0].get_xydata()[1:-1].tolist() == [[0, 0], [30, 0.25], [90, 1]]


def test_a_duration_ecdf_of_one_model_has_the_others_behind_it_each_from_none_to_all():
    many = pd.concat([DURATIONS.assign(model=model) for model in ("a", "b", "c")])
    others, own = plot_duration_ecdf(many, axes(), EN, only="b").lines[:2]
    assert own.get_zorder() > others.get_zorder()
    gap, steps = ("nan", "nan"), [("0.0", "0.0"), ("30.0", "0.25"), ("90.0", "1.0")]
    for line, shown in ((own, [gap, *steps, gap]), (others, [gap, *steps, gap, *steps, gap])):
        assert [tuple(map(str, point)) for point in line.get_xydata().tolist()] == shown


def test_cases_over_time_show_the_median_and_the_band():
    ax = plot_cases_over_time(WEEKS, axes(), EN, CHANGE)
    open_, overdue, change = ax.lines
    assert set(open_.get_ydata()) == {15.0}
    assert set(overdue.get_ydata()) == {5.0}
    assert [band.get_datalim(ax.transData).intervaly.tolist() for band in ax.collections] == [[11, 19], [1, 9]]
    assert change.get_xdata()[0] == (CHANGE - dt.date(1970, 1, 1)).days


def test_dates_are_written_in_the_languages_months():
    texts = {code.code: _ticks(plot_cases_over_time(WEEKS, axes(), code, CHANGE)) for code in (EN, NB)}
    assert texts["nb"][0] == "15. des\n2010"
    assert texts["en"][0] == "15. Dec\n2010"


def _ticks(ax: Axes) -> list[str]:
    ax.figure.draw_without_rendering()
    return [tick.get_text() for tick in ax.get_xticklabels()]


def test_figures_of_several_scenarios_are_called_by_them():
    both = pd.concat([DURATIONS, DURATIONS.assign(scenario="other")])
    for scenarios in (["base", "other"], ["other", "missing"]):
        figures = draw_figures("durations", both, scenarios, CHANGE, EN)
        assert list(figures) == [f"duration_ecdf_{name}" for name in scenarios if name != "missing"]


def test_figures_leave_out_the_years_before_the_change():
    figures = all_figures(YEARS[YEARS["year"] < 2011], WEEKS, DURATIONS)
    assert set(figures) == {"duration_ecdf", "cases_over_time"}


def test_equal_figures_have_equal_bytes(tmp_path):
    for name in ("one", "two"):
        write_figures(tmp_path / name, all_figures(YEARS, WEEKS, DURATIONS))
    one, two = ({p.name: hash_of(p) for p in (tmp_path / name / "figures").iterdir()} for name in ("one", "two"))
    assert one == two
    assert len(one) == 4
