"""The models of a config side by side."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from caseflow.config.load import parse_config
from caseflow.language import language
from caseflow.overview.models import models_as_tables

CONFIG = """\
schema: 1
calendar: {today: 2010-01-01, change_date: 2011-01-01}
baseline: today
municipalities:
  North: {number: 1, children_0_17: 1400, reports_per_1000_children_per_year: 42, open_measures: 55}
  South: {number: 2, children_0_17: 650, reports_per_1000_children_per_year: 40, open_measures: 24}
staff:
  N: {number: 1, posts_fte: [1.0, 1.0, 0.5], office: North}
  S: {number: 2, posts_fte: [1.0, 1.0], office: South}
  lawyer: {number: 3, posts_fte: [0.5], office: North, extra: true}
models:
  today:
    title: As today
    services:
      North: {municipalities: [North], generalists: [N]}
      South: {municipalities: [South], generalists: [S], buys: [legal_help]}
    effects: {fixed_work: true}
  team:
    title: A shared investigation team
    extends: today
    services:
      shared:
        municipalities: all
        teams:
          investigation: {covers: [investigation], staff: [N.2, S.2]}
          lawyer: {covers: [legal_help], staff: [lawyer]}
      North: {teams: {generalists: {covers: [intake, measures, care], staff: [N.1, N.3]}}}
      South: {buys: [], teams: {generalists: {covers: [intake, measures, care], staff: [S.1]}}}
    effects: {coordination: true}
    transition: {start_up: {capacity_loss_percent: 20, months: 6}, report_growth_percent: {others: 10}}
    steps: [{date: 2012-01-01, model: today}]
"""


def printed(text: str = CONFIG, lang: str = "en") -> str:
    console = Console(file=io.StringIO(), width=140)
    for part in models_as_tables(parse_config(text).resolve(), language(lang)):
        console.print(part)
    return console.file.getvalue()  # type: ignore[attr-defined]


def cells(line_start: str, text: str = CONFIG, lang: str = "en") -> list[list[str]]:
    """The cells of the rows that begin with a word, table after table."""
    rows = [line.split("  ") for line in printed(text, lang).splitlines() if line.strip().startswith(line_start)]
    return [[cell.strip() for cell in row if cell.strip()] for row in rows]


def test_posts_are_counted_by_model_and_by_its_largest_and_smallest_service():
    assert cells("today")[0] == ["today", "As today", "2", "2", "4.5", "-", "2.5", "2"]
    assert cells("team")[0] == ["team", "A shared investigation team", "3", "4", "5", "0.5", "2.5", "1"]


def test_coverage_names_the_service_of_most_stages_and_the_others_with_theirs():
    assert cells("today")[1] == ["today", "North", "South"]
    assert cells("team")[1] == ["team", "North", "South"]
    assert cells("shared: investigation") == [["shared: investigation", "shared: investigation"]]


def test_functions_are_done_by_a_team_or_bought():
    assert cells("today")[2] == ["today", "legal_help", "bought: South"]
    assert cells("team")[2] == ["team", "legal_help", "shared/lawyer: all"]


def test_of_other_models_only_what_they_do_otherwise_is_told():
    text = CONFIG.replace("{covers: [legal_help], staff: [lawyer]}", "{covers: [county_board], staff: [lawyer]}")
    text = text.replace("buys: [], ", "")
    assert cells("team", text)[2] == ["team", "county_board", "shared/lawyer: all"]
    assert printed(text).count("legal_help") == 1


@pytest.mark.parametrize(("months", "said"), [("1", "one month"), ("4.5", "4.5 months")])
def test_the_months_of_a_start_up_loss_are_told_as_they_are(months: str, said: str):
    assert f"start-up loss of 20% over {said};" in printed(CONFIG.replace("months: 6", f"months: {months}"))


def test_effects_of_all_and_of_some_and_what_a_change_brings_are_told():
    text = printed()
    assert "Effects that every model counts with: fixed_work." in text
    assert "team counts with these too: coordination." in text
    assert (
        "team: start-up loss of 20% over 6 months; growth in reports: the others 10%; from 1 January 2012 as in today."
        in text
    )


def test_a_config_without_functions_says_so():
    text = CONFIG.replace(", buys: [legal_help]", "").replace("buys: [], ", "")
    text = text.replace("          lawyer: {covers: [legal_help], staff: [lawyer]}\n", "")
    assert "No model splits a function off from its stage." in printed(text)


def test_in_norwegian_words_numbers_and_titles_are_norwegian():
    config = CONFIG.replace("title: A shared investigation team", "titles: {nb: Felles undersøkelsesteam}")
    assert cells("team", config, "nb")[0] == ["team", "Felles undersøkelsesteam", "3", "4", "5", "0,5", "2,5", "1"]
    text = printed(config, "nb")
    assert "shared/lawyer: alle" in text
    assert "team regner også med: coordination." in text
    assert "% tapt kapasitet ved oppstart, hentet inn etter 6 måneder; vekst i meldinger: de andre 10" in text
