"""Writes the generated part of the pages in this folder from the code's own words: ``python docs/generate.py``.

What stands above the marker of a page is written by hand; what stands below is made here, and a test compares the two.
"""

from __future__ import annotations

import ast
import dataclasses
import inspect
import textwrap
from collections.abc import Callable, Iterable, Iterator
from enum import IntEnum
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args, get_origin

import click
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from caseflow import load_config, log, simulate
from caseflow.cli import main
from caseflow.config import schema
from caseflow.config.load import defaults
from caseflow.config.quantities import sources_of
from caseflow.config.tree import Node
from caseflow.config.tree import Path as ConfigPath
from caseflow.config.wording import Schema, config_schema, expected, resolve_reference
from caseflow.language import language
from caseflow.stats.registry import INDICATORS, PROCESSING_PARTS_ADD_UP, SCOPES, Indicator
from caseflow.store.readme import COLUMNS, FILES, STRESS_COLUMNS, meaning_in, paragraph, same_as
from caseflow.store.record import RunRecord
from caseflow.tape.tables import ABSENCE_KINDS, Absences, Cases, Departures, Posts, Shocks, Table

DOCS = Path(__file__).parent
MARKER = "<!-- Made by docs/generate.py: do not edit below this line. -->\n"

Row = Iterable[object]


def pages() -> dict[Path, str]:
    """The whole text of every page that has a generated part."""
    makers = {"data-model.md": data_model, "cli.md": cli, "config.md": config}
    return {DOCS / name: page(DOCS / name, maker) for name, maker in makers.items()}


def page(path: Path, maker: Callable[[], str]) -> str:
    """A page: its hand-written head, the marker, and what ``maker`` makes."""
    head, _, _ = path.read_text(encoding="utf-8").partition(MARKER)
    return f"{head}{MARKER}\n{maker().rstrip()}\n"


# -- Markdown ---------------------------------------------------------------------------------------------------


def section(title: str, *parts: str, level: int = 2) -> str:
    """A heading with what belongs below it."""
    return "\n".join([f"{'#' * level} {title}\n", *parts])


def table(head: str, rows: Iterable[Row]) -> str:
    """A table; ``head`` holds its headings between bars."""
    headings = head.split("|")
    lines = [headings, ["---"] * len(headings), *rows]
    return "".join(f"| {' | '.join(map(cell, line))} |\n" for line in lines)


def cell(value: object) -> str:
    """A value on one line that ends no cell."""
    return " ".join(str(value).split()).replace("``", "`").replace("|", "\\|")


def code(text: object) -> str:
    """A name as code; nothing of nothing."""
    return f"`{text}`" if str(text) else ""


def prose(docstring: str | None) -> str:
    """A docstring's text as Markdown."""
    return inspect.cleandoc(docstring or "").replace("``", "`") + "\n"


# -- data-model.md ----------------------------------------------------------------------------------------------


def data_model() -> str:
    """Every file, column, event and indicator."""
    return "\n".join([run_folder(), record(), tables(), stress_tables(), indicators(), tape(), events()])


def run_folder() -> str:
    """The files of a run folder."""
    return section("The run folder", table("file|what it is", ((code(name), what) for name, what in FILES.items())))


def record() -> str:
    """The keys of run.json."""
    return section("run.json", prose(RunRecord.__doc__), table("key|meaning", keys_of(RunRecord)))


def keys_of(model: type[BaseModel], prefix: str = "") -> Iterator[Row]:
    """(key, meaning) of a part of run.json; parts of parts follow their whole."""
    for name, field in model.model_fields.items():
        part = part_of(field)
        above = f"{prefix}{name}"
        yield code(above), field.description or (part and part.__doc__) or ""
        if part:
            yield from keys_of(part, f"{above}{PLACES.get(get_origin(field.annotation), '')}.")


PLACES = {dict: ".<name>", tuple: ".<number>"}
"""How a key goes on where a field holds several of a part."""


def part_of(field: FieldInfo) -> type[BaseModel] | None:
    """The model that a field is, may be, or holds several of."""
    candidates = (field.annotation, *getattr(field.annotation, "__args__", ()))
    return next((c for c in candidates if inspect.isclass(c) and issubclass(c, BaseModel)), None)


def tables() -> str:
    """The tables of a run; the types are those of a small run."""
    study = load_config(DOCS.parent / "configs" / "minimal.yaml", ["money.keys={usual: {}}"])
    result = simulate(study, replications=1, years=1, jobs=1).tables
    sections = []
    for name, columns in COLUMNS.items():
        rows = ((code(c), kind_of(result[name][c]), meaning_in(language("en"), what)) for c, what in columns.items())
        other = same_as(name)
        told = f"The columns of [{other}](#{other}).\n" if other else table("column|type|meaning", rows)
        sections.append(section(name, told, level=3))
    return section("Tables", *sections)


def stress_tables() -> str:
    """The tables that only stress runs have."""
    sections = (
        section(
            name,
            table("column|meaning", ((code(c), meaning_in(language("en"), what)) for c, what in columns.items())),
            level=3,
        )
        for name, columns in STRESS_COLUMNS.items()
    )
    return section("Tables of stress runs", *sections)


def kind_of(column: Any) -> str:
    """The type of a table's column, by a name that no library's version changes."""
    kinds = {"M": "date", "O": "text", "i": "whole number", "f": "number", "b": "true or false"}
    return kinds[getattr(column.dtype, "kind", "O")]


def indicators() -> str:
    """The registry of indicators."""
    head = "indicator|kind|unit|better|of|team covers|by quarter|meaning"
    rows = table(head, (indicator_row(i) for i in INDICATORS))
    return section("Indicators", INDICATOR_NOTE, paragraph(PROCESSING_PARTS_ADD_UP), rows)


INDICATOR_NOTE = """\
*kind*: the value of a share or mean is numerator / denominator, and over several years and replications the ratio of
the sums; a count, quantile or state is the numerator, and over several years and replications a plain mean. *better*:
whether lower or higher is better; empty where neither can be said. *of*: the kinds of unit that have it. *team covers*:
a service or team has the indicator only if it covers one of these stages; empty: any. *by quarter*: runs keep it by
quarter, too, of the region and each municipality.
"""


def indicator_row(indicator: Indicator) -> Row:
    """The row of one indicator."""
    every_stage = len(indicator.stages) == len(schema.STAGES)
    return (
        code(indicator.name),
        indicator.kind,
        indicator.unit,
        "" if indicator.better == "none" else indicator.better,
        "all" if indicator.scopes == SCOPES else ", ".join(indicator.scopes),
        "" if every_stage else ", ".join(schema.STAGES[stage] for stage in indicator.stages),
        "yes" if indicator.quarterly else "",
        indicator.meaning,
    )


def tape() -> str:
    """The tape's tables."""
    sections = (
        section(t.name, prose(t.__doc__), tape_table(t), level=3) for t in (Cases, Posts, Absences, Departures, Shocks)
    )
    return section("The tape", *sections)


def tape_table(of: type[Table]) -> str:
    """The columns of one table of the tape, from its fields' metadata."""
    fields = ((code(f.name), f.metadata["dtype"], f.metadata["meaning"]) for f in dataclasses.fields(of))
    return table("column|type|meaning", fields)


def events() -> str:
    """The event log's columns and kinds."""
    return section(
        "The event log",
        prose(log.__doc__),
        table("column|meaning", ((code(name), prose(getattr(log.Log, name).__doc__)) for name in log.COLUMNS)),
        section("Kinds of event", table("kind|number|meaning", members(log.Kind)), level=3),
        section("Why a case wants or gets an owner", table("why|number|meaning", members(log.Why)), level=3),
        section("Numbers", table("what|number", numbers()), level=3),
    )


def numbers() -> Iterator[Row]:
    """What the numbers in tape and log stand for."""
    yield code("TASK_KIND_FACTOR"), log.TASK_KIND_FACTOR
    yield code("SECOND_TASK"), log.SECOND_TASK
    for what, names in (("stage", schema.STAGES), ("kind of task", schema.TASK_KINDS), ("absence", ABSENCE_KINDS)):
        yield from ((f"{what}: {name}", number) for number, name in enumerate(names))


def members(of: type[IntEnum]) -> Iterator[Row]:
    """(name, number, meaning) of each member."""
    meanings = attribute_docs(of)
    return ((code(member.name), member.value, meanings[member.name]) for member in of)


def attribute_docs(of: type) -> dict[str, str]:
    """The text below each attribute of a class; Python itself keeps none of them."""
    body = ast.parse(textwrap.dedent(inspect.getsource(of))).body[0]
    assert isinstance(body, ast.ClassDef)
    docs = {}
    for statement, below in pairwise(body.body):
        if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant):
            for name in assigned_names(statement):
                docs[name] = prose(str(below.value.value))
    return docs


def assigned_names(statement: ast.stmt) -> list[str]:
    """The names that a statement of a class assigns or declares."""
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    return [target.id for target in targets if isinstance(target, ast.Name)]


# -- cli.md -----------------------------------------------------------------------------------------------------


def cli() -> str:
    """Every command with its arguments and options."""
    return "\n".join(section(f"caseflow {name}", *command(name, main.commands[name])) for name in sorted(main.commands))


def command(name: str, of: click.Command) -> Iterator[str]:
    """How a command is called, what it does, and its options."""
    arguments = [p.make_metavar(click.Context(of)) for p in of.params if isinstance(p, click.Argument)]
    options = [p for p in of.params if isinstance(p, click.Option)]
    yield "    " + " ".join(["caseflow", name, *(["[OPTIONS]"] if options else []), *arguments]) + "\n"
    yield prose(of.help)
    if options:
        yield table("option|meaning", ((code(option_words(option)), option_help(option)) for option in options))


def option_words(option: click.Option) -> str:
    """An option as it is typed."""
    names = " / ".join((*option.opts, *option.secondary_opts))
    if option.is_flag:
        return names
    choices = "|".join(option.type.choices) if isinstance(option.type, click.Choice) else ""
    return f"{names} {option.metavar or choices or option.type.name.split()[0].upper()}"


def option_help(option: click.Option) -> str:
    """An option's help, with its default if it shows one."""
    return f"{option.help} [default: {option.default}]" if option.show_default else str(option.help)


# -- config.md --------------------------------------------------------------------------------------------------


def config() -> str:
    """Every field of a config."""
    fields = config_schema()["properties"]
    at_the_top = [key for key in fields if not part_below((key,))]
    return "\n".join(
        [
            section("At the top", field_table(field_row((), (key,)) for key in at_the_top)),
            *(config_part((key,)) for key in fields if key not in at_the_top),
            section("Distributions", *distributions()),
        ]
    )


def config_part(path: ConfigPath) -> str:
    """A part of a config with the fields of its own parts."""
    below = part_below(path)
    title = ".".join(map(str, below))
    described = prose(schema_of(below)["description"])
    if path == (schema.EACH_MUNICIPALITY,):
        return section(title, described, "The fields are those of [municipalities](#municipalitiesmunicipality).\n")
    return section(title, described, field_table(fields_below(below, below)))


def field_table(rows: Iterable[Row]) -> str:
    """Fields with what they are if a config does not say it."""
    return table("field|is|standard|source of the standard|meaning", rows)


def fields_below(top: ConfigPath, path: ConfigPath) -> Iterator[Row]:
    """The rows of a part's fields, the parts among them with their own below."""
    for key in schema_of(path)["properties"]:
        below = part_below((*path, key))
        if below:
            yield code(dotted(below[len(top) :])), "", "", "", schema_of(below)["description"]
            yield from fields_below(top, below)
        else:
            yield field_row(top, (*path, key))


def field_row(top: ConfigPath, path: ConfigPath) -> Row:
    """What a field may be, its standard value and where that is from, and what it means."""
    field = schema_of(path[:-1])["properties"][path[-1]]
    standard = standard_path(path)
    node = defaults().at(standard)
    value = in_words(node) if node else default_of(path)
    return code(dotted(path[len(top) :])), accepted(field), value, source_of(standard), field.get("description", "")


def standard_path(path: ConfigPath) -> ConfigPath:
    """Where the defaults have the standard value of a field."""
    return (schema.EACH_MUNICIPALITY, *path[2:]) if path[0] == "municipalities" else path


def dotted(path: ConfigPath) -> str:
    """A path of a config in one word."""
    return ".".join(map(str, path))


# -- the schema of a path: <name> stands for a key that users choose


def schema_of(path: ConfigPath) -> Schema:
    """The schema of a field or part."""
    found = config_schema()
    for key in path:
        found = part_schema(named_by_users(found) if key in NAMES else found["properties"][key])
    return found


def part_schema(field: Schema) -> Schema:
    """The schema that a reference is to; of a part that may be left out, the part's."""
    field = resolve_reference(field)
    parts = [part for part in map(resolve_reference, field.get("anyOf", ())) if "properties" in part]
    return parts[0] if parts else field


def named_by_users(field: Schema) -> Schema:
    """The schema of what a mapping or list holds; empty if the field is neither, or a mapping with keys of its own."""
    return resolve_reference(field.get("additionalProperties") or field.get("items") or {})


def part_below(path: ConfigPath) -> ConfigPath:
    """The path of the part that a field is, or that it holds; empty if it is a plain value."""
    found = schema_of(path)
    if "properties" in found:
        return path
    return (*path, NAME_OF[str(path[-1])]) if "properties" in named_by_users(found) else ()


NAME_OF = {
    "municipalities": "<municipality>",
    "staff": "<group>",
    "models": "<model>",
    "services": "<service>",
    "teams": "<team>",
    "groups": "<group>",
    "steps": "<number>",
    "distances": "<number>",
    "kinds": "<kind>",
    "by_municipality": "<municipality>",
    "keys": "<key>",
    "absences": "<shock>",
    "reports": "<shock>",
}
"""What stands for a name in the paths of this page."""

NAMES = frozenset(NAME_OF.values())


def accepted(field: Schema) -> str:
    """What a field may be, in words."""
    distributions = field.get("discriminator", {}).get("mapping", ())
    return "a count or a distribution of counts" if "poisson" in distributions else expected(field)


def default_of(path: ConfigPath) -> str:
    """What the schema takes if nobody says anything."""
    part, key = schema_of(path[:-1]), path[-1]
    if key in part.get("required", ()):
        return "*required*"
    return in_words(Node(part["properties"][key].get("default"), "", 0, ()))


# -- standard values and their sources


def in_words(node: Node) -> str:
    """A standard value: an assumption with its range, a distribution with its numbers."""
    value = node.entries.get("value", node)
    if "range" in node.entries:
        low, high = node.entries["range"].items
        return f"{in_words(value)} ({low.value} to {high.value})"
    if "distribution" in node.entries:
        numbers = {key: child for key, child in node.entries.items() if key not in ("distribution", "source", "note")}
        return f"{node.entries['distribution'].value}: {listed(numbers)}"
    if value.is_mapping:
        return listed(value.entries)
    plain = value.plain()
    if isinstance(plain, bool):
        return "true" if plain else "false"
    return ", ".join(map(in_words, value.items)) or ("*none*" if plain in (None, "", ()) else str(plain))


def listed(entries: dict[Any, Node]) -> str:
    """Keys with their values."""
    return ", ".join(f"{key} {in_words(child)}" for key, child in entries.items())


def source_of(path: ConfigPath) -> str:
    """The sources of a standard value, or of the nearest part around it that has one."""
    for length in range(len(path), 0, -1):
        node = defaults().at(path[:length])
        sources = list(sources_of(node)) if node else []
        if length < len(path):
            sources = [source for source in sources if source.path == dotted(path[:length])]
        if sources:
            return "; ".join(dict.fromkeys(text for s in sources for text in (s.source, s.note) if text))
    return ""


def distributions() -> Iterator[str]:
    """The distributions by name, those of amounts and those of counts."""
    for title, union in (("Of amounts", schema.Continuous), ("Of counts", schema.Discrete)):
        yield section(title, table("name|numbers|meaning", map(distribution_row, classes_of(union))), level=3)


def classes_of(union: Any) -> tuple[type[BaseModel], ...]:
    """The classes of an annotated union."""
    return get_args(get_args(union)[0])


def distribution_row(of: type[BaseModel]) -> Row:
    """A distribution's name, its numbers, and what it is."""
    fields = of.model_json_schema()["properties"]
    numbers = [name for name in fields if name != "distribution"]
    words = (f"`{name}`" + ("" if of.model_fields[name].is_required() else " (optional)") for name in numbers)
    return code(fields["distribution"]["const"]), ", ".join(words), of.__doc__


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8", newline="\n")
