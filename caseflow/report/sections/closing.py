"""What was measured, what is not said, and how the run was made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from caseflow.comparison.forms import digits_of
from caseflow.comparison.words import place_of
from caseflow.decisions.verdict import COMPANIONS, LIMITS
from caseflow.language import capital
from caseflow.report.blocks import Block, Bullets, Code, Paragraph, Section, Terms
from caseflow.report.material import Material
from caseflow.report.names import INDICATORS, indicator
from caseflow.stats.registry import BY_NAME

ELSEWHERE = ("days_without_local_presence",)
"""Shown, though not compared for the region."""


def measured(material: Material) -> Section:
    """The indicators of the report and what each counts."""
    text = material.language.text
    shown = [name for name in INDICATORS if name in material.comparison.indicators or name in ELSEWHERE]
    pairs = [(capital(indicator(material.language, name)), text(BY_NAME[name].meaning)) for name in shown]
    title = text("What is measured")
    first = len([name for name in shown if name in (LIMITS, *COMPANIONS)])
    if material.is_analyst:
        return Section("measured", title, [Terms(pairs)])
    rest = material.folded(text("All other figures, and what each of them counts"), [Terms(pairs[first:])])
    return Section("measured", title, [Terms(pairs[:first]), *rest])


def not_said(material: Material) -> Section:
    """What the report does not say."""
    text = material.language.text
    return Section(
        "not-said",
        text("What this report does not say"),
        [
            Bullets(
                [
                    text("Nothing about the quality of decisions, and nothing about the child's voice."),
                    text("Nothing about relations with partners such as schools, health services and the police."),
                    text("Nothing about democratic control, or about who decides in a joint service."),
                    text("Nothing about employees' rights, or what a transfer means for those concerned."),
                    text("Nothing about how hard a change is to undo."),
                    *_of_stress(material),
                    text("A model that looks better here may be worse in all of these."),
                    _of_intervals(material),
                    text(
                        "More posts do not by themselves mean fewer late investigations: practice counts as well, "
                        "and here it is an assumption."
                    ),
                ]
            )
        ],
    )


def _of_intervals(material: Material) -> str:
    text = material.language.text
    if material.is_drawn:
        return text(
            "Breach figures of small services are modelled, not observed. Intervals contain chance and the drawn "
            "assumptions; what the model leaves out is in none of them."
        )
    return text(
        "Breach figures of small services are modelled, not observed. Intervals contain chance only, since assumptions "
        "were held at their values; what the model leaves out is in none of them."
    )


def _of_stress(material: Material) -> Iterator[str]:
    if material.stress is None and not material.is_analyst:
        yield material.language.text(
            "Nothing about how a model bears a crisis, such as key people away, a wave of reports or much more sick "
            "leave: no stress test was made for this report."
        )


def how_it_was_run(material: Material) -> Section:
    """The run's record."""
    text = material.language.text
    program = f"{material.record.software.name} {material.record.software.version}"
    short = text(
        "{program} on {day}: {futures}, statistics of {years}, scenario “{scenario}”, seed {seed}; run folder "
        "{folder}.",
        program=program,
        day=material.language.date(dt.datetime.fromisoformat(material.record.created_utc)),
        futures=material.language.plural("{n} future", "{n} futures", material.record.question.replications),
        years=material.years,
        scenario=material.scenario_title,
        seed=material.record.question.seed,
        folder=material.world.run.path.name,
    )
    record = material.folded(text("The whole record, with the commands to make the run again"), _record(material))
    return Section("run", text("How it was run"), [*([] if material.is_analyst else [Paragraph(short)]), *record])


def _record(material: Material) -> Iterator[Block]:
    text, record, language = material.language.text, material.record, material.language
    question, software = record.question, record.software
    drawn = text("held at their values") if question.fixed_assumptions else text("drawn anew in each future")
    yield Terms(
        [
            (text("Stamp"), text("Synthetic: simulated, no real persons")),
            (text("Made"), record.created_utc),
            (text("Run folder"), material.world.run.path.name),
            (text("Scenario"), material.scenario_title),
            (text("Futures (replications)"), language.number(question.replications)),
            (text("Years of statistics"), f"{material.years}"),
            (text("Seed"), str(question.seed)),
            (text("Assumptions"), drawn),
            (text("Changed on the command line"), "; ".join(question.overrides) or text("nothing")),
            (text("Program"), f"{software.name} {software.version}"),
            (text("Engine"), record.resources.engine or text("not known")),
            (text("Version in git"), software.commit or text("not known")),
            (text("Hash of its source"), software.source_sha256),
            ("Python", f"{record.environment.python}, {record.environment.system} {record.environment.machine}"),
            (text("Libraries"), ", ".join(f"{name} {of}" for name, of in record.environment.libraries.items() if of)),
        ]
    )
    yield from _grown(material)
    yield Paragraph(text("The command that made the run:"))
    yield Code(f"caseflow {' '.join(record.arguments)}")
    yield Paragraph(text("To simulate it again and have every table compared:"))
    yield Code(f"caseflow replay {material.world.run.path.name}")


def _grown(material: Material) -> Iterator[Block]:
    """Where nobody gave the number of futures: how it was found."""
    text, language, precision = material.language.text, material.language, material.record.precision
    if precision is None:
        return
    points = 100 * precision.goal.half_width
    values = {
        "points": language.number(points, digits_of(points)),
        "places": language.listed([place_of(unit, language) for unit in precision.goal.units]),
        "futures": language.plural(
            "one future",
            "{looks} futures",
            precision.looks[-1].replications,
            looks=language.listed([language.number(look.replications) for look in precision.looks]),
        ),
    }
    if precision.is_reached:
        how = text(
            "The number of futures was not given: the run grew until the share of limits missed was known to "
            "±{points} percentage points under every model ({places}), and was looked at after {futures}.",
            **values,
        )
    else:
        how = text(
            "The run was to grow until the share of limits missed was known to ±{points} percentage points under "
            "every model ({places}). It was looked at after {futures} and has no more: it did not get there.",
            **values,
        )
    yield Paragraph(how)
    yield Paragraph(
        text(
            "The intervals of this report are as usual, each for itself; those that hold together although the run was "
            "looked at while it grew are in run.json."
        ),
        "note",
    )
