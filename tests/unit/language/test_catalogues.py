import ast
import string
from collections import Counter
from pathlib import Path

import pytest

from caseflow.language.catalogues import catalogue_paths, read_catalogue
from caseflow.language.extraction import KEYWORDS, PACKAGE, TRANSLATED, catalogue_text, sentences_of, speaking_packages

CATALOGUES = [path for code in TRANSLATED for path in catalogue_paths(code)]
REPAIR = "run python -m caseflow.language.extraction, then translate"


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.fixture(scope="module")
def spoken() -> dict[str, list[tuple[str, ...]]]:
    return speaking_packages()


@pytest.mark.parametrize("code", TRANSLATED)
def test_each_package_that_says_something_has_a_catalogue_of_exactly_that(code, spoken):
    held = {path.stem: sorted(read_catalogue(path)) for path in catalogue_paths(code)}
    assert held == spoken, REPAIR


def test_no_sentence_is_named_within_an_f_string_where_only_some_pythons_find_it():
    """Before 3.12 Python reads an f-string as one word."""
    called = (
        (path, call, call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", None))
        for path in PACKAGE.rglob("*.py")
        for text in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call)
    )
    named = [
        f"{path.name}:{call.lineno}"
        for path, call, name in called
        if name in KEYWORDS and call.args and isinstance(call.args[0], ast.Constant)
    ]
    assert named == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_every_sentence_is_translated(path):
    lacking = [sentence for sentence, forms in read_catalogue(path).items() if not all(forms)]
    assert lacking == []


def test_no_norwegian_line_begins_with_a_per_cent_sign():
    forms = (form for path in catalogue_paths("nb") for own in read_catalogue(path).values() for form in own)
    assert [form for form in forms if " %" in form] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_a_translation_has_the_placeholders_of_its_sentence(path):
    wrong = [
        (english, own)
        for sentence, forms in read_catalogue(path).items()
        for english, own in zip(sentence, forms, strict=True)
        if placeholders(english) != placeholders(own)
    ]
    assert wrong == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_packages_that_say_the_same_have_the_same_translation(code):
    entries = {
        (sentence[0], forms) for path in catalogue_paths(code) for sentence, forms in read_catalogue(path).items()
    }
    assert [sentence for sentence, times in Counter(sentence for sentence, _ in entries).items() if times > 1] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_a_catalogue_stands_in_the_form_that_its_update_gives_it(path):
    assert path.read_text(encoding="utf-8") == catalogue_text(path.parent.name, read_catalogue(path)), REPAIR


def test_sentences_are_found_in_python_wherever_a_call_names_one(tmp_path: Path):
    (tmp_path / "words.py").write_text(
        'ax.set_title(language.text("a {x} " "title", x=1))\n'
        'WORDS = {"key": msgid("of a table")}\n'
        'words.plural(\n    "one", "{n} many", n\n)\n'
        "words.text(variable)\n",
        encoding="utf-8",
    )
    assert sentences_of(tmp_path) == [("a {x} title",), ("of a table",), ("one", "{n} many")]
