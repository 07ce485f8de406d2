"""The exception tree: what can go wrong, and whose fault it is.

A :class:`UserError` is something that the user can put right: the command line shows its message without a
traceback and exits with code 2. So it does with what the system refuses (an OSError, a MemoryError). Every other
exception is a fault of caseflow and keeps its traceback.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from caseflow.messages import NOTHING, Message, joined, laid_out, message, verbatim


class CaseflowError(Exception):
    """Base of all exceptions that caseflow raises on purpose; its notes may be messages, too."""

    def __init__(self, told: Message) -> None:
        super().__init__(told)
        self.message = told


class UserError(CaseflowError):
    """Input, options or files that the user can put right; exit code 2."""


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong in a config: where, what was expected, what was found, what was perhaps meant."""

    file: str
    line: int
    path: str
    expected: Message
    found: Message
    hint: Message = NOTHING

    def __str__(self) -> str:
        return self.message

    @property
    def message(self) -> Message:
        """All of it in one line."""
        where = f"{self.file}:{self.line}" if self.line else self.file
        what = message("expected {expected}, found {found}", expected=self.expected, found=self.found)
        return with_hint(
            laid_out("{where}:{at} {what}", where=where, at=self.path and f" {self.path}:", what=what), self.hint
        )


def with_hint(told: Message, hint: Message) -> Message:
    """A message and, in brackets, what was perhaps meant."""
    return laid_out("{told} ({hint})", told=told, hint=hint) if hint else told


def words_of(error: OSError) -> Message:
    """What the system says of an error; what it says most often can be told in other languages."""
    return said_by_system(error.strerror or str(error))


def said_by_system(words: str) -> Message:
    """Words of the system as a message."""
    return OF_SYSTEM.get(words, verbatim(words))


OF_SYSTEM = {
    str(told): told
    for told in (
        message("File exists"),
        message("File too large"),
        message("Is a directory"),
        message("No space left on device"),
        message("No such file or directory"),
        message("Not a directory"),
        message("Permission denied"),
        message("Read-only file system"),
        message("Too many open files"),
    )
}
"""By the system's own words."""


class ConfigError(UserError):
    """A config that cannot be used; carries every fault that was found, in the order of the file."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__(joined("\n", [fault.message for fault in self.faults]))

    def __reduce__(self) -> tuple[type[ConfigError], tuple[tuple[Fault, ...]]]:
        """Pickle by the faults: a worker process can raise it."""
        return type(self), (self.faults,)


class RunFolderError(UserError):
    """A run folder that is missing, incomplete, damaged or made by an unknown version."""


class InvariantError(Exception):
    """A log that breaks a law of the model: an internal fault, never a user's."""
