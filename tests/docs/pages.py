"""The pages of the project, and what stands in them."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("runs/*.md")])
STRESSES = ROOT / "configs" / "stress.yaml"
CONFIGS = sorted({*ROOT.glob("configs/*.yaml")} - {STRESSES})

_FENCED = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\]\((?!https?://)([^)#]*)(?:#([^)]+))?\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def blocks(page: Path, language: str) -> list[str]:
    """The fenced blocks of a language."""
    return [block for of, block in _FENCED.findall(page.read_text(encoding="utf-8")) if of == language]


def links(page: Path) -> list[tuple[Path, str]]:
    """(file, anchor) of every link within the project."""
    found = _LINK.findall(page.read_text(encoding="utf-8"))
    return [((page.parent / file).resolve() if file else page, anchor) for file, anchor in found]


def anchors(page: Path) -> set[str]:
    """What a link to a heading of a page may say."""
    headings = _HEADING.findall(page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


def cells(page: Path) -> list[list[str]]:
    """The rows of every table, heads and rules left out."""
    lines = page.read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines if line.startswith("|")]
    rules = [number for number, row in enumerate(rows) if set("".join(row)) == {"-"}]
    return [row for number, row in enumerate(rows) if number not in rules and number + 1 not in rules]
