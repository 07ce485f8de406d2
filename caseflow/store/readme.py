"""The README of a run folder: what every file and column is, and what the run says and does not say."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

from caseflow.language import Language, language, msgid
from caseflow.stats.registry import INDICATORS, PROCESSING_PARTS_ADD_UP
from caseflow.stats.series import LONGEST_DAYS
from caseflow.store.folder import STRESS_FILES, TABLE_FILES
from caseflow.store.record import RunRecord

_WHERE = {
    "model": msgid("organisational model"),
    "scenario": msgid("scenario"),
}
_WHEN = {
    "replication": msgid("number of the simulated future, from 0; the same number is the same future in every model"),
    "year": msgid("calendar year; the first and last are cut to the run"),
    "quarter": msgid("1 to 4; 0: the whole year; quarters are kept of some indicators, in region and municipalities"),
}
_BEGINS = msgid("where its 95 % interval begins; missing where fewer than two replications have a value")
_BEGINS_WILSON = msgid(
    "where its 95 % interval (Wilson) begins; missing where fewer than two replications have a value"
)
_BEGINS_OF_MEAN = msgid(
    "where the 95 % interval of the mean begins (jackknife by replication, of shares on the log-odds, of others on the "
    "logarithm); missing where fewer than two replications have a value, or all have 0 (a share: or all have 1): "
    "anything else may be impossible or only rare"
)
_ENDS = msgid("where that interval ends; missing likewise")
_NAME = msgid("name of the unit")
_UNIT = {
    "scope": msgid("kind of unit: region, service, municipality or team"),
    "unit": _NAME,
}
_KEY = {"key": msgid("cost-sharing key of the config: the costs are the same, who pays is not")}
_PLACE = {"scope": msgid("region or municipality"), "unit": _NAME}

_SUMMARY = {
    **_WHERE,
    **_UNIT,
    "indicator": msgid("see below"),
    "mean": msgid("over years and replications: of shares and means the ratio of sums, of others the plain mean"),
    "ci95_low": _BEGINS_OF_MEAN,
    "ci95_high": _ENDS,
    "sd_between_replications": msgid(
        "standard deviation between replications, each over all its years; above twice the "
        "mean few replications make most of it, and ci95 may lie too low"
    ),
    "q10": msgid("one year in ten is below"),
    "q50": msgid("half of the years are below"),
    "q90": msgid("one year in ten is above"),
    "replications": msgid("replications with a value"),
    "years_counted": msgid("years of replications with a value"),
    "years_without_case": msgid("years of replications in which nothing happened that the indicator is about"),
    "p_no_breach": msgid("breach_share only: share of years without a breach, of those with a legal limit"),
    "p_no_breach_low": _BEGINS_WILSON,
    "p_no_breach_high": _ENDS,
    "p_share_over_10_percent": msgid("breach_share only: share of years in which more than 10 % are late"),
    "p_share_over_10_percent_low": _BEGINS_WILSON,
    "p_share_over_10_percent_high": _ENDS,
    "p_three_or_more": msgid("breach_share only: share of years with three breaches or more"),
    "p_three_or_more_low": _BEGINS_WILSON,
    "p_three_or_more_high": _ENDS,
}

COLUMNS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "indicators": {
            **_WHERE,
            **_WHEN,
            **_UNIT,
            "indicator": msgid(
                "see below; in the file the columns `<indicator>_numerator` and `<indicator>_denominator`"
            ),
            "value": msgid(
                "in its unit; none where the indicator has no meaning or would divide by 0; not in the file"
            ),
            "numerator": msgid("what is counted or summed"),
            "denominator": msgid(
                "what a share or mean is divided by; of a count of days the working days of the period, by which it is "
                "not divided; else missing"
            ),
        },
        "summary": _SUMMARY,
        "run_in": _SUMMARY,
        "weekly": {
            **_WHERE,
            "replication": _WHEN["replication"],
            **_PLACE,
            "date": msgid("first working day of a week"),
            "open_investigations": msgid("investigations open when that day begins"),
            "overdue_open": msgid("of these, those past their legal limit"),
        },
        "durations": {
            **_WHERE,
            "replication": _WHEN["replication"],
            **_PLACE,
            "days": msgid("calendar days from the start of the legal clock to closing; {longest}: that many or more"),
            "investigations": msgid("how many of those closed since the change of organisation took so long"),
        },
        "costs": {
            **_WHERE,
            "replication": _WHEN["replication"],
            "year": msgid("calendar year; the first and last are cut to the run"),
            **_KEY,
            "municipality": msgid("who pays"),
            "in_region": msgid("false: of a neighbouring region, never in the region's totals"),
            "function": msgid("KOSTRA's: 244 casework, 251 measures inside the family, 252 outside it"),
            "nok": msgid("NOK of the year, as the config's prices say; over municipalities they add up to all costs"),
            "children": msgid("children 0-17, times the part of the year that is of the run"),
        },
        "costs_summary": {
            **_WHERE,
            **_KEY,
            "municipality": msgid("who pays; region: all of the region together"),
            "function": msgid("KOSTRA's 244, 251 or 252; all: together"),
            "nok": msgid("a year, mean over years and replications; like the others rounded to the øre"),
            "nok_ci95_low": _BEGINS_OF_MEAN,
            "nok_ci95_high": _ENDS,
            "nok_per_child": msgid("NOK over children 0-17, ratio of sums"),
            "nok_per_child_ci95_low": _BEGINS_OF_MEAN,
            "nok_per_child_ci95_high": _ENDS,
            "replications": msgid("replications"),
        },
        "assumptions": {
            "scenario": _WHERE["scenario"],
            "replication": _WHEN["replication"],
            "path": msgid("where the assumption stands in the config"),
            "value": msgid("what was drawn for this replication, or the value itself if assumptions were fixed"),
        },
    }
)
"""Every column of every table and what it means, see :func:`meaning_in`."""

STRESS_COLUMNS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "stress_scenarios": {
            "scenario": _WHERE["scenario"],
            "title": msgid("what happens in it"),
            "begins": msgid("first day of the stress"),
            "ends": msgid("the day after its last one; missing: it lasts to the end of the run"),
            "first_year": msgid("first of the calendar years that `stress` is about: those in which it shows"),
            "last_year": msgid("the last of them: that of the legal limit of what comes in on its last day"),
            "hits": msgid("the municipalities that it is aimed at, in the config's order, between semicolons"),
            "only_of_grid": msgid("true: a point of the grid that nobody asked for by name; only `stress` tells of it"),
        },
        "stress": {
            "scenario": _WHERE["scenario"],
            "model": _WHERE["model"],
            **_UNIT,
            "indicator": msgid(
                "see below; `overdue_open` is the mean over the weeks from the stress's beginning to the end of those "
                "years; of a municipality, `days_at_half_staff_or_less` is that of the services that serve it; of the "
                "region, `days_without_local_presence` is that of a mean municipality"
            ),
            "usual": msgid("the model's mean in those years without the stress"),
            "stressed": msgid("the same with it"),
            "stressed_low": _BEGINS_OF_MEAN,
            "stressed_high": _ENDS,
            "extra": msgid("stressed less usual, each future against itself"),
            "extra_low": _BEGINS,
            "extra_high": _ENDS,
            "narrowed_by_pairing": msgid(
                "how many times wider that interval would be had the two met different futures"
            ),
            "cases_a_year": msgid("of a share: what it is of in a mean year without the stress"),
        },
        "stress_recovery": {
            "scenario": _WHERE["scenario"],
            "model": _WHERE["model"],
            **_PLACE,
            "futures": msgid("replications"),
            "over_share": msgid(
                "share of futures in which overdue cases ever were so many more that something is to recover"
            ),
            "median_weeks": msgid(
                "weeks after the stress's end by which half of the futures have recovered; missing: more "
                "than weeks_followed"
            ),
            "median_low": msgid(
                "where its 95 % interval begins; missing: more than weeks_followed, or a single future"
            ),
            "median_high": _ENDS,
            "not_recovered_share": msgid("share of futures that have not recovered by weeks_followed: censored"),
            "not_recovered_low": _BEGINS_WILSON,
            "not_recovered_high": _ENDS,
            "weeks_followed": msgid("the last week after the stress's end from which a recovery could have been seen"),
        },
        "stress_excess": {
            "scenario": _WHERE["scenario"],
            "model": _WHERE["model"],
            **_PLACE,
            "week": msgid("from 0, the first that begins with the stress or later"),
            "weeks_after_end": msgid("the same, from the first week after the stress; missing where it has no end"),
            "date": msgid("first working day of the week"),
            "usual": msgid("overdue cases when it begins, mean over futures, without the stress"),
            "tolerated": msgid("max(1, 5 % of the usual), mean over futures: a smaller excess counts as recovered"),
            "excess": msgid("how many more with it, mean over futures"),
            "excess_low": _BEGINS,
            "excess_high": _ENDS,
            "q10": msgid("in one future of ten the excess is lower"),
            "q90": msgid("in one future of ten the excess is higher"),
            "not_recovered_share": msgid(
                "share of futures not yet recovered; missing before the stress's end and where nothing can be known"
            ),
            "not_recovered_low": _BEGINS_WILSON,
            "not_recovered_high": _ENDS,
        },
        "stress_models": {
            "scenario": _WHERE["scenario"],
            "model": _WHERE["model"],
            **_PLACE,
            "indicator": msgid("limits missed, and what must stand beside them"),
            "baseline": msgid("the model that it is held against: the config's baseline, or the run's first model"),
            "extra": msgid(
                "what the stress adds to the model less what it adds to the baseline, each future against itself"
            ),
            "extra_low": _BEGINS,
            "extra_high": _ENDS,
            "extra_verdict": msgid(
                "what that interval says of the model: better, worse, unclear, equal, or unknown where "
                "there is none; of `breach_share` the interval is first widened (Bonferroni), so that those of all "
                "stresses hold together"
            ),
            "stressed": msgid("the model's figure under the stress less the baseline's"),
            "stressed_low": _BEGINS,
            "stressed_high": _ENDS,
            "stressed_verdict": msgid("see extra_verdict"),
        },
        "stress_grid": {
            "model": _WHERE["model"],
            **_PLACE,
            "sick_leave": msgid("scenario along the one axis"),
            "posts": msgid("scenario along the other"),
            "sick_leave_percent": msgid("sick leave, per cent of the usual"),
            "posts_percent": msgid("size of all posts, per cent of the usual"),
            "sick_leave_share": msgid("share of days on which the people of the whole model were on sick leave"),
            "breach_share": msgid("share of legal limits missed, all years of the statistics"),
            "breach_low": _BEGINS_OF_MEAN,
            "breach_high": _ENDS,
        },
        "stress_breaking": {
            "model": _WHERE["model"],
            **_PLACE,
            "posts": msgid("scenario along the grid's second axis"),
            "posts_percent": msgid("size of all posts, per cent of the usual"),
            "limit": msgid("the share of legal limits missed that is looked for"),
            "state": msgid("passed; already: at the lowest sick leave simulated; not_reached: not at the highest"),
            "sick_leave_share": msgid(
                "the share of days on sick leave at which the limit is passed; missing unless passed"
            ),
            "low": msgid("where its 95 % interval begins; missing unless low_lies within"),
            "low_lies": msgid(
                "within: between the lowest and the highest simulated; below: lower than the lowest; above: "
                "higher than the highest; unknown: fewer than two replications have a value"
            ),
            "high": msgid("where it ends; missing unless high_lies within"),
            "high_lies": msgid("see low_lies"),
            "lowest_simulated": msgid("the lowest share of days on sick leave simulated"),
            "highest_simulated": msgid("the highest"),
            "later": msgid(
                "the sick leave at which the model passes the limit less that at which the baseline does; missing "
                "of the baseline itself, and where either does not pass it, in all futures or without one of them"
            ),
            "later_low": _BEGINS,
            "later_high": _ENDS,
        },
    }
)
"""The same of the tables that only stress runs have."""

FILES = MappingProxyType(
    {
        "config.source.yaml": msgid(
            "the config as it was written, and the files that it includes, each under its name"
        ),
        "config.resolved.yaml": msgid("the config as it was used, standard values filled in; one document a scenario"),
        "run.json": msgid("what was asked, software and libraries, what it cost, and a hash of every other file"),
        "tables/indicators.parquet": msgid(
            "every indicator of every model, replication, year and unit; some also by quarter"
        ),
        "tables/summary.csv": msgid("the same over replications and years, with intervals"),
        "tables/run_in.csv": msgid(
            "the same over the whole calendar years before the change's: today's organisation in every model; if none "
            "is whole, over the part of one that there is: its counts are of that part, not of a year"
        ),
        "tables/weekly.parquet": msgid(
            "open and overdue investigations week by week, of the region and each municipality"
        ),
        "tables/durations.parquet": msgid("how many investigations took how many days"),
        "tables/costs.parquet": msgid("what each municipality pays a year under each cost-sharing key, by function"),
        "tables/costs.csv": msgid("the same over replications and years, with intervals and per child"),
        "tables/assumptions.parquet": msgid("the value of each assumption in each replication"),
        "tables/stress_scenarios.csv": msgid("stress runs only: what each stress is, when, and whom it is aimed at"),
        "tables/stress.csv": msgid(
            "stress runs only: each model under each stress against itself without it, with intervals"
        ),
        "tables/stress_recovery.csv": msgid("stress runs only: how long until no more cases are overdue than usual"),
        "tables/stress_excess.parquet": msgid("stress runs only: how many more cases are overdue, week by week"),
        "tables/stress_models.csv": msgid("stress runs only: each model against the baseline in what each stress adds"),
        "tables/stress_grid.csv": msgid("stress runs with a grid only: limits missed by sick leave and size of posts"),
        "tables/stress_breaking.csv": msgid("stress runs with a grid only: the sick leave at which models break"),
        "figures/": msgid("figures made from these tables; of a stress run, of its usual years"),
        "logs/": msgid("event logs, a file for each scenario, model and replication"),
    }
)

_HEADING = msgid("What the run says, and what it does not")

_SAYS = (
    msgid(
        "It compares organisational models in the same simulated futures: how many legal limits are missed, how long "
        "investigations last, how work is spread, what overload leaves undone, and how much depends on single workers."
    ),
    msgid(
        "Intervals contain chance (who is ill, when reports come) and, unless assumptions were fixed, that nobody "
        "knows the assumptions exactly. They do not contain what the model leaves out."
    ),
    msgid("Breach figures of small services are modelled, not observed. Where numbers are small, look at counts."),
    msgid(
        "Costs are those of the config's prices. Fewer NOK never means cheaper for the same children: a post that a "
        "model lacks costs nothing, and a measure that comes late costs less."
    ),
    msgid("Municipalities stand in the config's order. The run does not rank them."),
    msgid(
        "It says nothing about the quality of decisions, the child's voice, relations with partners, democratic "
        "control, employees' rights, or how hard a change is to undo."
    ),
)

_GO_ON = msgid(
    "With this folder's path, `caseflow show` shows it again, `caseflow compare` says which model is better, how "
    "surely and for whom, `caseflow report` tells that to whoever decides, and `caseflow replay` simulates it again."
)

_SPREADSHEETS = msgid(
    "Files that end in `.csv` have commas between columns and points before decimals. A spreadsheet of a country with "
    "decimal commas has to be told so: in Excel by *Data > From Text/CSV* (*Data > Fra tekst/CSV*). Work on a copy: "
    "caseflow refuses a run whose files were changed."
)

WIDTH = 120


def readme(record: RunRecord, files: Iterable[str], names: Mapping[str, str]) -> str:
    """The README (Markdown) of a run folder that has these files beside ``run.json``, in the run's language.

    ``names``: what each model is called.
    """
    spoken = language(record.language)
    present = {*files, "run.json"}
    says = "".join(paragraph(spoken.text(one), "- ", "  ") for one in _SAYS)
    title, heading = record.title or spoken.text("A caseflow run"), spoken.text(_HEADING)
    return (
        f"# {title}\n\n{_made(record, spoken)}\n{_asked(record, names, spoken)}\n"
        f"{paragraph(spoken.text(_GO_ON))}\n"
        f"## {heading}\n\n{says}\n"
        f"{_files(present, spoken)}\n{_tables(present, spoken)}\n{_indicators(spoken)}"
    )


def _made(record: RunRecord, spoken: Language) -> str:
    return (
        spoken.text(
            "SYNTHETIC: simulated, no real persons. Made by caseflow {version}, {moment}.",
            version=record.software.version,
            moment=record.created_utc,
        )
        + "\n"
    )


def _asked(record: RunRecord, names: Mapping[str, str], spoken: Language) -> str:
    """What was asked, a line each."""
    question, text = record.question, spoken.text
    models = ", ".join(f"{key} ({name})" if name != key.replace("_", " ") else key for key, name in names.items())
    assumptions = text("held at their values") if question.fixed_assumptions else text("drawn anew in each replication")
    lines = [
        text("models: {models}", models=models),
        text("scenarios: {scenarios}", scenarios=", ".join(question.scenarios)),
        text(
            "{replications}, {years} of statistics, seed {seed}",
            replications=spoken.plural("{n} replication", "{n} replications", question.replications),
            years=spoken.plural("{n} year", "{n} years", question.years),
            seed=question.seed,
        ),
        text("assumptions: {assumptions}", assumptions=assumptions),
        *(text("set: `{override}`", override=override) for override in question.overrides),
    ]
    return "".join(f"- {line}\n" for line in lines)


def paragraph(text: str, first: str = "", others: str = "") -> str:
    """A paragraph of Markdown in lines of at most WIDTH."""
    return (
        textwrap.fill(
            text, WIDTH, initial_indent=first, subsequent_indent=others, break_long_words=False, break_on_hyphens=False
        )
        + "\n"
    )


def _files(present: Collection[str], spoken: Language) -> str:
    rows = [(name, spoken.text(what)) for name, what in FILES.items() if any(file.startswith(name) for file in present)]
    head = (spoken.text("file"), spoken.text("what it is"))
    table = _table(head, ((f"`{name}`", what) for name, what in rows))
    heading = spoken.text("Files")
    return f"## {heading}\n\n{table}\n{paragraph(spoken.text(_SPREADSHEETS))}"


def _tables(present: Collection[str], spoken: Language) -> str:
    text, paths = spoken.text, TABLE_FILES | STRESS_FILES
    sections = []
    for name, columns in {**COLUMNS, **STRESS_COLUMNS}.items():
        if paths[name] in present:
            rows = ((f"`{column}`", meaning_in(spoken, meaning)) for column, meaning in columns.items())
            if other := same_as(name):
                told = text("The columns of {table}.", table=paths[other]) + "\n"
            else:
                told = _table((text("column"), text("meaning")), rows)
            sections.append(f"### {paths[name]}\n\n{told}")
    heading = text("Tables")
    return f"## {heading}\n\n" + "\n".join(sections)


def meaning_in(spoken: Language, meaning: str) -> str:
    """What a column means, in a language."""
    return spoken.text(meaning, longest=LONGEST_DAYS)


def same_as(name: str) -> str:
    """The table before this one that has its columns with the same meanings; empty if there is none."""
    columns = COLUMNS.get(name)
    first = next((other for other, of in COLUMNS.items() if of is columns), name)
    return "" if first == name else first


def _indicators(spoken: Language) -> str:
    text = spoken.text
    rows = ((f"`{i.name}`", text(i.unit), text(i.meaning)) for i in INDICATORS)
    heading = text("Indicators")
    told = paragraph(text(PROCESSING_PARTS_ADD_UP))
    return f"## {heading}\n\n{told}\n" + _table((text("indicator"), text("unit"), text("meaning")), rows)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
