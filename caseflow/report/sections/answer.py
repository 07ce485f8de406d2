"""The answer: two sentences with their uncertainty, and what is said of each model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from caseflow.comparison import words
from caseflow.comparison.findings import Compared
from caseflow.decisions.verdict import BETTER, COMPANIONS, EQUAL, UNCLEAR, UNKNOWN, WORSE, OnDeadlines
from caseflow.language import capital
from caseflow.overview.saying import UNSEEN
from caseflow.report.blocks import Block, Paragraph, Section, Terms
from caseflow.report.material import Material
from caseflow.report.names import beside, indicator

MOST_NAMED, MOST_LISTED = 4, 8
"""Models that a sentence names with their differences, and by their names alone; more are counted, and told below."""


def answer(material: Material) -> Section:
    """The answer first."""
    text = material.language.text
    return Section("answer", text("The answer"), list(_blocks(material)))


def _blocks(material: Material) -> Iterator[Block]:
    text = material.language.text
    yield from (Paragraph(sentence, "answer") for sentence in sentences(material))
    yield Paragraph(
        text(
            "Modelled, not observed: simulated futures of the region, not its real figures. Effort, follow-ups and "
            "overdue cases belong to every verdict on deadlines, since a service can hold a deadline by doing less."
        ),
        "note",
    )
    if material.is_sure:
        yield Paragraph(f"{_brackets(material)} {text(UNSEEN)}", "note")
    if material.is_sure and material.limits is not None:
        yield Terms([(material.names[i], verdict(material, i)) for i in material.shown])
        yield from _left_out(material)


def _brackets(material: Material) -> str:
    """What an interval contains."""
    text = material.language.text
    if material.is_drawn:
        return text(
            "Brackets hold a 95% interval: where the figure lies with 95% confidence, given chance and the drawn "
            "assumptions. “Shown” means that the interval leaves out zero; what is not shown may still be so."
        )
    return text(
        "Brackets hold a 95% interval: where the figure lies with 95% confidence, given chance alone, since "
        "assumptions were held at their values. “Shown” means that the interval leaves out zero; what is not shown may "
        "still be so."
    )


def _left_out(material: Material) -> Iterator[Block]:
    others = [i for i in material.comparison.others if i not in material.shown]
    if others:
        yield Paragraph(
            material.language.text(
                "This edition tells {n} of the {all} other models in full: first those that may be the best, then "
                "others with fewer limits missed. The rest stand in the table of all models below, and in full in the "
                "analyst edition.",
                n=len(material.shown),
                all=len(material.comparison.others),
            ),
            "note",
        )


# -- two sentences ----------------------------------------------------------------------------------------------


def sentences(material: Material) -> tuple[str, str]:
    """Which models miss fewer limits, with nothing beside it shown to be worse; then at what price, and for whom."""
    text = material.language.text
    if not material.is_sure:
        return (
            text("One simulated future says nothing about which model is better."),
            text("Simulate more replications and make this report again."),
        )
    if material.limits is None:
        return (
            text("No legal limit fell in the simulated years, so that no model can be better or worse on deadlines."),
            text("The tables below show everything else that was counted."),
        )
    found = {i: material.comparison.on_deadlines(i) for i in material.comparison.others}
    better = [i for i, verdict in found.items() if verdict and verdict.is_better]
    return _who_is_better(material, material.limits, better), _prices(material, found)


def _who_is_better(material: Material, limits: Compared, better: Sequence[int]) -> str:
    text, baseline = material.language.text, material.baseline
    if not better:
        return text(
            "No model is clearly better than “{baseline}” on deadlines: none has a 95% interval that shows fewer "
            "legal limits missed and, beside it, neither less effort given, more follow-ups missed nor more overdue "
            "cases.",
            baseline=baseline,
        )
    return text(
        "Legal limits missed under “{baseline}”: {share}. Fewer are missed, with neither effort given, follow-ups nor "
        "overdue cases shown to be worse, under {models}.",
        share=material.writer.mean(words.form(limits), limits.mean[material.comparison.baseline]),
        baseline=baseline,
        models=_named(material, limits, better),
    )


def _named(material: Material, limits: Compared, better: Sequence[int]) -> str:
    """Models with their differences; of many the least and the largest one, and of very many their number."""
    text, listed = material.language.text, material.language.listed
    if len(better) <= MOST_NAMED:
        return listed([f"{material.quoted(i)} ({_gap(material, limits, i)})" for i in better])
    least, most = _ends(material, limits, better)
    numbers = {"n": len(better), "all": len(material.comparison.others), "least": least, "most": most}
    if len(better) > MOST_LISTED:
        return text("{n} of the {all} other models (between {least} and {most})", **numbers)
    return text(
        "{n} of the {all} other models (between {least} and {most}): {models}",
        models=listed([material.quoted(i) for i in better]),
        **numbers,
    )


def _gap(material: Material, limits: Compared, i: int) -> str:
    unit = material.writer.unit(words.form(limits), limits.indicator.unit)
    return words.gap(limits, i, material.writer, unit)


def _ends(material: Material, limits: Compared, models: Sequence[int]) -> tuple[str, str]:
    """The differences of the models that gain least and most."""
    ordered = sorted(models, key=lambda i: -float(limits.difference.value[i]))
    return _gap(material, limits, ordered[0]), _gap(material, limits, ordered[-1])


def _prices(material: Material, found: dict[int, OnDeadlines | None]) -> str:
    """The second sentence: models that miss fewer at a price, and how many municipalities are worse off somewhere."""
    text, language = material.language.text, material.language
    priced = {i: one for i, one in found.items() if one and one.is_at_a_price}
    if not priced:
        first = text("No model misses fewer limits at such a price")
    elif len(priced) <= MOST_NAMED:
        first = text(
            "Fewer are missed too, but at a price, under {models}",
            models=language.listed(
                [
                    f"{material.quoted(i)} ({language.listed([text(words.PRICES[name]) for name in one.prices])})"
                    for i, one in priced.items()
                ]
            ),
        )
    elif len(priced) <= MOST_LISTED:
        first = text(
            "Fewer are missed too, but at a price, under {n} others: {models}",
            n=len(priced),
            models=language.listed([material.quoted(i) for i in priced]),
        )
    else:
        first = text("Under {n} other models fewer are missed too, but at a price", n=len(priced))
    sentences = [f"{first}.", *_by_itself(material, [i for i, one in found.items() if one and one.is_by_itself])]
    winners = [i for i, one in found.items() if one and one.limits == BETTER and one.holds_for_all]
    return " ".join([*sentences, _losers(material, winners)])


def _by_itself(material: Material, models: Sequence[int]) -> Iterator[str]:
    """Models that seem to miss fewer as some among many do by chance."""
    if models:
        text = material.language.text
        yield text(
            "Perhaps fewer are missed, by intervals that hold for one comparison but not for all {n} together, under "
            "{models}.",
            n=len(material.comparison.others),
            models=material.language.listed([material.quoted(i) for i in models])
            if len(models) <= MOST_LISTED
            else text("{n} others", n=len(models)),
        )


def _losers(material: Material, winners: Sequence[int]) -> str:
    """Of the models that miss fewer limits: which municipalities are worse off under how many of them."""
    text, fairness = material.language.text, material.comparison.fairness
    if fairness is None or not winners:
        return text("What each model does to each municipality stands below.")
    times = {
        place: sum(place in fairness.worse_off(i) for i in winners)
        for place in material.comparison.results.municipalities
    }
    losers = [f"{place} ({n})" for place, n in times.items() if n]
    if not losers:
        return text("No municipality is shown to be worse off under a model that misses fewer limits.")
    if len(winners) == 1:
        return text(
            "Shown to be worse off in some of the service under the model that misses fewer limits: {places}.",
            places=material.language.listed([place for place, n in times.items() if n]),
        )
    return text(
        "Shown to be worse off in some of the service, and under how many of the {n} models that miss fewer limits: "
        "{places}.",
        n=len(winners),
        places=material.language.listed(losers),
    )


# -- of a model -------------------------------------------------------------------------------------------------


def verdict(material: Material, i: int) -> str:
    """What is said of a model: limits, what must stand beside them, futures and years, from when, for whom."""
    limits = material.limits
    assert limits is not None
    compared = material.comparison.indicators
    clauses = [_clause(material, compared[name], i) for name in COMPANIONS if name in compared]
    parts = [_of_limits(material, limits, i), material.language.text("Beside it: {labels}.", labels="; ".join(clauses))]
    if limits.label(i) not in (UNKNOWN, EQUAL):
        since = _since(material, limits, i) if material.is_analyst else ()
        parts += [_of_futures(material, limits, i), *since]
    if limits.label(i) != UNKNOWN:
        parts += _for_whom(material, i)
    return capital(" ".join(parts))


def _of_limits(material: Material, limits: Compared, i: int) -> str:
    text, found = material.language.text, material.comparison.on_deadlines(i)
    said = {
        BETTER: text("perhaps fewer legal limits missed")
        if found and found.is_by_itself
        else text("fewer legal limits missed"),
        WORSE: text("more legal limits missed"),
        UNCLEAR: text("unclear whether fewer or more legal limits are missed"),
        EQUAL: text("as many legal limits missed in every future"),
        UNKNOWN: text("legal limits missed cannot be compared"),
    }[limits.label(i)]
    figure = material.writer.figure(words.form(limits), float(limits.mean.value[i]))
    return f"{said}: {figure}, {_gap(material, limits, i)}."


def _clause(material: Material, compared: Compared, i: int) -> str:
    form, name = words.form(compared), compared.indicator.name
    said = indicator(material.language, name)
    if np.isnan(compared.difference.value[i]) or compared.label(i) == UNKNOWN:
        return material.language.text("{indicator} not comparable", indicator=said)
    verdict = beside(material.language, name, compared.label(i))
    if not material.is_analyst:
        return verdict
    unit = material.writer.unit(form, compared.indicator.unit)
    return f"{verdict} ({words.gap(compared, i, material.writer, unit)})"


def _of_futures(material: Material, limits: Compared, i: int) -> str:
    assert limits.better is not None
    assert limits.better_years is not None
    return material.language.text(
        "Fewer are missed in {futures} of futures and {years} of single years.",
        futures=material.writer.chance(limits.better[i]),
        years=material.writer.chance(limits.better_years[i]),
    )


def _since(material: Material, limits: Compared, i: int) -> Iterator[str]:
    """From when, of a model that misses fewer."""
    if limits.onset is None or limits.label(i) != BETTER:
        return
    by_interval = int(limits.onset.by_interval[i])
    if by_interval == len(limits.onset.quarters) - 1:
        yield material.language.text(
            "Quarter by quarter, the intervals show it to the end in the last one only, {quarter}.",
            quarter=material.language.quarter(*limits.onset.quarters[by_interval]),
        )
    elif by_interval >= 0:
        yield material.language.text(
            "By the interval they are fewer in every quarter from {quarter}.",
            quarter=material.language.quarter(*limits.onset.quarters[by_interval]),
        )
    else:
        yield material.language.text("No single quarter's interval shows it to the end.")


def _for_whom(material: Material, i: int) -> Iterator[str]:
    fairness = material.comparison.fairness
    if fairness is not None:
        losers = fairness.worse_off(i)
        yield material.language.text(
            "Shown to be worse off in some of the service: {places}.",
            places=material.language.listed(losers) if losers else material.language.text("no municipality"),
        )


def on_deadlines(material: Material, i: int) -> str:
    """The verdict in a cell: what must stand beside it stands in the same row."""
    found = material.comparison.on_deadlines(i)
    assert found is not None
    text = material.language.text
    if found.is_at_a_price:
        return text("fewer missed, at a price")
    if found.is_better:
        return text("fewer missed, the rest not shown to be worse")
    if found.is_by_itself:
        return text("perhaps fewer missed")
    return text("fewer missed") if found.limits == BETTER else words.label(material.language, found.limits)
