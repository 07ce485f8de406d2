"""The answer of a stress run in sentences: what hurts whom, how long, where models break, which stands it better."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from caseflow.comparison.words import place_of
from caseflow.decisions.breaking import ABOVE, BELOW, WITHIN
from caseflow.decisions.verdict import (
    BETTER,
    COMPANIONS,
    EQUAL,
    LIMITS,
    UNCLEAR,
    UNKNOWN,
    WORSE,
    OnDeadlines,
    label,
    on_deadlines,
)
from caseflow.language import capital, msgid
from caseflow.stats.registry import REGION
from caseflow.stress_overview import words
from caseflow.stress_overview.data import Data
from caseflow.stress_overview.told import EVERYWHERE, LASTING, SOMEWHERE, Stress, Told

KINDS = {
    LASTING: msgid("Lasting"),
    EVERYWHERE: msgid("For a time, everywhere"),
    SOMEWHERE: msgid("In one place"),
}

MOST_NAMED = 3
"""Models that are named where not all are told."""

MOST_TITLES = 2
"""Stresses that a sentence names by their titles; more are counted."""

USUAL_POSTS = 100.0
"""Per cent: posts as they are."""


def answer(told: Told) -> Iterator[str]:
    """The answer, line by line: questions at the margin, what is said of them below."""
    text = told.language.text
    yield text(
        "{title} under stress: {models} in {futures}, each against itself in the same futures without the stress. "
        "Brackets: 95% interval of the mean.",
        title=told.config.title_in(told.language.code) or told.run.record.title,
        models=told.language.plural("{n} model", "{n} models", len(told.models)),
        futures=told.language.plural("{n} simulated future", "{n} simulated futures", told.futures),
    )
    yield from _models_by_title(told)
    if told.futures == 1:
        yield text("One future says nothing about how a model stands stress: simulate more replications.")
        return
    limit = 0.0 if told.run.record.question.stress is None else told.run.record.question.stress.limit
    questions = {
        text(
            "What adds most to the share of limits missed under {baseline}, and where?", baseline=told.baseline
        ): _hurts(told),
        text("How many weeks after the end of a stress have half of the futures recovered?"): _recovers(told),
        text(
            "From which sick leave are more than {limit} of the region's limits missed?",
            limit=told.language.percent(limit),
        ): _breaks(told),
        text("Which model stands stress better than {baseline}?", baseline=told.baseline): _stands(told),
    }
    for question, sentences in questions.items():
        lines = [f"  {sentence}" for sentence in sentences]
        yield from [question, *lines] if lines else []


def _models_by_title(told: Told) -> Iterator[str]:
    """What the names of a few models stand for."""
    titles = {model: told.config.models[model].title_in(told.language.code) for model in told.models}
    named = [
        told.language.text("{model} “{title}”", model=model, title=title) for model, title in titles.items() if title
    ]
    if named and told.fit_beside:
        yield told.language.text("Models: {models}.", models=told.language.listed(named))


def in_short(told: Told) -> Iterator[str]:
    """What is said of a few models once more: the first lines have left the screen."""
    found = {model: verdicts(told, model, IN_ALL) for model in told.others}
    said = [f"{model}: {_counted(told, verdict)}." for model, verdict in found.items() if verdict]
    if said and told.futures > 1 and told.fit_beside:
        yield told.language.text(
            "In short, all limits missed in the region under stress beside {baseline}. {said}",
            baseline=told.baseline,
            said=" ".join(said),
        )


# -- what hurts -------------------------------------------------------------------------------------------------


def _hurts(told: Told) -> Iterator[str]:
    """Of each kind the stress that adds most to the share of limits missed under the baseline."""
    for kind, name in KINDS.items():
        rows = {
            stress.scenario: (stress, row)
            for stress in told.stresses
            if stress.kind == kind and (row := told.figure(stress, told.baseline, unit=told.where(stress))) is not None
        }
        if rows:
            yield f"{told.language.text(name)}: {_most(told, list(rows.values()))}"


def _most(told: Told, rows: Sequence[tuple[Stress, Data]]) -> str:
    text = told.language.text
    stress, row = max(rows, key=lambda pair: float(pair[1]["extra"]))
    found = text(
        "“{stress}”, {extra} beside the usual {usual} ({place}, {years})",
        stress=stress.title,
        extra=words.added(told.writer, row, unit=True),
        usual=words.usual(told.writer, row),
        place=place_of(row["unit"], told.language),
        years=words.years(stress.span),
    )
    if not row["extra_low"] > 0:
        return text("nothing is shown to add any; most on the mean {found}.", found=found)
    sentences = [f"{'; '.join([found, *_hardest(told, stress, row['unit'])])}."]
    sentences += _elsewhere(told, stress, row["unit"])
    rivals = sum(float(other["extra_high"]) >= float(row["extra_low"]) for _, other in rows) - 1
    if rivals:
        sentences.append(
            told.language.plural(
                "By the intervals another stress may add as much.",
                "By the intervals {n} other stresses may add as much.",
                rivals,
            )
        )
    return " ".join(sentences)


def _hardest(told: Told, stress: Stress, unit: str) -> Iterator[str]:
    """Of a stress that the region is told of: the municipality whose share of limits missed it adds most to."""
    if unit != REGION:
        return
    rows = [row for place in told.municipalities if (row := told.figure(stress, told.baseline, place)) is not None]
    shown = [row for row in rows if row["extra_low"] > 0]
    if shown:
        row = max(shown, key=lambda row: float(row["extra"]))
        yield told.language.text(
            "on the mean the share grows most in {place}, {extra} beside {usual}",
            place=row["unit"],
            extra=words.added(told.writer, row, unit=True),
            usual=words.usual(told.writer, row),
        )


def _elsewhere(told: Told, stress: Stress, unit: str) -> Iterator[str]:
    """The same under the other models, or under those where it adds least and most."""
    rows = {model: row for model in told.others if (row := told.figure(stress, model, unit)) is not None}
    if not rows:
        return
    if told.fit_beside:
        models = [_under(told, words.added(told.writer, row), model) for model, row in rows.items()]
        yield told.language.text("The same adds {models}.", models=told.language.listed(models))
        return
    ordered = sorted(rows, key=lambda model: float(rows[model]["extra"]))
    least, most = (_under(told, words.added(told.writer, rows[model]), model) for model in (ordered[0], ordered[-1]))
    yield told.language.text("Of the other models it adds least, {least}, and most, {most}.", least=least, most=most)


def _under(told: Told, figure: str, model: str) -> str:
    return told.language.text("{figure} under {model}", figure=figure, model=model)


# -- recovery ---------------------------------------------------------------------------------------------------


def _recovers(told: Told) -> Iterator[str]:
    """Of the baseline and the others, if they are few: the longest recovery."""
    for model in told.models if told.fit_beside else [told.baseline, *_slowest(told)]:
        rows = _recoveries(told, model)
        if rows:
            yield f"{model}: {_longest(told, rows)}"


def _recoveries(told: Told, model: str) -> list[tuple[Stress, Data]]:
    found = ((stress, told.recovery(stress, model, told.where(stress))) for stress in told.stresses)
    return [(stress, row) for stress, row in found if row is not None]


def _weeks(row: Data) -> float:
    return float("inf") if words.is_missing(row["median_weeks"]) else float(row["median_weeks"])


def _slowest(told: Told) -> Iterator[str]:
    """The model with the longest recovery of all, if it is not the baseline."""
    longest = {m: max((_weeks(row) for _, row in _recoveries(told, m)), default=0.0) for m in told.models}
    slowest = max(longest, key=lambda model: longest[model])
    if longest[slowest] > longest[told.baseline]:
        yield slowest


def _longest(told: Told, rows: Sequence[tuple[Stress, Data]]) -> str:
    text = told.language.text
    stress, row = max(rows, key=lambda pair: _weeks(pair[1]))
    longest = text(
        "{weeks} after “{stress}” ({place})",
        weeks=words.recovery(told.language, row),
        stress=stress.title,
        place=place_of(row["unit"], told.language),
    )
    if len(rows) > 1:
        longest = text("{longest}, the longest of {all}", longest=longest, all=len(rows))
    at_once = sum(_weeks(row) == 0 for _, row in rows)
    if 0 < at_once < len(rows):
        longest = text("{longest}; 0 weeks after {n} of them", longest=longest, n=at_once)
    stress, row = max(rows, key=lambda pair: float(pair[1]["not_recovered_share"]))
    left = not_recovered(row)
    if not left:
        return text("{longest}. When the run ends all futures have.", longest=longest)
    return text(
        "{longest}. When the run ends {left} futures have not, after “{stress}”.",
        longest=longest,
        left=told.writer.of(left, row["futures"]),
        stress=stress.title,
    )


def not_recovered(row: Data) -> int:
    """Futures that have not recovered when the run ends."""
    return round(float(row["not_recovered_share"]) * int(row["futures"]))


# -- breaking points --------------------------------------------------------------------------------------------


def _breaks(told: Told) -> Iterator[str]:
    rows = {model: row for model in told.models if (row := told.breaking.get((model, USUAL_POSTS))) is not None}
    if told.baseline not in rows:
        return
    text = told.language.text
    named = list(rows) if told.fit_beside else [told.baseline, *_ends(rows, told.baseline)]
    yield text(
        "{points} of days, with posts as they are (as usual {usual} of days are on sick leave).",
        usual=told.language.percent(float(rows[told.baseline]["lowest_simulated"]), 1),
        points=told.language.listed([f"{model} {words.point(told.language, rows[model])}" for model in named]),
    )
    if len(rows) > 1:
        yield _later(told, rows)


def _ends(rows: dict[str, Data], baseline: str) -> list[str]:
    """The models that break first and last."""
    ordered = sorted((model for model in rows if model != baseline), key=lambda model: _bounds(rows[model])[1])
    return list(dict.fromkeys([ordered[0], ordered[-1]])) if ordered else []


def _bounds(row: Data) -> tuple[float, float, float]:
    """Where a model breaks, between the ends of its interval; infinite where the simulated ones do not reach."""
    beyond = {"already": -math.inf, "not_reached": math.inf}
    low, high = (words.end_lies(row, which) for which in ("low", "high"))
    return (
        {WITHIN: row["low"], ABOVE: row["highest_simulated"]}.get(low, -math.inf),
        beyond[row["state"]] if row["state"] in beyond else float(row["sick_leave_share"]),
        {WITHIN: row["high"], BELOW: row["lowest_simulated"]}.get(high, math.inf),
    )


LATER = {
    BETTER: msgid("at a higher sick leave than {baseline}: {models}"),
    WORSE: msgid("at a lower sick leave than {baseline}: {models}"),
    EQUAL: msgid("at the same as {baseline}: {models}"),
    UNCLEAR: msgid("whether at a higher or a lower one than {baseline} cannot be told: {models}"),
}
"""What is said of where a model breaks."""


def _later(told: Told, rows: dict[str, Data]) -> str:
    """Which models break later than the baseline, and which earlier."""
    found: dict[str, list[str]] = {}
    for model, row in rows.items():
        if model != told.baseline:
            found.setdefault(later(row, rows[told.baseline]), []).append(model)
    said = [
        told.language.text(sentence, baseline=told.baseline, models=_models(told, rows, found[verdict]))
        for verdict, sentence in LATER.items()
        if verdict in found
    ]
    return f"{capital('; '.join(said))}."


def later(model: Data, baseline: Data) -> str:
    """What the interval of the paired difference says; where there is none, the two intervals if they lie apart."""
    found = label(model["later_low"], model["later_high"], "higher")
    if found != UNKNOWN:
        return found
    (low, _, high), (from_, _, to) = _bounds(model), _bounds(baseline)
    return BETTER if low > to else WORSE if high < from_ else UNCLEAR


def _models(told: Told, rows: dict[str, Data], models: Sequence[str]) -> str:
    """Models with how much later they break, in points of sick leave; of many their number."""
    if len(models) > MOST_NAMED:
        return told.language.text("{n} models", n=len(models))
    return told.language.listed([f"{model}{_gap(told, rows[model])}" for model in models])


def _gap(told: Told, row: Data) -> str:
    if words.is_missing(row["later_low"]):
        return ""
    value = told.language.number(100 * float(row["later"]), 1, signed=True)
    ends = told.language.interval(100 * float(row["later_low"]), 100 * float(row["later_high"]), 1, signed=True)
    unit = told.language.text("percentage points")
    return f" ({value} {unit} [{ends}])"


# -- which model ------------------------------------------------------------------------------------------------

ADDED, IN_ALL = "extra", "stressed"
"""What a stress adds to a model, and what the model comes to under it."""


def verdicts(told: Told, model: str, of: str, *, where_it_strikes: bool = False) -> dict[str, OnDeadlines]:
    """What is said of a model beside the baseline under each stress, by the stress's title.

    Of the region, under all stresses; or of the one place that a stress is aimed at, under those that are.
    """
    found = {}
    for stress in told.stresses:
        if where_it_strikes and stress.kind != SOMEWHERE:
            continue
        unit = told.where(stress) if where_it_strikes else REGION
        rows = {name: told.between(stress, model, unit, name) for name in (LIMITS, *COMPANIONS)}
        labels = {name: str(row[f"{of}_verdict"]) for name, row in rows.items() if row is not None}
        if LIMITS in labels:
            found[stress.title] = on_deadlines(labels)
    return found


def is_untold(verdict: OnDeadlines) -> bool:
    """Whether neither fewer limits missed nor more are shown, or not all that must stand beside them is known."""
    return not (verdict.is_better or verdict.is_at_a_price or verdict.limits == WORSE)


def _stands(told: Told) -> Iterator[str]:
    if "stress_models" not in told.tables:
        return
    added = {model: found for model in told.others if (found := verdicts(told, model, ADDED))}
    named = list(added) if told.fit_beside else _best(told, added)
    for model in named:
        yield from _of_model(told, model, added[model])
    if added and not told.fit_beside:
        yield told.language.text(
            "Told are at most {most} models, those shown to be better under most stresses; the last table counts "
            "for all.",
            most=MOST_NAMED,
        )


def _best(told: Told, added: dict[str, dict[str, OnDeadlines]]) -> list[str]:
    """The models that are shown to be better under most stresses, in what these add and in all."""
    better = {
        model: sum(one.is_better for part in (found, verdicts(told, model, IN_ALL)) for one in part.values())
        for model, found in added.items()
    }
    shown = [model for model in sorted(better, key=lambda model: -better[model]) if better[model]]
    return shown[:MOST_NAMED]


def _of_model(told: Told, model: str, added: dict[str, OnDeadlines]) -> Iterator[str]:
    text, in_all = told.language.text, verdicts(told, model, IN_ALL)
    yield text(
        "{model}, all limits missed in the region under stress: {said}.", model=model, said=_counted(told, in_all)
    )
    yield text("{model}, those that stress adds in the region: {said}.", model=model, said=_counted(told, added))
    there = verdicts(told, model, ADDED, where_it_strikes=True)
    if there:
        yield text(
            "{model}, those that it adds in the one place aimed at: {said}.", model=model, said=_counted(told, there)
        )


def _counted(told: Told, found: dict[str, OnDeadlines]) -> str:
    """``fewer in 3 of 20 (..); more in none; 17 cannot be told``."""
    text = told.language.text
    better = [title for title, one in found.items() if one.is_better]
    priced = [title for title, one in found.items() if one.is_at_a_price]
    worse = [title for title, one in found.items() if one.limits == WORSE]
    parts = [text("fewer in {stresses}", stresses=_stresses(told, better, len(found)))]
    if priced:
        parts.append(text("fewer, but at a price, in {stresses}", stresses=_stresses(told, priced, len(found))))
    parts.append(text("more in {stresses}", stresses=_stresses(told, worse, len(found))))
    untold = sum(is_untold(one) for one in found.values())
    return "; ".join([*parts, *([text("{n} cannot be told", n=untold)] if untold else [])])


def _stresses(told: Told, titles: Sequence[str], of: int) -> str:
    """``none``, or how many, with their titles if they are few."""
    if not titles:
        return told.language.text("none")
    count = told.writer.of(len(titles), of)
    if len(titles) > MOST_TITLES:
        return count
    named = told.language.listed([told.language.text("“{name}”", name=title) for title in titles])
    return f"{count} ({named})"
