"""A stress run as plain data, for programs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from caseflow.errors import RunFolderError
from caseflow.messages import message
from caseflow.overview.run import records
from caseflow.store.folder import STRESS_FILES
from caseflow.store.opened import Run
from caseflow.store.readme import STRESS_COLUMNS

if TYPE_CHECKING:
    import pandas as pd

Data = dict[str, Any]


def stress_as_data(run: Run) -> Data:
    """The whole as plain data: the rows of each table, under its name."""
    question = run.record.question
    return {
        "run": str(run.path),
        "title": run.record.title,
        "synthetic": run.record.synthetic,
        "models": list(question.models),
        "replications": question.replications,
        "limit": None if question.stress is None else question.stress.limit,
        **{name: records(table) for name, table in tables_of(run).items() if name != "stress_excess"},
    }


def tables_of(run: Run) -> Mapping[str, pd.DataFrame]:
    """The tables of stress that a run has; columns of later versions are empty. RunFolderError: it is no stress run."""
    if run.record.question.stress is None:
        raise RunFolderError(message("{path} is no stress run: caseflow stress CONFIG makes one", path=run.path))
    return {
        name: run.table(name).reindex(columns=list(STRESS_COLUMNS[name]))
        for name, file in STRESS_FILES.items()
        if file in run.record.files
    }


def plain_rows(table: pd.DataFrame) -> list[Data]:
    """The rows of a table, each by the names of its columns."""
    return [{str(key): value for key, value in row.items()} for row in table.to_dict(orient="records")]
