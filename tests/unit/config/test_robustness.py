"""Whatever stands in a config, its author gets faults, never a traceback."""

from __future__ import annotations

import copy
import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from caseflow.config.load import Study, parse_config
from caseflow.errors import ConfigError
from tests.unit.config.texts import sound_and

BUSY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""Other tests beside it may take nearly all of a processor."""

TEXT = sound_and(
    """\
  merged:
    extends: today
    drop_services: [South]
    services: {North: {municipalities: all, generalists: [N, S]}}
measures:
  wait_days: {value: 30, distribution: {distribution: gamma, mean: 30, cv: 0.5}, source: assumption}
effort: {handover_hours: {value: 2, range: [1, 3], source: assumption}}
each_municipality: {measures_share: {value: 0.4, range: [0.3, 0.5], source: assumption}, planned_late_share: 0.1}
demand: {season: {july: 0.4}}
absence:
  training:
    share: {value: 0.02, range: [0.01, 0.03], source: assumption}
    days: {distribution: lognormal, mean: {value: 3, range: [2, 4], source: assumption}, cv: 0.5, cap: 9}
scenarios:
  more: {set: {municipalities: {North: {open_measures: {value: 60, range: [50, 70], source: assumption}}}}}
"""
)
ASSUMED = {"value": 0.5, "range": [0, 1], "source": "assumption"}
STRANGE: list[Any] = [
    *(None, True, 0, -1, 0.5, float("nan"), "x", "all", "T.1", "6 x 1.0", dt.date(2010, 1, 1), 10**17),
    *([], [1], ["x"], [[1]], [{"a": 1}], {}, {"a": 1}, {1: 2}, {"extends": {"a": 1}}),
    *(
        {"value": 1},
        {"range": [1, 2]},
        {"source": ["x"]},
        {"source": {"a": 1}},
        ASSUMED,
        {"value": ASSUMED, "source": "x"},
    ),
    *({"distribution": None}, {"distribution": ["a"]}, {"distribution": "gamma"}, {"distribution": {}, "value": 3}),
]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield from places(child, (*path, key))


SOUND_DATA = YAML(typ="safe", pure=True).load(TEXT)


def text_with(path: tuple[Any, ...], value: Any) -> str:
    data = copy.deepcopy(SOUND_DATA)
    parent = data
    for key in path[:-1]:
        parent = parent[key]
    parent[path[-1]] = value
    stream = io.StringIO()
    YAML().dump(data, stream)
    return stream.getvalue()


def read(text: str) -> Study | ConfigError:
    try:
        return parse_config(text)
    except ConfigError as error:
        return error


@settings(BUSY, max_examples=150)
@given(path=st.sampled_from(list(places(SOUND_DATA))), value=st.sampled_from(STRANGE))
def test_a_strange_value_anywhere_is_sound_or_a_fault_in_plain_words(path: tuple[Any, ...], value: Any) -> None:
    result = read(text_with(path, value))
    if isinstance(result, ConfigError):
        assert result.faults
        assert not any(word in str(result) for word in ("Node(", "Assumption(", "pydantic", "Input should"))
    else:
        last = result.scenario_names[-1]
        assert parse_config(result.resolved_yaml(last)).resolve() == result.resolve(last)


SLIPS = st.text(alphabet="\t\n :,-[]{}&*!|>'\"%@#?09.x~=é", min_size=1, max_size=4)


@settings(BUSY, max_examples=100)
@given(place=st.integers(0, len(TEXT)), slip=SLIPS)
def test_a_slip_of_the_finger_anywhere_is_sound_or_a_fault(place: int, slip: str) -> None:
    result = read(TEXT[:place] + slip + TEXT[place:])
    assert isinstance(result, Study) or result.faults
