import itertools
from collections.abc import Iterator

import matplotlib.text
import pytest
from matplotlib.figure import Figure

from caseflow.language import language
from tests.unit.plots.hostile import FIGURES, tables

HOSTILE = [
    "$\\frac$ 100% _x_", "<script>alert(1)</script>", "=cmd()|' /C calc'!A0", "family 👨‍👩‍👧 \"quoted\"", "_leading",
    "a very long name of an organisational model that no axis can hold", "x" * 70, "日本\n{brace} %s",
]  # fmt: skip
"""More models than there are colours."""
CUT = 0.02
"""Inches of a figure that may be lost."""
ASKED = ["m_1", "m_2"]
LANGUAGES = [language("en"), language("nb")]


def lay_out(figure: Figure) -> None:
    """Lay a figure out; nothing of it may lie outside the page."""
    figure.draw_without_rendering()
    (left, bottom), (right, top) = figure.get_tightbbox().get_points()
    width, height = figure.get_size_inches()
    assert min(left, bottom) >= -CUT
    assert right <= width + CUT
    assert top <= height + CUT


def texts(figure: Figure) -> Iterator[str]:
    """Everything that a figure says, once it is laid out."""
    lay_out(figure)
    for text in figure.findobj(matplotlib.text.Text):
        if text.get_visible() and text.get_text():
            yield text.get_text()


@pytest.mark.parametrize("name", FIGURES)
def test_many_models_with_any_names_are_drawn_as_they_are_called(name):
    """Warnings are errors: of signs that the font lacks, of axes without a length, of a layout without room."""
    of = language("nb")
    draw, describe = FIGURES[name]
    table = tables(HOSTILE, 3)[name]
    figure = draw(table, of)
    lay_out(figure)
    assert not any(text.get_parse_math() for text in figure.findobj(matplotlib.text.Text) if "$" in text.get_text())
    assert "{" not in describe(table, of).replace("{brace}", "")


ALIKE = [f"A service for the whole region, its host in {host}" for host in ("Kongsberg", "Notodden")]
"""Told apart by the third line, where a line has 26 signs."""


@pytest.mark.parametrize("others", [0, 6], ids=["few", "many"])
@pytest.mark.parametrize("name", [name for name in FIGURES if name != "worker_timeline"])
def test_figures_tell_names_apart_that_begin_alike(name, others):
    draw, _ = FIGURES[name]
    shown = " ".join(texts(draw(tables([*ALIKE, *"abcdef"[:others]], 3)[name], language("en"))))
    assert "Kongsberg" in shown
    assert "Notodden" in shown


LONG = [
    "The legal clock starts when the screening week is over, even if the report lies unscreened until then",
    "Saksarbeid etter barn med undersøkelse eller tiltak, tiltak til barnets egen kommune i hele regionen",
]
"""A hundred signs each."""


@pytest.mark.parametrize(("others", "of"), list(zip([0, 6], LANGUAGES, strict=True)), ids=["few", "many"])
@pytest.mark.parametrize("name", [name for name in FIGURES if name != "worker_timeline"])
def test_long_names_are_shown_whole_and_none_lies_on_another(name, others, of):
    draw, _ = FIGURES[name]
    figure = draw(tables([*LONG, *"abcdef"[:others]], 3)[name], of)
    shown = {"".join(text.split()) for text in texts(figure)}
    assert {"".join(title.split()) for title in LONG} <= shown
    for ax in figure.axes:
        ends = sorted((box.y0, box.y1) for box in (text.get_window_extent() for text in ax.get_yticklabels()))
        assert all(above > below for (_, below), (above, _) in itertools.pairwise(ends))


def test_rows_are_higher_where_their_names_are_longer():
    draw, _ = FIGURES["breach_by_municipality"]
    short, long = (draw(tables(names, 3)["breach_by_municipality"], language("en")) for names in ("ab", ALIKE))
    assert long.get_figheight() - short.get_figheight() >= 2 * 0.15


def test_where_models_are_many_their_shares_are_read_off_an_axis_above_too():
    draw, _ = FIGURES["breach_distribution"]
    for n_models, above in ((8, False), (9, True)):
        (ax,) = draw(tables([f"m_{i}" for i in range(n_models)], 3)["breach_distribution"], language("en")).axes
        assert ax.xaxis.get_tick_params()["labeltop"] is above


@pytest.mark.parametrize("name", FIGURES)
def test_where_there_is_nothing_to_show_a_figure_says_so(name):
    draw, describe = FIGURES[name]
    table = tables(ASKED, 1)[name].iloc[:0]
    assert "Ingenting å vise" in texts(draw(table, language("nb")))
    assert describe(table, language("nb")).endswith("Ingenting å vise")


@pytest.mark.parametrize("name", FIGURES)
def test_a_single_future_has_no_interval_and_no_english_in_a_norwegian_figure(name):
    """What stands in both languages is a name or a number."""
    draw, describe = FIGURES[name]
    table = tables(ASKED, 1)[name]
    english, norwegian = ({*texts(draw(table, of)), describe(table, of)} for of in LANGUAGES)
    same = {text for text in english & norwegian if any(sign.isalpha() for sign in text)}
    assert same <= {"m 1", "m 2", "a $b$"}
    assert len(norwegian) == len(english)
    assert not any("nan" in text for text in english)
