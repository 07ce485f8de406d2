import ast
import pickle
from pathlib import Path

import pytest

import caseflow
from caseflow.language import Language, language
from caseflow.messages import joined, laid_out, message, plural_message, verbatim

PACKAGE = Path(caseflow.__file__).parent
MAKERS = {"message": 1, "plural_message": 2}

NORWEGIAN = {"{n} {what}": ("{n} {what}",), "a child": ("et barn",), "{n} file": ("{n} fil", "{n} filer")}


@pytest.fixture
def norwegian() -> Language:
    return Language("nb", language("nb").locale, NORWEGIAN)


def test_a_message_is_its_english_sentence():
    assert message("{n} {what}", n=2, what=message("a child")) == "2 a child"
    assert plural_message("{n} file", "{n} files", 1) == "1 file"
    assert plural_message("{n} file", "{n} files", 2) == "2 files"


def test_a_message_is_said_in_another_language_with_the_messages_in_it(norwegian):
    told = joined(
        "; ", [message("{n} {what}", n=2, what=message("a child")), plural_message("{n} file", "{n} files", 3)]
    )
    assert told == "2 a child; 3 files"
    assert norwegian.say(told) == "2 et barn; 3 filer"
    assert language("en").say(told) == told


def test_what_is_no_sentence_is_the_same_in_every_language(norwegian):
    assert norwegian.say("a child") == "a child"
    assert norwegian.say(verbatim("a child")) == "a child"
    assert norwegian.say(laid_out("{where}: {what}", where="{x}", what=verbatim("{y}"))) == "{x}: {y}"


def test_a_message_that_another_process_sends_can_be_translated(norwegian):
    told = joined(
        "; ", [message("{n} {what}", n=2, what=message("a child")), plural_message("{n} file", "{n} files", 3)]
    )
    sent = pickle.loads(pickle.dumps(told))  # noqa: S301
    assert sent == told
    assert norwegian.say(sent) == norwegian.say(told)


def test_a_sentence_without_a_translation_is_a_fault(norwegian):
    with pytest.raises(KeyError):
        norwegian.say(message("a home"))


def test_each_message_names_its_sentence_where_it_is_made_so_that_the_catalogues_have_it():
    unnamed = [
        f"{path.name}:{call.lineno}"
        for path in PACKAGE.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in MAKERS
        if not all(isinstance(one, ast.Constant) for one in call.args[: MAKERS[call.func.id]])
    ]
    assert unnamed == []
