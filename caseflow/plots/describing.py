"""Alternative texts: what a figure shows, in words for who cannot see it."""

from __future__ import annotations

from collections.abc import Callable

from caseflow.language import Language
from caseflow.plots.style import words_of

ALL = 6
"""So many models are all told of; of more, the lowest and the highest."""


def told(values: dict[str, float], phrase: Callable[[str, str], str], language: Language) -> str:
    """``phrase(model, its words)`` of each model, or of those with the lowest and the highest of many values."""
    if not values:
        return language.text("Nothing to show")
    if len(values) <= ALL:
        return " ".join(phrase(model, words_of(model)) for model in values)
    ends = (min(values, key=values.__getitem__), max(reversed(values), key=values.__getitem__))
    least, most = (phrase(model, words_of(model)) for model in ends)
    return language.text(
        "Of {n} models, the lowest and the highest: {least} {most}", n=len(values), least=least, most=most
    )
