"""Who gets a case, travel, conflicts and coordination change nothing where they have nothing to change."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from caseflow.engines.compiled import run
from caseflow.log import Log, assert_equal
from caseflow.organisation import organise
from caseflow.stats.indicators import Counts, count
from caseflow.tape.draw import draw
from tests.whole.worlds import MODEL, base, result, sound, with_changes

BOTH = "models.merged.services.Both"
AT_ONE_PLACE = tuple({"between": ("North", place), "km": 0.0, "minutes": 0.0} for place in ("South",))
EVERYBODY = {
    "intake": {"all": {"municipalities": ("North", "South", "Island"), "staff": ("N.1", "N.2", "S.1")}},
    "measures": {"all": {"municipalities": ("North", "South", "Island"), "staff": ("N.3", "N.4", "S.2")}},
}

NEUTRAL: dict[str, dict[str, Any]] = {
    "offices that are equally near": {
        f"{BOTH}.assign": "nearest_office_first",
        "effects.travel.distances": AT_ONE_PLACE,
    },
    "a group of everybody for everybody": {
        f"{BOTH}.assign": "group_first",
        **{f"{BOTH}.teams.{team}.groups": groups for team, groups in EVERYBODY.items()},
    },
    "everybody at home in one place": {
        f"{BOTH}.avoid_home_municipality": True,
        "staff.N.lives_in": "Island",
        "staff.S.lives_in": "Island",
    },
    "help at a peak that nobody reaches": {
        "models.apart.services.South.teams.generalists.helped_by": "all",
        "effects.help.peak_load_percent": 10_000,
    },
    "conflicts that never are": {
        "models.merged.effects.conflicts": True,
        "effects.conflicts.share_at_1000_children": 0.0,
    },
    "hand-overs between services that take no time": {
        "models.merged.effects.coordination": True,
        "effects.coordination.handover_hours": 0.0,
        "effects.coordination.meeting_hours_per_year": 0.0,
    },
    "growth of nothing": {"models.merged.transition.report_growth_percent": {"others": 0.0}},
    "the baseline named as the model before": {"models.merged.before": "today"},
}


@pytest.mark.parametrize("changes", NEUTRAL.values(), ids=NEUTRAL)
def test_what_has_nothing_to_change_changes_nothing(changes: dict[str, Any]):
    assert result(sound(with_changes(changes))) == result(sound(base()))


def test_travel_within_one_place_takes_no_time():
    travel = {"models.merged.effects.travel": True, "effects.travel.distances": AT_ONE_PLACE}
    # hours of travel are none instead of missing, but what happens is the same
    assert_equal(log_of(base()), log_of(with_changes(travel)))


def log_of(data: dict[str, Any]) -> Log:
    config = sound(data)
    tape = draw(config, 0)
    return run(organise(config, MODEL, tape), tape)


def counts_of(data: dict[str, Any]) -> Counts:
    config = sound(data)
    tape = draw(config, 0)
    org = organise(config, MODEL, tape)
    return count(run(org, tape), tape, org)


def test_a_neighbouring_region_that_nobody_serves_changes_no_count():
    like = base()["municipalities"]["South"]
    group = base()["staff"]["S"]
    own = counts_of(base())
    both = counts_of(
        with_changes(
            {
                "municipalities.Beyond": {**like, "number": 9, "outside": True, "office": "Beyond"},
                "staff.B": {**group, "number": 9, "office": "Beyond"},
            }
        )
    )
    place = [both.units.index(unit) for unit in own.units]
    for ours, theirs in ((own.numerator, both.numerator), (own.denominator, both.denominator)):
        axis = ours.shape.index(len(own.units))
        # means are sums in another order
        np.testing.assert_allclose(np.take(theirs, place, axis=axis), ours, rtol=1e-12)
