"""When the stress of a scenario begins and ends, in which years it shows, and whom it hits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from caseflow.clock import add_months
from caseflow.config.placement import has_cases, layout_of, placement
from caseflow.config.scenarios import BASE
from caseflow.config.schema import AbsenceShock, Config, ReportShock, Shock
from caseflow.config.stress import candidates, end_day, first_day, last_date, municipality_of
from caseflow.config.study import Study


@dataclass(frozen=True)
class Span:
    """The stress of one scenario."""

    scenario: str
    title: str
    begins: dt.date
    ends: dt.date | None
    """The day after the last one; None: it lasts to the end of the run."""
    years: range
    """The calendar years of the statistics from its beginning to the legal limit of what comes in on its last day."""
    hits: tuple[str, ...]
    """The municipalities that it is aimed at, in the config's order; all, if it is more than shocks."""


def span_of(study: Study, scenario: str, years: range) -> Span:
    """The span of a scenario, of all that the base does not have."""
    config, base = study.resolve(scenario), study.resolve(BASE)
    shocks = _added(config, base)
    begins = min((first_day(config, shock) for _, shock in shocks), default=config.calendar.change_date)
    is_lasting = not shocks or not _is_otherwise_the_same(config, base)
    ends = None if is_lasting else _end(config, [shock for _, shock in shocks])
    if is_lasting:
        begins = config.calendar.change_date if not shocks else min(begins, config.calendar.change_date)
    shown = [year for year in years if begins.year <= year <= _last_year(config, ends)]
    return Span(
        scenario=scenario,
        title=_title(study, scenario),
        begins=begins,
        ends=ends,
        years=range(shown[0], shown[-1] + 1) if shown else years,
        hits=_region(config) if is_lasting else _hits(config, [shock for _, shock in shocks]),
    )


def _added(config: Config, base: Config) -> list[tuple[str, Shock]]:
    """The shocks that the base does not have."""
    kinds = (config.stress.absences, base.stress.absences), (config.stress.reports, base.stress.reports)
    return [(name, shock) for own, of_base in kinds for name, shock in own.items() if of_base.get(name) != shock]


def _is_otherwise_the_same(config: Config, base: Config) -> bool:
    """Whether nothing but shocks tells a scenario from the base."""
    without: dict[str, dict[str, Shock]] = {"absences": {}, "reports": {}}
    one, other = (c.model_copy(update={"stress": c.stress.model_copy(update=without)}) for c in (config, base))
    return one == other


def _end(config: Config, shocks: Sequence[Shock]) -> dt.date | None:
    ends = [end_day(config, shock) for shock in shocks]
    known = [end for end in ends if end is not None]
    return max(known) if len(known) == len(ends) and max(known) < last_date(config) else None


def _last_year(config: Config, ends: dt.date | None) -> int:
    return 9999 if ends is None else add_months(ends, config.investigation.deadline_months).year


def _title(study: Study, scenario: str) -> str:
    declared = study.base.mapping("scenarios")
    parts = [declared[name].child("title") for name in scenario.split("+") if name in declared]
    return "; ".join(str(title.value) for title in parts if title is not None)


# -- whom -------------------------------------------------------------------------------------------------------


def _hits(config: Config, shocks: Sequence[Shock]) -> tuple[str, ...]:
    """The municipalities whose service of the baseline loses people, or where families are reported."""
    layout = layout_of(config, config.baseline)
    found: set[str] = set()
    for shock in shocks:
        if isinstance(shock, ReportShock):
            found.add(municipality_of(config, shock))
        elif isinstance(shock, AbsenceShock):
            taken = {worker for workers in candidates(config, shock) for worker in workers}
            for (service, _), workers in placement(layout).items():
                if taken.intersection(workers) and has_cases(layout.services.part[service]):
                    found.update(layout.served_by(service))
    return tuple(name for name in _region(config) if name in found) or _region(config)


def _region(config: Config) -> tuple[str, ...]:
    return tuple(name for name, municipality in config.municipalities.items() if not municipality.outside)
