"""What is wrong with a config, told in Norwegian."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from caseflow.config.load import load_config, parse_config
from caseflow.config.stresses import parse_stresses
from caseflow.config.wording import config_schema
from caseflow.errors import ConfigError, Fault
from caseflow.language import language
from caseflow.language.catalogues import FOLDER, read_catalogue
from tests.unit.config import (
    test_faults,
    test_faults_assignment,
    test_faults_capacity,
    test_faults_functions,
    test_faults_money,
    test_municipalities,
    test_stress,
)
from tests.unit.config.texts import SOUND, sound_and, sound_but


def faults_of(text: str, *overrides: str) -> tuple[Fault, ...]:
    with pytest.raises(ConfigError) as caught:
        parse_config(text, overrides=overrides)
    return caught.value.faults


def said(fault: Fault) -> str:
    """A fault without its place, as the frame of all faults puts it."""
    say = language("nb").say
    return f"forventet {say(fault.expected)}, fant {say(fault.found)}" + (fault.hint and f" ({say(fault.hint)})")


TOLD = {
    "a slip of form": (
        sound_and("include: [a.yaml\nseed: 1\n"),
        "forventet gyldig YAML, fant en syntaksfeil (et komma eller en sluttklamme mangler, her eller lenger opp)",
    ),
    "a mistyped key": (
        sound_but("open_measures: 55", "open_measure: 55"),
        "forventet en kjent nøkkel, fant 'open_measure' (mente du 'open_measures'?)",
    ),
    "a key of no meaning": (
        sound_but("office: North", "office: North, colour: red"),
        (
            "forventet en kjent nøkkel, fant 'colour' (kjente nøkler: number, posts_fte, office, casework_share,"
            " other_posts_fte, working_days, lives_in, leaders, unqualified, extra)"
        ),
    ),
    "a number as text": (
        sound_and("work: {cases_norm: '5'}\n"),
        "forventet et helt tall på minst 1, fant '5' (skriv det uten anførselstegn)",
    ),
    "a decimal comma": (
        sound_and("effort: {handover_hours: '0,5'}\n"),
        "forventet et tall på minst 0, fant '0,5' (desimaler skrives etter punktum, ikke komma: 0.5)",
    ),
    "per cent for a share": (
        sound_and("investigation: {quick_share: 8}\n"),
        "forventet et tall fra 0 til 1, fant 8 (8\N{NO-BREAK SPACE}% er 0.08)",
    ),
    "two bounds": (
        sound_and("effects: {specialisation: {minutes_percent: 0}}\n"),
        "forventet et tall over 0 og på høyst 200, fant 0",
    ),
    "null, which is no zero in Norwegian either": (
        sound_and("work: {caseload_limit: 0}\n"),
        "forventet et helt tall på minst 1, eller ordet null, fant 0",
    ),
    "thousands apart as Norwegians write them": (
        sound_and("measures: {wait_days: 1.0e+12}\n"),
        "forventet høyst 36\N{NO-BREAK SPACE}525 dager i gjennomsnitt, fant 1e+12",
    ),
    "cases beyond all measure": (
        sound_but(
            "children_0_17: 1400",
            f"children_0_17: {10**17}",
            "demand: {reports_growth_percent_per_year: 50}\nyears: 1000\n",
        ),
        (
            "forventet høyst 1\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}000 saker i en framtid: dagens og det som meldes,"
            " fant 5.37056e+37 (5.37056e+37 i North)"
        ),
    ),
    "one of several words": (
        sound_and("money: {prices: nominl}\n"),
        "forventet ett av ordene 'real', 'nominal', fant 'nominl' (mente du 'nominal'?)",
    ),
    "a list of words": (
        test_faults_assignment.with_team("helped_by: everybody"),
        "forventet en liste der hvert ledd er tekst, eller 'all', fant 'everybody'",
    ),
    "a list for a part": (
        sound_and("effort: [1]\n"),
        ("forventet nøkler med verdier, fant en liste (nøkler med verdier skrives `nøkkel: verdi`, linje for linje)"),
    ),
    "an uncovered stage": (
        sound_but("covers: [measures, care]", "covers: [measures]"),
        "forventet et team for hver fase i South, fant ikke noe for care",
    ),
    "a stage covered twice": (
        sound_but("covers: [measures, care]", "covers: [measures, care, intake]"),
        ("forventet at hver fase i en kommune dekkes av ett team, fant at intake i South også dekkes av South/intake"),
    ),
    "a post of 0.2": (
        sound_but("[1.0, 0.5], office: South}", "[1.0, 0.2], office: South, working_days: {2: []}}"),
        "forventet minst 1 arbeidsdag for en stilling på 0.2, fant []",
    ),
    "a real person": (
        sound_but("office: South", "office: South, name: Post Holder"),
        (
            "forventet stillinger uten navn og fødselsdatoer, fant nøkkelen 'name'"
            " (caseflow har ingen opplysninger om virkelige personer: ansatte er numre)"
        ),
    ),
    "an include in a text": (
        sound_and("include: [a.yaml]\n"),
        "forventet ingen include i en tekst, fant 'a.yaml'",
    ),
}


@pytest.mark.parametrize(("text", "told"), TOLD.values(), ids=TOLD)
def test_a_fault_is_told_in_norwegian(text: str, told: str) -> None:
    assert [said(fault) for fault in faults_of(text)] == [told]


def test_an_override_that_cannot_be_is_told_in_norwegian() -> None:
    (fault,) = faults_of(SOUND, "staff.N.posts_fte.7=1")
    assert said(fault) == "forventet en sti i konfigurasjonen, fant '7' (disse finnes: 0, 1)"


def test_scenarios_that_set_the_same_field_are_told_in_norwegian() -> None:
    study = parse_config(sound_and("scenarios: {a: {set: {years: 2}}, b: {set: {years: 3}}}\n"))
    with pytest.raises(ConfigError) as caught:
        study.resolve("a+b")
    (fault,) = caught.value.faults
    assert (
        said(fault)
        == "forventet scenarioer som endrer ulike felt, for å kombinere 'a' og 'b', fant et felt som begge endrer"
    )


def test_files_that_cannot_be_read_are_told_in_norwegian(tmp_path: Path) -> None:
    main = tmp_path / "main.yaml"
    main.write_text(sound_and("include: [other.yml, main.yaml]\n"), encoding="utf-8")
    (tmp_path / "other.yaml").write_text("seed: 1\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_config(main)
    assert [said(fault) for fault in caught.value.faults] == [
        "forventet en fil, for å hente inn 'other.yml', fant ingen slik fil (mente du 'other.yaml'?)",
        "forventet en fil som ikke henter inn seg selv, fant main.yaml -> main.yaml",
    ]


# -- all faults of the other tests --------------------------------------------------------------------------------

BROKEN: dict[str, str] = {
    f"{kind}: {name}": entry[0]
    for kind, entries in {
        "config": test_faults.BROKEN,
        "assignment": test_faults_assignment.FAULTS,
        "capacity": test_faults_capacity.FAULTS,
        "functions": test_faults_functions.BROKEN,
        "municipalities": test_municipalities.FAULTS,
        "money": {name: (sound_and(more), fault) for name, (more, fault) in test_faults_money.BROKEN.items()},
        "stress": {
            shock: (sound_and(f"years: 1\nstress: {{absences: {{one: {shock}}}}}\n"), fault)
            for shock, fault in test_stress.FAULTS.items()
        },
    }.items()
    for name, entry in entries.items()
}
PARSERS_OWN = "seed=["
"""Of whose fault the parser of YAML tells in its own words."""


OF_QUANTITIES = {"value", "range", "source", "note", "assumption"}
"""Keys, and a word, that the schema of a resolved config does not have."""


def words(text: str) -> set[str]:
    """The words of a text but those in quotes, which are what somebody wrote."""
    return set(re.findall(r"[^\W\d]\w*", re.sub("'[^']*'", "", text)))


def words_of_all(forms: Iterable[str]) -> set[str]:
    """The words of sentences, without the names of their values."""
    return {word for form in forms for word in words(re.sub(r"\{[^}]*\}", "", form))}


def named(schema: Any) -> Iterator[str]:
    """The keys and words that a config may have."""
    if isinstance(schema, list):
        for part in schema:
            yield from named(part)
    if isinstance(schema, dict):
        yield from schema.get("properties", ())
        yield from (str(word) for word in [*schema.get("enum", ()), schema.get("const")])
        for part in schema.values():
            yield from named(part)


@pytest.fixture(scope="module")
def english() -> set[str]:
    """Words of the English sentences that are neither Norwegian nor those of a config."""
    sentences = read_catalogue(FOLDER / "nb" / "config.po")
    own = words_of_all(form for sentence in sentences for form in sentence)
    norwegian = words_of_all(form for forms in sentences.values() for form in forms)
    return own - norwegian - OF_QUANTITIES - set(named(config_schema()))


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_no_english_word_is_left_in_a_fault(text: str, english: set[str]) -> None:
    for fault in faults_of(text):
        assert words(said(fault)) & english <= words(text)


@pytest.mark.parametrize("override", [override for override in test_faults.OVERRIDES if override != PARSERS_OWN])
def test_no_english_word_is_left_in_a_fault_of_an_override(override: str, english: set[str]) -> None:
    for fault in faults_of(SOUND, override):
        assert words(said(fault)) & english <= words(override + SOUND)


@pytest.mark.parametrize("text", test_stress.FILES)
def test_no_english_word_is_left_in_a_fault_of_a_stress_file(text: str, english: set[str]) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_stresses(text, "stress.yaml")
    for fault in caught.value.faults:
        assert words(said(fault)) & english <= words(text)


def test_the_parsers_own_words_are_told_to_be_english() -> None:
    (fault,) = faults_of(SOUND, PARSERS_OWN)
    assert said(fault).startswith("forventet gyldig YAML, fant en syntaksfeil (YAML-leseren sier på engelsk: expected ")


def test_an_english_word_that_is_left_is_seen(english: set[str]) -> None:
    told = "an empty list, each item text or 'all' (did you mean 'x'?)"
    assert words(told) & english >= {"an", "empty", "list", "each", "item", "text", "or", "did", "you"}
