"""A model's effects switched on one by one: what of its difference to the baseline comes with which of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from caseflow.comparison.faults import refuse
from caseflow.comparison.findings import Comparison
from caseflow.comparison.reading import World, of_years
from caseflow.config.inheritance import inherit
from caseflow.config.overrides import parse_overrides
from caseflow.config.schema import Config
from caseflow.config.study import Study
from caseflow.decisions.differences import Difference, difference
from caseflow.decisions.jackknife import Estimate, ratio_of_sums
from caseflow.decisions.verdict import COMPANIONS, LIMITS
from caseflow.execution import Execution
from caseflow.experiment import make_plan, simulate_plan
from caseflow.language import msgid
from caseflow.messages import message
from caseflow.parallel import Progress
from caseflow.stats.registry import BY_NAME

ORGANISATION = msgid("organisation alone")
"""The first step: neither the model nor the baseline counts with any of the effects that follow."""

Switch = Callable[[Config, str], Iterator[str]]
"""(config, model) to the overrides that take an effect from the model; none if it does not count with it."""


def _named(effect: str) -> Switch:
    def off(config: Config, model: str) -> Iterator[str]:
        if getattr(config.models[model].effects, effect):
            yield f"models.{model}.effects.{effect}=false"

    return off


def _start_up(config: Config, model: str) -> Iterator[str]:
    start_up = config.models[model].transition.start_up
    if start_up is not None and start_up.capacity_loss_percent:
        yield f"models.{model}.transition.start_up.capacity_loss_percent=0"


def _growth(config: Config, model: str) -> Iterator[str]:
    growth = config.models[model].transition.report_growth_percent
    if any(growth.values()):
        none = json.dumps(dict.fromkeys(growth, 0), ensure_ascii=False)
        yield f"models.{model}.transition.report_growth_percent={none}"


def _refusals(config: Config, model: str) -> Iterator[str]:
    if config.models[model].transition.refusing_share:
        yield f"models.{model}.transition.refusing_share=0"


def _discipline(config: Config, _model: str) -> Iterator[str]:
    """Without it, every municipality keeps its practice."""
    if config.discipline.merged_teams != "by_municipality":
        yield "discipline.merged_teams=by_municipality"


SWITCHES: Mapping[str, Switch] = {
    msgid("travel"): _named("travel"),
    msgid("start-up loss"): _start_up,
    msgid("growth in reports"): _growth,
    msgid("discipline of merged teams"): _discipline,
    msgid("fixed work"): _named("fixed_work"),
    msgid("refused transfers"): _refusals,
    msgid("coordination"): _named("coordination"),
}
"""The effects in the order in which they are switched on."""


@dataclass(frozen=True)
class Step:
    """What an effect adds, by indicator."""

    name: str
    adds: Mapping[str, Difference]
    """How it changes the difference to the baseline; of the first step, that difference."""
    so_far: Mapping[str, Difference]
    """The difference to the baseline with this effect and all before it."""


@dataclass(frozen=True)
class Decomposition:
    """The steps from the organisation alone to the whole model."""

    model: str
    steps: tuple[Step, ...]


def decompose(comparison: Comparison, name: str, execution: Execution, progress: Progress) -> Decomposition:
    """Simulate a model and the baseline again: without the effects of SWITCHES that the model counts with, then with
    one more at a time. All else, and all futures, are those of the run.

    An effect that the baseline counts with too is switched on in both. What a step adds depends on those before it.
    Raises UserError for a model that is not compared, is the baseline, or is of another run.
    """
    world, model, baseline = _pair(comparison, name)
    off = switched_off(world.study.resolve(world.scenario), model, baseline)
    gaps = []
    for number in range(len(off) + 1):
        study = overridden(world.study, [text for texts in list(off.values())[number:] for text in texts])
        part = _part_of(progress, number, len(off) + 1)
        gaps.append(_gaps(comparison, study, world, (model, baseline), execution, part))
    return Decomposition(name, tuple(_steps([ORGANISATION, *off], gaps)))


def _pair(comparison: Comparison, name: str) -> tuple[World, str, str]:
    """The world of a model and its baseline, and what the two are called there."""
    baseline = comparison.results.entrants[comparison.baseline]
    of_run = {e.label: e for e in comparison.results.entrants if e.world == baseline.world and e != baseline}
    if name not in of_run:
        models = ", ".join(of_run) or message("there is none")
        refuse([message("only a model of the baseline's run can be decomposed: {models}", models=models)])
    return comparison.results.worlds[baseline.world], of_run[name].model, baseline.model


def switched_off(config: Config, model: str, baseline: str) -> dict[str, tuple[str, ...]]:
    """The effects that a model counts with, each with the overrides that take it from the model and the baseline."""
    counted = [name for name, switch in SWITCHES.items() if list(switch(config, model))]
    return {
        name: tuple(dict.fromkeys([*SWITCHES[name](config, model), *SWITCHES[name](config, baseline)]))
        for name in counted
    }


def overridden(study: Study, texts: Sequence[str]) -> Study:
    """The study with more overrides over those that it has."""
    parsed = parse_overrides(texts, inherit(study.base, []))
    return Study(study.file, study.sources, study.root, (*study.overrides, *parsed))


def _part_of(progress: Progress, number: int, parts: int) -> Progress:
    """The progress of the whole from that of one part."""
    return lambda done, total: progress(number * total + done, parts * total)


# -- one variant ------------------------------------------------------------------------------------------------


def _gaps(
    comparison: Comparison, study: Study, world: World, pair: tuple[str, str], execution: Execution, progress: Progress
) -> dict[str, Estimate]:
    """The difference of the pair of models under a study, by indicator."""
    question = world.run.record.question
    plan = make_plan(
        study,
        pair,
        [world.scenario],
        question.replications,
        question.seed,
        question.years,
        fixed_assumptions=question.fixed_assumptions,
    )
    panel = simulate_plan(study, plan, execution, progress).panel
    found = {}
    for name in told(comparison):
        counts = of_years(panel, world.scenario, pair, name, [comparison.unit], comparison.results.years)[0]
        model, baseline = (ratio_of_sums(*counts[place].by_replication()) for place in (0, 1))
        found[name] = model - baseline
    return found


def told(comparison: Comparison) -> tuple[str, ...]:
    """The indicators that are decomposed: deadlines with what must stand beside them, else all compared."""
    usual = tuple(name for name in (LIMITS, *COMPANIONS) if name in comparison.indicators)
    return usual or tuple(comparison.indicators)


def _steps(names: Sequence[str], gaps: Sequence[Mapping[str, Estimate]]) -> Iterator[Step]:
    nothing = {name: gap.times(0.0) for name, gap in gaps[0].items()}
    for name, gap, before in zip(names, gaps, [nothing, *gaps], strict=False):
        yield Step(
            name,
            adds={i: difference(gap[i], before[i], bound=2 * BY_NAME[i].bound) for i in gap},
            so_far={i: difference(gap[i], nothing[i], bound=BY_NAME[i].bound) for i in gap},
        )
