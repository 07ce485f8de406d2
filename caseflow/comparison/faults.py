"""What is wrong with a question, told all at once, with what was perhaps meant."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from caseflow.config.wording import near, with_hint
from caseflow.errors import UserError


def unknown(complaint: str, name: str, known: Collection[str]) -> str:
    """A complaint about a name that is not known, with the nearest one that is, else with all."""
    return with_hint(complaint, near(name, known) or f"there are: {', '.join(known)}")


def refuse(faults: Iterable[str]) -> None:
    """Raise UserError that tells all faults at once, if there are any."""
    told = list(dict.fromkeys(faults))
    if told:
        raise UserError("\n".join(told))
