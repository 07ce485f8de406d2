"""What ``caseflow precision`` prints: how means settled, what it would take to know them better, and the run-in."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from rich.box import SIMPLE_HEAD
from rich.table import Table

from caseflow.comparison.words import name_of, place_of
from caseflow.comparison.writing import Writer
from caseflow.decisions.jackknife import Estimate, Float64, Int64
from caseflow.language import MISSING, Language, msgid
from caseflow.overview.saying import UNSEEN
from caseflow.precision.findings import SEASON_WEEKS, Findings, RunIn, Series

SHOWN_STEPS = 6
"""Steps of a course that a table shows: each at about half the replications of the next."""

FEW_REPLICATIONS = 10
"""Of fewer, weekly means say little."""

WORDS = {"open_investigations": msgid("open investigations"), "overdue_open": msgid("of these overdue")}

HOW_TO_READ = msgid(
    "Brackets: where the mean lies with 95% confidence, each interval for itself; of the replications needed, what the "
    "spread between these futures leaves open. The numbers are for a run that is given so many; one that is looked at "
    "while it grows (--precision) needs more, since its error is divided over looks, models and units. A dash: these "
    "futures do not differ at all, or are too few to tell."
)


def findings_as_tables(findings: Findings, language: Language) -> Iterator[Table | str]:
    """All of it."""
    writer, text = Writer(language), language.text
    yield _course(findings, writer)
    now = (findings.course.high - findings.course.low)[:, -1] / 2
    yield _needed(findings, text("Replications needed"), findings.figures, now, None, writer)
    if findings.differences is not None and len(findings.models) > 1:
        title = text("Replications needed for differences to {baseline}", baseline=findings.world.baseline)
        now = findings.differences.reach()
        yield _needed(findings, title, findings.differences, now, findings.baseline, writer)
    yield f"{text(HOW_TO_READ)} {text(UNSEEN)}"
    if (precision := findings.world.run.record.precision) is not None:
        yield text(
            "The run grew to {replications} by its own looks: what holds although it was looked at stands in its "
            "record (`caseflow show`).",
            replications=_replications(precision.looks[-1].replications, language),
        )
    yield _weeks(findings.run_in, findings.question.unit, writer)
    yield from run_in_in_words(findings.run_in, writer)


def _replications(n: int, language: Language) -> str:
    return language.plural("one replication", "{n} replications", n)


def _titled(findings: Findings, what: str, language: Language) -> Table:
    title = language.text(
        "{what}: {indicator} ({place})",
        what=what,
        indicator=name_of(findings.indicator.name, language),
        place=place_of(findings.question.unit, language),
    )
    return Table(title=title, title_justify="left", box=SIMPLE_HEAD, collapse_padding=True)


# -- replications -----------------------------------------------------------------------------------------------


def _course(findings: Findings, writer: Writer) -> Table:
    language = writer.language
    table = _titled(findings, language.text("Mean of the first so many replications [95%]"), language)
    table.add_column(language.text("model"), overflow="fold")
    places = shown(findings.steps)
    for place in places:
        table.add_column(str(findings.steps[place]), justify="right")
    for i, model in enumerate(findings.models):
        table.add_row(model, *(_so_far(findings, i, place, writer) for place in places))
    return table


def shown(steps: Int64) -> list[int]:
    """Places of the last step, the one nearest half of it, and so on, in their order."""
    n = int(steps[-1])
    wanted = [n / 2**k for k in reversed(range(SHOWN_STEPS)) if n / 2**k >= 2 or k == 0]
    return list(dict.fromkeys(int(np.abs(steps - value).argmin()) for value in wanted))


def _so_far(findings: Findings, model: int, step: int, writer: Writer) -> str:
    """A mean with its interval: ``17.2% [16.1 to 18.3]``."""
    course, form = findings.course, findings.form
    mean, low, high = (float(part[model, step]) for part in (course.value, course.low, course.high))
    if math.isnan(low):
        return writer.figure(form, mean)
    interval = writer.language.text("{low} to {high}", low=writer.bare(form, low), high=writer.bare(form, high))
    return f"{writer.figure(form, mean)} [{interval}]"


def _needed(
    findings: Findings, title: str, estimate: Estimate, now: Float64, only: int | None, writer: Writer
) -> Table:
    """A row for each model but the one that would be compared with itself; ``now``: half the width of its interval."""
    text, form = writer.language.text, findings.form
    table = _titled(findings, title, writer.language)
    table.add_column(text("model"), overflow="fold")
    table.add_column(text("now\n({n})", n=findings.steps[-1]), justify="right")
    for half_width in findings.half_widths:
        size, unit = writer.size(form, half_width), text(form.unit or findings.indicator.unit)
        table.add_column(text("for\n±{half_width} {unit}", half_width=size, unit=unit), justify="right")
    found = findings.needed(estimate)
    for i, model in enumerate(findings.models):
        if i != only:
            cells = (_count(one.number[i], one.low[i], one.high[i], writer.language) for one in found)
            known = MISSING if math.isnan(now[i]) else f"±{writer.size(form, float(now[i]))}"
            table.add_row(model, known, *cells)
    return table


def _count(best: Float64, low: Float64, high: Float64, language: Language) -> str:
    number = language.number(float(best))
    return number if math.isnan(low) else f"{number} [{language.interval(float(low), float(high))}]"


# -- run-in -----------------------------------------------------------------------------------------------------


def _weeks(run_in: RunIn, unit: str, writer: Writer) -> Table:
    """Welch's moving average at the middle of each quarter of a year."""
    text = writer.language.text
    title = text(
        "The run-in: weekly numbers of the baseline, a quarter's moving average ({place})",
        place=place_of(unit, writer.language),
    )
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, collapse_padding=True)
    for heading in (text("week"), "", *(text(WORDS[name]) for name in run_in.series)):
        table.add_column(heading, justify="right")
    for week in range(SEASON_WEEKS // 2, len(run_in.dates), SEASON_WEEKS):
        cells = [float(series.smooth[week]) for series in run_in.series.values()]
        if not any(map(math.isnan, cells)):
            when = text("run-in") if week < run_in.weeks else ""
            table.add_row(run_in.dates[week].isoformat(), when, *map(writer.number, cells))
    return table


def run_in_in_words(run_in: RunIn, writer: Writer) -> Iterator[str]:
    """What the series say of the run-in."""
    text = writer.language.text
    if run_in.replications < FEW_REPLICATIONS:
        yield text(
            "Weekly numbers of {replications} are mostly chance, and so is what is said of them here: simulate more.",
            replications=_replications(run_in.replications, writer.language),
        )
    if not run_in.has_baseline:
        yield text(
            "The run has no baseline: only the run-in itself can be looked at. What happens after it shows the change "
            "of organisation, not the run-in; simulate the baseline, too."
        )
    for name, series in run_in.series.items():
        cut, later = _cut(run_in, series, writer.language), _year_later(run_in, series, writer)
        yield f"{text(WORDS[name])}: {cut} {later}".strip()


def _cut(run_in: RunIn, series: Series, language: Language) -> str:
    """What MSER-5 says."""
    text, found, weeks, length = language.text, series.truncation, run_in.weeks, len(run_in.dates)
    if found is None:
        return language.plural("One week is too few for MSER-5.", "{n} weeks are too few for MSER-5.", length)
    cut = text("MSER-5 would cut the first {cut} of {length} weeks", cut=found.cut, length=length)
    if not found.is_conclusive:
        return text(
            "{cut}, more than half: it finds no steady part. The numbers drift all the way (as with growth in "
            "reports, or a backlog that never settles), or too little was simulated to say.",
            cut=cut,
        )
    if found.cut <= weeks:
        return text("{cut}; the run-in has {weeks}, so that it is long enough.", cut=cut, weeks=weeks)
    return text(
        "{cut}; the run-in has only {weeks}, so that the change comes while the state of the first day still shows, "
        "and figures of {late} after it contain it. All models begin alike, so that "
        "their differences suffer less than their levels. Begin earlier (calendar.today); if the cut moves along, the "
        "service itself drifts.",
        cut=cut,
        weeks=weeks,
        late=language.plural("the first week", "the first {n} weeks", found.cut - weeks),
    )


def _year_later(run_in: RunIn, series: Series, writer: Writer) -> str:
    """The end of the run-in against the same weeks of the next year."""
    later, language = series.year_later, writer.language
    if later is None:
        return ""
    low, high = (float(end) for end in later.interval())
    change = float(later.value)
    told = language.plural(
        "The last week of the run-in has {before} on average, the same week a year later {after}",
        "The last {n} weeks of the run-in have {before} on average, the same weeks a year later {after}",
        run_in.weeks_compared,
        before=writer.number(series.at_end),
        after=writer.number(series.at_end + change),
    )
    if math.isnan(low):
        return f"{told}."
    verdict = language.text("a drift that is no chance")
    if low <= 0 <= high:
        verdict = language.text("a difference that may be none")
    interval = language.interval(low, high, 2, signed=True)
    return f"{told}: {language.number(change, 2, signed=True)} [{interval}], {verdict}."
