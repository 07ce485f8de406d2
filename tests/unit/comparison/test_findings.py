import numpy as np

from caseflow.comparison.findings import Fairness
from caseflow.decisions.counts import Counts
from caseflow.decisions.fairness import cells


def of(*municipalities: float) -> Counts:
    """[municipality, entrant, replication, year]: the baseline at 10 of 100, and another model; hardly any chance."""
    chance = np.array([0.0, 1.0, -1.0])[:, None] / 100
    values = (
        np.array([[10.0, value] for value in municipalities])[:, :, None, None]
        + chance * np.array([1, 2])[:, None, None]
    )
    return Counts(values, np.full(values.shape, 100.0))


def test_who_is_worse_off_in_some_of_the_service_is_named_in_the_configs_order_and_cost_is_none():
    counts = {"deadline": of(20, 5, 10), "effort": of(10, 5, 10), "cost": of(10, 10, 30)}
    found = Fairness(
        municipalities=("West", "East", "North"),
        looks=9,
        cells={name: cells(name, own, own[:, [0]], looks=9) for name, own in counts.items()},
        cases_a_year={},
        not_weakened={},
        none_dearer_and_poorer={},
        spread={},
    )
    assert found.worse_off(1) == ("West", "East")  # more limits missed, less effort given
    assert found.worse_off(0) == ()
    labels = {name: [found.label(name, place, 1) for place in range(3)] for name in counts}
    assert labels == {
        "deadline": ["worse", "better", "unclear"],
        "effort": ["unclear", "worse", "unclear"],
        "cost": ["unclear", "unclear", "worse"],
    }
