"""The findings in sentences: each says what its interval says, no more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from caseflow.comparison.findings import Compared, Comparison, Fairness
from caseflow.comparison.forms import MISSING, Form, coarse, form_of
from caseflow.decisions.sources import Spread
from caseflow.decisions.verdict import BETTER, EQUAL, LIMITS, UNCLEAR, UNKNOWN, WORSE

NAMES = {
    LIMITS: "limits missed",
    "effort_given_share": "effort given",
    "follow_ups_missed_share": "follow-ups missed",
    "overdue_open": "overdue open cases",
    "days_without_local_presence": "days without presence",
}
"""Indicators as sentences call them; others by their name."""

PRICES = {
    "effort_given_share": "less effort given",
    "follow_ups_missed_share": "more follow-ups missed",
    "overdue_open": "more overdue open cases",
}

TOO_WIDE = 0.6
"""An interval of a share of variance that is wider says next to nothing."""


def name_of(indicator: str) -> str:
    """An indicator as sentences call it."""
    return NAMES.get(indicator, indicator.replace("_", " "))


def form(compared: Compared) -> Form:
    """How an indicator's figures are written for this unit."""
    return form_of(compared.indicator, compared.cases_a_year)


def heading(compared: Compared) -> str:
    """``limits missed, points``."""
    return f"{name_of(compared.indicator.name)},\n{form(compared).unit or compared.indicator.unit}"


def said(label: str) -> str:
    """A label in a table."""
    return MISSING if label == UNKNOWN else label


def times(factor: float) -> str:
    """How many times something is."""
    return MISSING if np.isnan(factor) else f"{factor:.1f} x"


def at_least(event: str) -> str:
    """``3_or_more`` as words."""
    return f"{event.partition('_')[0]} or more\nmissed"


def from_to(before: str, after: str) -> str:
    """``2.3 to 1.4 of 9.0``, ``18.3 to 12.0%``: what both are of is said once."""
    shared = f" of {after.partition(' of ')[2]}" if " of " in after else "%" if after.endswith("%") else ""
    return f"{before.removesuffix(shared)} to {after}"


def listed(names: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


# -- of all models ----------------------------------------------------------------------------------------------


def answer(comparison: Comparison) -> str:
    """The first sentence: which models are clearly better than the baseline, if any."""
    if comparison.results.n_replications == 1:
        return "One future says nothing about which model is better: simulate more replications."
    if LIMITS not in comparison.indicators:
        return "Each indicator stands for itself: without deadlines, effort and follow-ups none judges a model."
    baseline = comparison.labels[comparison.baseline]
    verdicts = {comparison.labels[i]: comparison.on_deadlines(i) for i in comparison.others}
    better = [name for name, verdict in verdicts.items() if verdict and verdict.is_better]
    priced = [
        f"{name} ({listed([PRICES[price] for price in verdict.prices])})"
        for name, verdict in verdicts.items()
        if verdict and verdict.is_at_a_price
    ]
    first = f"No model is clearly better than {baseline} on deadlines."
    if better:
        first = (
            f"Fewer legal limits are missed than under {baseline}, with neither effort, follow-ups nor overdue cases "
            f"shown to be worse, under {listed(better)}."
        )
    return f"{first} Fewer limits missed, but at a price: {listed(priced)}." if priced else first


def best(comparison: Comparison, compared: Compared) -> Iterator[str]:
    """The set of the best on an indicator."""
    if compared.best is None or comparison.results.n_replications == 1:
        return
    names = [comparison.labels[i] for i in np.flatnonzero(compared.best)]
    which = "none can be ruled out as the best" if compared.best.all() else f"the best is one of {listed(names)}"
    if len(names) == 1:
        which = f"{names[0]} is the best"
    yield f"{name_of(compared.indicator.name).capitalize()}, all pairs of models, with 95% confidence: {which}."


def worse_off(comparison: Comparison) -> Iterator[str]:
    """For whom some of the service gets worse, whatever the region's mean does."""
    found = comparison.fairness
    if found is None or comparison.results.n_replications == 1:
        return
    losers = {comparison.labels[i]: found.worse_off(i) for i in comparison.others}
    told = "; ".join(f"{model}: {listed(places)}" for model, places in losers.items() if places)
    yield f"Municipalities that are shown to be worse off in some of the service: {told or 'none'}."


def on_deadlines(comparison: Comparison, entrant: int) -> str:
    """The verdict on deadlines in a table; what must stand beside it stands in the same row."""
    found = comparison.on_deadlines(entrant)
    assert found is not None
    if found.is_better:
        return BETTER
    if found.is_at_a_price:
        return "at a price"
    return "fewer missed" if found.limits == BETTER else said(found.limits)


# -- of a model -------------------------------------------------------------------------------------------------


def verdict(comparison: Comparison, entrant: int) -> str:
    """What is said of a model: deadlines, what must stand beside them, futures, years, and where doubt comes from."""
    found = comparison.on_deadlines(entrant)
    if found is None:
        return "; ".join(_clause(compared, entrant) for compared in comparison.indicators.values()) + "."
    limits = comparison.indicators[LIMITS]
    beside = [
        _clause(comparison.indicators[name], entrant)
        if name in comparison.indicators
        else f"{name_of(name)} not counted"
        for name in found.companions
    ]
    baseline = comparison.labels[comparison.baseline]
    sentences = [f"{_of_limits(limits, entrant, baseline)}.", f"Beside it: {'; '.join(beside)}."]
    if found.limits != UNKNOWN:
        sentences += [_of_futures(limits, entrant), *_since(limits, entrant)]
        sentences.append(_of_sources(limits.spread, form(limits), entrant))
    return " ".join(sentences)


def _of_limits(limits: Compared, entrant: int, baseline: str) -> str:
    said = {
        BETTER: f"fewer limits missed than under {baseline}",
        WORSE: f"more limits missed than under {baseline}",
        UNCLEAR: f"unclear whether fewer or more limits are missed than under {baseline}",
        EQUAL: f"as many limits missed as under {baseline} in every future",
        UNKNOWN: f"limits missed cannot be compared with {baseline}",
    }[limits.label(entrant)]
    return f"{said}: {form(limits).figure(float(limits.mean.value[entrant]))}, {_changed(limits, entrant)}"


def _clause(compared: Compared, entrant: int) -> str:
    """``effort given better (+1.2 points [0.3 to 2.1])``."""
    name, label = name_of(compared.indicator.name), compared.label(entrant)
    if np.isnan(compared.difference.value[entrant]):
        return f"{name} not comparable"
    return f"{name} {'not comparable' if label == UNKNOWN else label} ({_changed(compared, entrant)})"


def _changed(compared: Compared, entrant: int) -> str:
    """``-2.9 points [-4.1 to -1.8]``."""
    written, found = form(compared), compared.difference
    text = written.changed(*(float(part[entrant]) for part in (found.value, found.low, found.high)))
    value, bracket, interval = text.partition(" [")
    return f"{value} {written.unit or compared.indicator.unit}{bracket}{interval}"


def _of_futures(limits: Compared, entrant: int) -> str:
    """Chances of futures and years: another thing than confidence in the mean."""
    assert limits.better is not None
    assert limits.better_years is not None
    futures, years = (coarse(float(found.share[entrant])) for found in (limits.better, limits.better_years))
    return f"Fewer are missed in {futures} of futures and {years} of single years."


def _since(limits: Compared, entrant: int) -> Iterator[str]:
    """From when a model that misses fewer limits does so."""
    by_interval, by_mean = from_when(limits, entrant)
    if limits.onset is None or limits.label(entrant) != BETTER or by_mean == NEVER:
        return
    last = quarter(limits.onset.quarters[-1])
    first = f"in the last quarter, {last}" if by_mean == last else f"in every quarter from {by_mean}"
    surely = {NEVER: "but by the interval not yet in the last", last: f"and by the interval in the last, {last}"}
    yield f"By the mean they are fewer {first}, {surely.get(by_interval, f'and by the interval from {by_interval}')}."


def _of_sources(found: Spread, written: Form, entrant: int) -> str:
    """How far the doubt is about chance, and how far about assumptions."""
    if float(found.future_sd[entrant]) == 0:
        return "The two never differ."
    deviation = f"{written.size(float(found.future_sd[entrant]))} {written.unit}"
    size = f"Between futures the difference has a standard deviation of {deviation}"
    low, high = float(found.assumptions_low[entrant]), float(found.assumptions_high[entrant])
    if np.isnan(low):
        return f"{size}; no assumption was drawn."
    if high - low > TOO_WIDE:
        return f"{size}; how much of it is chance and how much drawn assumptions, so few futures cannot tell."
    straight = f"{100 * low:.0f} to {100 * high:.0f}% of its variance goes in a straight line with drawn assumptions"
    return f"{size}; {straight}, which may decide more."


def assumed(found: Spread, entrant: int) -> str:
    """The share of futures' variance that goes in a straight line with the drawn assumptions, in a table."""
    share, low, high = (
        float(part[entrant]) for part in (found.assumptions_share, found.assumptions_low, found.assumptions_high)
    )
    if np.isnan(share):
        return MISSING
    interval = f"[{100 * low:.0f} to {100 * high:.0f}]"
    return f"cannot be told {interval}" if high - low > TOO_WIDE else f"{share:.0%} {interval}"


def from_when(compared: Compared, entrant: int) -> tuple[str, str]:
    """(by the interval, by the mean alone): the first quarter from which it is better to the end, in words."""
    onset = compared.onset
    if onset is None:
        return MISSING, MISSING
    places = (int(onset.by_interval[entrant]), int(onset.by_mean[entrant]))
    by_interval, by_mean = (NEVER if place < 0 else quarter(onset.quarters[place]) for place in places)
    return by_interval, by_mean


def from_when_in_a_table(compared: Compared, entrant: int) -> tuple[str, str]:
    """The same in a cell: what holds in the last quarter only does not read as if it went on."""
    found = from_when(compared, entrant)
    last = None if compared.onset is None else quarter(compared.onset.quarters[-1])
    by_interval, by_mean = (f"{when} only" if when == last else when for when in found)
    return by_interval, by_mean


NEVER = "never"


def quarter(at: tuple[int, int]) -> str:
    """``2011 Q3``."""
    return "{} Q{}".format(*at)


# -- beside it all ----------------------------------------------------------------------------------------------


def notes(comparison: Comparison) -> Iterator[str]:
    """How to read it, and what it does not say."""
    n = comparison.results.n_replications
    yield (
        f"{n} {'future' if n == 1 else 'futures'}, the same for every model. Brackets: where the mean difference lies "
        "with 95% confidence, each for its own comparison: of twenty such without any difference one leaves out zero. "
        "Narrowed by pairing: how many times wider it would be had the models met different futures. Chances of "
        "futures and years are about a single one and do not shrink with more replications."
    )
    yield (
        "Breach figures of small services are modelled, not observed. Nothing here is about the quality of decisions, "
        "the child's voice, relations with partners, democratic control, employees' rights, or how hard a change is to "
        "undo."
    )
    if len({world.run.record.software.source_sha256 for world in comparison.results.worlds}) > 1:
        yield "The runs were made by different versions of caseflow: part of a difference may be due to that."
    for number, world in enumerate(comparison.results.worlds, start=1):
        yield f"run {number}: {world.run.path}, scenario {world.scenario}"


OF_STEPS = (
    "Effects stand in a fixed order; what one adds depends on those before it. An effect that the baseline counts with "
    "too is switched on in both. The last row's difference so far is the whole model's."
)


def of_fairness(found: Fairness) -> str:
    """How to read the tables of municipalities."""
    return (
        "Better and worse: where the interval of the difference leaves out zero, widened (Bonferroni) so that all "
        f"{found.looks} labels of a table hold together with 95% confidence; else some would come by chance. Figures: "
        "from the baseline's to the model's, in per cent, as counts where a year has few cases, in days a year, in NOK "
        "per child; fewer kroner may mean less for the children. Chances count futures; in one with nothing to count "
        "nobody is worse off. No score adds up the columns."
    )
