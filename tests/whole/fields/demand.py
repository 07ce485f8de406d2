"""Fields of effects: demand drift. Field -> (what turns it on, what to change then)."""

from __future__ import annotations

from typing import Any

INDEX: dict[str, Any] = {"municipalities.North.children_index": {2010: 100.0, 2012: 120.0}}

FIELDS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "municipalities.*.children_index.*": (INDEX, {"municipalities.North.children_index": {2010: 100.0, 2012: 80.0}}),
    "work.posts_follow_children": (INDEX, {"work.posts_follow_children": True}),
    "demand.reports_growth_percent_per_year": ({}, {"demand.reports_growth_percent_per_year": 10.0}),
    "demand.measures_growth_percent_per_year": ({}, {"demand.measures_growth_percent_per_year": 30.0}),
    "demand.yearly_cv": ({}, {"demand.yearly_cv": 0.2}),
}
