"""Messages: sentences for whoever uses caseflow, made where nobody knows that person's language.

A :class:`Message` is its English sentence and knows what it was made of, so that
:meth:`caseflow.language.Language.say` can say it in another language where it is told. What a config or a command line
says is a value, never translated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping


class Message(str):
    """An English sentence with its values, which may be messages themselves.

    ``forms`` is the sentence with values as ``{name}``, for plurals that for one thing and that for ``n``, as the
    catalogues know it; where ``is_layout`` they do not, since it has no words.
    """

    __slots__ = ("forms", "is_layout", "n", "values")

    forms: tuple[str, ...]
    values: Mapping[str, object]
    n: float | None
    is_layout: bool

    def __new__(
        cls, forms: tuple[str, ...], values: Mapping[str, object], n: float | None = None, is_layout: bool = False
    ) -> Message:
        """The sentence in English."""
        if n is None:
            self = super().__new__(cls, forms[0].format(**values))
        else:
            self = super().__new__(cls, forms[n != 1].format(n=n, **values))
        self.forms, self.values, self.n, self.is_layout = forms, values, n, is_layout
        return self

    def __reduce__(self) -> tuple[type[Message], tuple[object, ...]]:
        """Pickle by what it was made of: a worker process can send it."""
        return type(self), (self.forms, self.values, self.n, self.is_layout)


def message(msgid: str, **values: object) -> Message:
    """A sentence of the catalogues, with its values."""
    return Message((msgid,), values)


def plural_message(one: str, many: str, n: float, **values: object) -> Message:
    """The sentence for one thing or for ``n`` of them; ``{n}`` is the number."""
    return Message((one, many), values, n)


def laid_out(layout: str, **values: object) -> Message:
    """Values with signs between them, the same in every language: ``{where}: {what}``."""
    return Message((layout,), values, is_layout=True)


def verbatim(text: object) -> Message:
    """A value as it is, such as a name or what the system says."""
    return laid_out("{text}", text=text)


def joined(separator: str, parts: Iterable[object]) -> Message:
    """Values and messages one after the other."""
    values = {f"part_{number}": part for number, part in enumerate(parts)}
    return laid_out(separator.join(f"{{{name}}}" for name in values), **values)


NOTHING = verbatim("")
"""No message: such as where there is no hint."""
