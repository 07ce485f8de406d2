"""Defaults, includes, file, scenario, overrides: which of them a value is from."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest

from caseflow.config.load import load_config, parse_config
from caseflow.config.study import resolved_lines
from caseflow.errors import ConfigError, UserError
from tests.unit.config.texts import SOUND, sound_and, sound_but


def write(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        path = folder / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / "main.yaml"


def message_of(path: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    return str(caught.value)


# -- layers -----------------------------------------------------------------------------------------------------


def test_what_a_config_does_not_say_is_from_the_defaults() -> None:
    config = parse_config(SOUND).resolve()
    assert (config.years, config.effort.screening_hours.value, config.demand.season["July"]) == (4, 2.5, 0.55)  # type: ignore[union-attr]


def test_a_mapping_merges_key_by_key() -> None:
    config = parse_config(sound_and("demand: {season: {june: 0.7}}\n")).resolve()
    assert config.demand.season == {"July": 0.55, "August": 0.85, "June": 0.7}


def test_a_list_replaces() -> None:
    config = parse_config(sound_and("absence: {vacation: {other_start_weeks: [1, 2]}}\n")).resolve()
    assert config.absence.vacation.other_start_weeks == (1, 2)


def test_a_distribution_replaces_as_a_whole() -> None:
    config = parse_config(sound_and("measures: {wait_days: {distribution: exponential, mean: 3}}\n")).resolve()
    assert config.measures.wait_days.model_dump() == {"distribution": "exponential", "mean": 3.0}


def test_a_distribution_is_replaced_as_a_whole_by_a_number() -> None:
    config = parse_config(sound_and("measures: {wait_days: 3}\n")).resolve()
    assert config.measures.wait_days.model_dump() == {"distribution": "deterministic", "value": 3.0}


def test_null_is_a_value_where_the_schema_has_it() -> None:
    config = parse_config(sound_and("work: {caseload_limit: 3}\n"), overrides=["work.caseload_limit=null"]).resolve()
    assert config.work.caseload_limit is None


def test_no_and_on_are_words() -> None:
    assert parse_config(sound_and("title: no\n")).resolve().title == "no"


def test_the_file_wins_over_its_includes_and_later_includes_over_earlier(tmp_path: Path) -> None:
    main = write(
        tmp_path,
        main=SOUND + "include: [first.yaml, second.yaml]\nyears: 1\n",
        first="years: 2\nseed: 2\nreplications: 2\n",
        second="years: 3\nseed: 3\n",
    )
    config = load_config(main).resolve()
    assert (config.years, config.seed, config.replications) == (1, 3, 2)


def test_an_include_is_relative_to_the_file_that_includes_it(tmp_path: Path) -> None:
    main = write(tmp_path, main=SOUND + "include: [part/a.yaml]\n")
    write(tmp_path / "part", a="include: [b.yaml]\n", b="years: 9\n")
    study = load_config(main)
    assert study.resolve().years == 9
    assert list(study.sources) == ["main.yaml", "part/a.yaml", "part/b.yaml"]


def test_two_files_may_include_the_same_one(tmp_path: Path) -> None:
    main = write(tmp_path, main=SOUND + "include: [a.yaml, b.yaml]\n", a="include: [c.yaml]\n", b="include: [c.yaml]\n")
    write(tmp_path, c="years: 9\n")
    assert load_config(main).resolve().years == 9


# -- files that cannot be read ----------------------------------------------------------------------------------


def test_a_missing_file_is_told_with_the_one_that_was_perhaps_meant(tmp_path: Path) -> None:
    write(tmp_path, main=SOUND)
    path = tmp_path / "mian.yaml"
    assert message_of(path) == f"{path}: expected a config file, found no such file (did you mean 'main.yaml'?)"


def test_a_folder_is_no_config(tmp_path: Path) -> None:
    assert message_of(tmp_path) == f"{tmp_path}: expected a config file, found a folder"


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\x00", b"\xf8\x01", b"a: \0"])
def test_a_binary_file_is_no_config(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "main.yaml"
    path.write_bytes(content)
    assert message_of(path) == "main.yaml: expected text in UTF-8, found a binary file"


def test_a_text_in_another_encoding_is_told_with_the_line_and_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "main.yaml"
    path.write_bytes((SOUND + "# R\N{LATIN SMALL LETTER O WITH STROKE}ros\n").encode("cp1252"))
    assert message_of(path) == (
        "main.yaml:19: expected text in UTF-8, found a letter in another encoding, such as Windows-1252"
        " (let your editor write the file as UTF-8)"
    )
    path.write_bytes(SOUND.encode("utf-16"))
    assert message_of(path) == (
        "main.yaml: expected text in UTF-8, found text in UTF-16 (let your editor write the file as UTF-8)"
    )


def test_a_huge_file_is_no_config(tmp_path: Path) -> None:
    path = tmp_path / "main.yaml"
    path.write_bytes(b"# no\n" * 2_000_000)
    assert message_of(path) == "main.yaml: expected at most 1,000,000 bytes, found more"


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "main.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + SOUND.encode())
    assert load_config(path).resolve().baseline == "today"


def test_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "main.yaml"
    path.write_bytes(SOUND.replace("\n", "\r\n").encode())
    assert load_config(path).resolve() == parse_config(SOUND).resolve()


A_NAME = "a file whose name is one line of text in UTF-8"
INCLUDES = {
    "other.yml": "a file, to include 'other.yml', found no such file (did you mean 'other.yaml'?)",
    "part": "a file, to include 'part', found a folder",
    "main.yaml": "a file that does not include itself, found main.yaml -> main.yaml",
    "../other.yaml": "a file in the config's folder or below it, found '../other.yaml'",
    "/etc/hosts": "a file in the config's folder or below it, found '/etc/hosts'",
    '"a\\nb.yaml"': f"{A_NAME}, found 'a\\nb.yaml' (give the file another name)",
}


@pytest.mark.parametrize(("name", "expected"), INCLUDES.items(), ids=INCLUDES)
def test_a_file_that_cannot_be_included_is_told_where_it_is_named(tmp_path: Path, name: str, expected: str) -> None:
    (tmp_path / "part").mkdir()
    main = write(tmp_path, main=SOUND + f"include: [{name}]\n", other="years: 1\n")
    assert message_of(main) == f"main.yaml:19: include.0: expected {expected}"


@pytest.mark.parametrize("name", [r'"a\0b"', r'"\ud800"'])
def test_an_include_that_no_system_can_open_is_a_fault(tmp_path: Path, name: str) -> None:
    main = write(tmp_path, main=SOUND + f"include: [{name}]\n")
    assert "main.yaml:19: include.0: expected text without control characters" in message_of(main)


@pytest.mark.skipif(os.name != "posix", reason="elsewhere no file can be called so")
@pytest.mark.parametrize("name", [b"two\nlines.yaml", b"j\xf8lster.yaml"])
def test_a_file_under_whose_name_no_run_can_keep_it_is_refused(tmp_path: Path, name: bytes) -> None:
    path = tmp_path / os.fsdecode(name)
    path.write_text(SOUND)
    assert f"expected {A_NAME}, found " in message_of(path)


def test_a_cycle_of_includes_is_told_whole(tmp_path: Path) -> None:
    main = write(tmp_path, main=SOUND + "include: [a.yaml]\n", a="include: [b.yaml]\n", b="include: [a.yaml]\n")
    expected = "b.yaml:1: include.0: expected a file that does not include itself, found "
    assert message_of(main) == expected + "main.yaml -> a.yaml -> b.yaml -> a.yaml"


def test_a_fault_in_an_included_file_names_that_file(tmp_path: Path) -> None:
    main = write(tmp_path, main=SOUND + "include: [a.yaml]\n", a="seed: 1\nyeers: 2\n")
    assert message_of(main) == "a.yaml:2: yeers: expected a known key, found 'yeers' (did you mean 'years'?)"


def test_what_is_missing_is_missing_in_the_main_file(tmp_path: Path) -> None:
    main = write(tmp_path, main=SOUND.replace("baseline: today\n", "include: [a.yaml]\n"), a="seed: 1\n")
    assert message_of(main) == "main.yaml:1: baseline: expected text, found nothing"


# -- overrides --------------------------------------------------------------------------------------------------


def test_an_override_wins_over_the_file_and_a_scenario() -> None:
    text = sound_and("years: 2\nscenarios: {more: {set: {years: 3}}}\n")
    assert parse_config(text, overrides=["years=5"]).resolve("more").years == 5


def test_an_override_reaches_into_a_distribution_and_a_list() -> None:
    overrides = ["effort.investigation_hours.mean=30", "staff.N.posts_fte.1=0.4"]
    config = parse_config(SOUND, overrides=overrides).resolve()
    assert config.effort.investigation_hours.model_dump()["mean"] == 30
    assert config.staff["N"].posts_fte == ("2 x 1.0", 0.4)


def test_an_override_hides_no_mistake_of_the_file() -> None:
    with pytest.raises(ConfigError) as refused:
        parse_config(sound_and("years: four\n"), overrides=["years=1", "seed=-1"])
    assert [(fault.file, fault.path) for fault in refused.value.faults] == [("--set", "seed"), ("config.yaml", "years")]


def test_an_override_may_be_a_date() -> None:
    config = parse_config(SOUND, overrides=["calendar.change_date=2012-07-01"]).resolve()
    assert config.calendar.change_date.isoformat() == "2012-07-01"


def test_an_override_may_name_a_new_entry() -> None:
    overrides = ["models.child={extends: today, title: A child}"]
    assert parse_config(SOUND, overrides=overrides).resolve().models["child"].title == "A child"


def test_an_override_reaches_what_a_model_inherits() -> None:
    text = sound_and("  child: {extends: today}\n")
    overrides = ["models.child.services.South.teams.intake.second_worker_share=0.5"]
    models = parse_config(text, overrides=overrides).resolve().models
    shares = [models[name].services["South"].teams["intake"].second_worker_share for name in ("today", "child")]
    assert shares == [0.0, 0.5]


def test_an_override_may_place_generalists() -> None:
    text = sound_and("  child: {extends: today}\n")
    south = "models.child.services.South"
    overrides = [f"{south}.teams.intake=null", f"{south}.teams.measures=null", f"{south}.generalists=[S.2, S.1]"]
    teams = parse_config(text, overrides=overrides).resolve().models["child"].services["South"].teams
    assert {name: team.staff for name, team in teams.items()} == {"generalists": ("S.2", "S.1")}


# -- where a value is from --------------------------------------------------------------------------------------


def test_the_origin_of_a_value_is_its_file_and_line(tmp_path: Path) -> None:
    main = write(tmp_path, main=SOUND + "include: [a.yaml]\n", a="# seed\nseed: 3\n")
    study = load_config(main, overrides=["years=2"])
    paths = ("seed", "years", "replications", "municipalities.North.open_measures", "staff.N.posts_fte.0")
    assert [study.origin(path) for path in paths] == ["a.yaml:2", "--set", "defaults", "main.yaml:5", "main.yaml:8"]


def test_the_origin_of_what_is_inherited_is_where_the_parent_says_it() -> None:
    study = parse_config(sound_and("  child: {extends: today}\n"))
    assert study.origin("models.child.services.South.teams.intake.covers.0") == "config.yaml:17"


def test_resolved_lines_give_every_value_of_one_model_with_its_origin() -> None:
    study = parse_config(sound_and("  child: {extends: today}\nmeasures: {wait_days: 3}\n"))
    lines = {path: (value, origin) for path, value, origin in resolved_lines(study, "child")}
    assert lines["measures.wait_days.value"] == (3.0, "config.yaml:20")
    assert lines["models.child.services.North.teams.generalists.staff.0"] == ("N", "config.yaml:13")
    assert lines["municipalities.North.measures_share"] == (0.42, "defaults")
    assert not any(path.startswith("models.today") for path in lines)


def test_resolved_lines_of_an_unknown_model_are_refused() -> None:
    with pytest.raises(UserError, match=r"the config has no model 'tday' \(did you mean 'today'\?\)"):
        resolved_lines(parse_config(SOUND), "tday")
    with pytest.raises(UserError, match=r"the config has no model 'x' \(it has: today\)"):
        resolved_lines(parse_config(SOUND), "x")


# -- round trips ------------------------------------------------------------------------------------------------

RICH = sound_but(
    "office: South}",
    "office: South, working_days: {2: [mon, tue, wed]}}",
    """\
    steps: [{date: 2012-01-01, model: merged}]
  merged:
    extends: today
    drop_services: [South]
    services: {North: {municipalities: all, generalists: [N, S]}}
measures:
  wait_days: {value: 30, distribution: {distribution: gamma, mean: 30, cv: 0.5}, source: assumption}
scenarios:
  more:
    set: {municipalities: {North: {open_measures: {value: 60, range: [50, 70], source: assumption, note: "no: on"}}}}
""",
)


@pytest.mark.parametrize("scenario", ["base", "more"])
def test_a_resolved_config_loads_to_the_same_config_and_assumptions(scenario: str) -> None:
    study = parse_config(RICH)
    text = study.resolved_yaml(scenario)
    again = parse_config(text)
    assert again.resolve() == study.resolve(scenario)
    assert [a.path for a in again.assumptions()] == [a.path for a in study.assumptions(scenario)]
    assert again.resolved_yaml() == text


def test_a_study_survives_pickling() -> None:
    study = parse_config(RICH, overrides=["years=7"])
    again = pickle.loads(pickle.dumps(study))  # noqa: S301  # our own bytes
    assert again.resolve("more") == study.resolve("more")


def test_sources_are_the_texts_that_were_read_the_main_file_first(tmp_path: Path) -> None:
    main = write(tmp_path, main=SOUND + "include: [a.yaml]\n", a="seed: 3\n")
    assert list(load_config(main).sources.items()) == [
        ("main.yaml", SOUND + "include: [a.yaml]\n"),
        ("a.yaml", "seed: 3\n"),
    ]


def test_no_folder_of_the_user_is_kept(tmp_path: Path) -> None:
    study = load_config(write(tmp_path, main=RICH))
    kept = pickle.dumps(study) + study.resolved_yaml().encode()
    assert str(tmp_path).encode() not in kept
