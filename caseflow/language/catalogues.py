"""Catalogues: gettext's ``.po`` files, one a language and package of the code, read as they stand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from babel.messages.pofile import read_po

Forms = tuple[str, ...]
"""A translation: its one form, or those for one and for several."""

FOLDER = Path(__file__).parent


def catalogue_paths(code: str) -> list[Path]:
    """The catalogues of a language; ``plots.po`` holds what ``caseflow/plots`` says."""
    return sorted((FOLDER / code).glob("*.po"))


def read_catalogues(code: str) -> Mapping[str, Forms]:
    """The translations of all catalogues of a language together, by their English sentence."""
    texts: dict[str, Forms] = {}
    for path in catalogue_paths(code):
        for (one, *_), forms in read_catalogue(path).items():
            texts[one] = forms
    return texts


def read_catalogue(path: Path) -> dict[Forms, Forms]:
    """The translations of a catalogue by their English forms; what is not translated has empty forms."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.parent.name, charset="utf-8", abort_invalid=True)
    return {_forms(message.id): _forms(message.string) for message in catalogue if message.id}


def _forms(text: str | list[str] | tuple[str, ...] | None) -> Forms:
    return (text or "",) if text is None or isinstance(text, str) else tuple(text)
