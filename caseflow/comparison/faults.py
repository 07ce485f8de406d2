"""What is wrong with a question, told all at once, with what was perhaps meant."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from caseflow.config.wording import near_or_all
from caseflow.errors import UserError, with_hint
from caseflow.messages import Message, joined


def unknown(complaint: Message, name: str, known: Collection[str]) -> Message:
    """A complaint about a name that is not known, with the nearest one that is, else with all."""
    return with_hint(complaint, near_or_all(name, known))


def refuse(faults: Iterable[Message]) -> None:
    """Raise UserError that tells all faults at once, if there are any."""
    told = list(dict.fromkeys(faults))
    if told:
        raise UserError(joined("\n", told))
