"""Paired differences between models and a baseline that met the same futures, with their intervals."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes

from caseflow.language import Language, needed
from caseflow.plots.describing import told
from caseflow.plots.style import GREY, OKABE_ITO, nothing_to_show, number_axis, rows_of, styled, words_of, wrapped

Better = Literal["lower", "higher", "none"]
Ends = tuple[float, float, float]


@styled
def plot_differences(
    table: pd.DataFrame, ax: Axes, language: Language, quantity: str, baseline: str, better: Better, decimals: int = 1
) -> Axes:
    """Draw a dot and its 95 % interval for each model: the model's mean less the baseline's.

    ``table`` has a row a model, in the config's order, and the columns ``model``, ``difference``, ``low`` and ``high``
    in the unit that is shown: a share in percentage points. NaN where a model has no difference, or it no interval.
    ``quantity`` says, in the language, what differs and in which unit. A dot is filled where the interval does not hold
    zero. The numbers stand on the right.
    """
    if table.empty:
        return nothing_to_show(ax, language)
    found = _found(table)
    ax.axvline(0, color=GREY, linewidth=1.2)
    for height, ends in zip(range(len(found) - 1, -1, -1), found.values(), strict=True):
        _dot(ax, ends, height)
        ax.annotate(
            _number(ends, decimals, language), (1.02, height), xycoords=("axes fraction", "data"), va="center",
            fontsize=9,
        )  # fmt: skip
    rows_of(ax, list(found))
    number_axis(ax, "x", _key(language), language, signed=True)
    _limits(ax, np.array(list(found.values())))
    _directions(ax, better, language)
    title = language.text("{quantity}: difference to {baseline}", quantity=quantity, baseline=baseline)
    ax.set_title(wrapped(title, 62), pad=24)
    return ax


def describe_differences(
    table: pd.DataFrame, language: Language, quantity: str, baseline: str, decimals: int = 1
) -> str:
    """The figure in words: each difference with its interval."""
    found = _found(table)

    def phrase(model: str, label: str) -> str:
        return f"{label}: {_number(found[model], decimals, language)}."

    heading = language.text(
        "{quantity}: difference to {baseline}, with 95% intervals", quantity=quantity, baseline=words_of(baseline)
    )
    return f"{heading}. {told({model: ends[0] for model, ends in found.items()}, phrase, language)}"


def _found(table: pd.DataFrame) -> dict[str, Ends]:
    """Difference, low and high of each model."""
    columns = (table[name].to_numpy(dtype=float).tolist() for name in ("difference", "low", "high"))
    return dict(zip(table["model"].astype(str), zip(*columns, strict=True), strict=True))


def _dot(ax: Axes, ends: Ends, height: float) -> None:
    value, low, high = ends
    is_clear = low > 0 or high < 0
    ax.plot([low, high], [height] * 2, color=OKABE_ITO[0], linewidth=2, solid_capstyle="butt")
    ax.plot(
        [value], [height], marker="o", markersize=7, linestyle="", color=OKABE_ITO[0] if is_clear else "white",
        markeredgecolor=OKABE_ITO[0], markeredgewidth=1.8,
    )  # fmt: skip


def _number(ends: Ends, decimals: int, language: Language) -> str:
    """``-2.9 [-4.1 to -1.8]``, with as many more decimals as an end needs that is not zero."""
    value, low, high = ends
    decimals = max(decimals, needed(low), needed(high))
    figure = language.number(value, decimals, signed=True)
    if math.isnan(low) or math.isnan(high):
        return language.text("{figure} [no interval]", figure=figure)
    return f"{figure} [{language.interval(low, high, decimals, signed=True)}]"


def _limits(ax: Axes, ends: npt.NDArray[np.float64]) -> None:
    """Show all ends that are known, and of either side enough to name it."""
    known = np.append(ends[np.isfinite(ends)], 0.0)
    low, high = float(known.min()), float(known.max())
    width = high - low or 1.0
    ax.set_xlim(min(low - 0.05 * width, -0.3 * width), max(high + 0.05 * width, 0.3 * width))


def _key(language: Language) -> str:
    return language.text("line: 95% interval of the mean difference · filled dot: the interval does not hold zero")


def _directions(ax: Axes, better: Better, language: Language) -> None:
    """Say above the axes which side is which."""
    less, more = {
        "lower": (language.text("better"), language.text("worse")),
        "higher": (language.text("worse"), language.text("better")),
        "none": (language.text("less"), language.text("more")),
    }[better]
    for text, side in ((f"← {less}  ", "right"), (f"  {more} →", "left")):
        ax.annotate(
            text, (0, 1), (0, 4), xycoords=("data", "axes fraction"), textcoords="offset points", ha=side, color=GREY
        )
