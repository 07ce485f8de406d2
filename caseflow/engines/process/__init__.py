"""The process engine: cases and workers as SimPy processes that read like the description of the flow.

It specifies: what a case lives through stands in :mod:`lives`, what may be done to cases in :mod:`office`, to tasks and
workers in :mod:`desks`, and what is decided between them in :mod:`dispatcher` (who gets a case in :mod:`choice`, who is
away in :mod:`presence`, who gets a place in :mod:`places`). The contract is :mod:`caseflow.engines.rules`.
"""

from __future__ import annotations

from caseflow.engines.process.dispatcher import Dispatcher
from caseflow.engines.process.lives import CaseLives
from caseflow.engines.process.office import Office
from caseflow.log import Log
from caseflow.organisation import Organisation
from caseflow.tape.tables import Tape


def run(org: Organisation, tape: Tape) -> Log:
    """Simulate an organisation on a tape; deterministic, draws nothing, reads nothing else."""
    office = Office(org, tape.cases)
    lives = CaseLives(office)
    dispatcher = Dispatcher(office, lives)
    lives.open_caseload()
    office.env.process(lives.post_box())
    office.env.process(dispatcher.days())
    for worker in office.workers:
        worker.process = office.env.process(office.work(worker))
    office.env.run(until=org.clock.end_tick)
    return office.log()
