"""What the command line shows: tables for people, plain data for programs."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.table import Table

from caseflow.check import TeamLoad, team_loads
from caseflow.clock import add_months
from caseflow.config.schema import EACH_MUNICIPALITY, STAGES, Config
from caseflow.config.study import Study, resolved_lines

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from caseflow.stats.panel import Panel
    from caseflow.store.opened import Run
    from caseflow.store.record import Precision, Question

    Bool = npt.NDArray[np.bool_]
    Float64 = npt.NDArray[np.float64]

RARE, SURE = 0.05, 0.95
"""A chance outside these is printed as "under 5%" or "over 95%": no model knows better."""

MISSING = "-"


# -- a run ------------------------------------------------------------------------------------------------------


def run_as_data(run: Run) -> dict[str, Any]:
    """What ``--json`` prints: the folder, what was asked, and every row of the summary."""
    rows = run.table("summary").to_dict(orient="records")
    return {
        "run": str(run.path),
        "title": run.record.title,
        "synthetic": run.record.synthetic,
        "question": run.record.question.model_dump(),
        "precision": None if run.record.precision is None else run.record.precision.model_dump(),
        "software": run.record.software.model_dump(),
        "chance_of_no_breach_in_a_year": [
            {"municipalities": list(run.record.reading.smallest_service), "model": model, "scenario": scenario}
            | asdict(chance)
            for (model, scenario), chance in chances_of_no_breach(run).items()
        ],
        "summary": [{name: _plain(value) for name, value in row.items()} for row in rows],
    }


def _plain(value: Any) -> Any:
    """None for what is missing: JSON knows no NaN."""
    return None if isinstance(value, float) and math.isnan(value) else value


def run_as_tables(run: Run) -> Iterator[Table | str]:
    """What ``caseflow simulate`` and ``caseflow show`` print: a row a model and scenario, how sure it is, and where."""
    summary, question = run.table("summary"), run.record.question
    if summary.empty:
        yield "the run has no year of statistics"
    else:
        yield _run_table(run, summary)
    yield _how_sure(question)
    if run.record.precision is not None:
        yield _how_close(run.record.precision)
    yield "Breach figures of small services are modelled, not observed."
    if len(question.models) > 1:
        yield (
            "Which model is better, how surely and for whom: `caseflow compare RUN`, and for whoever decides "
            "`caseflow report RUN`, where RUN is the run folder."
        )
    yield f"run folder: {run.path}"


def _how_sure(question: Question) -> str:
    """How many futures there are, and what the interval contains."""
    futures = f"{_number(question.replications, 'replication')} of {_number(question.years, 'year')}"
    if question.fixed_assumptions:
        drawn, contained = "assumptions held at their values", "simulation noise"
    else:
        drawn, contained = "assumptions drawn in each", "simulation noise and drawn assumptions"
    if question.replications == 1:
        return f"{futures}, {drawn}. One replication says nothing about how sure this is."
    return (
        f"{futures}, {drawn}. Brackets: where the mean lies with 95% confidence, given {contained}; "
        "what the model leaves out is not in it. In four of five years: one single year in ten is below, one above. "
        "Other columns are means, whose intervals stand in tables/summary.csv of the run folder."
    )


def _how_close(precision: Precision) -> str:
    """What the run was to know how closely, and what it came to."""
    goal, last, most = precision.goal, precision.looks[-1], precision.most_replications
    ended = "reached" if precision.is_reached else f"not reached within {_number(most, 'replication')}"
    return (
        f"The share of limits missed ({', '.join(goal.units)}) was to be known to +-{_points(goal.half_width)} points "
        f"in every model: {ended}, the widest interval is +-{_points(last.widest)} points at the look after "
        f"{last.replications}. These intervals, in run.json, all hold together with 95% confidence although the run "
        f"was looked at while it grew: each is one of {precision.confidence_of_each:.2%}. Those in the table are as "
        "usual, each for itself."
    )


def _points(share: float) -> str:
    return f"{100 * share:.2g}"


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _run_table(run: Run, summary: pd.DataFrame) -> Table:
    children, no_breach = run.record.reading.smallest_service, chances_of_no_breach(run)
    table = Table(title=run.record.title or None, title_justify="left", box=SIMPLE_HEAD)
    names = ["model", "scenario"] if len(run.record.question.scenarios) > 1 else ["model"]
    for name in names:
        table.add_column(name, no_wrap=True)
    for heading in (
        "limits missed\nmean [95 %]",
        "in four of\nfive years",
        "no miss in\na year [95 %]:\n" + "\n".join(children),
        "children\nper post",
        "effort\ngiven",
        "follow-\nups\nmissed",
        "days a year\nat half staff,\nper service",
    ):
        table.add_column(heading, justify="right", no_wrap=True)
    for (model, scenario), rows in summary.groupby(["model", "scenario"], sort=False, observed=True):
        own = [str(model), str(scenario)][: len(names)]
        table.add_row(*own, *_cells(rows, no_breach.get((str(model), str(scenario)))))
    return table


def _cells(rows: pd.DataFrame, no_breach: Chance | None) -> Iterator[str]:
    """The cells of one model in one scenario."""
    region = rows[rows["scope"] == "region"].set_index("indicator")
    yield _share_with_interval(region, "breach_share")
    yield _middle_80(region, "breach_share")
    yield MISSING if no_breach is None else no_breach.in_words()
    yield _mean(region, "children_per_post", "{:.1f}")
    yield _mean(region, "effort_given_share", "{:.0%}")
    yield _mean(region, "follow_ups_missed_share", "{:.0%}")
    services = rows[rows["scope"] == "service"]
    with_cases = services.loc[services["indicator"] == "waiting_for_worker", "unit"]
    is_thin = services["indicator"] == "days_at_half_staff_or_less"
    services = services[is_thin & services["unit"].isin(with_cases)]
    yield f"{services['mean'].mean():.0f}" if len(services) else MISSING


def _mean(region: pd.DataFrame, indicator: str, form: str) -> str:
    return form.format(region["mean"][indicator]) if indicator in region.index else MISSING


def _share_with_interval(region: pd.DataFrame, indicator: str) -> str:
    if indicator not in region.index:
        return MISSING
    mean, low, high = (float(region[name][indicator]) for name in ("mean", "ci95_low", "ci95_high"))
    return f"{mean:.1%}" if math.isnan(low) else f"{mean:.1%} [{100 * low:.1f} to {100 * high:.1f}]"


def _middle_80(region: pd.DataFrame, indicator: str) -> str:
    if indicator not in region.index:
        return MISSING
    return f"{100 * region['q10'][indicator]:.0f} to {region['q90'][indicator]:.0%}"


@dataclass(frozen=True)
class Chance:
    """A chance as the share of simulated years, and its 95 % interval."""

    share: float
    low: float
    high: float

    def in_words(self) -> str:
        """Words that promise no more than a model can know."""
        return f"{_coarse(self.share)} [{100 * self.low:.0f} to {100 * self.high:.0f}]"


def _coarse(share: float) -> str:
    if share > SURE:
        return f"over {SURE:.0%}"
    if share < RARE:
        return f"under {RARE:.0%}"
    return f"{share:.0%}"


def chances_of_no_breach(run: Run) -> dict[tuple[str, str], Chance]:
    """By model and scenario: the share of years in which none of the smallest service's children is late.

    Of the years with at least one legal limit; the children are those of the municipalities that the baseline's
    smallest service serves, whoever serves them under the model.
    """
    from caseflow.stats.summary import chance
    from caseflow.store.folder import TABLE_FILES
    from caseflow.store.panel import panel_of

    reading = run.record.reading
    panel = panel_of(run.path / TABLE_FILES["indicators"])
    is_counted = (panel.years >= reading.first_year) & (panel.years < reading.first_year + reading.years)
    chances = {}
    for key, (hits, years) in _without_breach(panel, _of_places(panel, reading.smallest_service), is_counted).items():
        if years.any():
            share, low, high = chance(hits[None], years[None])
            chances[key] = Chance(float(share[0]), float(low[0]), float(high[0]))
    return chances


def _without_breach(
    panel: Panel, places: Mapping[tuple[str, str], list[int]], is_counted: Bool
) -> dict[tuple[str, str], tuple[Float64, Float64]]:
    """Of the cells of each key taken together: the years without a breach, and those with a limit, [replication]."""
    import numpy as np

    found = {key: (np.zeros(panel.n_replications), np.zeros(panel.n_replications)) for key in places}
    for piece in panel.pieces("breach_share", slice(None)):
        missed, limits = (np.nan_to_num(numbers[:, :, is_counted]) for numbers in (piece.top, piece.bottom))
        for key, (hits, years) in found.items():
            own = np.isin(piece.cells, places[key])
            if own.any():
                with_limit = limits[own].sum(axis=0) > 0
                hits[piece.replications] = ((missed[own].sum(axis=0) == 0) & with_limit).sum(axis=1)
                years[piece.replications] = with_limit.sum(axis=1)
    return found


def _of_places(panel: Panel, municipalities: Sequence[str]) -> dict[tuple[str, str], list[int]]:
    """By model and scenario: the panel's cells of some municipalities."""
    places: dict[tuple[str, str], list[int]] = {}
    for i, cell in enumerate(panel.cells):
        if cell.scope == "municipality" and cell.unit in municipalities:
            places.setdefault((cell.model, cell.scenario), []).append(i)
    return places


# -- check ------------------------------------------------------------------------------------------------------


def check_as_tables(study: Study, scenario: str) -> Iterator[Table | str]:
    """What ``caseflow check`` prints of a valid study: each team of each model, its people, work and load."""
    config = study.resolve(scenario)
    yield (
        f"{config.title or study.file}: valid. In each model ({len(config.models)}), one team covers each stage of "
        "each municipality and every post of today has one place."
    )
    for model in config.models:
        loads = team_loads(config, model)
        yield _load_table(config, model, loads)
        yield from (f"warning: {_overload(load)}" for load in loads if round(load.load, 2) > 1)
    yield from _steps_without_effect(config)
    yield "Hours by hand, at full effort: expected arrivals, today's open cases, mean durations; no simulation."


def _steps_without_effect(config: Config) -> Iterator[str]:
    """A warning for each dated step that the run ends before."""
    end = add_months(config.calendar.change_date, 12 * config.years)
    for name, model in config.models.items():
        for step in model.steps:
            if step.date >= end:
                yield f"warning: {name}: the step of {step.date} has no effect, since the run ends on {end}"


def _load_table(config: Config, model: str, loads: list[TeamLoad]) -> Table:
    table = Table(title=f"{model}: {config.models[model].title}".rstrip(": "), title_justify="left", box=SIMPLE_HEAD)
    for heading in ("team", "municipalities", "covers"):
        table.add_column(heading, overflow="fold")
    for heading in ("posts (in\nso many)", "hours asked\na year", "hours\nthere are", "load"):
        table.add_column(heading, justify="right")
    region = tuple(name for name, municipality in config.municipalities.items() if not municipality.outside)
    for load in loads:
        table.add_row(
            load.team,
            _listed(load.municipalities, region),
            _covered(load),
            _posts(load.posts_fte),
            f"{load.asked_hours:,.0f}",
            f"{load.available_hours:,.0f}",
            f"{load.load:.2f}",
        )
    return table


def _listed(names: tuple[str, ...], everything: tuple[str, ...]) -> str:
    return "all" if names == everything and len(names) > 1 else ", ".join(names)


def _covered(load: TeamLoad) -> str:
    """Stages and functions; all four stages in a word."""
    stages = ["all stages"] if load.stages == STAGES else list(load.stages)
    return ", ".join([*stages, *load.functions])


def _posts(fte: tuple[float, ...]) -> str:
    return f"{math.fsum(fte):g} ({len(fte)})"


def _overload(load: TeamLoad) -> str:
    return (
        f"{load.model}: {load.team} is asked for {load.load:.2f} times the hours that it has; "
        "work will be shortened or missed"
    )


def resolved_text(study: Study, model: str, scenario: str) -> str:
    """Every value of one model's config, one a line, where it stands, and its source or what is assumed of it."""
    basis = _basis(study, scenario)
    lines = [
        (f"{path}: {'null' if value is None else value}", ": ".join(filter(None, (origin, _basis_of(path, basis)))))
        for path, value, origin in resolved_lines(study, model, scenario)
    ]
    width = min(100, max(len(what) for what, _ in lines))
    return "".join(f"{what:<{width}}  # {why}\n" for what, why in lines)


def _basis(study: Study, scenario: str) -> dict[str, str]:
    """By path: the source of a value or of a whole part; of an assumption its range."""
    sources = {sourced.path: sourced.source for sourced in study.sourced(scenario)}
    ranges = {a.path: "assumption, {:g} to {:g}".format(*a.ends) for a in study.assumptions(scenario)}
    return sources | {path: _assumed(sources.get(path), text) for path, text in ranges.items()}


def _assumed(source: str | None, text: str) -> str:
    """An assumption may lean on something; it stays one."""
    return text if source in (None, "assumption") else f"{text} ({source})"


def _basis_of(path: str, basis: Mapping[str, str]) -> str:
    """That of the path, of the nearest part that holds it, or of every municipality's standard."""
    keys = path.split(".")
    own = (".".join(keys[:n]) for n in range(len(keys), 0, -1))
    shared = [".".join([EACH_MUNICIPALITY, *keys[2:]])] if keys[0] == "municipalities" else []
    return next((basis[candidate] for candidate in [*own, *shared] if candidate in basis), "")
