"""``python -m benchmarks.chunk CONFIG REPLICATIONS YEARS``: simulate one chunk of a config, and keep nothing of it."""

from __future__ import annotations

import sys

from caseflow.config.load import load_config
from caseflow.experiment import Task, make_plan, simulate_task

if __name__ == "__main__":
    config, replications, years = sys.argv[1:]
    study = load_config(config)
    plan = make_plan(study, replications=int(replications), years=int(years))
    simulate_task(study, plan, False, "compiled", Task(0, plan.scenarios[0], range(plan.replications)))
