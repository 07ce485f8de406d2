"""Faults of who gets a case, of travel and local offices, and of the models that follow one another."""

from __future__ import annotations

import pytest

from caseflow.config.load import parse_config
from tests.unit.config.test_faults import faults_of
from tests.unit.config.texts import SOUND, sound_and, sound_but

NORTH = "North: {municipalities: [North], generalists: [N]}"
TRAVEL = "    effects: {travel: true}\n"
ROAD = "effects: {travel: {distances: [{between: [North, South], km: 10, minutes: 12}]}}\n"
OUT = "{number: 3, outside: true, children_0_17: 900, reports_per_1000_children_per_year: 40, open_measures: 9}"
BEYOND = sound_but("staff:\n", f"  Out: {OUT}\nstaff:\n  O: {{number: 3, posts_fte: [1.0], office: Out}}\n")
"""A neighbouring municipality with a post, which no model serves."""


def with_service(more: str) -> str:
    """More of the northern service."""
    return sound_but(NORTH, f"North: {{municipalities: [North], generalists: [N], {more}}}")


def with_team(more: str, of_service: str = "") -> str:
    """More of the northern team, and of its service."""
    team = f"{{covers: [intake, investigation, measures, care], staff: [N.1, N.2, N.3], {more}}}"
    return sound_but(NORTH, f"North: {{municipalities: [North]{of_service}, teams: {{all: {team}}}}}")


def with_distances(rows: str) -> str:
    """Ways between places."""
    return sound_and(f"effects: {{travel: {{distances: [{rows}]}}}}\n")


def with_wide(*lines: str) -> str:
    """A model that serves the neighbouring municipality."""
    return BEYOND + "".join(["  wide:\n", *(f"    {line}\n" for line in lines)])


FAULTS = {
    "a home that is nowhere": (
        sound_but("0.8], office: North", "0.8], office: North, lives_in: Noth"),
        (
            "config.yaml:8: staff.N.lives_in: expected a municipality of the config, found 'Noth' (did you mean"
            " 'North'?)"
        ),
    ),
    "a group's municipality of another service": (
        with_team("groups: {one: {municipalities: [South], staff: [N.1]}}", ", assign: group_first"),
        (
            "config.yaml:13: models.today.services.North.teams.all.groups.one.municipalities.0: expected a"
            " municipality that the service serves, found 'South' (did you mean 'North'?)"
        ),
    ),
    "a group's post of another team": (
        with_team("groups: {one: {municipalities: [North], staff: [N.1, S.1]}}", ", assign: group_first"),
        (
            "config.yaml:13: models.today.services.North.teams.all.groups.one.staff.1: expected posts of the"
            " team's own staff, found 'S.1'"
        ),
    ),
    "a group of nobody": (
        with_team("groups: {one: {municipalities: [North], staff: []}}", ", assign: group_first"),
        (
            "config.yaml:13: models.today.services.North.teams.all.groups.one.staff: expected at least one"
            " entry, found an empty list"
        ),
    ),
    "groups that nobody asks for": (
        with_team("groups: {one: {municipalities: [North], staff: [N.1]}}"),
        (
            "config.yaml:13: models.today.services.North.teams.all.groups: expected assign: group_first in the"
            " service, for groups in its teams, found assign: least_loaded"
        ),
    ),
    "groups of a team without cases": (
        sound_but(
            "South:\n        municipalities: [South]\n        teams:",
            "South:\n        municipalities: [South]\n        assign: group_first\n        teams:\n          "
            "homes: {covers: [foster_homes], staff: [N.3], groups: {one: {municipalities: [South], staff: [N.3]}}}",
        ).replace("[N]}", "[N.1, N.2]}"),
        (
            "config.yaml:18: models.today.services.South.teams.homes.groups: expected groups in a team that covers a"
            " stage, found one that covers foster_homes"
        ),
    ),
    "groups that are not there": (
        with_service("assign: group_first"),
        (
            "config.yaml:13: models.today.services.North.assign: expected groups in a team of the service, for"
            " group_first, found none"
        ),
    ),
    "a way to assign that is none": (
        with_service("assign: nearest_first"),
        (
            "config.yaml:13: models.today.services.North.assign: expected one of 'least_loaded',"
            " 'nearest_office_first', 'group_first', found 'nearest_first' (did you mean 'nearest_office_first'?)"
        ),
    ),
    "a mistyped helper": (
        with_team("helped_by: [South/intak]"),
        (
            "config.yaml:13: models.today.services.North.teams.all.helped_by.0: expected another team of the"
            " model, as service/team, found 'South/intak' (did you mean 'South/intake'?)"
        ),
    ),
    "a team that helps itself": (
        with_team("helped_by: [North/all]"),
        (
            "config.yaml:13: models.today.services.North.teams.all.helped_by.0: expected another team of the"
            " model, as service/team, found 'North/all'"
        ),
    ),
    "a helper of no common stage": (
        sound_but("staff: [S.1]", "staff: [S.1], helped_by: [South/measures]"),
        (
            "config.yaml:17: models.today.services.South.teams.intake.helped_by.0: expected a team that covers"
            " one of intake, investigation, found South/measures, which covers measures, care"
        ),
    ),
    "everybody": (
        with_team("helped_by: everybody"),
        (
            "config.yaml:13: models.today.services.North.teams.all.helped_by: expected a list, each item text or"
            " 'all', found 'everybody'"
        ),
    ),
    "office days of no office": (
        with_service("office_days: {Noth: [mon]}"),
        (
            "config.yaml:13: models.today.services.North.office_days.Noth: expected the office of a municipality"
            " that the service serves, found 'Noth' (did you mean 'North'?)"
        ),
    ),
    "office days of another service": (
        with_service("office_days: {South: [mon]}"),
        (
            "config.yaml:13: models.today.services.North.office_days.South: expected the office of a"
            " municipality that the service serves, found 'South' (did you mean 'North'?)"
        ),
    ),
    "office days on a Saturday": (
        with_service("office_days: {North: [fri, sat]}"),
        (
            "config.yaml:13: models.today.services.North.office_days.North: expected different working days,"
            " found [fri, sat]"
        ),
    ),
    "office days without days": (
        with_service("office_days: {North: []}"),
        ("config.yaml:13: models.today.services.North.office_days.North: expected different working days, found []"),
    ),
    "a mistyped place": (
        with_distances("{between: [North, Soth], km: 10, minutes: 12}"),
        (
            "config.yaml:19: effects.travel.distances.0.between.1: expected an office, or the place of a"
            " municipality, found 'Soth' (did you mean 'South'?)"
        ),
    ),
    "a way from a place to itself": (
        with_distances("{between: [North, North], km: 10, minutes: 12}"),
        ("config.yaml:19: effects.travel.distances.0.between: expected two different places, found [North, North]"),
    ),
    "a way given twice": (
        with_distances("{between: [North, South], km: 10, minutes: 12}, {between: [South, North], km: 9, minutes: 12}"),
        (
            "config.yaml:19: effects.travel.distances.1.between: expected each pair of places once, found"
            " 'South' and 'North'"
        ),
    ),
    "a negative distance": (
        with_distances("{between: [North, South], km: -1, minutes: 12}"),
        ("config.yaml:19: effects.travel.distances.0.km: expected a number of at least 0, found -1"),
    ),
    "a way that nobody drives": (
        with_distances("{between: [North, South], km: 10, minutes: 3.0e+9}"),
        "config.yaml:19: effects.travel.distances.0.minutes: expected at most 10,000 minutes, found 3e+09",
    ),
    "a way around the earth": (
        with_distances("{between: [North, South], km: 1.0e+17, minutes: 10}"),
        "config.yaml:19: effects.travel.distances.0.km: expected at most 40,000 km, found 1e+17",
    ),
    "three places": (
        with_distances("{between: [North, South, North], km: 1, minutes: 12}"),
        "config.yaml:19: effects.travel.distances.0.between: expected a list of 2, each item text, found a list",
    ),
    "one place": (
        with_distances("{between: [North], km: 1, minutes: 12}"),
        "config.yaml:19: effects.travel.distances.0.between.1: expected text, found nothing",
    ),
    "a place that no distance reaches": (
        sound_and(TRAVEL),
        (
            "config.yaml:19: models.today.effects.travel: expected effects.travel.distances that join South to"
            " North, found none"
        ),
    ),
    "families that no distance reaches": (
        sound_but("open_measures: 24}", "open_measures: 24, place: Farm}", TRAVEL + ROAD),
        (
            "config.yaml:19: models.today.effects.travel: expected effects.travel.distances that join Farm to"
            " North, found none"
        ),
    ),
    "a post without an office": (
        sound_but(", office: South}", "}", TRAVEL + ROAD),
        "config.yaml:9: staff.S.office: expected text, found nothing",
    ),
    "a share above 1": (
        sound_and("effects: {conflicts: {most_share: 1.2}}\n"),
        ("config.yaml:19: effects.conflicts.most_share: expected a number from 0 to 1, found 1.2"),
    ),
    "a mistyped trip": (
        sound_and("effects: {travel: {trips: {home_visits: 1}}}\n"),
        (
            "config.yaml:19: effects.travel.trips.home_visits: expected a known key, found 'home_visits' (did"
            " you mean 'home_visit'?)"
        ),
    ),
    "an unknown model before": (
        sound_and("    before: todya\n"),
        ("config.yaml:19: models.today.before: expected the name of a model, found 'todya' (did you mean 'today'?)"),
    ),
    "growth nowhere": (
        sound_and("    transition: {report_growth_percent: {Soth: 5}}\n"),
        (
            "config.yaml:19: models.today.transition.report_growth_percent.Soth: expected a municipality, or"
            " others, found 'Soth' (did you mean 'South'?)"
        ),
    ),
    "posts of a region not served": (
        BEYOND.replace("generalists: [N]", "generalists: [N, O]"),
        (
            "config.yaml:15: models.today.services.North.generalists.1: expected posts of the region, or of a"
            " neighbouring one that the model serves, found 'O'"
        ),
    ),
    "a region served in part": (
        with_wide(
            "extends: today",
            "before: wide",
            "services: {Out: {municipalities: [Out], teams: {one: {covers: [intake], staff: [O]}}}}",
        ),
        (
            "config.yaml:21: models.wide: expected a team for every stage of Out, found none for investigation,"
            " measures, care"
        ),
    ),
    "a region served without its posts": (
        with_wide(
            "extends: today",
            "before: wide",
            "services: {North: {municipalities: [North, Out]}}",
        ),
        ("config.yaml:21: models.wide: expected every post in a team, found O in none"),
    ),
    "a region not served before": (
        with_wide(
            "extends: today",
            "services: {Out: {municipalities: [Out], generalists: [O]}}",
        ),
        (
            "config.yaml:21: models.wide.before: expected a model that serves Out of the neighbouring region"
            " until the change, as wide does, found today, which serves none"
        ),
    ),
    "a region not served after a step": (
        with_wide(
            "extends: today",
            "before: wide",
            "services: {Out: {municipalities: [Out], generalists: [O]}}",
            "steps: [{date: 2011-06-01, model: today}]",
        ),
        (
            "config.yaml:25: models.wide.steps.0.model: expected a model that serves Out of the neighbouring"
            " region from 2011-06-01, as wide does, found today, which serves none"
        ),
    ),
    "only neighbours": (
        SOUND.replace("{number: 1, children", "{number: 1, outside: true, children").replace(
            "{number: 2, children", "{number: 2, outside: true, children"
        ),
        ("config.yaml:4: municipalities: expected at least one municipality of the region, found only outside ones"),
    ),
}


@pytest.mark.parametrize(("text", "fault"), FAULTS.values(), ids=FAULTS)
def test_the_author_is_told(text: str, fault: str):
    assert faults_of(text) == [fault]


def test_a_place_out_of_reach_is_told_once_for_all_models():
    more = "  other: {extends: today, effects: {travel: true}}\n"
    assert len(faults_of(sound_and(TRAVEL + more))) == 1


def test_a_neighbouring_region_needs_no_distances_in_models_that_do_not_serve_it():
    assert parse_config(BEYOND + TRAVEL + ROAD).resolve().models["today"].effects.travel
