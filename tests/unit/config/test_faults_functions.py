"""Broken functions, measures to be found and qualifications, each with the exact words that its author gets."""

from __future__ import annotations

import pytest

from caseflow.config.load import parse_config
from caseflow.errors import ConfigError
from tests.unit.config.texts import SOUND

REGION = (
    SOUND
    + """\
    effects: {finding_measures: true, qualified_conclusions: true, guidance: true}
  split:
    extends: today
    services:
      shared:
        municipalities: all
        teams:
          board: {covers: [county_board, legal_help, emergencies], staff: [X.1]}
          milieu: {covers: [milieu_work], staff: [X.2]}
          bank: {covers: [measure_search, guidance], staff: [X.3]}
        buys: [foster_homes]
"""
)
REGION = REGION.replace("models:\n", "  X: {number: 3, posts_fte: [3 x 1.0], office: North, extra: true}\nmodels:\n")

SHARED = "models.split.services.shared"


def faults_of(text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        parse_config(text)
    return str(caught.value).splitlines()


def but(old: str, new: str) -> str:
    assert REGION.count(old) == 1, old
    return REGION.replace(old, new)


def test_the_region_is_sound_though_its_extra_posts_are_placed_in_one_model_only() -> None:
    assert list(parse_config(REGION).resolve().models) == ["today", "split"]


BROKEN = {
    "a function covered twice": (
        but("[measure_search, guidance]", "[measure_search, county_board]"),
        (
            f"config.yaml:29: {SHARED}.teams.bank.covers: expected each function of a municipality covered by one team,"
            " found county_board of North, South covered by shared/board as well"
        ),
    ),
    "a function covered and bought": (
        but("[foster_homes]", "[legal_help]"),
        (
            f"config.yaml:30: {SHARED}.buys: expected each function of a municipality covered or bought, not both,"
            " found legal_help of North, South covered by shared/board as well"
        ),
    ),
    "a function bought twice": (
        but("        buys: [foster_homes]", "        buys: [foster_homes]\n      South: {buys: [foster_homes]}"),
        (
            "config.yaml:31: models.split.services.South.buys: expected each function of a municipality bought by one"
            " service, found foster_homes of South bought by shared as well"
        ),
    ),
    "a function bought twice by one service": (
        but("[foster_homes]", "[foster_homes, foster_homes]"),
        f"config.yaml:30: {SHARED}.buys.1: expected each function once, found 'foster_homes'",
    ),
    "a function that nobody can buy": (
        but("[foster_homes]", "[measure_search]"),
        (
            f"config.yaml:30: {SHARED}.buys.0: expected one of 'emergencies', 'county_board', 'legal_help',"
            " 'foster_homes', 'foster_home_visitors', 'guidance', found 'measure_search'"
        ),
    ),
    "a team of lawyers without posts": (
        but("staff: [X.1]", "staff: []").replace("[county_board, legal_help, emergencies]", "[legal_help]"),
        (
            f"config.yaml:27: {SHARED}.teams.board.staff: expected at least one post, for a team that covers functions,"
            " found an empty list"
        ),
    ),
    "milieu workers who do something else": (
        but("[milieu_work]", "[milieu_work, foster_home_visitors]"),
        (
            f"config.yaml:28: {SHARED}.teams.milieu.covers: expected at most measure_search beside milieu_work:"
            " its posts are places for children, found [milieu_work, foster_home_visitors]"
        ),
    ),
    "milieu workers without a kind of measure": (
        REGION + "effects: {finding_measures: {kinds: {milieu_worker: {children_per_post: null}}}}\n",
        (
            "config.yaml:31: effects.finding_measures.kinds: expected a kind with children_per_post, for the teams that"
            " cover milieu_work, found none"
        ),
    ),
    "two kinds with milieu workers": (
        REGION + "effects: {finding_measures: {kinds: {bought: {children_per_post: 8}}}}\n",
        (
            "config.yaml:31: effects.finding_measures.kinds.bought.children_per_post: expected one kind with"
            " children_per_post, and that is milieu_worker, found bought as well"
        ),
    ),
    "kinds of more than all measures": (
        REGION + "effects: {finding_measures: {kinds: {bought: {share: 0.25}}}}\n",
        "config.yaml:31: effects.finding_measures.kinds: expected shares that add up to 1, found 1.05",
    ),
    "kinds of no measures": (
        REGION + "effects: {finding_measures: {kinds: {support_contact: {share: 0}, respite_home: {share: 0},"
        " milieu_worker: {share: 0}, state_service: {share: 0}, bought: {share: 0}}}}\n",
        "config.yaml:31: effects.finding_measures.kinds: expected a kind with a share above 0, found none",
    ),
    "a distribution of a kind whose numbers do not go together": (
        REGION
        + "effects: {finding_measures: {kinds: {bought: {search_days: {distribution: uniform, low: 9, high: 3}}}}}\n",
        (
            "config.yaml:31: effects.finding_measures.kinds.bought.search_days: expected low below high,"
            " found low 9, high 3"
        ),
    ),
    "a search of more than a lifetime": (
        REGION + "effects: {finding_measures: {kinds: {bought: {search_days: 40000}}}}\n",
        (
            "config.yaml:31: effects.finding_measures.kinds.bought.search_days: expected at most 36,525 days on"
            " average, found 40000"
        ),
    ),
    "hours of more than a working life": (
        REGION + "effects: {legal_help: {hours: 20000}}\n",
        "config.yaml:31: effects.legal_help.hours: expected at most 10,000 hours on average, found 20000",
    ),
    "an unqualified post that there is not": (
        but("office: South}", "office: South, unqualified: [3]}"),
        "config.yaml:9: staff.S.unqualified.0: expected the ordinal of a post, from 1 to 2, found 3",
    ),
    "investigations that nobody may conclude": (
        but("office: South}", "office: South, unqualified: [1]}"),
        (
            "config.yaml:18: models.today.services.South.teams.intake.staff: expected a qualified post, to conclude"
            " investigations, found unqualified ones only"
        ),
    ),
    "an extra post placed twice": (
        but("staff: [X.3]", "staff: [X.3, X.1]"),
        (
            f"config.yaml:29: {SHARED}.teams.bank.staff.1: expected each post placed once, found X.1 placed in"
            " shared/board as well"
        ),
    ),
}


@pytest.mark.parametrize(("text", "expected"), BROKEN.values(), ids=BROKEN)
def test_a_broken_config_has_one_fault_in_plain_words(text: str, expected: str) -> None:
    assert faults_of(text) == [expected]


def test_functions_without_their_effect_are_faults() -> None:
    text = but("effects: {finding_measures: true, qualified_conclusions: true, guidance: true}", "effects: {}")
    teams = f"{SHARED}.teams"
    assert faults_of(text) == [
        (
            f"config.yaml:28: {teams}.milieu.covers.0: expected finding_measures: true among the model's"
            " effects, for milieu_work, found false"
        ),
        (
            f"config.yaml:29: {teams}.bank.covers.0: expected finding_measures: true among the model's"
            " effects, for measure_search, found false"
        ),
        (
            f"config.yaml:29: {teams}.bank.covers.1: expected guidance: true among the model's effects, for"
            " guidance, found false"
        ),
    ]


def test_posts_that_are_not_extra_must_be_placed() -> None:
    expected = "config.yaml:12: models.today: expected every post in a team, found X in none"
    assert faults_of(but(", extra: true", "")) == [expected]


def test_drawn_shares_of_kinds_need_not_add_up_to_one() -> None:
    drawn = {"effects.finding_measures.kinds.bought.share": 0.3}
    assert parse_config(REGION).resolve("base", drawn).effects.finding_measures.kinds["bought"].share == 0.3
