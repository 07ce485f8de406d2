"""The findings in sentences: each says what its interval says, no more."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from caseflow.comparison.findings import Compared, Comparison, Fairness
from caseflow.comparison.forms import Form, form_of
from caseflow.comparison.writing import FEW, Writer
from caseflow.decisions.chances import Chance
from caseflow.decisions.sources import Spread
from caseflow.decisions.verdict import BETTER, EQUAL, HIGHER, LIMITS, LOWER, UNCLEAR, UNKNOWN, WORSE
from caseflow.language import MISSING, Language, msgid
from caseflow.stats.registry import REGION

NAMES = {
    LIMITS: msgid("limits missed"),
    "effort_given_share": msgid("effort given"),
    "follow_ups_missed_share": msgid("follow-ups missed"),
    "overdue_open": msgid("overdue open cases"),
    "days_without_local_presence": msgid("days without presence"),
}
"""Indicators as sentences call them; others by their name."""

PRICES = {
    "effort_given_share": msgid("less effort given"),
    "follow_ups_missed_share": msgid("more follow-ups missed"),
    "overdue_open": msgid("more overdue open cases"),
}

DIMENSIONS = {
    "deadline": msgid("deadline"),
    "measures": msgid("measures"),
    "local presence": msgid("local presence"),
    "effort": msgid("effort"),
    "cost": msgid("cost"),
    "any": msgid("anything"),
}
"""What a municipality asks of a model (:data:`caseflow.decisions.fairness.DIMENSIONS`), and any of it."""

LABELS = {
    BETTER: msgid("better"),
    UNCLEAR: msgid("unclear"),
    WORSE: msgid("worse"),
    EQUAL: msgid("equal"),
    LOWER: msgid("lower"),
    HIGHER: msgid("higher"),
}

TOO_WIDE = 0.6
"""An interval of a share of variance that is wider says next to nothing."""


def name_of(indicator: str, language: Language) -> str:
    """An indicator as sentences call it."""
    return language.text(NAMES.get(indicator, indicator)).replace("_", " ")


def place_of(unit: str, language: Language) -> str:
    """The region or a municipality in a title."""
    return language.text("the region") if unit == REGION else unit


def form(compared: Compared) -> Form:
    """How an indicator's figures are written for this unit."""
    return form_of(compared.indicator, compared.cases_a_year)


def unit_of(compared: Compared, language: Language) -> str:
    """What a difference is counted in."""
    return language.text(form(compared).unit or compared.indicator.unit)


def label(language: Language, found: str) -> str:
    """What an interval says, in a word."""
    return MISSING if found == UNKNOWN else language.text(LABELS[found])


def times(factor: float, language: Language) -> str:
    """How many times something is."""
    return MISSING if np.isnan(factor) else f"{language.number(factor, 1)} x"


# -- of all models ----------------------------------------------------------------------------------------------


def answer(comparison: Comparison, language: Language) -> str:
    """The first sentence: which models are clearly better than the baseline, if any."""
    text = language.text
    if comparison.results.n_replications == 1:
        return text("One future says nothing about which model is better: simulate more replications.")
    if LIMITS not in comparison.indicators:
        return text("Each indicator stands for itself: without deadlines, effort and follow-ups none judges a model.")
    baseline = comparison.labels[comparison.baseline]
    verdicts = {comparison.labels[i]: comparison.on_deadlines(i) for i in comparison.others}
    better = [name for name, verdict in verdicts.items() if verdict and verdict.is_better]
    priced = [
        f"{name} ({language.listed([text(PRICES[price]) for price in verdict.prices])})"
        for name, verdict in verdicts.items()
        if verdict and verdict.is_at_a_price
    ]
    first = text("No model is clearly better than {baseline} on deadlines.", baseline=baseline)
    if better:
        first = text(
            "Fewer legal limits are missed than under {baseline}, with neither effort, follow-ups nor overdue cases "
            "shown to be worse, under {models}.",
            baseline=baseline,
            models=language.listed(better),
        )
    sentences = [first]
    if priced:
        sentences.append(text("Fewer limits missed, but at a price: {models}.", models=language.listed(priced)))
    by_itself = [name for name, verdict in verdicts.items() if verdict and verdict.is_by_itself]
    if by_itself:
        sentences.append(
            text(
                "Perhaps fewer, by intervals that hold for one comparison but not for all {n} together: {models}.",
                n=len(verdicts),
                models=language.listed(by_itself),
            )
        )
    return " ".join(sentences)


def best(comparison: Comparison, limits: Compared, language: Language) -> Iterator[str]:
    """The set of the best on limits missed."""
    if limits.best is None or comparison.results.n_replications == 1:
        return
    names = [comparison.labels[i] for i in np.flatnonzero(limits.best)]
    if len(names) == 1:
        which = language.text("{model} is the best", model=names[0])
    elif limits.best.all():
        which = language.text("none can be ruled out as the best")
    else:
        which = language.text("the best is one of {models}", models=language.listed(names))
    yield language.text("Limits missed, all pairs of models, with 95% confidence: {which}.", which=which)


def worse_off(comparison: Comparison, language: Language) -> Iterator[str]:
    """For whom some of the service gets worse, whatever the region's mean does."""
    found = comparison.fairness
    if found is None or comparison.results.n_replications == 1:
        return
    losers = {comparison.labels[i]: found.worse_off(i) for i in comparison.others}
    told = "; ".join(f"{model}: {language.listed(places)}" for model, places in losers.items() if places)
    yield language.text(
        "Municipalities that are shown to be worse off in some of the service: {models}.",
        models=told or language.text("none"),
    )


def on_deadlines(comparison: Comparison, entrant: int, language: Language) -> str:
    """The verdict on deadlines in a table; what must stand beside it stands in the same row."""
    found = comparison.on_deadlines(entrant)
    assert found is not None
    if found.is_better:
        return label(language, BETTER)
    if found.is_at_a_price:
        return language.text("at a price")
    if found.is_by_itself:
        return language.text("perhaps")
    return language.text("fewer missed") if found.limits == BETTER else label(language, found.limits)


# -- of a model -------------------------------------------------------------------------------------------------


def verdict(comparison: Comparison, entrant: int, writer: Writer) -> str:
    """What is said of a model: deadlines, what must stand beside them, futures, years, and where doubt comes from."""
    text, found = writer.language.text, comparison.on_deadlines(entrant)
    if found is None:
        return "; ".join(_clause(compared, entrant, writer) for compared in comparison.indicators.values()) + "."
    limits = comparison.indicators[LIMITS]
    beside = [
        _clause(comparison.indicators[name], entrant, writer)
        if name in comparison.indicators
        else text("{indicator} not counted", indicator=name_of(name, writer.language))
        for name in found.companions
    ]
    baseline = comparison.labels[comparison.baseline]
    sentences = [
        f"{_of_limits(limits, entrant, baseline, writer, is_by_itself=found.is_by_itself)}.",
        text("Beside it: {labels}.", labels="; ".join(beside)),
    ]
    if found.limits not in (UNKNOWN, EQUAL):
        sentences += [_of_futures(limits, entrant, writer), *_since(limits, entrant, writer.language)]
    if found.limits != UNKNOWN:
        sentences.append(_of_sources(limits, entrant, writer))
    return " ".join(sentences)


def _of_limits(limits: Compared, entrant: int, baseline: str, writer: Writer, *, is_by_itself: bool) -> str:
    text = writer.language.text
    said = {
        BETTER: text("perhaps fewer limits missed than under {baseline}", baseline=baseline)
        if is_by_itself
        else text("fewer limits missed than under {baseline}", baseline=baseline),
        WORSE: text("more limits missed than under {baseline}", baseline=baseline),
        UNCLEAR: text("unclear whether fewer or more limits are missed than under {baseline}", baseline=baseline),
        EQUAL: text("as many limits missed as under {baseline} in every future", baseline=baseline),
        UNKNOWN: text("limits missed cannot be compared with {baseline}", baseline=baseline),
    }[limits.label(entrant)]
    figure = writer.figure(form(limits), float(limits.mean.value[entrant]))
    return f"{said}: {figure}, {gap(limits, entrant, writer, unit_of(limits, writer.language))}"


def _clause(compared: Compared, entrant: int, writer: Writer) -> str:
    """``effort given better (+1.2 points [0.3 to 2.1])``."""
    text, name = writer.language.text, name_of(compared.indicator.name, writer.language)
    not_comparable = text("{indicator} not comparable", indicator=name)
    if np.isnan(compared.difference.value[entrant]):
        return not_comparable
    changed = gap(compared, entrant, writer, unit_of(compared, writer.language))
    if compared.label(entrant) == UNKNOWN:
        return f"{not_comparable} ({changed})"
    said = label(writer.language, compared.label(entrant))
    return text("{indicator} {label} ({difference})", indicator=name, label=said, difference=changed)


def gap(compared: Compared, entrant: int, writer: Writer, unit: str = "") -> str:
    """``-2.9 points [-4.1 to -1.8]``, and FEW where few futures make most of it."""
    told = writer.changed(form(compared), compared.difference[entrant], unit)
    return f"{told}{FEW}" if compared.of_few[entrant] else told


def better_in(
    compared: Compared, entrant: int, chance: Chance | None, writer: Writer, *, sign_once: bool = False
) -> str:
    """In how many futures or single years it is better; all equal, of which half would count, are no toss-up."""
    if chance is None:
        return MISSING
    if compared.label(entrant) == EQUAL:
        return label(writer.language, EQUAL)
    return writer.chance(chance[entrant], sign_once=sign_once)


def of_few(comparison: Comparison, language: Language) -> str | None:
    """What FEW means, if it stands behind a difference."""
    if not any(found.of_few.any() for found in comparison.indicators.values()):
        return None
    return language.text(
        "{mark} A few futures make most of this figure, as if fewer than one in five had anything to count. A run "
        "easily has too few of them: so the interval holds less often than 95% and mostly lies too near zero. On which "
        "side of zero it lies is as sure as usual. More replications help.",
        mark=FEW,
    )


def _of_futures(limits: Compared, entrant: int, writer: Writer) -> str:
    """Chances of futures and years: another thing than confidence in the mean."""
    assert limits.better is not None
    assert limits.better_years is not None
    return writer.language.text(
        "Fewer are missed in {futures} of futures and {years} of single years.",
        futures=writer.language.chance(float(limits.better.share[entrant])),
        years=writer.language.chance(float(limits.better_years.share[entrant])),
    )


def _since(limits: Compared, entrant: int, language: Language) -> Iterator[str]:
    """From when a model that misses fewer limits does so."""
    text, (by_interval, by_mean) = language.text, from_when(limits, entrant, language)
    if limits.onset is None or limits.label(entrant) != BETTER or by_mean == text(NEVER):
        return
    last = language.quarter(*limits.onset.quarters[-1])
    first = text("in every quarter from {quarter}", quarter=by_mean)
    if by_mean == last:
        first = text("in the last quarter, {quarter}", quarter=last)
    surely = text("and by the interval from {quarter}", quarter=by_interval)
    if by_interval == last:
        surely = text("and by the interval in the last, {quarter}", quarter=last)
    elif by_interval == text(NEVER):
        surely = text("but by the interval not yet in the last")
    yield text("By the mean they are fewer {first}, {surely}.", first=first, surely=surely)


def _of_sources(limits: Compared, entrant: int, writer: Writer) -> str:
    """How far the doubt is about chance, and how far about assumptions."""
    text, found = writer.language.text, limits.spread
    if float(found.future_sd[entrant]) == 0:
        return text("The two never differ.")
    size = text(
        "Between futures the difference has a standard deviation of {size} {unit}",
        size=writer.size(form(limits), float(found.future_sd[entrant])),
        unit=unit_of(limits, writer.language),
    )
    low, high = float(found.assumptions_low[entrant]), float(found.assumptions_high[entrant])
    if np.isnan(low):
        return text("{size}; no assumption was drawn.", size=size)
    if high - low > TOO_WIDE:
        return text(
            "{size}; how much of it is chance and how much drawn assumptions, so few futures cannot tell.", size=size
        )
    return text(
        "{size}; {share} of its variance goes in a straight line with drawn assumptions, which may decide more.",
        size=size,
        share=writer.language.percent_interval(low, high),
    )


def assumed(found: Spread, entrant: int, language: Language) -> str:
    """The share of futures' variance that goes in a straight line with the drawn assumptions, in a table."""
    share, low, high = (
        float(part[entrant]) for part in (found.assumptions_share, found.assumptions_low, found.assumptions_high)
    )
    if np.isnan(share):
        return MISSING
    interval = f"[{language.interval(100 * low, 100 * high)}]"
    if high - low > TOO_WIDE:
        return language.text("cannot be told {interval}", interval=interval)
    return f"{language.percent(share)} {interval}"


def from_when(compared: Compared, entrant: int, language: Language) -> tuple[str, str]:
    """(by the interval, by the mean alone): the first quarter from which it is better to the end, in words.

    Without an interval, as of a single future, nothing is said of it.
    """
    onset = compared.onset
    if onset is None:
        return MISSING, MISSING
    places = (int(onset.by_interval[entrant]), int(onset.by_mean[entrant]))
    by_interval, by_mean = (
        language.text(NEVER) if place < 0 else language.quarter(*onset.quarters[place]) for place in places
    )
    return MISSING if compared.label(entrant) == UNKNOWN else by_interval, by_mean


def from_when_in_a_table(compared: Compared, entrant: int, language: Language) -> tuple[str, str]:
    """The same in a cell: what holds in the last quarter only does not read as if it went on."""
    last = None if compared.onset is None else language.quarter(*compared.onset.quarters[-1])
    by_interval, by_mean = (
        language.text("{quarter} only", quarter=when) if when == last else when
        for when in from_when(compared, entrant, language)
    )
    return by_interval, by_mean


NEVER = msgid("never")


# -- beside it all ----------------------------------------------------------------------------------------------


def notes(comparison: Comparison, language: Language) -> Iterator[str]:
    """How to read it, and what it does not say."""
    text = language.text
    yield text(
        "{futures}, the same for every model. Brackets: where the mean difference lies with 95% confidence, each for "
        "its own comparison: of twenty such without any difference one leaves out zero. Narrowed by pairing: how many "
        "times wider it would be had the models met different futures. Chances of futures and years are about a "
        "single one and do not shrink with more replications.",
        futures=language.plural("{n} future", "{n} futures", comparison.results.n_replications),
    )
    few = of_few(comparison, language)
    if few is not None:
        yield few
    observed = text("Breach figures of small services are modelled, not observed.")
    unsaid = text(
        "Nothing here is about the quality of decisions, the child's voice, relations with partners, democratic "
        "control, employees' rights, or how hard a change is to undo."
    )
    yield f"{observed} {unsaid}"
    if len({world.run.record.software.source_sha256 for world in comparison.results.worlds}) > 1:
        yield text("The runs were made by different versions of caseflow: part of a difference may be due to that.")
    for number, world in enumerate(comparison.results.worlds, start=1):
        yield text(
            "run {number}: {path}, scenario {scenario}", number=number, path=world.run.path, scenario=world.scenario
        )


OF_STEPS = msgid(
    "Effects stand in a fixed order; what one adds depends on those before it. An effect that the baseline counts with "
    "too is switched on in both. The last row's difference so far is the whole model's."
)


def of_fairness(found: Fairness, language: Language) -> str:
    """How to read the tables of municipalities."""
    return language.text(
        "Better and worse: where the interval of the difference leaves out zero, widened (Bonferroni) so that all "
        "{looks} labels of a table hold together with 95% confidence; else some would come by chance. Figures: "
        "from the baseline's to the model's, in per cent, as counts where a year has few cases, in days a year, in NOK "
        "per child; fewer kroner may mean less for the children. Chances count futures; in one with nothing to count "
        "nobody is worse off. No score adds up the columns.",
        looks=found.looks,
    )
