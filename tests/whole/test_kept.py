"""What is kept from one model or replication to the next changes nothing: against working everything out anew."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from caseflow import load_config
from caseflow.clock import Clock
from caseflow.organisation import Organisation, organise
from caseflow.tape.assumptions import draw_assumptions
from caseflow.tape.draw import draw

CONFIG = Path(__file__).parents[2] / "configs" / "kongsberg.yaml"
MODELS = ("status_quo", "full_merger", "nore_uvdal_hallingdal", "on_call", "milieu_workers", "steps_part_services")


def data(value: Any) -> Any:
    """A value as plain data that can be compared."""
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.tolist()
    if isinstance(value, Clock):
        return value.today, value.until
    if dataclasses.is_dataclass(value):
        return {f.name: data(getattr(value, f.name)) for f in dataclasses.fields(value)}
    return [data(item) for item in value] if isinstance(value, tuple) else value


def organisations() -> Iterator[tuple[str, Organisation]]:
    study = load_config(CONFIG)
    for scenario in ("base", "posts_unchanged"):
        for replication in range(2):
            draws = draw_assumptions(study.assumptions(scenario), 1, replication)
            config = study.resolve(scenario, draws).model_copy(update={"years": 1})
            tape = draw(config, replication, draws)
            for model in MODELS:
                yield f"{scenario} {replication} {model}", organise(config, model, tape)


def forget() -> None:
    for name, module in list(sys.modules.items()):
        if name.startswith("caseflow."):
            for member in list(vars(module).values()):
                if hasattr(member, "cache_clear"):
                    member.cache_clear()


def test_organisations_are_those_that_are_made_without_any_before_them() -> None:
    kept = [(name, data(org)) for name, org in organisations()]
    fresh = organisations()
    for name, usual in kept:
        forget()
        other, org = next(fresh)
        assert other == name
        assert data(org) == usual, name
