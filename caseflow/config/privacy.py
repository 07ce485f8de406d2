"""Refuses whatever looks like a real person: caseflow holds numbers of posts and counts of children only."""

from __future__ import annotations

import re
from collections.abc import Iterator

from caseflow.config.tree import Node
from caseflow.errors import Fault
from caseflow.messages import message

# Not after a digit or a decimal point, so that a long fraction is not taken for a national identity number.
_IDENTITY_NUMBER = re.compile(r"(?<!\d)(?<!\d\.)(\d{11}|\d{6}[ -]\d{5})(?!\d)")

_PERSON_KEYS = frozenset(
    {
        *("name", "names", "first_name", "last_name", "surname", "navn", "fornavn", "etternavn"),
        *("born", "birth", "birth_date", "birthdate", "birthday", "date_of_birth", "født", "fødselsdato"),
        *("ssn", "national_id", "fnr", "fødselsnummer", "personnummer"),
        *("email", "phone", "address", "epost", "telefon", "adresse"),
    }
)
_CASE_LIST_KEYS = frozenset(
    {
        *("cases", "case_list", "children", "clients", "saker", "barn", "klienter"),
        *("persons", "people", "workers", "employees", "caseworkers", "ansatte"),
    }
)
_LISTS_OF_MAPPINGS = frozenset({"steps", "distances"})

_REASON = message("caseflow holds nothing about real people")
WORKERS_ARE_NUMBERS = message("caseflow holds nothing about real people: workers are numbers")


def faults_in_text(text: str, file: str) -> Iterator[Fault]:
    """A fault for each line with an 11-digit number, comments included: the text is kept with a run."""
    for number, line in enumerate(text.splitlines(), start=1):
        if _IDENTITY_NUMBER.search(line):
            yield _identity_number(file, number, "")


def faults_in_tree(root: Node) -> Iterator[Fault]:
    """A fault for each identity number, key about a person, or list of cases or people."""
    yield from _faults_of_value(root)
    for key, child in root.entries.items():
        yield from _faults_of_key(str(key), child)
        yield from faults_in_tree(child)
    for child in root.items:
        yield from faults_in_tree(child)


def looks_like_a_name(text: str) -> bool:
    """Whether a text that should be a post size holds words."""
    return re.search(r"[^\W\d_]{2,}", text) is not None


def _faults_of_value(node: Node) -> Iterator[Fault]:
    # a number may hide its 11 digits behind underscores or a base
    if isinstance(node.value, int) and 10**10 <= abs(node.value) < 10**11:
        yield _identity_number(node.file, node.line, "")


def _faults_of_key(key: str, child: Node) -> Iterator[Fault]:
    if key.casefold() in _PERSON_KEYS:
        expected = message("posts without names or birth dates")
        yield child.fault(expected, message("the key {key!r}", key=key), WORKERS_ARE_NUMBERS)
    elif _is_case_list(key, child) or _lists_mappings(key, child):
        expected = message("counts of children, such as open_measures")
        yield child.fault(expected, message("a list of cases or people"), _REASON)


def _is_case_list(key: str, child: Node) -> bool:
    return key.casefold() in _CASE_LIST_KEYS and (child.is_mapping or bool(child.items))


def _lists_mappings(key: str, child: Node) -> bool:
    is_list = any(item.is_mapping and not item.is_atomic for item in child.items)
    return is_list and key not in _LISTS_OF_MAPPINGS


def _identity_number(file: str, line: int, path: str) -> Fault:
    return Fault(file, line, path, message("no identity numbers"), message("an 11-digit number"), _REASON)
