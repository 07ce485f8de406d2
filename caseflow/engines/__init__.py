"""The engines: deterministic programs that turn an organisation and a tape into a log.

All keep the contract of :mod:`caseflow.engines.rules` and give the same log row for row: ``process`` specifies in
SimPy what happens, ``compiled`` serves, many times as fast. Which one ran can never be seen in a result.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from caseflow.errors import UserError
from caseflow.messages import message

if TYPE_CHECKING:
    from caseflow.log import Log
    from caseflow.organisation import Organisation
    from caseflow.tape.tables import Tape

Run: TypeAlias = "Callable[[], Log]"

ENGINES = ("auto", "compiled", "process")
"""Names of engines; ``auto`` is the compiled one, or the process engine where numba is missing."""


def on_tape(name: str, tape: Tape) -> Callable[[Organisation], Run]:
    """What makes organisations ready to be simulated on a tape by the engine of a name.

    The compiled engine simulates only once what several organisations have in common before they change. Raises
    UserError as :func:`chosen` does.
    """
    if chosen(name) == "compiled":
        from caseflow.engines.compiled import Runner

        return Runner(tape)
    from caseflow.engines.process import run

    return lambda org: partial(run, org, tape)


def chosen(name: str) -> str:
    """The name without ``auto``. Raises UserError where the engine needs numba and that is missing."""
    from caseflow.compiling import HAS_NUMBA

    if name == "auto":
        return "compiled" if HAS_NUMBA else "process"
    if name == "compiled" and not HAS_NUMBA:
        raise UserError(
            message("the compiled engine needs numba, which cannot be imported here: install it (pip install numba)")
        )
    return name
