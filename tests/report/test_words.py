"""What the report says: figures in a language's form, and sentences that say no more than the intervals do."""

import dataclasses
import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.special import stdtrit

from caseflow.comparison import words
from caseflow.comparison.forms import Form
from caseflow.comparison.writing import Writer
from caseflow.config.load import parse_config
from caseflow.config.published import starter_text
from caseflow.decisions.chances import Chance
from caseflow.decisions.differences import Difference
from caseflow.decisions.jackknife import ratio_of_sums
from caseflow.language import MISSING, language
from caseflow.report.assumed import said
from caseflow.report.build import Wanted, material_of, render
from caseflow.report.material import Material
from caseflow.report.sections.answer import sentences, verdict
from caseflow.report.sections.assumptions import assumptions
from caseflow.report.sections.compared import compared, own_or_difference
from caseflow.report.sections.long_view import long_view
from tests.cli.running import simulate
from tests.docs.pages import ROOT
from tests.report.conftest import CONFIG

EN, NB = Writer(language("en")), Writer(language("nb"))
SHARE, FEW, PLAIN = Form(is_share=True), Form(is_share=True, cases=9.0), Form(is_share=False)


def of(*ends: float) -> Difference:
    value, low, high = (np.array(end) for end in ends)
    return Difference(value, low, high, np.array(1.0))


# -- figures ----------------------------------------------------------------------------------------------------


def test_a_share_is_in_per_cent_and_one_of_few_cases_is_a_count():
    assert [EN.figure(form, 0.3) for form in (SHARE, FEW, PLAIN)] == ["30.0%", "2.7 of 9.0", "0.30"]
    assert [NB.figure(form, 0.3) for form in (SHARE, FEW)] == ["30,0\N{NO-BREAK SPACE}%", "2,7 av 9,0"]


def test_a_difference_has_its_sign_its_unit_and_its_interval():
    assert EN.changed(SHARE, of(0.021, 0.01, 0.032), "points") == "+2.1 points [+1.0 to +3.2]"
    assert EN.changed(FEW, of(1 / 9, -1 / 9, 3 / 9)) == "+1.0 [-1.0 to +3.0]".replace("-", "\N{MINUS SIGN}")
    assert (
        NB.changed(PLAIN, of(1234.0, 1000.0, 1468.0))
        == "+1\N{NO-BREAK SPACE}234 [+1\N{NO-BREAK SPACE}000 til +1\N{NO-BREAK SPACE}468]"
    )


def test_an_end_that_is_not_zero_is_not_written_as_zero():
    assert EN.changed(SHARE, of(0.002, 0.0001, 0.0039)) == "+0.20 [+0.01 to +0.39]"


def test_kroner_are_whole_unless_an_end_would_be_written_as_zero():
    assert EN.in_kroner(of(97.8, 85.8, 109.7)) == "+98 [+86 to +110]"
    assert EN.in_kroner(of(0.0, 0.0, 0.0)) == "0 [0 to 0]"
    assert EN.in_kroner(of(3.2, -0.4, 6.8)) == "+3.2 [-0.4 to +6.8]".replace("-", "\N{MINUS SIGN}")
    assert EN.in_kroner(of(3.2, np.nan, np.nan)) == "+3.2 [no interval]"


def test_a_difference_of_one_future_has_no_interval():
    assert EN.changed(SHARE, of(0.02, np.nan, np.nan)) == "+2.0 [no interval]"


@pytest.mark.parametrize(
    ("share", "words", "years"),
    [(0.02, "under 5%", "hardly any"), (0.3, "30%", "3 of 10"), (0.96, "over 95%", "nearly all")],
)
def test_no_chance_is_finer_than_one_in_twenty(share: float, words: str, years: str):
    assert EN.language.chance(share) == words
    assert EN.in_ten(share) == years


def test_a_chance_has_its_interval():
    found = Chance(*(np.array(x) for x in (0.5, 0.02, 0.7, 40.0)))
    assert EN.chance(found) == "50% [under 5 to 70%]"
    assert EN.in_ten_interval(0.5, 0.31, 0.69) == "5 of 10 [3 to 7]"


# -- sentences --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def material(run: Path) -> Material:
    return material_of(run, Wanted())


def with_gaps(material: Material, **gaps: tuple[float, float]) -> Material:
    """The same, with other intervals of differences to the baseline: of the second and the third model."""
    indicators = dict(material.comparison.indicators)
    for name, ends in gaps.items():
        shift = np.array([0.0, *ends])
        found, together = (Difference(shift, shift - width, shift + width, np.ones(3)) for width in (0.01, 0.02))
        indicators[name] = dataclasses.replace(indicators[name], difference=found, together=together)
    return dataclasses.replace(material, comparison=dataclasses.replace(material.comparison, indicators=indicators))


UNMOVED = {"effort_given_share": (0.0, 0.0), "follow_ups_missed_share": (0.0, 0.0), "overdue_open": (0.0, 0.0)}


def test_no_model_is_called_better_if_no_interval_is(material: Material):
    first, second = sentences(with_gaps(material, breach_share=(-0.005, 0.2), **UNMOVED))
    assert first.startswith("No model is clearly better than “To tjenester som i dag” on deadlines")
    assert second.startswith("No model misses fewer limits at such a price")


def test_a_model_with_fewer_limits_missed_is_named_with_its_interval(material: Material):
    first, _ = sentences(with_gaps(material, breach_share=(-0.05, 0.005), **UNMOVED))
    assert "“Én felles tjeneste” (-5.0 percentage points [-6.0 to -4.0])".replace("-", "\N{MINUS SIGN}") in first
    assert material.limits is not None
    today = f"{100 * float(material.limits.mean.value[0]):.1f}%"
    assert first.startswith(f"Legal limits missed under “To tjenester som i dag”: {today} [")
    assert "Help at peaks" not in first


def test_fewer_limits_missed_with_less_effort_are_fewer_at_a_price(material: Material):
    changed = {**UNMOVED, "effort_given_share": (-0.05, 0.0)}
    first, second = sentences(with_gaps(material, breach_share=(-0.05, -0.03), **changed))
    assert "“Help at peaks” (" in first
    assert "Én felles tjeneste" not in first
    assert second.startswith("Fewer are missed too, but at a price, under “Én felles tjeneste” (less effort given). ")


def test_a_model_that_misses_fewer_by_its_own_interval_alone_is_named_as_perhaps(material: Material):
    changed = with_gaps(material, breach_share=(-0.05, -0.015), **UNMOVED)
    first, second = sentences(changed)
    assert "Help at peaks" not in first
    assert "Perhaps fewer are missed, by intervals that hold for one comparison but not for all 2 together" in second
    assert "together, under “Help at peaks”." in second
    name = changed.comparison.labels[2]
    answer = words.answer(changed.comparison, language("en"))
    assert answer.endswith(f"for one comparison but not for all 2 together: {name}.")
    assert answer.count(name) == 1
    assert words.on_deadlines(changed.comparison, 2, language("en")) == "perhaps"
    assert verdict(changed, 2).startswith("Perhaps fewer legal limits missed: ")
    assert verdict(changed, 1).startswith("Fewer legal limits missed: ")
    assert words.verdict(changed.comparison, 2, EN).startswith("perhaps fewer limits missed than under ")


def test_what_is_said_of_all_models_holds_for_all_of_them_together(material: Material):
    limits = material.limits
    assert limits is not None
    own, together = ((found.high - found.low)[1:] for found in (limits.difference, limits.together))
    freedom = material.comparison.results.n_replications - 1
    assert together / own == pytest.approx(stdtrit(freedom, 1 - 0.05 / 2 / 2) / stdtrit(freedom, 1 - 0.05 / 2))


@pytest.mark.parametrize(
    ("place", "sentence", "cell"),
    [
        (0, "By the interval they are fewer in every quarter from Q1 2011.", "Q1 2011"),
        (3, "Quarter by quarter, the intervals show it to the end in the last one only, Q4 2011.", "only in Q4 2011"),
        (-1, "No single quarter's interval shows it to the end.", "never in these years"),
    ],
)
def test_what_holds_in_the_last_quarter_only_is_not_said_to_go_on(material, place, sentence, cell):
    changed = with_gaps(dataclasses.replace(material, edition="analyst"), breach_share=(-0.05, 0.005), **UNMOVED)
    limits = changed.limits
    onset = dataclasses.replace(limits.onset, by_interval=np.full(3, place), by_mean=np.full(3, place))
    indicators = {**changed.comparison.indicators, "breach_share": dataclasses.replace(limits, onset=onset)}
    changed = dataclasses.replace(changed, comparison=dataclasses.replace(changed.comparison, indicators=indicators))
    assert sentence in verdict(changed, 1)
    (table,) = (b for b in compared(changed).blocks if getattr(b, "caption", "").startswith("How surely"))
    assert [found.text for found in table.cells[0]][3:5] == [cell, cell]


@pytest.fixture(scope="module")
def run_of_one(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of one future."""
    config = tmp_path_factory.mktemp("one") / "one.yaml"
    config.write_text(CONFIG.replace("replications: 8", "replications: 1"), encoding="utf-8")
    return simulate(config)


def test_one_future_says_nothing(run_of_one: Path):
    material = material_of(run_of_one, Wanted())
    first, _ = sentences(material)
    assert first == "One simulated future says nothing about which model is better."
    (table,) = (b for b in compared(material).blocks if getattr(b, "caption", "").startswith("How surely"))
    assert [cell.text for cell in table.cells[0]][3] == MISSING


@pytest.mark.parametrize("lang", ["en", "nb"])
def test_of_one_nothing_is_told_in_the_plural(run_of_one: Path, lang: str):
    several = "futures|replications|years|processes|framtider|replikasjoner|prosesser"
    for wanted in (Wanted(lang, "council"), Wanted(lang, "analyst")):
        page = re.sub(r"<[^>]*>", " ", render(material_of(run_of_one, wanted))).replace("\N{SOFT HYPHEN}", "")
        assert re.findall(rf"(?<![\d.,])1\s+(?:simulated\s+|simulerte\s+)?(?:{several})", page) == []


@pytest.mark.parametrize("is_so", [True, False])
def test_a_difference_that_few_futures_make_most_of_has_a_star_that_is_explained(material, is_so):
    indicators = {
        name: dataclasses.replace(one, of_few=np.full(3, is_so), mean=ratio_of_sums(np.ones((3, 8)), np.ones(8)))
        for name, one in material.comparison.indicators.items()
    }
    changed = dataclasses.replace(material, comparison=dataclasses.replace(material.comparison, indicators=indicators))
    overdue = changed.comparison.indicators["overdue_open"]
    assert own_or_difference(changed, overdue, 1).endswith("]*" if is_so else "]")
    notes = [block.text for block in compared(changed).blocks if getattr(block, "kind", "") == "note"]
    assert any(note.startswith("* A few futures make most of this figure") for note in notes) == is_so
    assert ("* A few" in " ".join(words.notes(changed.comparison, language("en")))) == is_so


def test_what_does_not_differ_has_no_star(material):
    baseline = material.comparison.baseline
    of_few = [one for one in material.comparison.indicators.values() if one.mean.is_of_few[baseline]]
    assert of_few
    assert not any(one.of_few[baseline] for one in of_few)


# -- what would have to be true -----------------------------------------------------------------------------------


def told(material: Material) -> str:
    """The bullets of what would have to be true for the baseline to win."""
    (part,) = (block for block in assumptions(material).blocks if getattr(block, "title", "").startswith("What would"))
    return "\n".join(part.blocks[0].items)


def moved(material: Material, at_low: float, at_high: float) -> Material:
    """Fewer limits missed by five points under the second model, which one assumption surely moves."""
    changed = with_gaps(material, breach_share=(-0.05, 0.005), **UNMOVED)
    limits = changed.limits
    assert limits is not None
    n = len(changed.comparison.assumptions.paths)
    is_sure = np.zeros((3, n), dtype=bool)
    is_sure[1, 0] = True
    ends = {"at_low": np.full((3, n), at_low), "at_high": np.full((3, n), at_high)}
    movers = dataclasses.replace(
        limits.movers, is_sure=is_sure, low_end=np.full(n, 3.0), high_end=np.full(n, 8.0), **ends
    )
    indicators = {**changed.comparison.indicators, "breach_share": dataclasses.replace(limits, movers=movers)}
    return dataclasses.replace(changed, comparison=dataclasses.replace(changed.comparison, indicators=indicators))


def test_an_assumption_that_turns_the_difference_at_its_end_is_named_with_that_end(material: Material):
    path = said(material, material.comparison.assumptions.paths[0])
    assert f"It would on average, were this so, all else as it comes: {path} = 8.0." in told(
        moved(material, -0.12, 0.02)
    )
    assert f"{path} = 3.0." in told(moved(material, 0.02, -0.12))


def test_if_none_turns_it_all_that_surely_move_it_are_told_together(material: Material):
    written = told(moved(material, -0.09, -0.01))
    assert "No single assumption at its end turns the difference; the one that surely moves it" in written
    assert "would make it \N{MINUS SIGN}1.0 percentage points" in written


def test_an_assumption_is_told_in_words_with_whose_it_is_else_by_its_place(material: Material):
    norwegian = dataclasses.replace(material, language=language("nb"))
    paths = {
        "municipalities.Sør.planned_late_share": "Sør: andel undersøkelser planlagt etter fristen fra starten",
        "models.sammen.transition.refusing_share": "Én felles tjeneste: andel som reserverer seg mot overføringen",
        "models.hjelp.transition.report_growth_percent.Sør": "Hjelp ved topper: vekst i meldinger, prosent (Sør)",
        "effort.follow_up_hours": "timer per oppfølging",
        "money.nok_per_km": "kroner per kilometer",
        "effects.finding_measures.kinds.respite_home.search_days.mean": "besøkshjem: letetid i dager, gjennomsnitt",
        "effects.finding_measures.kinds.leir.share": "leir: andel av nye tiltak",
        "money.by_municipality.Sør.care_percent": "Sør: kostnad for et omsorgstiltak, prosent av det vanlige",
        "money.keys.vanlig.fixed_nok_per_municipality": (
            "Etter barnetall: kroner i året fra hver kommune før resten fordeles"
        ),
        "effects.practice.months": "måneder siden forrige sjeldne sak før den neste tar mest tid",
        "effects.unheard.of": "effects > unheard > of",
    }
    assert {path: said(norwegian, path) for path in paths} == paths


@pytest.mark.parametrize("text", [(ROOT / "configs" / "kongsberg.yaml").read_text(encoding="utf-8"), starter_text()])
def test_every_assumption_of_the_configs_that_come_with_caseflow_is_told_in_words(text: str):
    study = parse_config(text)
    config = study.resolve()
    region = SimpleNamespace(language=language("nb"), config=config, title_of=lambda model: config.models[model].title)
    told = {assumption.path: said(region, assumption.path) for assumption in study.assumptions()}
    assert {path: words for path, words in told.items() if " > " in words} == {}
    assert len(set(told.values())) == len(told)


# -- 2010 beside 2020 -------------------------------------------------------------------------------------------


def test_a_run_of_many_years_tells_the_last_one_beside_the_one_before_the_change(tmp_path: Path, material: Material):
    config = tmp_path / "long.yaml"
    config.write_text(CONFIG.replace("today: 2010-10-01", "today: 2010-01-01"), encoding="utf-8")
    far = material_of(
        simulate(config, "--years", 8, "--replications", 2, "--model", "i_dag", "--model", "sammen"), Wanted()
    )
    told = long_view(far)
    assert told is not None
    assert told.title == "2010 beside 2018"
    rows = {str(row[0]): [str(cell) for cell in row[1:]] for row in told.blocks[1].rows}
    assert list(rows) == ["2010, as before the change", "2018, To tjenester som i dag", "2018, Én felles tjeneste"]
    run_in = far.world.run.table("run_in")
    before = run_in[(run_in["model"] == "i_dag") & (run_in["scope"] == "region")]
    mean = float(before.set_index("indicator")["mean"]["breach_share"])
    assert rows["2010, as before the change"][1].startswith(f"{100 * mean:.1f}% [")
    assert long_view(material) is None
