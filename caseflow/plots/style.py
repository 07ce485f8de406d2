"""How every figure looks: colours that all eyes can tell apart, axes that begin at 0, units on every axis."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

OKABE_ITO = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
"""Okabe and Ito (2008), Color Universal Design: https://jfly.uni-koeln.de/color/ (their yellow left out: too pale)."""

LINE_STYLES = ("-", "--", "-.", ":")
GREY = "#5f5f5f"
PALE = "#d9d9d9"
DOTS_PER_INCH = 150

RC: dict[Any, Any] = {
    "text.parse_math": False,  # a dollar sign in a name is a dollar sign
    "font.family": "DejaVu Sans",
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


@styled
def new_figure(
    width_inches: float, height_inches: float, panels: int = 1, columns: int = 1
) -> tuple[Figure, list[Axes]]:
    """An empty figure in caseflow's style and its panels, row after row, of one scale; no window, no global state."""
    figure = Figure(figsize=(width_inches, height_inches), dpi=DOTS_PER_INCH, layout="constrained")
    axes = figure.subplots(-(-panels // columns), columns, squeeze=False, sharex=True, sharey=True)
    for spare in axes.flat[panels:]:
        spare.set_visible(False)
    for above in axes[-2:-1, panels % columns or columns :].flat:
        above.xaxis.set_tick_params(labelbottom=True)
    return figure, list(axes.flat[:panels])


def one_scale(axes: Sequence[Axes], which: str, room: float = 1.05) -> None:
    """Let panels of one scale show everything that any of them holds, from 0 on."""
    largest = max(ax.dataLim.x1 if which == "x" else ax.dataLim.y1 for ax in axes)
    (axes[0].set_xlim if which == "x" else axes[0].set_ylim)(0, largest * room)


@styled
def legend_below(figure: Figure, ax: Axes) -> None:
    """Put the legend of an axes under the figure, in rows of at most four."""
    handles, labels = ax.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=min(len(labels), 4))


def in_order(names: Iterable[str]) -> list[str]:
    """The different names in order of first appearance: the config's order, never a ranking."""
    return list(dict.fromkeys(names))


@dataclass(frozen=True)
class Look:
    """How the marks and lines of one model look."""

    color: str
    linestyle: str


def model_looks(models: Sequence[str]) -> dict[str, Look]:
    """The look of each model; the line style changes when the colours begin again."""
    looks = itertools.product(LINE_STYLES, OKABE_ITO)
    return {model: Look(color, linestyle) for model, (linestyle, color) in zip(models, itertools.cycle(looks))}


def label_of(name: str) -> str:
    """A name of the config in plain words."""
    return name.replace("_", " ")


def percent_axis(ax: Axes, which: str, label: str) -> None:
    """An axis of shares, shown in per cent from 0."""
    axis = ax.xaxis if which == "x" else ax.yaxis
    axis.set_major_formatter(PercentFormatter(xmax=1, decimals=0))
    axis.set_label_text(label)
    (ax.set_xlim if which == "x" else ax.set_ylim)(0, None)


def middle_80(values: Sequence[float]) -> tuple[float, float]:
    """The 10 % and 90 % quantiles: four of five values lie between them."""
    low, high = np.quantile(np.asarray(values, dtype=float), [0.1, 0.9])
    return float(low), float(high)
