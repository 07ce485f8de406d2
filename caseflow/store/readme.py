"""The README of a run folder: what every file and column is, and what the run says and does not say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from caseflow.stats.registry import INDICATORS
from caseflow.stats.series import LONGEST_DAYS
from caseflow.store.record import RunRecord

_WHERE = {
    "model": "organisational model",
    "scenario": "scenario",
}
_WHEN = {
    "replication": "number of the simulated future, from 0; the same number is the same future in every model",
    "year": "calendar year",
    "quarter": "1 to 4; 0: the whole year; quarters are kept of some indicators, in region and municipalities",
}
_UNIT = {
    "scope": "kind of unit: region, service, municipality or team",
    "unit": "name of the unit",
}
_KEY = {"key": "cost-sharing key of the config: the costs are the same, who pays is not"}
_PLACE = {"scope": "region or municipality", "unit": "name of the unit"}

_SUMMARY = {
    **_WHERE,
    **_UNIT,
    "indicator": "see below",
    "mean": "over years and replications: of shares and means the ratio of sums, of others the plain mean",
    "ci95_low": "with ci95_high: where the mean lies with 95 % confidence (jackknife by replication)",
    "ci95_high": "see ci95_low",
    "sd_between_replications": "standard deviation between replications, each over all its years",
    "q10": "one year in ten is below",
    "q50": "half of the years are below",
    "q90": "one year in ten is above",
    "replications": "replications with a value",
    "years_counted": "years of replications with a value",
    "years_without_case": "years of replications in which nothing happened that the indicator is about",
    "p_no_breach": "breach_share only: share of years without a breach, of those with a legal limit",
    "p_no_breach_low": "with p_no_breach_high: its 95 % interval (Wilson)",
    "p_no_breach_high": "see p_no_breach_low",
    "p_share_over_10_percent": "breach_share only: share of years in which more than 10 % are late",
    "p_share_over_10_percent_low": "with p_share_over_10_percent_high: its 95 % interval (Wilson)",
    "p_share_over_10_percent_high": "see p_share_over_10_percent_low",
    "p_three_or_more": "breach_share only: share of years with three breaches or more",
    "p_three_or_more_low": "with p_three_or_more_high: its 95 % interval (Wilson)",
    "p_three_or_more_high": "see p_three_or_more_low",
}

COLUMNS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "indicators": {
            **_WHERE,
            **_WHEN,
            **_UNIT,
            "indicator": "see below; in the file the columns `<indicator>_numerator` and `<indicator>_denominator`",
            "value": "in its unit; none where the indicator has no meaning or would divide by 0; not in the file",
            "numerator": "what is counted or summed",
            "denominator": "what it is divided by; missing where the value is a plain number",
        },
        "summary": _SUMMARY,
        "run_in": _SUMMARY,
        "weekly": {
            **_WHERE,
            "replication": _WHEN["replication"],
            **_PLACE,
            "date": "first working day of a week",
            "open_investigations": "investigations open when that day begins",
            "overdue_open": "of these, those past their legal limit",
        },
        "durations": {
            **_WHERE,
            "replication": _WHEN["replication"],
            **_PLACE,
            "days": f"calendar days from the start of the legal clock to closing; {LONGEST_DAYS}: that many or more",
            "investigations": "how many of those closed since the change of organisation took so long",
        },
        "costs": {
            **_WHERE,
            "replication": _WHEN["replication"],
            "year": "calendar year; the first and last are cut to the run",
            **_KEY,
            "municipality": "who pays",
            "in_region": "false: of a neighbouring region, never in the region's totals",
            "function": "KOSTRA's: 244 casework, 251 measures inside the family, 252 outside it",
            "nok": "NOK of the year, as the config's prices say; over municipalities they add up to all costs",
            "children": "children 0-17, times the part of the year that is of the run",
        },
        "costs_summary": {
            **_WHERE,
            **_KEY,
            "municipality": "who pays; region: all of the region together",
            "function": "KOSTRA's 244, 251 or 252; all: together",
            "nok": "a year, mean over years and replications; like the others rounded to the øre",
            "nok_ci95_low": "with nok_ci95_high: where that mean lies with 95 % confidence (jackknife by replication)",
            "nok_ci95_high": "see nok_ci95_low",
            "nok_per_child": "NOK over children 0-17, ratio of sums",
            "nok_per_child_ci95_low": "with nok_per_child_ci95_high: its 95 % interval",
            "nok_per_child_ci95_high": "see nok_per_child_ci95_low",
            "replications": "replications",
        },
        "assumptions": {
            "scenario": _WHERE["scenario"],
            "replication": _WHEN["replication"],
            "path": "where the assumption stands in the config",
            "value": "what was drawn for this replication, or the value itself if assumptions were fixed",
        },
    }
)
"""Every column of every table and what it means."""

FILES = MappingProxyType(
    {
        "config.source.yaml": "the config as it was written, and the files that it includes, each under its name",
        "config.resolved.yaml": "the config as it was used, standard values filled in; one document a scenario",
        "run.json": "what was asked, software and libraries, what it cost, and a hash of every other file",
        "tables/indicators.parquet": "every indicator of every model, replication, year and unit; some also by quarter",
        "tables/summary.csv": "the same over replications and years, with intervals",
        "tables/run_in.csv": "the same over the years before the change, under today's organisation in every model",
        "tables/weekly.parquet": "open and overdue investigations week by week, of the region and each municipality",
        "tables/durations.parquet": "how many investigations took how many days",
        "tables/costs.parquet": "what each municipality pays a year under each cost-sharing key, by function",
        "tables/costs.csv": "the same over replications and years, with intervals and per child",
        "tables/assumptions.parquet": "the value of each assumption in each replication",
        "figures/": "figures made from these tables",
        "logs/": "event logs, a file for each scenario, model and replication",
    }
)

_SAYS = """\
## What the run says, and what it does not

- It compares organisational models in the same simulated futures: how many legal limits are missed, how long
  investigations last, how work is spread, what overload leaves undone, and how much depends on single workers.
- Intervals contain chance (who is ill, when reports come) and, unless assumptions were fixed, that nobody knows the
  assumptions exactly. They do not contain what the model leaves out.
- Breach figures of small services are modelled, not observed. Where numbers are small, look at counts.
- Costs are those of the config's prices. Fewer NOK never means cheaper for the same children: a post that a model
  lacks costs nothing, and a measure that comes late costs less.
- Municipalities stand in the config's order. The run does not rank them.
- It says nothing about the quality of decisions, the child's voice, relations with partners, democratic control,
  employees' rights, or how hard a change is to undo.
"""


def readme(record: RunRecord, files: Iterable[str]) -> str:
    """The README (Markdown) of a run folder that has these files beside ``run.json``."""
    question = record.question
    assumptions = "held at their values" if question.fixed_assumptions else "drawn anew in each replication"
    overrides = "".join(f"- set: `{override}`\n" for override in question.overrides)
    return (
        f"# {record.title or 'A caseflow run'}\n\n"
        f"{record.synthetic}. Made by caseflow {record.software.version}, {record.created_utc}.\n\n"
        f"- models: {', '.join(question.models)}\n"
        f"- scenarios: {', '.join(question.scenarios)}\n"
        f"- {question.replications} replications, {question.years} years of statistics, seed {question.seed}\n"
        f"- assumptions: {assumptions}\n{overrides}\n"
        f"Simulate it again with `caseflow replay` and this folder's path; see it with `caseflow show`.\n\n"
        f"{_SAYS}\n{_files(files)}\n{_tables()}\n{_indicators()}"
    )


def _files(files: Iterable[str]) -> str:
    present = {*files, "run.json"}
    rows = [(name, what) for name, what in FILES.items() if any(file.startswith(name) for file in present)]
    return "## Files\n\n" + _table(("file", "what it is"), ((f"`{name}`", what) for name, what in rows))


def _tables() -> str:
    sections = (
        f"### {name}\n\n" + _table(("column", "meaning"), ((f"`{c}`", m) for c, m in columns.items()))
        for name, columns in COLUMNS.items()
    )
    return "## Tables\n\n" + "\n".join(sections)


def _indicators() -> str:
    rows = ((f"`{i.name}`", i.unit, i.meaning) for i in INDICATORS)
    return "## Indicators\n\n" + _table(("indicator", "unit", "meaning"), rows)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
