"""Records that were changed by hand: refused in words, whatever stands in them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from caseflow.errors import RunFolderError
from caseflow.store.opened import open_run
from tests.cli.running import caseflow

GARBAGE = (None, True, -1, 10**30, 1e308, "x", "\ud800", [], {}, ["x"], [[["x"]]], {"a": {"b": [1]}})

FORGED = [
    ("question.models", [], "Tuple should have at least 1 item"),
    ("question.models", ["today", "x"], "expected models of the config, found 'x'"),
    ("question.scenarios", ["base", "x"], "expected those of config.resolved.yaml, found 'base, x'"),
    ("question.replications", 1, "expected 2, as in the tables, found 1"),
    ("question.replications", True, "expected a valid integer, found true"),
    ("question.replications", 10**30, "expected less than or equal to 10000000, found 1000000000000000000000000000000"),
    ("question.years", 5, "reading.years: expected 5, as config and question say, found 1"),
    ("reading.first_year", 2012, "expected 2011, as config and question say, found 2012"),
    ("created_utc", "2026-02-31T12:00:00Z", "no moment such as 2010-01-31T12:00:00Z"),
    ("resources.jobs", 10**30, "expected less than or equal to 100000"),
    ("title", None, "expected a valid string, found nothing"),
]


def places(part: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place of a record below its top."""
    for key in part if isinstance(part, dict) else range(len(part)) if isinstance(part, list) else ():
        yield (*at, key)
        yield from places(part[key], (*at, key))


def forge(file: Path, at: tuple[Any, ...], value: object) -> None:
    record = json.loads(file.read_text())
    part = record
    for key in at[:-1]:
        part = part[key]
    part[at[-1]] = value
    file.write_text(json.dumps(record))


@pytest.mark.parametrize(("place", "value", "words"), FORGED)
def test_a_forged_record_is_refused_with_what_was_expected_and_found(
    own_run: Path, place: str, value: object, words: str
) -> None:
    forge(own_run / "run.json", tuple(place.split(".")), value)
    for command in ("compare", "report", "precision"):
        result = caseflow(command, own_run)
        assert result.exit_code == 2, result.exception
        assert result.stderr.startswith(f"{own_run / 'run.json'} is damaged: ")
        assert words in result.stderr


def test_whatever_stands_at_any_place_of_a_record_it_is_read_or_refused(own_run: Path) -> None:
    file = own_run / "run.json"
    whole = file.read_text()
    for at in places(json.loads(whole)):
        for value in GARBAGE:
            forge(file, at, value)
            try:
                open_run(own_run)
            except RunFolderError as error:
                assert str(file) in str(error) or str(own_run) in str(error)  # noqa: PT017 - or it is read
            file.write_text(whole)


def test_what_is_missing_or_was_never_there_is_told(own_run: Path) -> None:
    file = own_run / "run.json"
    record = json.loads(file.read_text())
    title = record.pop("title")
    file.write_text(json.dumps(record))
    assert "title: expected a value, found nothing" in caseflow("show", own_run).stderr
    file.write_text(json.dumps(record | {"title": title, "titel": "x"}))
    assert "titel: expected no such key, found 'x'" in caseflow("show", own_run).stderr


def test_years_that_its_tables_do_not_have_are_refused(own_run: Path) -> None:
    for part in ("question", "reading"):
        forge(own_run / "run.json", (part, "years"), 5)
    assert "question.years: expected years of the tables, found 5" in caseflow("compare", own_run).stderr


@pytest.mark.parametrize("content", [b"\xff\xfe", 100_000 * b"[", 100_000 * b'{"a":', b"9" * 5000])
def test_what_is_no_record_is_refused(own_run: Path, content: bytes) -> None:
    (own_run / "run.json").write_bytes(content)
    result = caseflow("show", own_run)
    assert result.exit_code == 2, result.exception
    assert result.stderr.startswith(f"{own_run / 'run.json'} ")
