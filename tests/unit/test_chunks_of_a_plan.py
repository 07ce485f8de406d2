from itertools import pairwise

import pytest

from caseflow.experiment import CHUNK_RUNS, CHUNKS, Plan, tasks_of


def plan(replications: int, models: int = 1, scenarios: tuple[str, ...] = ("base",)) -> Plan:
    return Plan(tuple(f"model_{i}" for i in range(models)), scenarios, replications, seed=1, years=4)


@pytest.mark.parametrize("replications", [1, 63, 64, 65, 1000, 12_345])
@pytest.mark.parametrize("models", [1, 6, 25, 1000])
def test_every_future_of_every_scenario_is_in_one_chunk_and_they_are_in_order(replications: int, models: int):
    tasks = tasks_of(plan(replications, models, ("base", "epidemic")))
    assert [task.number for task in tasks] == list(range(len(tasks)))
    futures = [(task.scenario, r) for task in tasks for r in task.replications]
    assert futures == [(scenario, r) for scenario in ("base", "epidemic") for r in range(replications)]


def test_chunks_are_few_unless_they_were_too_large():
    assert CHUNKS <= len(tasks_of(plan(10_000))) < 1.5 * CHUNKS
    assert max(6 * len(task.replications) for task in tasks_of(plan(10_000, models=6))) <= CHUNK_RUNS


def test_the_last_chunks_are_small_so_that_workers_are_done_together():
    sizes = [len(task.replications) for task in tasks_of(plan(6_400))]
    assert all(before >= after for before, after in pairwise(sizes))
    assert sizes[-1] * 4 == sizes[0] == 100
