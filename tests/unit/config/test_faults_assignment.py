"""Faults of who gets a case, of travel, and of local offices."""

from __future__ import annotations

import pytest

from tests.unit.config.test_faults import faults_of
from tests.unit.config.texts import sound_but

FAULTS = {
    "a home that is nowhere": (
        sound_but("0.8], office: North", "0.8], office: North, lives_in: Noth"),
        "config.yaml:8: staff.N.lives_in: expected a municipality of the config, found 'Noth' (did you mean 'North'?)",
    ),
}


@pytest.mark.parametrize(("text", "fault"), FAULTS.values(), ids=FAULTS)
def test_the_author_is_told(text: str, fault: str):
    assert faults_of(text) == [fault]
