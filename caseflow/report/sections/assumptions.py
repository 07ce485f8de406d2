"""What decides the verdict: assumptions by their power over it, and what must be true for the baseline to win."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import numpy as np

from caseflow.comparison import words
from caseflow.comparison.findings import Compared
from caseflow.comparison.forms import digits_of
from caseflow.config.quantities import ASSUMPTION, Assumption
from caseflow.config.schema import Shock
from caseflow.config.stress import end_day, first_day
from caseflow.config.tree import DEFAULTS
from caseflow.decisions.movers import LEAST_FUTURES
from caseflow.decisions.verdict import BETTER
from caseflow.report.assumed import said
from caseflow.report.blocks import Block, Bullets, Paragraph, Part, Section, Table
from caseflow.report.material import Material

MOST, MOST_OF_ANALYSTS = 3, 10
"""Assumptions that are shown of a model, in the council edition (only what surely moves it) and the analyst edition."""


def assumptions(material: Material) -> Section:
    """Assumptions and the verdict."""
    title = material.language.text("What the verdict rests on")
    return Section("assumptions", title, list(_blocks(material)))


def _blocks(material: Material) -> Iterator[Block]:
    text, limits = material.language.text, material.limits
    yield from _of_every_future(material)
    if not material.is_drawn:
        yield Paragraph(text("No assumption was drawn: what would follow from other values is not in this run."))
        return
    yield Paragraph(
        text(
            "Nobody has measured {n} of the numbers that this run counts with; each future draws them anew from "
            "their ranges, so that their uncertainty is in every interval.",
            n=len(material.comparison.assumptions.paths),
        )
    )
    yield _of_models(material)
    if limits is not None and material.is_sure:
        yield from _of_the_verdict(material, limits)
    if material.is_analyst:
        yield _all(material)


# -- of every future --------------------------------------------------------------------------------------------


def _of_every_future(material: Material) -> Iterator[Paragraph]:
    """What the config, or the scenario, lets happen whatever chance brings."""
    text, percent, stress = material.language.text, material.language.percent, material.config.stress
    happens = [
        text("“{name}” ({when})", name=name, when=_when(material, shock))
        for shocks in (stress.absences, stress.reports)
        for name, shock in shocks.items()
    ]
    if stress.sick_leave_percent != 100:
        happens.append(text("sick leave at {share} of the usual", share=percent(stress.sick_leave_percent / 100)))
    if stress.posts_percent != 100:
        happens.append(text("every post at {share} of its size", share=percent(stress.posts_percent / 100)))
    if happens:
        yield Paragraph(
            text(
                "In every future, under every model and beside what comes by chance, the config lets happen: {what}.",
                what=material.language.listed(happens),
            )
        )


def _when(material: Material, shock: Shock) -> str:
    """From which day until which."""
    language, begins, end = material.language, first_day(material.config, shock), end_day(material.config, shock)
    if end is None:
        return language.text("from {begins} on", begins=language.date(begins))
    last = end - dt.timedelta(days=1)
    if last == begins:
        return language.date(begins)
    return language.text("{begins} to {last}", begins=language.date(begins), last=language.date(last))


# -- of the models ----------------------------------------------------------------------------------------------


def _of_models(material: Material) -> Table:
    """What tells the models apart beside their organisation: posts, and what comes with the change."""
    text, percent, number = material.language.text, material.language.percent, material.language.number
    rows = []
    for i in material.in_full:
        came = material.config.models[material.key(i)].transition
        loss = came.start_up
        growth = max(came.report_growth_percent.values(), default=0.0)
        rows.append(
            [
                material.names[i],
                number(sum(material.sizes(i).values()), 1),
                material.language.plural("{share}, gone after one month", "{share}, gone after {n} months", loss.months,
                                         share=percent(loss.capacity_loss_percent / 100)) if loss else text("none"),
                text("up to {share}", share=percent(growth / 100)) if growth else text("none"),
                percent(came.refusing_share) if came.refusing_share else text("none"),
                number(came.one_off_nok) if came.one_off_nok else text("none"),
            ]
        )  # fmt: skip
    return Table(
        text("What is assumed of the models and of the change to each"),
        [
            text("Model"),
            text("Casework posts"),
            text("Capacity lost at the start"),
            text("More reports, by municipality"),
            text("People who leave rather than move"),
            text("One-off cost, NOK"),
        ],
        rows,
        note=text(
            "The most likely values; most are drawn anew in each future, from a range around them. Posts of "
            "neighbours outside the region are among a model's posts if it counts with them."
        ),
    )


# -- power ------------------------------------------------------------------------------------------------------


def _of_the_verdict(material: Material, limits: Compared) -> Iterator[Block]:
    """Which assumptions move the verdict; to a council only what is sure of it."""
    text = material.language.text
    if not material.is_analyst and not any(limits.moved_by(i) for i in material.shown):
        yield Paragraph(
            text(
                "Which single assumptions would make “{baseline}” win cannot be told from {n} futures: none surely "
                "moves the difference of a model told here. Chance decides in which futures it wins, or several "
                "assumptions together.",
                baseline=material.baseline,
                n=material.language.number(material.comparison.results.n_replications),
            )
        )
        return
    yield from _power(material, limits)
    yield Part(
        text("What would have to be true for “{baseline}” to win", baseline=material.baseline),
        list(_for_the_baseline(material, limits)),
    )


def _power(material: Material, limits: Compared) -> Iterator[Block]:
    """The assumptions that the models' differences go with most; to a council only those that surely move one."""
    if material.comparison.results.n_replications < LEAST_FUTURES:
        yield Paragraph(
            material.language.text(
                "With fewer than {n} futures no assumption is said to move the verdict: simulate more replications.",
                n=LEAST_FUTURES,
            )
        )
        return
    found, most = limits.movers, MOST_OF_ANALYSTS if material.is_analyst else MOST
    pairs = [
        (i, place)
        for i in material.shown
        for place in _strongest(material, limits, i)[:most]
        if material.is_analyst or found.is_sure[i, place]
    ]
    if pairs:
        yield _of_pairs(material, limits, sorted(pairs, key=lambda pair: -abs(float(found.correlation[pair]))))


def _of_pairs(material: Material, limits: Compared, pairs: Sequence[tuple[int, int]]) -> Table:
    """A row for each model and assumption; an analyst hears which of them may be there by chance."""
    text, form, found = material.language.text, words.form(limits), limits.movers
    is_sure = [[text("yes") if found.is_sure[pair] else text("may be chance")] for pair in pairs]
    caption = (
        text("Assumptions by their power over the difference in limits missed ({unit}), the strongest first",
             unit=material.writer.unit(form, limits.indicator.unit))
        if material.is_analyst
        else text("Assumptions that surely move the difference in limits missed ({unit}), the strongest first",
                  unit=material.writer.unit(form, limits.indicator.unit))
    )  # fmt: skip
    rows = [
        [
            said(material, material.comparison.assumptions.paths[place]),
            material.names[i],
            material.language.percent(float(found.correlation[i, place]) ** 2),
            *(
                text("{value}: {difference}", value=_plain(material, float(end[place])),
                     difference=material.writer.change(form, float(there[i, place])))
                for end, there in ((found.low_end, found.at_low), (found.high_end, found.at_high))
            ),
            *(sure if material.is_analyst else ()),
        ]
        for (i, place), sure in zip(pairs, is_sure, strict=True)
    ]  # fmt: skip
    return Table(
        caption,
        [
            text("Assumption"),
            text("Difference of"),
            text("Of its variance"),
            text("At its low end: the difference there"),
            text("At its high end: the difference there"),
            *([text("Sure")] if material.is_analyst else ()),
        ],
        rows,
        names=2,
        note=text(
            "A twentieth of the draws lies beyond each end; all other assumptions as they come, in straight lines. "
            "Among so many assumptions some go with a difference by chance: sure are those whose link is not nothing "
            "with 95% confidence for all of them at once. More replications tell more of them apart."
        ),
    )


def _strongest(material: Material, limits: Compared, i: int) -> list[int]:
    """Assumptions by how closely a model's difference goes with them; prices cannot move a deadline."""
    strength = np.nan_to_num(np.abs(limits.movers.correlation[i]))
    paths = material.comparison.assumptions.paths
    order = (int(place) for place in np.argsort(-strength, kind="stable"))
    return [place for place in order if strength[place] > 0 and not paths[place].startswith("money.")]


def _plain(material: Material, value: float) -> str:
    return material.language.number(value, digits_of(value))


# -- for the baseline -------------------------------------------------------------------------------------------


def _for_the_baseline(material: Material, limits: Compared) -> Iterator[Block]:
    text = material.language.text
    winners = [i for i in material.shown if limits.label(i) == BETTER]
    if not winners:
        yield Paragraph(text("Nothing: no model is shown to miss fewer limits than it."))
        return
    alone = [i for i in winners if material.is_analyst or limits.moved_by(i)]
    bullets = [f"{material.quoted(i)}: {_turned(material, limits, i)}" for i in alone]
    yield Bullets([*bullets, *_by_chance(material, [i for i in winners if i not in alone])])


def _by_chance(material: Material, models: Sequence[int]) -> Iterator[str]:
    """Of models whose difference no assumption surely moves, all at once."""
    if models:
        yield material.language.text(
            "{models}: no single assumption surely decides in which futures “{baseline}” misses fewer: chance does, or "
            "several together.",
            models=material.language.listed([material.quoted(i) for i in models]),
            baseline=material.baseline,
        )


def _turned(material: Material, limits: Compared, i: int) -> str:
    """Which ends turn the sign, if any; what all together do; and in how many futures it happens anyway."""
    text, paths = material.language.text, material.comparison.assumptions.paths
    assert limits.better is not None
    moved = limits.moved_by(i)
    worst = {place: _worst(limits, i, place) for place in moved}
    turning = [place for place, value in worst.items() if value > 0]
    mean = float(limits.difference.value[i])
    together = mean + sum(value - mean for value in worst.values())
    sentences = [
        text("“{baseline}” misses fewer in {share} of futures.", baseline=material.baseline,
             share=material.writer.language.chance(1 - float(limits.better.share[i])))
    ]  # fmt: skip
    if turning:
        ends = [
            f"{said(material, paths[place])} = {_plain(material, _worst_end(limits, i, place))}" for place in turning
        ]
        sentences.append(
            text(
                "It would on average, were this so, all else as it comes: {ends}.", ends=material.language.listed(ends)
            )
        )
    elif moved:
        form = words.form(limits)
        sentences.append(
            material.language.plural(
                "No single assumption at its end turns the difference; the one that surely moves it, at the end that "
                "speaks for “{baseline}”, would make it {difference} {unit}.",
                "No single assumption at its end turns the difference; all {n} that surely move it, at the ends that "
                "speak for “{baseline}”, would make it {difference} {unit}.",
                len(moved),
                baseline=material.baseline,
                difference=material.writer.change(form, together),
                unit=material.writer.unit(form, limits.indicator.unit),
            )
        )
    else:
        sentences.append(text("No single assumption surely decides in which: chance does, or several together."))
        sentences += _candidate(material, limits, i)
    return " ".join(sentences)


def _candidate(material: Material, limits: Compared, i: int) -> Iterator[str]:
    """The assumption that goes with the difference most, though that may be chance."""
    if material.comparison.results.n_replications < LEAST_FUTURES:
        return
    form = words.form(limits)
    for place in _strongest(material, limits, i)[:1]:
        yield material.language.text(
            "The strongest candidate, which may be chance: at {end} ({what}) the difference would be {difference} "
            "{unit}.",
            what=said(material, material.comparison.assumptions.paths[place]),
            end=_plain(material, _worst_end(limits, i, place)),
            difference=material.writer.change(form, _worst(limits, i, place)),
            unit=material.writer.unit(form, limits.indicator.unit),
        )


def _worst(limits: Compared, i: int, place: int) -> float:
    """The difference at that end of an assumption which speaks for the baseline."""
    return max(float(limits.movers.at_low[i, place]), float(limits.movers.at_high[i, place]))


def _worst_end(limits: Compared, i: int, place: int) -> float:
    movers = limits.movers
    is_low = movers.at_low[i, place] > movers.at_high[i, place]
    return float((movers.low_end if is_low else movers.high_end)[place])


# -- all of them ------------------------------------------------------------------------------------------------


def _all(material: Material) -> Part:
    text = material.language.text
    rows = []
    drawn = set(material.comparison.assumptions.paths)
    for assumption in material.world.study.assumptions(material.world.scenario):
        if assumption.path not in drawn:
            continue
        low, high = assumption.ends
        span = material.language.text("{low} to {high}", low=_plain(material, low), high=_plain(material, high))
        rows.append(
            [said(material, assumption.path), _plain(material, assumption.value), span, _source(material, assumption)]
        )
    table = Table(
        text("Every number that is drawn"),
        [text("Assumption"), text("Most likely value"), text("Drawn from"), text("Source")],
        rows,
    )
    return Part(text("All assumptions"), [table])


def _source(material: Material, assumption: Assumption) -> str:
    """Whose number it is; a source in the config's own words is left as it is."""
    if assumption.file == DEFAULTS:
        return material.language.text("caseflow's standard")
    return material.language.text("assumption") if assumption.source == ASSUMPTION else assumption.source
