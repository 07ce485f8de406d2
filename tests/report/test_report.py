"""``caseflow report`` on small runs."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from caseflow.language.catalogues import FOLDER, read_catalogue
from caseflow.report.build import SECTIONS as WAYS
from caseflow.report.build import Wanted, write_report
from caseflow.store.opened import open_run
from tests.cli.running import caseflow, simulate
from tests.report.conftest import page


def _breaking(text: str) -> str:
    """The text as sections write it: the spaces of an interval or a range are no matter of words."""
    kept = r"\[[^\[\]]*\]|(?<=[\d%])\N{NO-BREAK SPACE}\w{2,3}\N{NO-BREAK SPACE}(?=[+\N{MINUS SIGN}\d])"
    return re.sub(kept, lambda found: found[0].replace("\N{NO-BREAK SPACE}", " "), text)


class Reader(HTMLParser):
    """What stands in a page, apart from its style."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[str] = []
        self._tag = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._tag = tag
        self.tags.append((tag, dict(attrs)))
        self.said += [value for key, value in attrs if key in ("alt", "data-label", "title") and value]

    def handle_data(self, data: str) -> None:
        if self._tag != "style" and data.strip():
            self.said.append(re.sub(r"[ \n]+", " ", _breaking(data).replace("\N{SOFT HYPHEN}", "")).strip())

    @property
    def text(self) -> str:
        return "\n".join(self.said)


def section(text: str, key: str) -> str:
    """The words of one section."""
    return Reader(text.partition(f'<section id="{key}"')[2].partition(">")[2].partition("</section>")[0]).text


# -- writing it ----------------------------------------------------------------------------------------------


def test_whoever_waits_hears_how_many_sections_are_made(run: Path, council: str, tmp_path: Path):
    heard: list[tuple[int, int]] = []
    path = write_report(run, Wanted(), tmp_path / "report.html", lambda done, total: heard.append((done, total)))
    assert heard == [(done, len(WAYS)) for done in range(len(WAYS) + 1)]
    assert path.read_text(encoding="utf-8") == council


@pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals are POSIX")
def test_progress_is_shown_on_a_terminal_only_and_never_on_stdout(run: Path, tmp_path: Path):
    import pty

    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "caseflow", "report", run, "--out", tmp_path / "report.html"]
    command += ["--model", "i_dag", "--model", "hjelp"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs) as there:
        os.close(theirs)
        shown = b"".join(until_closed(ours))  # a terminal that nobody reads would stop it when full
        stdout, _ = there.communicate()
    os.close(ours)
    elsewhere = subprocess.run(command, capture_output=True, check=True)
    assert b"sections" in shown
    assert (there.returncode, stdout, elsewhere.stdout, elsewhere.stderr) == (0, elsewhere.stdout, stdout, b"")


def until_closed(terminal: int) -> Iterator[bytes]:
    """What is written to a terminal until nobody holds its other side."""
    with suppress(OSError):
        while part := os.read(terminal, 1 << 16):
            yield part


# -- what every page has ----------------------------------------------------------------------------------------

SECTIONS = [
    "answer", "comparison", "fairness", "years", "transition", "stress", "workload", "costs", "assumptions",
    "measured", "not-said", "run", "model",
]  # fmt: skip
"""Without a stress run the council edition has nothing to say of stress."""


def test_the_answer_stands_first_and_all_else_in_its_order(council: str, analyst: str):
    without_stress = [key for key in SECTIONS if key != "stress"]
    for text, keys in ((council, without_stress), (analyst, SECTIONS)):
        assert re.findall(r'<section id="([\w-]+)"', text) == keys


def test_a_model_is_called_by_its_title_in_the_pages_language(council: str, analyst: str):
    titles = "Hjelp ved topper", "Help at peaks"
    assert [[title in of for title in titles] for of in (council, analyst)] == [[False, True], [True, False]]


def test_the_page_needs_nothing_from_elsewhere_and_no_script(analyst: str):
    tags = Reader(analyst).tags
    assert {tag for tag, _ in tags} & {"script", "link", "iframe", "object", "embed"} == set()
    places = [value for _, attrs in tags for key, value in attrs.items() if key in ("src", "href", "srcset")]
    assert [place for place in places if not (place or "").startswith(("data:image/", "#"))] == []
    assert "url(" not in analyst
    assert "@import" not in analyst


def test_headings_descend_one_step_at_a_time_and_links_lead_somewhere(council: str, analyst: str):
    for text in (council, analyst):
        levels = [int(level) for level in re.findall(r"<h([1-6])", text)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert [b for a, b in pairwise(levels) if b > a + 1] == []
        anchors = set(re.findall(r'id="([\w-]+)"', text))
        assert set(re.findall(r'href="#([\w-]+)"', text)) <= anchors
        assert set(re.findall(r'aria-labelledby="([\w-]+)"', text)) <= anchors


def test_the_language_is_declared_and_every_picture_is_told_in_words(council: str, analyst: str):
    assert '<html lang="en">' in council
    assert '<html lang="nb">' in analyst
    for text in (council, analyst):
        pictures = [attrs for tag, attrs in Reader(text).tags if tag == "img"]
        assert [attrs for attrs in pictures if len(attrs.get("alt") or "") < 20] == []


def test_every_cell_of_a_table_has_the_heading_of_its_column(analyst: str):
    for table in re.findall(r"<table.*?</table>", analyst, flags=re.DOTALL):
        headings = re.findall(r'<th scope="col"', table)
        for row in re.findall(r"<tr role=\"row\">(?:(?!</tr>).)*data-label.*?</tr>", table, flags=re.DOTALL):
            assert row.count("data-label=") == len(headings)


# -- what it says -----------------------------------------------------------------------------------------------


def test_the_figures_are_those_of_the_comparison(run: Path, council: str):
    found = json.loads(caseflow("compare", run, "--json").stdout)
    limits = found["indicators"]["breach_share"]
    told = section(council, "comparison")
    mean, low, high = (100 * limits["models"]["i_dag"][key] for key in ("mean", "low", "high"))
    assert f"{mean:.1f}% [{low:.1f} to {high:.1f}]" in told
    gap = limits["against_baseline"]["sammen"]
    assert f"{100 * gap['difference']:+.1f}".replace("-", "\N{MINUS SIGN}") in told.replace("-", "\N{MINUS SIGN}")
    better = [verdict["model"] for verdict in found["verdicts"] if verdict["on_deadlines"]["is_better"]]
    titles = {"sammen": "Én felles tjeneste", "hjelp": "Help at peaks"}
    answer = re.search(r'<p class="answer">(.*?)</p>', council, flags=re.DOTALL)
    assert answer is not None
    first = answer[1] if better else ""
    assert {model for model, title in titles.items() if title in first} == set(better)


def test_municipalities_stand_in_the_configs_order_in_every_table(council: str):
    for table in re.findall(r"<table.*?</table>", council, flags=re.DOTALL):
        rows = re.findall(r'<th scope="row"[^>]*>(Nord|Sør)</th>', table)
        assert rows in ([], ["Nord", "Sør"])


def test_no_traffic_light_marks_a_municipality(council: str, analyst: str):
    for text in (council, analyst):
        part = text.partition('<section id="fairness"')[2].partition("</section>")[0]
        assert "<td" in part
        assert 'class="better"' not in part
        assert 'class="worse"' not in part


def test_a_neighbour_outside_the_region_is_in_no_table_of_municipalities(run: Path, council: str):
    fates = json.loads(caseflow("compare", run, "--json").stdout)["fairness"]["models"]["hjelp"]["municipalities"]
    assert list(fates) == ["Nord", "Sør"]
    assert "Nabo" not in Reader(council).text


# -- options ----------------------------------------------------------------------------------------------------


def test_the_council_edition_has_no_figures_of_teams_and_no_workers_and_the_analyst_edition_has(
    council: str, analyst: str
):
    assert "/generalists" not in Reader(council).text
    assert "Worker by worker" not in Reader(council).text
    assert "Sør/generalists" in section(analyst, "workload")
    assert "Ansatt for ansatt" in section(analyst, "workload")


def test_the_analyst_edition_lists_every_assumption_and_the_council_edition_does_not(council: str, analyst: str):
    drawn = "Sør: meldinger per 1000 barn i året"
    assert drawn in section(analyst, "assumptions")
    assert "Every number that is drawn" not in council


def test_the_council_edition_folds_what_few_will_read_and_the_analyst_edition_folds_nothing(council: str, analyst: str):
    assert "<details" not in analyst
    folded = re.findall(r"<summary[^>]*>(.*?)</summary>", council)
    assert folded == [
        "How differently municipalities fare", "Quarter by quarter", "By other cost-sharing keys",
        "All other figures, and what each of them counts", "The whole record, with the commands to make the run again",
        "From objectives to code access",
    ]  # fmt: skip


def test_of_many_models_the_council_edition_tells_six_in_full_and_the_others_in_one_table(many: str):
    assert "This edition tells 6 of the 12 other models in full" in section(many, "answer")
    before_the_model = many.partition('<section id="model"')[0]
    rows = re.findall(r'<th scope="row"[^>]*>(.*?)</th>', before_the_model)
    times = [
        rows.count(title) for title in ("Én felles tjeneste", "Help at peaks", *(f"Modell {n}" for n in range(10)))
    ]
    assert times.count(1) == 12 - 6


def test_another_baseline_scenario_and_fewer_models_are_told_in_a_file_named_after_the_run(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, council: str
):
    monkeypatch.chdir(tmp_path)
    result = caseflow("report", run, "--baseline", "sammen", "--model", "i_dag", "--scenario", "friskere")
    assert result.output == f"wrote {run.name}_council_en.html; open it in a browser, which also prints it to a PDF\n"
    (file,) = tmp_path.iterdir()
    told = file.read_text(encoding="utf-8")
    assert "than under “Én felles tjeneste”" in section(told, "comparison")
    assert "than under “To tjenester som i dag”" in section(council, "comparison")
    assert "Help at peaks" not in Reader(told).text
    assert "Uten sykefravær" in section(told, "run")
    assert "Uten sykefravær" not in section(council, "run")


def test_a_run_that_grew_says_so_and_how_far_it_came(run: Path, council: str, tmp_path: Path):
    config, plain = run.parent.parent / "daler.yaml", section(council, "run")
    assert "Engine\ncompiled\n" in plain
    assert "the run grew" not in plain
    close = simulate(config, "--replications", 8, "--precision", 0.499, "--model", "i_dag", "--model", "sammen")
    assert (
        "the run grew until the share of limits missed was known to ±49.9 percentage points under every model "
        "(the region), and was looked at after 8 futures."
    ) in section(page(close, tmp_path), "run")
    units = "--precision-unit", "region", "--precision-unit", "Sør"
    far = simulate(config, "--replications", 2, "--precision", 0.005, *units, "--model", "i_dag", "--model", "sammen")
    assert (
        "±0,50 prosentpoeng i hver modell (regionen og Sør). Den ble sett på etter 2 framtider og har ikke flere"
    ) in section(page(far, tmp_path, "--lang", "nb"), "run")


def test_what_a_run_did_not_draw_is_not_told_as_drawn(run: Path, council: str, tmp_path: Path):
    config = run.parent.parent / "daler.yaml"
    held = page(simulate(config, "--fixed-assumptions", "--replications", 2), tmp_path, "--edition", "analyst")
    assert "given chance and the drawn assumptions" in section(council, "answer")
    assert "Intervals contain chance and the drawn assumptions" in section(council, "not-said")
    assert "drawn once in each future" in section(council, "model")
    assert "given chance alone, since assumptions were held at their values" in section(held, "answer")
    assert "Intervals contain chance only, since assumptions were held at their values" in section(held, "not-said")
    assert "each held at its value in every future" in section(held, "model")
    assert "the drawn assumptions" not in section(held, "answer") + section(held, "not-said")
    assert "drawn once" not in section(held, "model")


def test_days_at_half_staff_are_those_of_a_mean_service(run: Path, council: str):
    summary = (
        open_run(run)
        .table("summary")
        .query("model == 'i_dag' and scenario == 'base' and indicator == 'days_at_half_staff_or_less'")
    )
    mean = summary.set_index("unit")["mean"]
    assert mean["region"] == pytest.approx((mean["Nord"] + mean["Sør"]) / 2)
    words = section(council, "workload")
    assert "at most half of a service is there, on average" in words
    assert f"\n{mean['region']:.1f}\n" in words


def test_the_order_of_picking_is_that_of_the_config(run: Path, council: str, tmp_path: Path):
    config, plain = run.parent.parent / "daler.yaml", "the ready task that is due first, emergencies before all"
    assert plain in section(council, "model")
    first = page(simulate(config, "--replications", 2, "--set", "work.priorities.follow_up=2"), tmp_path)
    assert plain not in section(first, "model")
    assert "of the most urgent class (work.priorities in the config), of these the one that is due first" in section(
        first, "model"
    )


def test_years_of_statistics_are_whole_calendar_years(run: Path, tmp_path: Path):
    config = run.parent.parent / "daler.yaml"
    within = simulate(config, "--replications", 2, "--years", 2, "--set", "calendar.change_date=2011-03-01")
    assert "One year of statistics, 2012." in section(page(within, tmp_path), "model")


def test_stress_is_told_if_a_stress_run_is_given_and_else_how_to_make_one(
    run: Path, stress_run: Path, council: str, analyst: str, tmp_path: Path
):
    assert "no stress test was made for this report" in section(council, "not-said")
    assert "caseflow stress CONFIG" in section(page(run, tmp_path, "--edition", "analyst"), "stress")
    assert "påkjenning" not in section(analyst, "not-said")
    stressed = section(analyst, "stress")
    assert "caseflow stress CONFIG" not in stressed
    assert re.findall("Alle i Sør borte i åtte uker|Dobbelt så mye sykefravær|Ved hvilket sykefravær", stressed) == [
        "Alle i Sør borte i åtte uker", "Dobbelt så mye sykefravær", "Ved hvilket sykefravær",
    ]  # fmt: skip
    found = json.loads(caseflow("show", stress_run, "--json").stdout)
    (row,) = (
        row
        for row in found["stress"]
        if (row["scenario"], row["model"], row["unit"]) == ("bort", "i_dag", "Sør")
        and row["indicator"] == "breach_share"
    )
    usual, extra = (row["cases_a_year"] * row[key] for key in ("usual", "extra"))
    written = f"{usual:.1f} av {row['cases_a_year']:.1f}; {extra:+.1f} [".replace(".", ",")
    assert written.replace("-", "\N{MINUS SIGN}") in stressed
    told = page(run, tmp_path, "--lang", "nb", "--stress", stress_run).partition('<section id="stress"')[2]
    at_once = Reader(told.partition(">")[2].partition("<details>")[0]).text
    added = f"{extra:+.1f} saker i året [".replace(".", ",").replace("-", "\N{MINUS SIGN}")
    assert re.search(rf"Alle i Sør borte i åtte uker\nHvor\nSør\n(.*\n){{0,3}}{re.escape(added)}", at_once)
    assert written.replace("-", "\N{MINUS SIGN}") not in at_once


def test_what_the_config_lets_happen_in_every_future_is_told(stress_run: Path, council: str, tmp_path: Path):
    assert "the config lets happen" not in section(council, "assumptions")
    # ten weeks after 1 January, for 56 days
    expected = {
        "bort": "lets happen: “bort” (12 March 2011 to 6 May 2011).",
        "mer+mindre": "lets happen: sick leave at 200% of the usual and every post at 80% of its size.",
    }
    for scenario, told in expected.items():
        assert told in section(page(stress_run, tmp_path, "--scenario", scenario), "assumptions")


def test_what_cannot_be_told_is_refused_and_leaves_no_file(run: Path, tmp_path: Path):
    for options, fault in (
        (("--stress", run), "is no stress run"),
        (("--model", "samen"), "there is no model 'samen'"),
        (("--scenario", "friske"), "no scenario 'friske'"),
        (("--out", tmp_path / "nowhere" / "x.html"), "cannot write"),
    ):
        result = caseflow("report", run, "--out", tmp_path / "x.html", *options)
        assert result.exit_code == 2
        assert fault in result.output
    assert list(tmp_path.iterdir()) == []


# -- languages --------------------------------------------------------------------------------------------------

ENGLISH = re.compile(
    r"\b(the|of|and|with|than|from|is|are|which|each|what|year|years|model|models|missed|limits|difference|cases)\b",
    re.I,
)
"""Words that no Norwegian text has, if the config has none of them."""


def test_no_english_is_left_in_the_norwegian_report(analyst: str):
    text = Reader(analyst).text
    untranslated = {
        piece
        for package in ("report", "stats")
        for english, norwegian in read_catalogue(FOLDER / "nb" / f"{package}.po").items()
        for one, other in zip(english, norwegian, strict=True)
        if one != other
        for piece in re.split(r"\{\w+\}", one)
        if len(piece) > 11 and piece not in other
    }
    assert len(untranslated) > 200
    assert [piece for piece in untranslated if piece in text] == []
    own = [line for line in text.splitlines() if not line.startswith("Etter Monks") and " > " not in line]
    assert [line for line in own if ENGLISH.search(re.sub("«caseflow [^»]*»", "", line))] == []


def test_numbers_have_the_form_of_the_language(council: str, analyst: str):
    assert re.search(r"\d,\d\N{NO-BREAK SPACE}%", section(analyst, "comparison"))
    assert not re.search(r"\d\.\d+%", Reader(analyst).text)
    assert re.search(r"\d\.\d%", section(council, "comparison"))


# -- names that are not harmless --------------------------------------------------------------------------------

HOSTILE = r"""
schema: 1
title: "<script>alert('title')</script> =cmd() \"q\" 😀 {years} %s"
calendar: {today: 2010-10-01, change_date: 2011-01-01}
years: 1
replications: 2
seed: 1
baseline: today
each_municipality: {children_0_17: 900, reports_per_1000_children_per_year: 42, open_measures: 25}
municipalities:
  "<img src=x onerror=alert(2)>": {number: 1}
  "=cmd()|' /C calc'!A0": {number: 2}
  "'\"><b>{baseline}</b> 😀":
    number: 3
    reports_per_1000_children_per_year: {value: 42, range: [30, 60], source: "<script>alert('source')</script>"}
staff:
  L: {number: 1, posts_fte: [6 x 1.0, 0.8], office: '<i>Å "x"'}
models:
  today:
    title: "<script>alert('today')</script>😀 \"'&"
    services:
      "</table><S>":
        municipalities: all
        teams:
          "<t>": {covers: [intake, investigation], staff: [L.1, L.2, L.3, L.4]}
          "{u}": {covers: [measures, care], staff: [L.5, L.6, L.7]}
  other:
    title: "Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa {models}"
    services:
      "=cmd()": {municipalities: all, generalists: [L]}
scenarios:
  "</script>": {title: "\"><script>alert('scenario')</script>", set: {work: {session_minutes: 120}}}
money: {keys: {"<key>": {title: "<script>alert('key')</script>"}}}
"""


NAMES = (
    "<script>alert('title')</script> =cmd() \"q\" 😀 {years} %s",
    "<img src=x onerror=alert(2)>",
    "=cmd()|' /C calc'!A0",
    "'\"><b>{baseline}</b> 😀",
    "<script>alert('today')</script>😀 \"'&",
    "\"><script>alert('scenario')</script>",
    "<script>alert('key')</script>",
)


def test_a_config_with_hostile_names_goes_through_simulate_compare_and_report_unharmed(tmp_path: Path):
    config = tmp_path / "hostile.yaml"
    config.write_text(HOSTILE, encoding="utf-8")
    run = simulate(config, "--scenario", "</script>")
    compared = caseflow("compare", run, "--json")
    assert compared.exit_code == 0
    fates = json.loads(compared.stdout)["fairness"]["models"]["other"]["municipalities"]
    assert next(iter(fates)) == "<img src=x onerror=alert(2)>"
    assert caseflow("compare", run).exit_code == 0
    text = page(run, tmp_path, "--lang", "nb", "--edition", "analyst")
    tags = Reader(text).tags
    assert {tag for tag, _ in tags} & {"script", "i", "b", "s", "t", "key"} == set()
    assert [attrs for _, attrs in tags if any(key.startswith("on") for key in attrs)] == []
    said = Reader(text).text
    assert [name for name in NAMES if name not in said] == []
