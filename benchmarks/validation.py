"""The tables of docs/validation.md: what the shipped configs give, asked of the command line as anybody would."""

from __future__ import annotations

import atexit
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.page import table
from benchmarks.region import KONGSBERG
from caseflow import load_config
from caseflow.clock import DAYS_PER_YEAR
from caseflow.stats.registry import REGION
from caseflow.tables import WHOLE_YEAR

REPLICATIONS, QUICK_REPLICATIONS = 200, 2

NATIONAL = KONGSBERG.with_name("national.yaml")

TODAY, MERGER, INVESTIGATION_TEAM = "status_quo", "full_merger", "investigation_team"

NATIONAL_SPELLS = {
    "investigations that took under 2 weeks": (0, 14, "9 %"),
    "2 to 4 weeks": (14, 28, "8 %"),
    "1 to 2 months": (28, 2 / 12 * DAYS_PER_YEAR, "18 %"),
    "2 to 3 months": (2 / 12 * DAYS_PER_YEAR, 3 / 12 * DAYS_PER_YEAR, "34 %"),
    "3 to 6 months": (3 / 12 * DAYS_PER_YEAR, 6 / 12 * DAYS_PER_YEAR, "24 %"),
    "over 6 months": (6 / 12 * DAYS_PER_YEAR, np.inf, "7 %"),
}
"""Days from, days until (not including), and the country's share (SSB 2009)."""

SERVICES = {
    "Kongsberg": ("K", 15),
    "Notodden/Hjartdal": ("NH", 23),
    "Tinn": ("T", 28),
    "Flesberg/Rollag": ("FR", 29),
    "Nore og Uvdal": ("NU", 17),
}
"""A service of today: its name in the config, and the first estimate of its children per post."""

SWITCHED_OFF = {
    "travel": "effects: {travel: false}",
    "growth in reports": "transition: {report_growth_percent: {others: 0}}",
    "start-up loss": "transition: {start_up: {capacity_loss_percent: 0}}",
    "fixed work (services, municipalities, offices)": "effects: {fixed_work: false}",
    "refused transfers": "transition: {refusing_share: 0}",
    "conflicts of interest": "effects: {conflicts: false}",
}
"""An effect of the full merger, and what a model must say to be without it."""

WITHOUT = {name: f"without_{number}" for number, name in enumerate(SWITCHED_OFF)}
"""The names of these models."""

STRAIN = {
    "as usual": ("base", "base"),
    "sick leave doubled": ("sick_leave_100", "base"),
    "sick leave tripled": ("sick_leave_200", "base"),
    "every post a tenth smaller": ("base", "posts_minus_10"),
    "every post a fifth smaller": ("base", "posts_minus_20"),
}
"""Scenarios of sick leave and of posts in the grid of stress."""

OBSERVED_COSTS = {
    "Kongsberg": "above the country, through 252; 251 about the country's",
    "Notodden": "with Hjartdal the only one below the country in all years, through 252; 251 about the country's",
    "Hjartdal": "see Notodden",
    "Tinn": "falling at the end of 2005-09; 251 about the country's",
    "Flesberg": "with Rollag more than twice that of 2005, 244 with a steep rise",
    "Rollag": "see Flesberg",
    "Nore og Uvdal": "9,308, far above the others, through 244 and 251; 251 more than twice the country's",
}
"""What the study tells of a municipality's costs in 2009."""

BOOKED_TOGETHER = ("Flesberg", "Rollag")
"""Whose costs by function nobody can tell: what depends on them stands in brackets."""


# -- asking -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Run:
    """A run folder."""

    folder: Path

    @cached_property
    def summary_rows(self) -> pd.DataFrame:
        """As they stand."""
        return self.csv("summary")

    @cached_property
    def summary(self) -> pd.DataFrame:
        """By model, scope, unit and indicator: the summary's columns."""
        return self.summary_rows.set_index(["model", "scope", "unit", "indicator"]).sort_index()

    def mean(self, model: str, indicator: str, scope: str = REGION, unit: str = REGION) -> float:
        """Of the years of the statistics."""
        return float(self.summary.loc[(model, scope, unit, indicator), "mean"])

    @property
    def models(self) -> list[str]:
        """In the config's order."""
        return list(dict.fromkeys(self.summary_rows["model"]))

    def missed_in_years(self, model: str, service: str) -> pd.Series:
        """The share of limits missed in each single year in which any fell."""
        first_year = json.loads((self.folder / "run.json").read_text(encoding="utf-8"))["reading"]["first_year"]
        wide = self._parquet("indicators")
        is_of = (wide["model"] == model) & (wide["scope"] == "service") & (wide["unit"] == service)
        rows = wide[is_of & (wide["quarter"] == WHOLE_YEAR) & (wide["year"] >= first_year)]
        return (rows["breach_share_numerator"] / rows["breach_share_denominator"]).dropna()

    def investigations(self, model: str) -> pd.Series:
        """Those closed in the region, by how many days they took."""
        rows = self._parquet("durations")
        is_of = (rows["model"] == model) & (rows["scope"] == REGION)
        return rows[is_of].groupby("days")["investigations"].sum()

    def compared(self, baseline: str, *indicators: str) -> dict[str, Any]:
        """By indicator and model: what ``caseflow compare`` tells of it against a baseline."""
        wanted = [word for indicator in indicators for word in ("--indicator", indicator)]
        told = json.loads(caseflow("compare", "--json", "--baseline", baseline, *wanted, str(self.folder)))
        return {indicator: told["indicators"][indicator]["against_baseline"] for indicator in indicators}

    def csv(self, name: str) -> pd.DataFrame:
        """One of its tables."""
        return pd.read_csv(self.folder / "tables" / f"{name}.csv", keep_default_na=False, na_values=[""])

    def _parquet(self, name: str) -> pd.DataFrame:
        return pd.read_parquet(self.folder / "tables" / f"{name}.parquet")


def caseflow(*words: str) -> str:
    """What a command prints; raises CalledProcessError if it fails."""
    return subprocess.run(  # noqa: S603
        [sys.executable, "-m", "caseflow", *words], stdout=subprocess.PIPE, check=True, text=True
    ).stdout


@lru_cache
def run(command: str, config: Path, quick: bool, *options: str) -> Run:
    """Simulate, once for all tables that ask for it."""
    futures = ("--replications", str(QUICK_REPLICATIONS if quick else REPLICATIONS))
    out = _scratch() / str(len(list(_scratch().iterdir())))
    caseflow(command, str(config), *futures, "--quiet", "--out", str(out), *options)
    (folder,) = out.iterdir()
    return Run(folder)


@lru_cache
def _scratch() -> Path:
    folder = tempfile.mkdtemp(prefix="validation-")
    atexit.register(shutil.rmtree, folder)
    return Path(folder)


def _spaced(key: str) -> str:
    return key.replace("_", " ")


def _percent(share: float, digits: int = 0) -> str:
    return f"{100 * share:.{digits}f} %"


def _points(of: dict[str, Any]) -> str:
    """A difference of shares and its interval, in points."""
    mean, low, high = (round(100 * of[name], 1) + 0.0 for name in ("difference", "low", "high"))  # no -0.0
    return f"{mean:+.1f} [{low:.1f} to {high:.1f}]"


# -- the tables ---------------------------------------------------------------------------------------------------


def country(quick: bool) -> Iterator[str]:
    """Ten services that stand for the country, beside the country."""
    asked, model = run("simulate", NATIONAL, quick), "as_today"
    took = asked.investigations(model)
    rows = [
        (name, _percent(took[(took.index >= begin) & (took.index < end)].sum() / took.sum()), observed)
        for name, (begin, end, observed) in NATIONAL_SPELLS.items()
    ]
    mean = partial(asked.mean, model)
    children = sum(place.children_0_17 for place in load_config(NATIONAL).resolve().municipalities.values())
    in_care = mean("open_care")
    with_measures = mean("open_measures") + in_care
    rows += [
        ("over three months in all", _percent(mean("over_three_months_share"), 1), "30.8 %"),
        ("mean duration", f"{mean('processing_days_mean'):.0f} days", "84 days"),
        (
            "investigations started per 1,000 children",
            f"{1000 * mean('investigations_started') / children:.1f}",
            "27.2",
        ),
        ("children with measures on an average day per 1,000 children", f"{1000 * with_measures / children:.0f}", "32"),
        ("of these in care", _percent(in_care / with_measures), "18.5 %"),
        ("children with an investigation or measure per post", f"{mean('children_per_post'):.0f}", "about 19"),
        ("reports concluded after the week", _percent(mean("screening_late_share")), "under 1 % in later years"),
    ]
    yield table(("", "model", "country (SSB 2009)"), rows)


def services(quick: bool) -> Iterator[str]:
    """Today's five services."""
    asked = run("simulate", KONGSBERG, quick)
    head = ("service", "legal limits missed, mean [95 %]", "in four of five years", "years without any")
    more = ("years over 30 %", "children per post", "first estimate of it", "follow-ups missed", "utilisation")
    yield table((*head, *more), (_service(asked, name, *of) for name, of in SERVICES.items()))


def _service(asked: Run, name: str, service: str, first_estimate: int) -> tuple[str, ...]:
    mean = partial(asked.mean, TODAY, scope="service", unit=service)
    years = asked.missed_in_years(TODAY, service)
    missed = asked.summary.loc[(TODAY, "service", service, "breach_share")]
    return (
        name,
        f"{_percent(missed['mean'], 1)} [{100 * missed['ci95_low']:.1f} to {100 * missed['ci95_high']:.1f}]",
        f"{100 * missed['q10']:.0f} to {_percent(missed['q90'])}",
        _percent((years == 0).mean()),
        _percent((years > 0.3).mean()),
        f"{mean('children_per_post'):.1f}",
        str(first_estimate),
        _percent(mean("follow_ups_missed_share")),
        f"{mean('utilisation'):.2f}",
    )


def models(quick: bool) -> Iterator[str]:
    """Every model of the region against the status quo."""
    asked = run("simulate", KONGSBERG, quick)
    compared = asked.compared(TODAY, "breach_share")["breach_share"]
    rows = []
    for model in asked.models:
        against = compared.get(model)
        rows.append(
            (
                _spaced(model),
                _percent(asked.mean(model, "breach_share"), 1),
                _points(against) if against else "",
                _futures_won(against) if against else "",
                _percent(asked.mean(model, "follow_ups_missed_share"), 1),
                _percent(asked.mean(model, "effort_given_share"), 1),
                f"{asked.mean(model, 'travel_hours_per_worker_week'):.1f}",
            )
        )
    head = ("model", "missed", "difference to the status quo, points [95 %]", "better in", "follow-ups missed")
    yield table((*head, "effort given", "travel, hours a worker and week"), rows)


def _futures_won(against: dict[str, Any]) -> str:
    """How many, ties counted half."""
    won = against["better_in_futures"]
    return "equal" if against["verdict"] == "equal" else f"{won['chance'] * won['counted']:.0f}"


def effects(quick: bool) -> Iterator[str]:
    """What each effect costs the full merger: that with all of them against one without it."""
    options = [f"--set={override}" for override in switched_off()]
    asked = run("simulate", KONGSBERG, quick, *options, *(f"--model={model}" for model in (MERGER, *WITHOUT.values())))
    indicators = ("breach_share", "follow_ups_missed_share")
    compared = asked.compared(MERGER, *indicators)
    prices = {name: [_turned(compared[of][model]) for of in indicators] for name, model in WITHOUT.items()}
    rows = sorted(prices.items(), key=lambda price: -price[1][0]["difference"])
    yield table(
        ("effect of the full merger", "missed limits", "missed follow-ups"),
        ((name, *map(_points, both)) for name, both in rows),
    )


def switched_off() -> list[str]:
    """Overrides of the config: a full merger without each of the effects."""
    return [f"models.{model}={{extends: {MERGER}, {SWITCHED_OFF[name]}}}" for name, model in WITHOUT.items()]


def _turned(of: dict[str, Any]) -> dict[str, Any]:
    """A difference the other way round."""
    return {"difference": -of["difference"], "low": -of["high"], "high": -of["low"]}


def strain(quick: bool) -> Iterator[str]:
    """Limits missed under stress of everybody."""
    compared = (TODAY, MERGER, INVESTIGATION_TEAM)
    asked = run("stress", KONGSBERG, quick, *(f"--model={model}" for model in compared))
    grid = asked.csv("stress_grid").query("scope == 'region'").set_index(["sick_leave", "posts", "model"])
    rows = [
        (name, *(_cell(grid.loc[(sick_leave, posts, model)]) for model in compared))
        for name, (sick_leave, posts) in STRAIN.items()
    ]
    yield table(("", *map(_spaced, compared)), rows)


def _cell(of: pd.Series) -> str:
    low, high = 100 * of["breach_low"], 100 * of["breach_high"]
    return f"{_percent(of['breach_share'], 1)} [{low:.1f} to {high:.1f}]"


def costs(quick: bool) -> Iterator[str]:
    """NOK a child and year by the usual key, today and in the full merger."""
    asked = run("simulate", KONGSBERG, quick)
    per_child = (
        asked.csv("costs").query("key == 'usual'").set_index(["model", "municipality", "function"])["nok_per_child"]
    )
    columns = [*((TODAY, function) for function in ("244", "251", "252", "all")), (MERGER, "244"), (MERGER, "all")]
    rows = [
        (place, told, *(_nok(per_child, place, *column) for column in columns))
        for place, told in OBSERVED_COSTS.items()
    ]
    head = ("", "the study, 2009", "244", "251", "252", "together", "merged: 244", "together")
    yield table(head, [*rows, ("country", "5,429; 251: 890", *("",) * len(columns))], n_left=2)


def _nok(per_child: pd.Series, place: str, model: str, function: str) -> str:
    told = f"{per_child[model, place, function]:,.0f}"
    return f"({told})" if place in BOOKED_TOGETHER and function != "244" else told


TABLES = {of.__name__: of for of in (country, services, models, effects, strain, costs)}
"""Each takes whether it is to be quick, with next to no futures."""
