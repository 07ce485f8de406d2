"""What click says of a wrong command line, in another language than its own, which is English."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import IO, Any

import click

from caseflow.errors import with_hint
from caseflow.language import LOCALES, Language, msgid
from caseflow.messages import NOTHING, Message, message, verbatim

CLICKS = {
    r"Got unexpected extra arguments? \((?P<words>.*)\)": msgid("There is nothing to do with {words}"),
    r"No such command '(?P<name>.*?)'\.(?: .*?(?P<meant>'.*')\?)?": msgid("There is no command {name}"),
    r"Option '(?P<option>.*)' requires an argument\.": msgid("{option} needs a value"),
    r"Option '(?P<option>.*)' does not take a value\.": msgid("{option} takes no value"),
}
"""Sentences of click's, as patterns, and what is said for them."""


class ToldUsage(click.UsageError):
    """A usage error in a language."""

    def __init__(self, error: click.UsageError, language: Language) -> None:
        super().__init__(language.say(what_is_wrong(error)), error.ctx)
        self.language = language

    def show(self, file: IO[Any] | None = None) -> None:
        """Print how the command is used, how to get help, and what is wrong."""
        text = self.language.text
        if self.ctx is not None:
            path, pieces = self.ctx.command_path, self.ctx.command.collect_usage_pieces(self.ctx)
            formatter = self.ctx.make_formatter()
            formatter.write_usage(path, " ".join(pieces), text("Usage:") + " ")
            hint = text("Try '{command} --help' for help.", command=path)
            click.echo(f"{formatter.getvalue()}{hint}\n", file, err=True)
        click.echo(text("Error: {words}", words=self.message), file, err=True)


def what_is_wrong(error: click.UsageError) -> Message:
    """What a usage error says, as a message; what click says seldom stays as it is."""
    if isinstance(error, click.MissingParameter):
        return message("{parameter} is missing.", parameter=_parameter(error))
    if isinstance(error, click.BadParameter):
        words = error.message if isinstance(error.message, Message) else _expected(error)
        return message("Invalid value for {parameter}: {words}", parameter=_parameter(error), words=words)
    if isinstance(error, click.NoSuchOption):
        told = message("There is no option {option}", option=error.option_name)
        return _with_near(told, ", ".join(error.possibilities or ()))
    return error.message if isinstance(error.message, Message) else _of_clicks(error.format_message())


def _of_clicks(words: str) -> Message:
    """What click has no error of its own for."""
    for pattern, template in CLICKS.items():
        if found := re.fullmatch(pattern, words):
            values = found.groupdict()
            meant = values.pop("meant", None) or ""
            return _with_near(Message((template,), values), meant.replace("'", ""))
    return verbatim(words)


def _with_near(told: Message, meant: str) -> Message:
    """A message and what was perhaps meant, if anything."""
    return with_hint(told, message("did you mean {words}?", words=meant) if meant else NOTHING)


def language_asked_for(arguments: Sequence[str]) -> str | None:
    """The language that a command line asks for, also one that click could not read."""
    words = [after for before, after in pairwise(arguments) if before == "--lang"]
    words += [word.removeprefix("--lang=") for word in arguments if word.startswith("--lang=")]
    return next((word for word in words if word in LOCALES), None)


def _parameter(error: click.BadParameter) -> str:
    return "" if error.param is None else error.param.get_error_hint(error.ctx)


def _expected(error: click.BadParameter) -> Message:
    """What the parameter takes instead."""
    kind = None if error.param is None else error.param.type
    if isinstance(kind, click.Choice):
        return message("expected one of {words}.", words=", ".join(map(str, kind.choices)))
    if isinstance(kind, click.IntRange):
        return message("expected a whole number {bounds}.", bounds=_bounds(kind))
    if isinstance(kind, click.FloatRange):
        return message("expected a number {bounds}, with a point before its decimals.", bounds=_bounds(kind))
    return verbatim(error.message)


def _bounds(kind: click.IntRange | click.FloatRange) -> Message:
    """From where to where a number may be."""
    low = message("above {low}", low=kind.min) if kind.min_open else message("of at least {low}", low=kind.min)
    if kind.max is None:
        return low
    largest = format(kind.max, ".15g")
    high = message("below {high}", high=largest) if kind.max_open else message("of at most {high}", high=largest)
    return message("{low} and {high}", low=low, high=high)
