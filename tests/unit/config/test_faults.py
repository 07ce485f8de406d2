"""Broken configs, each with the exact words that its author gets."""

from __future__ import annotations

import pytest

from caseflow.config.load import parse_config
from caseflow.errors import ConfigError
from tests.unit.config.texts import SOUND, sound_and, sound_but

REAL_PEOPLE = "caseflow holds nothing about real people"
QUANTITY = "such as {value: 20, range: [5, 40], source: assumption}"
MONTHS = "January, February, March, April, May, June, July, August, September, October, November, December"
BOMB = "a: &a [1,1,1,1,1,1,1,1,1,1]\n" + "".join(
    f"{key}: &{key} [{','.join([f'*{below}'] * 10)}]\n" for key, below in zip("bcdefg", "abcdef", strict=True)
)


def faults_of(text: str, overrides: tuple[str, ...] = ()) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        parse_config(text, overrides=overrides)
    return str(caught.value).splitlines()


KEYS_AND_VALUES = {
    "a mistyped key": (
        sound_but("open_measures: 55", "open_measure: 55"),
        (
            "config.yaml:5: municipalities.North.open_measure: expected a known key, found 'open_measure'"
            " (did you mean 'open_measures'?)"
        ),
    ),
    "a key of no meaning": (
        sound_but("office: North", "office: North, colour: red"),
        (
            "config.yaml:8: staff.N.colour: expected a known key, found 'colour' (known keys: number,"
            " posts_fte, office,"
            " casework_share, other_posts_fte, working_days, lives_in, leaders, unqualified, extra)"
        ),
    ),
    "a negative post": (
        sound_but("2 x 1.0, 0.8", "-1, 0.8"),
        "config.yaml:8: staff.N.posts_fte.0: expected a post size above 0 and at most 1, or '6 x 1.0', found -1",
    ),
    "a post over full time": (
        sound_but("2 x 1.0, 0.8", "2 x 1.1"),
        "config.yaml:8: staff.N.posts_fte.0: expected a post size above 0 and at most 1, or '6 x 1.0', found '2 x 1.1'",
    ),
    "not a number": (
        sound_and("effort: {handover_hours: .nan}\n"),
        "config.yaml:19: effort.handover_hours: expected a number of at least 0, found nan",
    ),
    "an infinite number": (
        sound_and("effort: {handover_hours: .inf}\n"),
        "config.yaml:19: effort.handover_hours: expected a number of at least 0, found inf",
    ),
    "a fraction of a whole": (
        sound_and("work: {cases_norm: 5.5}\n"),
        "config.yaml:19: work.cases_norm: expected a whole number of at least 1, found 5.5",
    ),
    "a number as text": (
        sound_and("work: {cases_norm: '5'}\n"),
        "config.yaml:19: work.cases_norm: expected a whole number of at least 1, found '5' (write it without quotes)",
    ),
    "a decimal comma": (
        sound_and("effort:\n  handover_hours: 0,5\n"),
        (
            "config.yaml:20: effort.handover_hours: expected a number of at least 0, found '0,5'"
            " (decimals follow a point, not a comma: 0.5)"
        ),
    ),
    "a decimal comma between braces, where it begins a key": (
        sound_but("office: South", "office: South, other_posts_fte: 0,5"),
        "config.yaml:9: staff.S.5: expected a known key, found 5 (decimals follow a point, not a comma)",
    ),
    "a decimal comma between brackets, where it begins an item": (
        sound_but("2 x 1.0, 0.8", "2 x 1,0"),
        (
            "config.yaml:8: staff.N.posts_fte.1: expected a post size above 0 and at most 1, or '6 x 1.0', found 0"
            " (decimals follow a point, not a comma)"
        ),
    ),
    "thousands apart": (
        sound_but("children_0_17: 1400", "children_0_17: 1 400"),
        (
            "config.yaml:5: municipalities.North.children_0_17: expected a whole number above 0, found '1 400'"
            " (write 1400)"
        ),
    ),
    "a point between thousands": (
        sound_but("children_0_17: 1400", "children_0_17: 1.400"),
        (
            "config.yaml:5: municipalities.North.children_0_17:"
            " expected 1400, or 1.4 if its point begins decimals, found 1.400"
        ),
    ),
    "points between thousands": (
        sound_but("children_0_17: 1400", "children_0_17: 1.001.400"),
        (
            "config.yaml:5: municipalities.North.children_0_17: expected a whole number above 0, found '1.001.400'"
            " (write 1001400)"
        ),
    ),
    "kroner that would be a thousandth": (
        sound_and("money: {nok_per_office_per_year: 300.000}\n"),
        (
            "config.yaml:19: money.nok_per_office_per_year:"
            " expected 300000, or 300 if its point begins decimals, found 300.000"
        ),
    ),
    "per cent as text": (
        sound_and("investigation: {quick_share: 8 %}\n"),
        "config.yaml:19: investigation.quick_share: expected a number from 0 to 1, found '8 %' (write 0.08)",
    ),
    "per cent for a share": (
        sound_and("investigation: {quick_share: 8}\n"),
        "config.yaml:19: investigation.quick_share: expected a number from 0 to 1, found 8 (8 % is 0.08)",
    ),
    "a number for a yes or no": (
        sound_but("office: North", "office: North, extra: 1"),
        "config.yaml:8: staff.N.extra: expected true or false, found 1",
    ),
    "yes, which is a word": (
        sound_and("work: {cases_norm: yes}\n"),
        "config.yaml:19: work.cases_norm: expected a whole number of at least 1, found 'yes'",
    ),
    "true for a number": (
        sound_and("work: {cases_norm: true}\n"),
        "config.yaml:19: work.cases_norm: expected a whole number of at least 1, found true",
    ),
    "a wait beyond any calendar": (
        sound_and("measures: {wait_days: 1.0e+12}\n"),
        "config.yaml:19: measures.wait_days: expected at most 36,525 days on average, found 1e+12",
    ),
    "an effort beyond any case": (
        sound_and("effort: {review_hours: {distribution: exponential, mean: 20000}}\n"),
        "config.yaml:19: effort.review_hours: expected at most 10,000 hours on average, found 20000",
    ),
    "a limit beyond any calendar": (
        sound_and("investigation: {screening_days: 100000000000000000}\n"),
        "config.yaml:19: investigation.screening_days: expected at most 36,525 days, found 1e+17",
    ),
    "a plan beyond any calendar": (
        sound_and("investigation: {planned_share_of_limit: {distribution: exponential, mean: 1000}}\n"),
        "config.yaml:19: investigation.planned_share_of_limit: expected at most 400 on average, found 1000",
    ),
    "more hours than a service has": (
        sound_and("effects: {guidance: {hours_per_service_per_year: 1.0e+17}}\n"),
        "config.yaml:19: effects.guidance.hours_per_service_per_year: expected at most 1,000,000 a year, found 1e+17",
    ),
    "more places than there are children": (
        sound_and("effects: {finding_measures: {kinds: {respite_home: {spare_places_share: 1.0e+17}}}}\n"),
        (
            "config.yaml:19: effects.finding_measures.kinds.respite_home.spare_places_share: expected at most 1,000"
            " times as many, found 1e+17"
        ),
    ),
    "more clerks than there are": (
        sound_but("office: South}", "office: South, other_posts_fte: 1.0e+17}"),
        "config.yaml:9: staff.S.other_posts_fte: expected a number from 0 to 10000, found 1e+17",
    ),
    "years that differ by nothing": (
        sound_and("demand: {yearly_cv: 1.0e-200}\n"),
        "config.yaml:19: demand.yearly_cv: expected 0, or at least 1e-06, found 1e-200",
    ),
    "a spread of nothing": (
        sound_and("measures: {wait_days: {distribution: gamma, mean: 30, cv: 1.0e-200}}\n"),
        "config.yaml:19: measures.wait_days: expected a cv of at least 1e-06, found 1e-200",
    ),
    "more cases than a machine holds": (
        sound_but("open_measures: 55", "open_measures: 5500000"),
        (
            "config.yaml:4: municipalities: expected at most 1,000,000 cases in a future: those of today, and what is"
            " reported, found 5,500,472 (5,500,311 in North)"
        ),
    ),
    "more investigations than a machine holds, open for a hundred years": (
        sound_but("children_0_17: 1400", "children_0_17: 280000", "investigation: {planned_share_of_limit: 400}\n"),
        (
            "config.yaml:4: municipalities: expected at most 1,000,000 cases in a future: those of today, and what is"
            " reported, found 1,239,053 (1,236,296 in North)"
        ),
    ),
    "growth that never ends": (
        sound_and("years: 200\ndemand: {reports_growth_percent_per_year: 10}\n"),
        (
            "config.yaml:4: municipalities: expected at most 1,000,000 cases in a future: those of today, and what is"
            " reported, found 185,848,023,458 (128,866,318,153 in North)"
        ),
    ),
    "more children than a family has": (
        sound_and("demand: {children_per_family: {distribution: poisson, mean: 1000}}\n"),
        "config.yaml:19: demand.children_per_family: expected at most 100 on average, found 1000",
    ),
    "more contacts than anybody has time for": (
        sound_and("investigation: {contacts: 1000000}\n"),
        "config.yaml:19: investigation.contacts: expected at most 100 on average, found 1e+06",
    ),
    "a day before any record": (
        sound_but("today: 2010-01-01", "today: 0001-01-01"),
        "config.yaml:2: calendar.today: expected a date from 1900 to 2200, found 0001-01-01",
    ),
    "a limit of nothing": (
        sound_and("work: {caseload_limit: 0}\n"),
        "config.yaml:19: work.caseload_limit: expected a whole number of at least 1 or null, found 0",
    ),
    "a part left empty": (
        sound_and("effort:\n"),
        "config.yaml:19: effort: expected a mapping, found nothing",
    ),
    "a list for a part": (
        sound_and("effort: [1]\n"),
        "config.yaml:19: effort: expected a mapping, found a list (a mapping is `key: value`, line by line)",
    ),
    "a date as text": (
        sound_but("today: 2010-01-01", "today: '2010-01-01'"),
        (
            "config.yaml:2: calendar.today: expected a date such as 2010-01-31, found '2010-01-01'"
            " (write it without quotes)"
        ),
    ),
    "a date that does not exist": (
        sound_but("today: 2010-01-01", "today: 2010-02-30"),
        "config.yaml:2: calendar.today: expected a value that exists, found '2010-02-30'",
    ),
    "a time of day": (
        sound_but("today: 2010-01-01", "today: 2010-01-01 10:00:00"),
        "config.yaml:2: calendar.today: expected a date without a time of day, found '2010-01-01 10:00:00'",
    ),
    "a missing date": (
        sound_but("today: 2010-01-01, ", ""),
        "config.yaml:2: calendar.today: expected a date such as 2010-01-31, found nothing",
    ),
    "no schema": (sound_but("schema: 1\n", ""), "config.yaml:1: schema: expected 1, found nothing"),
    "another schema": (
        sound_but("schema: 1", "schema: 2"),
        "config.yaml:1: schema: expected 1, found 2 (the version of the config's schema that this caseflow reads)",
    ),
}

DISTRIBUTIONS = {
    "an unknown distribution": (
        sound_and("measures: {wait_days: {distribution: gama, mean: 3, cv: 1}}\n"),
        (
            "config.yaml:19: measures.wait_days.distribution: expected one of 'beta', 'deterministic', 'exponential',"
            " 'gamma', 'lognormal', 'triangular', 'uniform', found 'gama' (did you mean 'gamma'?)"
        ),
    ),
    "a distribution without its kind": (
        sound_and("measures: {wait_days: {mean: 3, cv: 1}}\n"),
        (
            "config.yaml:19: measures.wait_days.distribution: expected one of 'beta', 'deterministic', 'exponential',"
            " 'gamma', 'lognormal', 'triangular', 'uniform', found nothing"
        ),
    ),
    "a word for a distribution": (
        sound_and("measures: {wait_days: soon}\n"),
        "config.yaml:19: measures.wait_days: expected a number or a distribution, found 'soon'",
    ),
    "numbers that do not go together": (
        sound_and("measures: {wait_days: {distribution: lognormal, mean: 3, sigma: 1}}\n"),
        "config.yaml:19: measures.wait_days: expected either mean and cv, or median and sigma, found mean and sigma",
    ),
    "a uniform upside down": (
        sound_and("measures: {wait_days: {distribution: uniform, low: 3, high: 1}}\n"),
        "config.yaml:19: measures.wait_days: expected low below high, found low 3, high 1",
    ),
    "a triangle without order": (
        sound_and("measures: {wait_days: {distribution: triangular, low: 3, mode: 2, high: 4}}\n"),
        "config.yaml:19: measures.wait_days: expected low, mode and high in this order, found low 3, mode 2, high 4",
    ),
    "half a contact": (
        sound_and("investigation: {contacts: 5.5}\n"),
        "config.yaml:19: investigation.contacts: expected a number or a distribution, found 5.5",
    ),
}

QUANTITIES = {
    "no source": (
        sound_and("effort: {handover_hours: {value: 5}}\n"),
        f"config.yaml:19: effort.handover_hours.source: expected a source, or 'assumption', found nothing ({QUANTITY})",
    ),
    "a mistyped source": (
        sound_and("effort: {handover_hours: {value: 5, range: [3, 7], sorce: assumption}}\n"),
        (
            "config.yaml:19: effort.handover_hours.sorce: expected a key of a quantity, found 'sorce'"
            " (did you mean 'source'?)"
        ),
    ),
    "a decimal comma in a quantity, where it begins a key": (
        sound_and("effort: {handover_hours: {value: 5,5, range: [3, 7], source: assumption}}\n"),
        (
            "config.yaml:19: effort.handover_hours.5: expected a key of a quantity, found 5"
            " (decimals follow a point, not a comma)"
        ),
    ),
    "decimal commas in a range, where they begin items": (
        sound_and("effort: {handover_hours: {value: 5, range: [3,5, 7,5], source: assumption}}\n"),
        (
            "config.yaml:19: effort.handover_hours.range: expected a range of two numbers, [low, high],"
            " found [3, 5, 7, 5] (decimals follow a point, not a comma)"
        ),
    ),
    "an assumption without a range": (
        sound_and("effort: {handover_hours: {value: 5, source: assumption}}\n"),
        (
            "config.yaml:19: effort.handover_hours: expected a range or a distribution for an assumption, found neither"
            f" ({QUANTITY})"
        ),
    ),
    "a range and a distribution": (
        sound_and(
            "effort: {handover_hours: {value: 5, range: [3, 7], distribution: {distribution: uniform, low: 3, high: 7},"
            " source: assumption}}\n"
        ),
        "config.yaml:19: effort.handover_hours: expected a range or a distribution, found both",
    ),
    "a value outside its range": (
        sound_and("effort: {handover_hours: {value: 5, range: [6, 7], source: assumption}}\n"),
        "config.yaml:19: effort.handover_hours.value: expected a value from 6 to 7, as drawn, found 5",
    ),
    "a value outside its distribution": (
        sound_and(
            "effort: {handover_hours: {value: 5, source: assumption,"
            " distribution: {distribution: uniform, low: 6, high: 7}}}\n"
        ),
        "config.yaml:19: effort.handover_hours.value: expected a value from 6 to 7, as drawn, found 5",
    ),
    "a range upside down": (
        sound_and("effort: {handover_hours: {value: 5, range: [7, 3], source: assumption}}\n"),
        "config.yaml:19: effort.handover_hours.range: expected a range of two numbers, [low, high], found [7, 3]",
    ),
    "a range beyond the field": (
        sound_and("effort: {sibling_share: {value: 0.7, range: [0.5, 1.2], source: assumption}}\n"),
        "config.yaml:19: effort.sibling_share.range: expected a number from 0 to 1, found 1.2",
    ),
    "a range of fractions for a whole": (
        sound_and("work: {cases_norm: {value: 15, range: [10.5, 20], source: assumption}}\n"),
        "config.yaml:19: work.cases_norm.range: expected a whole number of at least 1, found 10.5",
    ),
    "a distribution beyond the field": (
        sound_and(
            "effort: {sibling_share: {value: 0.5, source: assumption,"
            " distribution: {distribution: gamma, mean: 1, cv: 1}}}\n"
        ),
        (
            "config.yaml:19: effort.sibling_share.distribution: expected a number from 0 to 1,"
            " found values without a limit"
        ),
    ),
    "a range for a word": (
        sound_and("investigation: {clock_starts: {value: report_received, range: [1, 2], source: assumption}}\n"),
        (
            "config.yaml:19: investigation.clock_starts: expected a number, to have a range or distribution,"
            " found 'report_received'"
        ),
    ),
    "a whole part assumed": (
        sound_and("effort: {source: assumption}\n"),
        (
            "config.yaml:19: effort.source: expected a source; assumptions are made number by number, found"
            " 'assumption'"
            f" ({QUANTITY})"
        ),
    ),
}

ORGANISATION = {
    "an uncovered stage": (
        sound_but("covers: [measures, care]", "covers: [measures]"),
        "config.yaml:11: models.today: expected a team for every stage of South, found none for care",
    ),
    "a stage covered twice": (
        sound_but("covers: [measures, care]", "covers: [measures, care, intake]"),
        (
            "config.yaml:18: models.today.services.South.teams.measures.covers: expected each stage of a municipality"
            " covered by one team, found intake of South covered by South/intake as well"
        ),
    ),
    "a municipality listed twice": (
        sound_but("municipalities: [South]", "municipalities: [South, South]"),
        "config.yaml:15: models.today.services.South.municipalities.1: expected each municipality once, found 'South'",
    ),
    "a post placed twice": (
        sound_but("staff: [S.2]", "staff: [S.1, S.2]"),
        (
            "config.yaml:18: models.today.services.South.teams.measures.staff.0: expected each post placed"
            " once, found S.1"
            " placed in South/intake as well"
        ),
    ),
    "posts placed nowhere": (
        sound_but("generalists: [N]", "generalists: [N.1]"),
        "config.yaml:11: models.today: expected every post in a team, found N.2, N.3 in none",
    ),
    "a group placed nowhere": (
        sound_but("office: South}", "office: South}\n  X: {number: 3, posts_fte: [2 x 1.0], office: X}"),
        "config.yaml:12: models.today: expected every post in a team, found X in none",
    ),
    "an unknown post": (
        sound_but("staff: [S.2]", "staff: [S.3]"),
        (
            "config.yaml:18: models.today.services.South.teams.measures.staff.0: expected a post of S, from S.1 to S.2,"
            " found 'S.3'"
        ),
    ),
    "an unknown group": (
        sound_but("staff: [S.2]", "staff: [T]"),
        (
            "config.yaml:18: models.today.services.South.teams.measures.staff.0: expected a staff group (K)"
            " or one of its"
            " posts (K.1), found 'T'"
        ),
    ),
    "a post without its dot": (
        sound_but("staff: [S.2]", "staff: [S2]"),
        (
            "config.yaml:18: models.today.services.South.teams.measures.staff.0: expected a staff group (K)"
            " or one of its posts (K.1), found 'S2' (did you mean 'S.2'?)"
        ),
    ),
    "an empty team": (
        sound_but("staff: [S.1]", "staff: [S]").replace("staff: [S.2]", "staff: []"),
        (
            "config.yaml:18: models.today.services.South.teams.measures.staff: expected at least one post,"
            " for a team that"
            " covers stages, found an empty list"
        ),
    ),
    "an unknown stage": (
        sound_but("covers: [measures, care]", "covers: [mesures, care]"),
        (
            "config.yaml:18: models.today.services.South.teams.measures.covers.0: expected one of 'intake',"
            " 'investigation',"
            " 'measures', 'care', 'emergencies', 'county_board', 'legal_help', 'foster_homes',"
            " 'foster_home_visitors', 'measure_search', 'milieu_work', 'guidance', found 'mesures'"
            " (did you mean 'measures'?)"
        ),
    ),
    "an unknown municipality": (
        sound_but("[South]", "[Soth]"),
        (
            "config.yaml:15: models.today.services.South.municipalities.0: expected a municipality of the config,"
            " found 'Soth' (did you mean 'South'?)"
        ),
    ),
    "two municipalities of one number": (
        sound_but("number: 2, children", "number: 1, children"),
        "config.yaml:6: municipalities.South.number: expected a number of its own, found 1, that of North",
    ),
    "two groups of one number": (
        sound_but("number: 2, posts", "number: 1, posts"),
        "config.yaml:9: staff.S.number: expected a number of its own, found 1, that of N",
    ),
    "too few working days": (
        sound_but("office: South}", "office: South, working_days: {2: [mon, tue]}}"),
        (
            "config.yaml:9: staff.S.working_days.2: expected at least 3 different working days for a post of 0.5,"
            " found [mon, tue]"
        ),
    ),
    "a Saturday on the working calendar": (
        sound_but("office: South}", "office: South, working_days: {2: [mon, tue, sat]}}"),
        (
            "config.yaml:9: staff.S.working_days.2: expected at least 3 different working days for a post of 0.5,"
            " found [mon, tue, sat]"
        ),
    ),
    "working days of no post": (
        sound_but("office: South}", "office: South, working_days: {3: [mon, tue, wed]}}"),
        "config.yaml:9: staff.S.working_days.3: expected the ordinal of a post, from 1 to 2, found 3",
    ),
    "working days of a name": (
        sound_but("office: South}", "office: South, working_days: {x: [mon, tue, wed]}}"),
        "config.yaml:9: staff.S.working_days.x: expected a whole number as key, found 'x'",
    ),
    "an unknown baseline": (
        sound_but("baseline: today", "baseline: tday"),
        "config.yaml:3: baseline: expected the name of a model, found 'tday' (did you mean 'today'?)",
    ),
    "an unknown discipline": (
        sound_and("discipline: {merged_teams: Sout}\n"),
        (
            "config.yaml:19: discipline.merged_teams: expected weighted_mean, by_municipality or the name of"
            " a municipality,"
            " found 'Sout' (did you mean 'South'?)"
        ),
    ),
}

TIME = {
    "a change before today": (
        sound_but("change_date: 2011-01-01", "change_date: 2009-01-01"),
        "config.yaml:2: calendar.change_date: expected a date after today (2010-01-01), found 2009-01-01",
    ),
    "an unknown country": (
        sound_but("{today:", "{country: Norway, today:"),
        (
            "config.yaml:2: calendar.country: expected the ISO code of a country with known public holidays,"
            " such as NO,"
            " found 'Norway'"
        ),
    ),
    "a Norwegian month": (
        sound_and("demand: {season: {Juli: 0.5}}\n"),
        f"config.yaml:19: demand.season.Juli: expected one of {MONTHS}, found 'Juli' (did you mean 'July'?)",
    ),
    "a month twice": (
        sound_and("demand: {season: {july: 0.5, July: 2}}\n"),
        "config.yaml:19: demand.season.July: expected each name once, found 'July' again",
    ),
    "an extension that shortens": (
        sound_and("investigation: {extended_months: 2}\n"),
        "config.yaml:19: investigation.extended_months: expected at least the deadline's 3 months, found 2",
    ),
    "a summer without weeks": (
        sound_and("absence: {vacation: {summer_start_weeks: []}}\n"),
        "config.yaml:19: absence.vacation.summer_start_weeks: expected at least 1 different start week, found 0",
    ),
    "a step before the change": (
        sound_and("    steps: [{date: 2010-06-01, model: today}]\n"),
        "config.yaml:19: models.today.steps.0.date: expected a date after 2011-01-01, found 2010-06-01",
    ),
    "a step to no model": (
        sound_and("    steps: [{date: 2012-06-01, model: todai}]\n"),
        (
            "config.yaml:19: models.today.steps.0.model: expected the name of a model, found 'todai'"
            " (did you mean 'today'?)"
        ),
    ),
    "steps out of order": (
        sound_and("    steps: [{date: 2013-06-01, model: today}, {date: 2012-06-01, model: today}]\n"),
        "config.yaml:19: models.today.steps.1.date: expected a date after 2013-06-01, found 2012-06-01",
    ),
}

# 0.1 spells of training can begin in a day: -ln(1 - 0.05) / 0.1 = 0.513 days, -ln(1 - 0.4) / 0.1 = 5.11 days
CEILING = "at most 0.1 spells can begin in a day"
ABSENCE = {
    "more spells than a tape holds": (
        sound_and("absence:\n  training: {share: 0.05, days: 0.25}\n"),
        (
            "config.yaml:20: absence.training: expected spells of at least 0.513 days on average, at a share of 0.05,"
            f" found 0.25 ({CEILING})"
        ),
    ),
    "a share too large for the standard's spells": (
        sound_and("absence:\n  training: {share: 0.4}\n"),
        (
            "config.yaml:20: absence.training: expected spells of at least 5.11 days on average, at a share of 0.4,"
            f" found 2 ({CEILING})"
        ),
    ),
    "spells that began before a tape does": (
        # exponential spells: exp(-(365 + 365) / 400) of their days are later than the first two years
        sound_and("absence:\n  doctor_certified: {share: 0.07, days: {distribution: exponential, mean: 400}}\n"),
        (
            "config.yaml:20: absence.doctor_certified.days: expected spells of which at most 5% of all days are later"
            " than their first 730, found 16% (none is known that began more than 365 days before today; a lognormal"
            " may have a cap)"
        ),
    ),
    "spells of no length": (
        sound_and("absence:\n  training: {share: 0.05, days: 0}\n"),
        (
            "config.yaml:20: absence.training: expected spells of at least 0.513 days on average, at a share of 0.05,"
            f" found 0 ({CEILING})"
        ),
    ),
    "too large a share in a scenario": (
        sound_and("scenarios:\n  more:\n    set:\n      absence: {training: {share: 0.4}}\n"),
        (
            "config.yaml:22: scenarios.more.set.absence.training: expected spells of at least 5.11 days on average,"
            f" at a share of 0.4, found 2 ({CEILING})"
        ),
    ),
    "a range with too large a share": (
        sound_and("absence: {training: {share: {value: 0.02, range: [0, 0.4], source: assumption}, days: 2}}\n"),
        (
            "config.yaml:19: absence.training: expected spells of at least 5.11 days on average, at a share of 0.4,"
            f" found 2 ({CEILING})"
        ),
    ),
    "a range with too short spells": (
        sound_and(
            "absence: {training: {share: 0.05, days: {value: 1, range: [0.25, 2], source: assumption}}}\n",
        ),
        (
            "config.yaml:19: absence.training: expected spells of at least 0.513 days on average, at a share of 0.05,"
            f" found 0.25 ({CEILING})"
        ),
    ),
    "a large share and short spells, drawn together": (
        sound_and(
            "absence:\n  training:\n"
            "    share: {value: 0.02, range: [0.01, 0.05], source: assumption}\n"
            "    days: {value: 1, range: [0.25, 2], source: assumption}\n"
        ),
        (
            "config.yaml:20: absence.training: expected spells of at least 0.513 days on average, at a share of 0.05,"
            f" found 0.25 ({CEILING}; both may be drawn together)"
        ),
    ),
    "the shortest mean at one number's low and another's high end": (
        sound_and(
            "absence:\n  training:\n    share: 0.05\n    days:\n      distribution: beta\n      scale: 2\n"
            "      a: {value: 2, range: [1, 5], source: assumption}\n"
            "      b: {value: 2, range: [1, 5], source: assumption}\n"
        ),
        (
            "config.yaml:20: absence.training: expected spells of at least 0.513 days on average, at a share of 0.05,"
            f" found 0.333 ({CEILING}; both may be drawn together)"
        ),
    ),
    "a mean that may be drawn next to zero": (
        sound_and(
            "absence: {training: {share: 0.05, days: {value: 2, source: assumption,"
            " distribution: {distribution: exponential, mean: 2}}}}\n"
        ),
        (
            "config.yaml:19: absence.training: expected spells of at least 0.513 days on average, at a share of 0.05,"
            f" found 0 ({CEILING})"
        ),
    ),
    "a lognormal of no kind": (
        sound_and("absence: {training: {share: 0.4, days: {distribution: lognormal, mean: 3, sigma: 1}}}\n"),
        (
            "config.yaml:19: absence.training.days: expected either mean and cv, or median and sigma,"
            " found mean and sigma"
        ),
    ),
}

INHERITANCE = {
    "an unknown parent": (
        sound_and("  merged: {extends: tody}\n"),
        "config.yaml:19: models.merged.extends: expected the name of a model, found 'tody' (did you mean 'today'?)",
    ),
    "a cycle": (
        sound_and("  merged: {extends: loop}\n  loop: {extends: merged}\n"),
        (
            "config.yaml:19: models.merged.extends: expected a model that does not inherit from itself,"
            " found merged -> loop -> merged"
        ),
    ),
    "an unknown service to drop": (
        sound_and("  merged: {extends: today, drop_services: [Nort]}\n"),
        (
            "config.yaml:19: models.merged.drop_services.0: expected a service of the parent, found 'Nort'"
            " (did you mean 'North'?)"
        ),
    ),
    "nothing to drop from": (
        sound_and("  merged: {drop_services: all}\n"),
        "config.yaml:19: models.merged.drop_services: expected drop_services only beside extends, found no extends",
    ),
    "a fault that a child inherits": (
        sound_but("covers: [measures, care]", "covers: [measures]", "  child: {extends: today}\n"),
        "config.yaml:11: models.today: expected a team for every stage of South, found none for care",
    ),
}

SCENARIOS = {
    "a scenario's fault": (
        sound_and("scenarios: {more: {set: {staff: {N: {posts_fte: [2]}}}}}\n"),
        (
            "config.yaml:19: scenarios.more.set.staff.N.posts_fte.0: expected a post size above 0 and at most 1, or"
            " '6 x 1.0', found 2"
        ),
    ),
    "titles cut at a comma, for their quotes are those of a word processor": (
        sound_and("titles: {nb: “Nord, Sør”}\n"),
        (
            "config.yaml:19: titles.Sør”: expected one of 'en', 'nb', found 'Sør”'"
            ' (text with a comma in it needs straight quotes: "...")'
        ),
    ),
    "a scenario that sets nothing": (
        sound_and("scenarios: {more: {title: More}}\n"),
        "config.yaml:19: scenarios.more.set: expected a mapping with a part of the config, found nothing",
    ),
    "a mistyped title": (
        sound_and("scenarios: {more: {titel: More, set: {years: 2}}}\n"),
        "config.yaml:19: scenarios.more.titel: expected a known key, found 'titel' (did you mean 'title'?)",
    ),
    "a title in an unknown language": (
        sound_and("scenarios: {more: {titles: {nn: Meir}, set: {years: 2}}}\n"),
        "config.yaml:19: scenarios.more.titles.nn: expected one of en, nb, found 'nn'",
    ),
    "a title that is a number": (
        sound_and("scenarios: {more: {titles: {nb: 7}, set: {years: 2}}}\n"),
        "config.yaml:19: scenarios.more.titles.nb: expected text, found 7",
    ),
    "titles that are no mapping": (
        sound_and("scenarios: {more: {titles: Mer, set: {years: 2}}}\n"),
        "config.yaml:19: scenarios.more.titles: expected a mapping of titles by language, found 'Mer'",
    ),
    "a scenario called base": (
        sound_and("scenarios: {base: {set: {years: 2}}}\n"),
        (
            "config.yaml:19: scenarios.base: expected a name without '+', other than 'base', which means no scenario,"
            " found 'base'"
        ),
    ),
    "a scenario with a plus": (
        sound_and("scenarios: {a+b: {set: {years: 2}}}\n"),
        (
            "config.yaml:19: scenarios.a+b: expected a name without '+', other than 'base', which means no scenario,"
            " found 'a+b'"
        ),
    ),
    "a scenario of scenarios": (
        sound_and("scenarios: {more: {set: {schema: 1}}}\n"),
        "config.yaml:19: scenarios.more.set.schema: expected a part that a scenario can set, found 'schema'",
    ),
}

YAML = {
    "an empty file": ("", "config.yaml: expected a config: keys and values, found an empty file"),
    "a file of comments": ("# no\n", "config.yaml: expected a config: keys and values, found an empty file"),
    "a list": ("- a\n- b\n", "config.yaml: expected a config: keys and values, found a list"),
    "a key twice": (
        sound_but("baseline: today", "baseline: today\nbaseline: today"),
        "config.yaml:4: baseline: expected each key once, found 'baseline' again, first on line 3",
    ),
    "a part twice": (
        sound_and("calendar: {country: NO}\n"),
        "config.yaml:19: calendar: expected each key once, found 'calendar' again, first on line 2",
    ),
    "a tab": (
        "a:\n\t- b\n",
        "config.yaml:2: expected valid YAML, found a syntax error (indent with spaces, not tabs)",
    ),
    "two colons": (
        "a: b: c\n",
        (
            "config.yaml:1: expected valid YAML, found a syntax error"
            " (a colon too many, or indented too far: text with a colon in it needs quotes)"
        ),
    ),
    "a no-break space after a colon": (
        sound_and("years:\N{NO-BREAK SPACE}2\nseed: 1\n"),
        (
            "config.yaml:20: expected valid YAML, found a syntax error"
            " (line 19 has a no-break space, as word processors write it: type an ordinary space)"
        ),
    ),
    "a colon too few": (
        sound_and("years\nseed: 1\n"),
        (
            "config.yaml:20: expected valid YAML, found a syntax error"
            " (a key without its colon, here or in the line above)"
        ),
    ),
    "a bracket too few": (
        sound_and("include: [a.yaml\nseed: 1\n"),
        (
            "config.yaml:20: expected valid YAML, found a syntax error"
            " (a comma or a closing bracket is missing, here or above)"
        ),
    ),
    "a key out of its column": (
        sound_and("work:\n   cases_norm: 5\n  seed: 1\n"),
        (
            "config.yaml:21: expected valid YAML, found a syntax error"
            " (keys of one level begin in the same column; text after closing quotes belongs inside)"
        ),
    ),
    "a control character": (
        sound_and("a: \x01\n"),
        "config.yaml:19: expected valid YAML, found a control character, which cannot be read",
    ),
    "a control character as an escape": (
        sound_and('title: "\\e[31mred"\n'),
        "config.yaml:19: title: expected text without control characters, found '\\x1b[31mred'",
    ),
    "half of a character": (
        sound_and('title: "\\ud800"\n'),
        "config.yaml:19: title: expected text without control characters, found '\\ud800'",
    ),
    "a key of two lines": (
        sound_and('scenarios: {"a\\nb": {set: {}}}\n'),
        "config.yaml:19: scenarios: expected a key without control characters, found 'a\\nb'",
    ),
    "two documents": (
        sound_and("--- # file: more.yaml\nyears: 2\n"),
        (
            "config.yaml:19: expected valid YAML, found a syntax error"
            " (a config is one document: what comes after a line --- belongs in a file of its own)"
        ),
    ),
    "a tag": (
        sound_and("effort: !!python/name:os.system\n"),
        "config.yaml:19: effort: expected a plain value, found the YAML tag 'tag:yaml.org,2002:python/name:os.system'",
    ),
    "a value that its tag does not fit": (
        sound_and("years: !!bool 7\n"),
        "config.yaml:19: years: expected a value that exists, found '7'",
    ),
    "a number that fits in no computer": (
        sound_and("seed: 1000000000000000000\n"),
        "config.yaml:19: seed: expected a number below 1,000,000,000,000,000,000, found '1000000000000000000'",
    ),
    "a number beyond all measure": (
        sound_and("measures: {wait_days: 1.0e+301}\n"),
        "config.yaml:19: measures.wait_days: expected a number below 1,000,000,000,000,000,000, found '1.0e+301'",
    ),
    "a merge key": (sound_and("<<: {years: 3}\n"), "config.yaml:19: expected a word as key, found '<<'"),
    "a key with a dot": (
        sound_and("a.b: 3\n"),
        "config.yaml:19: expected a key without dots, which separate keys in paths, found 'a.b'",
    ),
    "a bomb of aliases": (
        BOMB,
        "config.yaml:1: expected at most 50,000 values, found more, after aliases are expanded",
    ),
    "ten megabytes": (
        "a: &a [1]\n" + "b: *a\n" * 1_700_000,
        "config.yaml: expected at most 1,000,000 characters, found more",
    ),
    "an alias of itself": ("a: &a [*a]\n", "config.yaml:1: expected at most 30 levels, found deeper nesting"),
    "two thousand brackets": ("[" * 2_000, "config.yaml: expected at most 30 levels, found deeper nesting"),
    "an include in a text": (
        sound_and("include: [a.yaml]\n"),
        "config.yaml:19: include.0: expected no includes in a text, found 'a.yaml'",
    ),
}

PRIVACY = {
    "an identity number as a key": (
        sound_but("  S: {", "  01019012345: {"),
        f"config.yaml:9: expected no identity numbers, found an 11-digit number ({REAL_PEOPLE})",
    ),
    "an identity number as a text": (
        sound_but("office: South", "office: '010190 12345'"),
        f"config.yaml:9: expected no identity numbers, found an 11-digit number ({REAL_PEOPLE})",
    ),
    "an identity number as a number": (
        sound_and("seed: 21_019_012_345\n"),
        f"config.yaml:19: expected no identity numbers, found an 11-digit number ({REAL_PEOPLE})",
    ),
    "an identity number in a comment": (
        sound_and("# ask 01019012345\n"),
        f"config.yaml:19: expected no identity numbers, found an 11-digit number ({REAL_PEOPLE})",
    ),
    "a name beside a post": (
        sound_but("office: South", "office: South, name: Post Holder"),
        (
            "config.yaml:9: staff.S.name: expected posts without names or birth dates, found the key 'name'"
            f" ({REAL_PEOPLE}: workers are numbers)"
        ),
    ),
    "a birth date beside a post": (
        sound_but("office: South", "office: South, birth_date: 1970-01-01"),
        (
            "config.yaml:9: staff.S.birth_date: expected posts without names or birth dates, found the key 'birth_date'"
            f" ({REAL_PEOPLE}: workers are numbers)"
        ),
    ),
    "a name on a post": (
        sound_but("[1.0, 0.5]", "[Post Holder 1.0, 0.5]"),
        (
            "config.yaml:9: staff.S.posts_fte.0: expected a post size without a name, found text with a name"
            f" ({REAL_PEOPLE}: workers are numbers)"
        ),
    ),
    "a list of cases": (
        sound_and("cases: [{opened: 2010-01-01}]\n"),
        (
            "config.yaml:19: cases: expected counts of children, such as open_measures, found a list of cases or people"
            f" ({REAL_PEOPLE})"
        ),
    ),
    "a list of cases by another name": (
        sound_but("open_measures: 55", "open_measures: [{opened: 2010-01-01}]"),
        (
            "config.yaml:5: municipalities.North.open_measures: expected counts of children, such as open_measures,"
            f" found a list of cases or people ({REAL_PEOPLE})"
        ),
    ),
}

BROKEN = (
    KEYS_AND_VALUES
    | DISTRIBUTIONS
    | QUANTITIES
    | ORGANISATION
    | TIME
    | ABSENCE
    | INHERITANCE
    | SCENARIOS
    | YAML
    | PRIVACY
)


@pytest.mark.parametrize(("text", "expected"), BROKEN.values(), ids=BROKEN)
def test_a_broken_config_has_one_fault_in_plain_words(text: str, expected: str) -> None:
    assert faults_of(text) == [expected]


OVERRIDES = {
    "years": "--set: expected path=value, found 'years'",
    "yeers=3": "--set: yeers: expected a path of the config, found 'yeers' (did you mean 'years'?)",
    "replications=x": "--set: replications: expected a whole number from 1 to 10000000, found 'x'",
    "work.pressure.exponant=1": (
        "--set: work.pressure.exponant: expected a path of the config, found 'exponant' (did you mean 'exponent'?)"
    ),
    "staff.N.posts_fte.7=1": "--set: staff.N.posts_fte.7: expected a path of the config, found '7' (known: 0, 1)",
    "municipalities.Nort.number=3": (
        "--set: municipalities.Nort: expected a path of the config, found 'Nort' (did you mean 'North'?)"
    ),
    "seed=[": (
        "--set: expected valid YAML, found a syntax error (expected the node content, but found '<stream end>')"
    ),
    "seed=01019012345": f"--set: expected no identity numbers, found an 11-digit number ({REAL_PEOPLE})",
}


@pytest.mark.parametrize(("override", "expected"), OVERRIDES.items(), ids=OVERRIDES)
def test_a_broken_override_has_one_fault_in_plain_words(override: str, expected: str) -> None:
    assert faults_of(SOUND, (override,)) == [expected]


def test_all_faults_come_at_once_in_the_order_of_the_file() -> None:
    text = sound_but("open_measures: 55", "open_measure: 55", "demand: {season: {Juli: 0.5}}\nwork: {cases_norm: x}\n")
    text = text.replace("covers: [measures, care]", "covers: [measures]").replace("2 x 1.0, 0.8", "2.0, 0.8")
    assert [fault.split(": ")[:2] for fault in faults_of(text)] == [
        ["config.yaml:5", "municipalities.North.open_measure"],
        ["config.yaml:8", "staff.N.posts_fte.0"],
        ["config.yaml:11", "models.today"],
        ["config.yaml:19", "demand.season.Juli"],
        ["config.yaml:20", "work.cases_norm"],
    ]


def test_faults_of_several_overrides_come_at_once() -> None:
    assert len(faults_of(SOUND, ("yeers=3", "sed=2"))) == 2


def test_the_sound_config_is_sound() -> None:
    assert parse_config(SOUND).resolve().baseline == "today"
