"""How every figure looks: colours that all eyes can tell apart, axes that begin at 0, units on every axis."""

from __future__ import annotations

import itertools
import textwrap
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.dates import AutoDateLocator, num2date
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import Formatter, FuncFormatter, MaxNLocator

from caseflow.language import Language
from caseflow.stats.bands import quantiles_of_repeated

Float64 = npt.NDArray[np.float64]

OKABE_ITO = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
"""Okabe and Ito (2008), Color Universal Design: https://jfly.uni-koeln.de/color/ (their yellow left out: too pale)."""

LINE_STYLES = ("-", "--", "-.", ":")
GREY = "#5f5f5f"
PALE = "#d9d9d9"
FONT = "DejaVu Sans"
DOTS_PER_INCH = 150

RC: dict[Any, Any] = {
    "text.parse_math": False,  # a dollar sign in a name is a dollar sign
    "font.family": FONT,
    "font.size": 10,
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": GREY,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": PALE,
    "grid.linewidth": 0.6,
    "legend.frameon": False,
    "savefig.dpi": DOTS_PER_INCH,
}


P = ParamSpec("P")
T = TypeVar("T")


def styled(plot: Callable[P, T]) -> Callable[P, T]:
    """Make a function draw in caseflow's style, whatever style its caller has set."""

    @wraps(plot)
    def in_style(*args: P.args, **kwargs: P.kwargs) -> T:
        with rc_context(RC):
            return plot(*args, **kwargs)

    return in_style


# -- figures ----------------------------------------------------------------------------------------------------


@styled
def new_figure(
    width_inches: float, height_inches: float, panels: int = 1, columns: int = 1
) -> tuple[Figure, list[Axes]]:
    """An empty figure in caseflow's style and its panels, row after row, of one scale; no window, no global state."""
    layout = ConstrainedLayoutEngine(w_pad=0.09 if columns > 1 else None)
    figure = Figure(figsize=(width_inches, height_inches), dpi=DOTS_PER_INCH, layout=layout)
    axes = figure.subplots(-(-panels // columns), columns, squeeze=False, sharex=True, sharey=True)
    for spare in axes.flat[panels:]:
        spare.set_visible(False)
    for above in axes[-2:-1, panels % columns or columns :].flat:
        above.xaxis.set_tick_params(labelbottom=True)
    return figure, list(axes.flat[:panels])


def one_scale(axes: Sequence[Axes], which: str, room: float = 1.05) -> None:
    """Let panels of one scale show everything that any of them holds, from 0 on."""
    largest = max(ax.dataLim.x1 if which == "x" else ax.dataLim.y1 for ax in axes)
    (axes[0].set_xlim if which == "x" else axes[0].set_ylim)(0, largest * room if largest > 0 else 1)


@styled
def legend_below(figure: Figure, ax: Axes, columns: int = 4) -> None:
    """Put the legend of an axes under the figure, in at most so many columns."""
    handles, labels = ax.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=min(len(labels), columns) or 1)


def panel_title(ax: Axes, title: str, fontsize: float) -> None:
    """A title right above a panel: matplotlib looks for a higher place, which takes long, unless it is given one."""
    ax.set_title(title, fontsize=fontsize, y=1.0)


def no_label(axis: Axis) -> None:
    """Leave an axis without a label: matplotlib looks for a place of that, too, unless it is given one."""
    axis.set_label_text("")
    axis.set_label_coords(0, 0)


# -- models -----------------------------------------------------------------------------------------------------


def in_order(names: pd.Series[str]) -> list[str]:
    """The different names in order of first appearance: the config's order, never a ranking."""
    return list(names.unique())


@dataclass(frozen=True)
class Look:
    """How the marks and lines of one model look."""

    color: str
    linestyle: str


def model_looks(models: Sequence[str]) -> dict[str, Look]:
    """The look of each model: the next colour and the next line style, so that nobody has to see colours.

    Seven colours and four styles give 28 looks before the first comes again.
    """
    looks = zip(itertools.cycle(OKABE_ITO), itertools.cycle(LINE_STYLES))
    return {model: Look(color, linestyle) for model, (color, linestyle) in zip(models, looks, strict=False)}


# -- names ------------------------------------------------------------------------------------------------------

MOST_LINES = 6
"""Of a name: a title of a hundred signs is shown whole, and what is no title fills no page."""

UNDRAWABLE = "\N{WHITE SQUARE}"
"""Stands for a sign that the font does not have, such as an emoji."""


def words_of(name: str) -> str:
    """A name of the config in plain words, on one line."""
    return unicodedata.normalize("NFC", " ".join(name.replace("_", " ").split()))


def label_of(name: str) -> str:
    """The words of a name in signs that the font has."""
    return "".join(_drawn(sign) for sign in words_of(name))


def wrapped(name: str, width: int = 26, lines: int = MOST_LINES) -> str:
    """The label of a name in lines of so many signs; what does not fit is cut off, and dots say so."""
    whole = textwrap.wrap(label_of(name), width)
    shown = whole[:lines]
    if len(whole) > lines:
        shown[-1] = shown[-1][: width - 1] + "\N{HORIZONTAL ELLIPSIS}"
    return "\n".join(shown)


def lines_of(names: Iterable[str]) -> int:
    """Lines of the longest of some names, beside rows or above panels."""
    return max((wrapped(name).count("\n") + 1 for name in names), default=1)


def _drawn(sign: str) -> str:
    """The sign, or what stands for it: nothing for joiners, which would change what is drawn, and for such marks."""
    kind = unicodedata.category(sign)
    if ord(sign) in _signs():
        return "" if kind == "Cf" else sign
    return "" if kind in ("Cf", "Mn") else UNDRAWABLE


@cache
def _signs() -> frozenset[int]:
    """The signs of the font."""
    return frozenset(get_font(findfont(FontProperties(family=FONT))).get_charmap())


# -- axes -------------------------------------------------------------------------------------------------------


def percent_axis(ax: Axes, which: str, label: str, language: Language) -> None:
    """An axis of shares, shown in per cent from 0."""
    axis = ax.xaxis if which == "x" else ax.yaxis
    axis.set_major_locator(MaxNLocator(nbins="auto", steps=[1, 2, 5, 10]))
    axis.set_major_formatter(FuncFormatter(lambda share, _: language.percent(share, _needed(100 * share))))
    axis.set_label_text(label)
    (ax.set_xlim if which == "x" else ax.set_ylim)(0, None)


def number_axis(
    ax: Axes, which: str, label: str, language: Language, *, signed: bool = False, whole: bool = False
) -> None:
    """An axis of numbers, written in the language's form; ``whole``: of things that are counted."""
    axis = ax.xaxis if which == "x" else ax.yaxis
    axis.set_major_locator(MaxNLocator(nbins="auto", steps=[1, 2, 5, 10], integer=whole))
    axis.set_major_formatter(FuncFormatter(lambda value, _: language.number(value, _needed(value), signed=signed)))
    axis.set_label_text(label)


def _needed(value: float) -> int:
    """Decimals without which a tick would be written as another number."""
    return next((decimals for decimals in range(3) if abs(round(value, decimals) - value) < 1e-9), 3)


def date_axis(ax: Axes, language: Language) -> None:
    """A horizontal axis of dates: years and months in the language's words."""
    ax.xaxis.set_major_locator(AutoDateLocator(minticks=3, maxticks=8))  # type: ignore[no-untyped-call]
    ax.xaxis.set_major_formatter(_DateFormatter(language))


class _DateFormatter(Formatter):
    """Writes a year at its beginning and months elsewhere; where less than a year is shown, both."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def __call__(self, x: float, pos: int | None = None) -> str:  # noqa: ARG002 - matplotlib's signature
        date = num2date(x)  # type: ignore[no-untyped-call]
        assert self.axis is not None
        first, last = self.axis.get_view_interval()
        day = "" if date.day == 1 else f"{date.day}. "
        if last - first < 366:
            return f"{day}{self._language.month(date)}\n{date.year}"
        return str(date.year) if date.month == 1 and not day else f"{day}{self._language.month(date)}"


def rows_of(ax: Axes, models: Sequence[str], **style: Any) -> None:
    """A row a model, the first one on top; its name at height ``len(models) - 1 - place``, in a style of text."""
    ax.set_yticks(range(len(models)), [wrapped(model) for model in reversed(models)], **style)
    ax.set_ylim(-0.6, len(models) - 0.4)
    ax.grid(visible=False, axis="y")
    ax.tick_params(axis="y", length=0)


def nothing_to_show(ax: Axes, language: Language) -> Axes:
    """An axes that says that there is nothing to show."""
    ax.set_axis_off()
    ax.annotate(language.text("Nothing to show"), (0.5, 0.5), xycoords="axes fraction", ha="center", color=GREY)
    return ax


# -- numbers ----------------------------------------------------------------------------------------------------


def middle_80(values: pd.Series, times: pd.Series) -> tuple[float, float]:
    """The 10 % and 90 % quantiles of values that occur so many times: four of five lie between them."""
    low, high = quantiles_of(values, times, np.array([0.1, 0.9]))
    return float(low), float(high)


def quantiles_of(values: pd.Series, times: pd.Series, shares: Float64) -> Float64:
    """Quantiles of values that occur so many times."""
    return quantiles_of_repeated(values.to_numpy(dtype=np.float64), times.to_numpy(dtype=np.int64), shares)
