"""What is printed of a stress run: the answer, tables of what matters, and where the rest stands."""

from __future__ import annotations

from collections.abc import Iterator

from rich.table import Table

from caseflow.language import language
from caseflow.store.folder import STRESS_FILES
from caseflow.store.opened import Run
from caseflow.stress_overview.answer import answer, in_short
from caseflow.stress_overview.everything import every_table
from caseflow.stress_overview.tables import tables_of_answer
from caseflow.stress_overview.told import Told


def stress_as_printed(run: Run, lang: str = "en", *, everything: bool = False) -> Iterator[Table | str]:
    """The answer in sentences, tables of what matters and, with ``everything``, of each stress and place.

    Raises RunFolderError if the run is no stress run.
    """
    told = Told(run, language(lang))
    yield from answer(told)
    yield from tables_of_answer(told)
    if everything:
        yield from every_table(told)
    yield from _notes(told)
    if not everything:
        yield from _elsewhere(told)
    yield from in_short(told)
    yield told.language.text("run folder: {path}", path=run.path)


def _notes(told: Told) -> Iterator[str]:
    text = told.language.text
    yield text(
        "A case that nobody takes, or is done thinly, misses no limit: read limits missed with cases without a worker, "
        "effort given and follow-ups missed (--all). Recovered: from the first week, not before the stress's end, "
        "from which for four weeks fewer than max(1, 5% of the usual) more cases are overdue; futures that have not "
        "when the run ends are censored."
    )
    if told.others and told.futures > 1:
        yield told.language.plural(
            "Fewer and more, of a model beside {baseline}: the interval of the difference, future by future, leaves "
            "out zero. At a price: with less effort given, more follow-ups missed or more overdue cases.",
            "Fewer and more, of a model beside {baseline}: the interval of the difference, future by future, leaves "
            "out zero, widened (Bonferroni) so that what is said of all {n} stresses holds together with 95% "
            "confidence. At a price: with less effort given, more follow-ups missed or more overdue cases.",
            len(told.stresses),
            baseline=told.baseline,
        )
    yield text(
        "Breach figures of small services are modelled, not observed; the stress itself is an assumption, and nothing "
        "here says how likely it is."
    )


def _elsewhere(told: Told) -> Iterator[str]:
    files = [file for file in STRESS_FILES.values() if file in told.run.record.files]
    yield told.language.text(
        "Every stress, municipality and week: {files}, all in the run folder; `caseflow show RUN --all` prints a table "
        "of each stress.",
        files=", ".join(files),
    )
