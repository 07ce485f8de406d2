"""What ``caseflow precision`` prints: how means settled, what it would take to know them better, and the run-in."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from rich.box import SIMPLE_HEAD
from rich.table import Table

from caseflow.comparison.forms import MISSING, number, signed
from caseflow.comparison.words import name_of
from caseflow.decisions.jackknife import Estimate, Float64, Int64
from caseflow.precision.findings import SEASON_WEEKS, Findings, RunIn, Series
from caseflow.stats.registry import REGION

SHOWN_STEPS = 6
"""Steps of a course that a table shows: each at about half the replications of the next."""

FEW_REPLICATIONS = 10
"""Of fewer, weekly means say little."""

WORDS = {"open_investigations": "open investigations", "overdue_open": "of these overdue"}

HOW_TO_READ = (
    "Brackets: where the mean lies with 95% confidence, each interval for itself; of the replications needed, what the "
    "spread between these futures leaves open. The numbers are for a run that is given so many; one that is looked at "
    "while it grows (--precision) needs more, since its error is divided over looks, models and units. A dash: these "
    "futures do not differ at all, or are too few to tell."
)


def findings_as_tables(findings: Findings) -> Iterator[Table | str]:
    """All of it."""
    yield _course(findings)
    yield _needed(findings, "Replications needed", findings.figures, only=None)
    if findings.differences is not None and len(findings.models) > 1:
        title = f"Replications needed for differences to {findings.world.baseline}"
        yield _needed(findings, title, findings.differences, only=findings.baseline)
    yield HOW_TO_READ
    if (precision := findings.world.run.record.precision) is not None:
        yield (
            f"The run grew to {precision.looks[-1].replications} replications by its own looks: what holds although it "
            "was looked at stands in its record (`caseflow show`)."
        )
    yield _weeks(findings.run_in, findings.question.unit)
    yield from run_in_in_words(findings.run_in)


def _titled(findings: Findings, what: str) -> Table:
    unit = findings.question.unit
    place = "the region" if unit == REGION else unit
    title = f"{what}: {name_of(findings.indicator.name)} ({place})"
    return Table(title=title, title_justify="left", box=SIMPLE_HEAD, collapse_padding=True)


# -- replications -----------------------------------------------------------------------------------------------


def _course(findings: Findings) -> Table:
    table = _titled(findings, "Mean of the first so many replications [95%]")
    table.add_column("model", overflow="fold")
    places = shown(findings.steps)
    for place in places:
        table.add_column(str(findings.steps[place]), justify="right")
    for i, model in enumerate(findings.models):
        table.add_row(model, *(_so_far(findings, i, place) for place in places))
    return table


def shown(steps: Int64) -> list[int]:
    """Places of the last step, the one nearest half of it, and so on, in their order."""
    n = int(steps[-1])
    wanted = [n / 2**k for k in reversed(range(SHOWN_STEPS)) if n / 2**k >= 2 or k == 0]
    return list(dict.fromkeys(int(np.abs(steps - value).argmin()) for value in wanted))


def _so_far(findings: Findings, model: int, step: int) -> str:
    """A mean with its interval: ``17.2% [16.1 to 18.3]``."""
    course, written = findings.course, findings.form.figure
    mean, low, high = (float(part[model, step]) for part in (course.value, course.low, course.high))
    if math.isnan(low):
        return written(mean)
    return f"{written(mean)} [{written(low).removesuffix('%')} to {written(high).removesuffix('%')}]"


def _needed(findings: Findings, title: str, estimate: Estimate, only: int | None) -> Table:
    """A row for each model but the one that would be compared with itself."""
    table = _titled(findings, title)
    table.add_column("model", overflow="fold")
    table.add_column(f"now\n({findings.steps[-1]})", justify="right")
    for half_width in findings.half_widths:
        unit = findings.form.unit or findings.indicator.unit
        table.add_column(f"for\n±{findings.form.size(half_width)} {unit}", justify="right")
    found, reach = findings.needed(estimate), estimate.reach()
    for i, model in enumerate(findings.models):
        if i != only:
            cells = (_count(one.number[i], one.low[i], one.high[i]) for one in found)
            now = MISSING if math.isnan(reach[i]) else f"±{findings.form.size(float(reach[i]))}"
            table.add_row(model, now, *cells)
    return table


def _count(best: Float64, low: Float64, high: Float64) -> str:
    if math.isnan(best):
        return MISSING
    return f"{best:,.0f}" if math.isnan(low) else f"{best:,.0f} [{low:,.0f} to {high:,.0f}]"


# -- run-in -----------------------------------------------------------------------------------------------------


def _weeks(run_in: RunIn, unit: str) -> Table:
    """Welch's moving average at the middle of each quarter of a year."""
    place = "the region" if unit == REGION else unit
    table = Table(
        title=f"The run-in: weekly numbers of the baseline, a quarter's moving average ({place})",
        title_justify="left",
        box=SIMPLE_HEAD,
        collapse_padding=True,
    )
    for heading in ("week", "", *(WORDS[name] for name in run_in.series)):
        table.add_column(heading, justify="right")
    for week in range(SEASON_WEEKS // 2, len(run_in.dates), SEASON_WEEKS):
        cells = [float(series.smooth[week]) for series in run_in.series.values()]
        if not any(map(math.isnan, cells)):
            when = "run-in" if week < run_in.weeks else ""
            table.add_row(run_in.dates[week].isoformat(), when, *map(number, cells))
    return table


def run_in_in_words(run_in: RunIn) -> Iterator[str]:
    """What the series say of the run-in."""
    if run_in.replications < FEW_REPLICATIONS:
        told = "one replication" if run_in.replications == 1 else f"{run_in.replications} replications"
        yield f"Weekly numbers of {told} are mostly chance, and so is what is said of them here: simulate more."
    if not run_in.has_baseline:
        yield (
            "The run has no baseline: only the run-in itself can be looked at. What happens after it shows the change "
            "of organisation, not the run-in; simulate the baseline, too."
        )
    for name, series in run_in.series.items():
        yield f"{WORDS[name]}: {_cut(run_in, series)} {_year_later(run_in, series)}".strip()


def _cut(run_in: RunIn, series: Series) -> str:
    """What MSER-5 says."""
    found, weeks, length = series.truncation, run_in.weeks, len(run_in.dates)
    if found is None:
        return f"{length} weeks are too few for MSER-5."
    cut = f"MSER-5 would cut the first {found.cut} of {length} weeks"
    if not found.is_conclusive:
        return (
            f"{cut}, more than half: it finds no steady part. The numbers drift all the way (as with growth in "
            "reports, or a backlog that never settles), or too little was simulated to say."
        )
    if found.cut <= weeks:
        return f"{cut}; the run-in has {weeks}, so that it is long enough."
    return (
        f"{cut}; the run-in has only {weeks}, so that the change comes while the state of the first day still shows, "
        f"and figures of the first {found.cut - weeks} weeks after it contain it. All models begin alike, so that "
        "their differences suffer less than their levels. Begin earlier (calendar.today); if the cut moves along, the "
        "service itself drifts."
    )


def _year_later(run_in: RunIn, series: Series) -> str:
    """The end of the run-in against the same weeks of the next year."""
    later = series.year_later
    if later is None:
        return ""
    low, high = (float(end) for end in later.interval())
    change = float(later.value)
    told = (
        f"The last {run_in.weeks_compared} weeks of the run-in have {number(series.at_end)} on average, the same weeks "
        f"a year later {number(series.at_end + change)}"
    )
    if math.isnan(low):
        return f"{told}."
    verdict = "a difference that may be none" if low <= 0 <= high else "a drift that is no chance"
    return f"{told}: {signed(change, 2)} [{signed(low, 2)} to {signed(high, 2)}], {verdict}."
