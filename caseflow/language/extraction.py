"""Bring the catalogues up to what the code says: ``python -m caseflow.language.extraction``, for who works on caseflow.

A sentence is found where a call names it: ``text("..")``, ``plural("..", "..", n)``, ``msgid("..")``, ``message("..")``
or ``plural_message("..", "..", n)``, with or without something before a dot, in Python and in the templates of a
package; what modules beside the packages say stands in ``caseflow.po``. New sentences enter a catalogue untranslated,
those that nothing says any more leave it. Sentences stand in alphabetical order and without their place in the code,
so that two people can add some at once.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from caseflow.language.catalogues import FOLDER, Forms, read_catalogue

PACKAGE = FOLDER.parent
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
KEYWORDS = {"text": None, "plural": (1, 2), "msgid": None, "message": None, "plural_message": (1, 2)}
TRANSLATED = ("nb",)
WIDTH = 120

_HEADER = """\
msgid ""
msgstr ""
"Language: {code}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


def sentences_of(folder: Path, *, alone: bool = False) -> list[Forms]:
    """The English sentences that a folder's code says, each once, in alphabetical order; ``alone``: none below it."""
    found = extract_from_dir(folder, METHODS, keywords=KEYWORDS, directory_filter=lambda _: not alone)
    return sorted({(message,) if isinstance(message, str) else tuple(message) for _, _, message, *_ in found})


def speaking_packages() -> dict[str, list[Forms]]:
    """The sentences of each package of caseflow that has any, by its name, and of the modules beside them."""
    packages = sorted(path.parent for path in PACKAGE.glob("*/__init__.py"))
    spoken = {PACKAGE.name: sentences_of(PACKAGE, alone=True)} | {one.name: sentences_of(one) for one in packages}
    return {name: sentences for name, sentences in spoken.items() if sentences}


def catalogue_text(code: str, translations: dict[Forms, Forms]) -> str:
    """A catalogue as the text of its file."""
    catalogue = Catalog(locale=code)
    for sentence, forms in translations.items():
        plural = len(sentence) > 1
        message = catalogue.add(sentence if plural else sentence[0], forms if plural else forms[0])
        message.flags.discard("python-format")  # "95% interval" has no format to check
    file = BytesIO()
    write_po(file, catalogue, width=WIDTH, omit_header=True, sort_output=True)
    return _HEADER.format(code=code) + file.getvalue().decode("utf-8")


def update(code: str, package: str, sentences: list[Forms]) -> None:
    """Write a package's catalogue anew: its sentences, with the translations that are there."""
    path = FOLDER / code / f"{package}.po"
    known = read_catalogue(path) if path.exists() else {}
    translations = {sentence: known.get(sentence, ("",) * len(sentence)) for sentence in sentences}
    path.write_text(catalogue_text(code, translations), encoding="utf-8")


def main() -> None:
    """Bring all catalogues up to date and say what lacks a translation."""
    for code in TRANSLATED:
        for package, sentences in speaking_packages().items():
            update(code, package, sentences)
            for sentence, forms in read_catalogue(FOLDER / code / f"{package}.po").items():
                if not all(forms):
                    print(f"{code}/{package}.po has no translation: {sentence[0]}")


if __name__ == "__main__":
    main()
