"""Errors, warnings and notes are told in the language that is asked for, or that a run has."""

import json
import logging
import re
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from caseflow.cli import Commands
from caseflow.errors import UserError
from caseflow.messages import message
from caseflow.store.folder import TABLE_FILES
from tests.cli.conftest import write_config
from tests.cli.running import caseflow, simulate
from tests.cli.test_engines import run_without_numba

FIGURES = "caseflow.plots.figures"

ENGLISH = re.compile(r"\b(the|is|are|was|of|and|expected|found|there|cannot|with)\b")
"""Words that no Norwegian sentence has."""


@pytest.fixture(scope="module")
def norwegian_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Norwegian run, only to be looked at."""
    return simulate(write_config(tmp_path_factory.mktemp("norsk")), "--lang", "nb", "--replications", 1)


@pytest.fixture
def damaged_run(norwegian_run: Path, tmp_path: Path) -> Path:
    """A copy of it with a changed file."""
    run = Path(shutil.copytree(norwegian_run, tmp_path / norwegian_run.name))
    (run / "README.md").write_text("changed")
    return run


def stopped_run(config: Path, monkeypatch: pytest.MonkeyPatch, *options: object) -> Result:
    """What a run says that is stopped when all is simulated."""

    class Interrupting:
        @staticmethod
        def find_spec(name: str, *_: object) -> None:
            if name == FIGURES:
                signal.raise_signal(signal.SIGINT)

    with monkeypatch.context() as patched:
        patched.delitem(sys.modules, FIGURES, raising=False)
        patched.setattr(sys, "meta_path", [Interrupting, *sys.meta_path])
        return caseflow("simulate", config, "--out", config.parent / "runs", "--jobs", 1, *options)


# -- asked for --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("simulate", "CONFIG", "--precision-unit", "North"), "--precision-unit sier hvor --precision gjelder"),
        (("simulate",), "hvilken CONFIG?"),
        (("simulate", "CONFIG", "--precision", "nan"), "Ugyldig verdi for '--precision': nan er ikke et tall."),
        (("simulate", "CONFIG", "--precision", "0,02"), "forventet et tall over 0 og under 0.5, med punktum foran"),
        (("simulate", "CONFIG", "--jobs", "0"), "Ugyldig verdi for '--jobs': forventet et helt tall på minst 1."),
        (("simulate", "CONFIG", "--engine", "fast"), "forventet en av auto, compiled, process."),
        (("simulate", "CONFIG", "--jbos", "1"), "Det finnes ikke noe valg --jbos (mente du --jobs"),
        (("simulate", "CONFIG", "another", "third"), "Feil: Ingenting kan gjøres med another third\n"),
        (("simulat", "CONFIG"), "Feil: Det finnes ingen kommando simulat (mente du simulate?)\n"),
        (("nothing", "CONFIG"), "Feil: Det finnes ingen kommando nothing\n"),
        (("simulate", "CONFIG", "--quiet=1"), "Feil: --quiet tar ingen verdi\n"),
        (("simulate", "CONFIG", "--resume", "nothing"), "--resume fortsetter med kjøringens egen konfigurasjon"),
        (("show",), "'RUN' mangler."),
        (("show", "nothing"), "nothing: det finnes ingen slik kjøring"),
        (("show", "CONFIG"), "er en fil, ikke mappen til en kjøring"),
        (("compare", "FOLDER"), "er ikke mappen til en kjøring, eller den er ufullstendig: run.json mangler"),
        (("check", "nothing.yaml"), "nothing.yaml: forventet "),
        (("check", "CONFIG", "--models", "--resolved", "today"), "--models og --resolved er to forskjellige spørsmål"),
        (("init", "CONFIG"), "finnes fra før og blir ikke endret: oppgi en annen fil"),
        (("stress", "CONFIG", "--no-grid", "--scenario", "base"), "det er ingen påkjenning å simulere"),
        (("verify", "CONFIG", "--replications", "0"), "Ugyldig verdi for '--replications'"),
    ],
)
@pytest.mark.parametrize("is_first", [True, False])
def test_what_is_wrong_is_told_in_norwegian_wherever_that_is_asked_for(
    tiny: Path, options: tuple[str, ...], words: str, is_first: bool
):
    command, *rest = (str({"CONFIG": tiny, "FOLDER": tiny.parent}.get(option, option)) for option in options)
    lang = ("--lang", "nb")
    result = caseflow(command, *lang, *rest) if is_first else caseflow(command, *rest, *lang)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr


def test_an_option_without_its_value_is_told_in_norwegian(tiny: Path):
    assert caseflow("simulate", tiny, "--lang", "nb", "--out").stderr.endswith("Feil: --out trenger en verdi\n")


def test_without_a_language_all_is_told_in_english(tiny: Path):
    assert caseflow("show", "nothing").stderr == "nothing: there is no such run folder\n"
    assert caseflow("init", tiny).stderr == f"{tiny} exists; it is left as it is: name another file\n"
    result = caseflow("simulate", tiny, "--precision", "nan")
    assert result.stderr.startswith("Usage: ")
    assert result.stderr.endswith("Error: Invalid value for '--precision': nan is no number.\n")


def test_how_a_command_is_used_is_told_in_norwegian(tiny: Path):
    assert caseflow("show", "--lang", "nb").stderr == (
        "Bruk: main show [OPTIONS] RUN\nSkriv 'main show --help' for hjelp (på engelsk).\n\nFeil: 'RUN' mangler.\n"
    )


@pytest.mark.parametrize("words", [("--name", "nb"), ("--lang", "sv"), ("--lang=no",)])
def test_only_a_language_that_there_is_counts_as_asked_for(tiny: Path, words: tuple[str, ...]):
    assert "Error: No such option" in caseflow("simulate", tiny, "--bogus", *words).stderr


def test_stress_that_does_not_fit_is_told_in_norwegian_of_what_is_left_out(tiny: Path):
    told = caseflow("stress", tiny, "--no-grid", "--lang", "nb", "--model", "x").stderr
    assert "utelatt, siden det ikke passer: " in told


# -- the language of a run --------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["show", "compare", "report", "precision"])
def test_a_damaged_run_says_so_in_its_own_language_unless_another_is_asked_for(damaged_run: Path, command: str):
    told = f"{damaged_run} er skadet: README.md ble endret etter kjøringen\n"
    assert caseflow(command, damaged_run).stderr == told
    told = f"{damaged_run} is damaged: README.md was changed after the run\n"
    assert caseflow(command, damaged_run, "--lang", "en").stderr == told
    assert caseflow(command, "--lang", "en", damaged_run).stderr == told


def test_a_run_that_is_read_says_in_its_own_language_what_it_has_not(norwegian_run: Path):
    assert (
        "det finnes ingen indikator 'breach_shar'"
        in caseflow("precision", norwegian_run, "--indicator", "breach_shar").stderr
    )
    assert "Ugyldig verdi for '--at-least'" in caseflow("compare", norwegian_run, "--at-least", 0).stderr
    assert "--all gjelder det som `caseflow stress` fant" in caseflow("show", norwegian_run, "--all").stderr


@pytest.mark.parametrize("language", [None, 1, [], {}, "sv", "x" * 100])
def test_a_record_with_a_forged_language_is_told_in_english(damaged_run: Path, language: Any):
    record = json.loads((damaged_run / "run.json").read_text())
    (damaged_run / "run.json").write_text(json.dumps(record | {"language": language}))
    result = caseflow("show", damaged_run)
    assert (result.exit_code, " is damaged: " in result.stderr) == (2, True)


def test_runs_that_cannot_be_compared_say_why_in_norwegian(norwegian_run: Path, shared_run: Path):
    assert caseflow("compare", norwegian_run, shared_run).stderr == (
        f"{shared_run}: antall replikasjoner: 2, men 1 i {norwegian_run}; "
        "modeller sammenlignes bare når de har møtt de samme framtidene\n"
    )


def test_replay_answers_in_the_language_of_the_run_or_in_another(norwegian_run: Path, tmp_path: Path):
    name = norwegian_run.name
    assert (
        caseflow("replay", norwegian_run, "--jobs", 1).stdout == f"likt: alle tabellene i {name} ble de samme igjen\n"
    )
    run = Path(shutil.copytree(norwegian_run, tmp_path / name))
    table = run / TABLE_FILES["summary"]
    table.write_text("\n".join(table.read_text().splitlines()[:-1]) + "\n")
    told = caseflow("replay", run, "--jobs", 1).stdout
    assert re.fullmatch(r"tables/summary\.csv ble endret etter kjøringen: \d+ rader mot \d+\n", told)
    assert "was changed after the run" in caseflow("replay", run, "--jobs", 1, "--lang", "en").stdout


def test_verify_says_in_norwegian_that_both_engines_give_the_same_logs(tiny: Path):
    told = caseflow("verify", tiny, "--lang", "nb", "--model", "today").stdout
    assert "ganger så rask" in told
    assert re.search(r"likt: begge motorene gir de samme [\d\N{NO-BREAK SPACE}]+ radene i 1 logg\n", told)


# -- stopped ----------------------------------------------------------------------------------------------------


def test_a_norwegian_run_that_is_stopped_says_how_to_go_on_and_what_keeps_it_from_that(
    tiny: Path, monkeypatch: pytest.MonkeyPatch
):
    told = stopped_run(tiny, monkeypatch, "--replications", 1, "--lang", "nb").stderr
    (path,) = (tiny.parent / "runs").iterdir()
    go_on = f"fortsett med `caseflow simulate --resume {path}`"
    assert told.endswith(f"stanset; 1 av 1 deler er tatt vare på; {go_on}\n")
    assert caseflow("show", path).stderr == f"{path} er ufullstendig: 1 av 1 deler er simulert; {go_on}\n"
    told = caseflow("simulate", "--resume", path, "--seed", 3).stderr
    assert told.endswith("Feil: --resume fortsetter med kjøringens egen konfigurasjon og egne valg; utelat --seed\n")
    forge(path, lambda record: record["software"].update(source_sha256="0" * 64))
    told = caseflow("simulate", "--resume", path).stderr
    assert told.startswith(f"{path} ble begynt med annen programvare (caseflow ")
    assert ", annen kildekode): fortsett med den, eller simuler på nytt\n" in told
    source = path / "config.source.yaml"
    source.write_text("")
    told = caseflow("simulate", "--resume", path).stderr
    assert told == f"{source} mangler eller ble endret etter at kjøringen begynte\n"


def test_a_finished_norwegian_run_has_nothing_to_go_on_with(norwegian_run: Path):
    told = caseflow("simulate", "--resume", norwegian_run).stderr
    assert told == f"{norwegian_run} er ferdig: det er ingenting å fortsette med\n"


def forge(path: Path, change: Callable[[dict[str, Any]], None]) -> None:
    record = json.loads((path / "unfinished.json").read_text())
    change(record)
    (path / "unfinished.json").write_text(json.dumps(record))


# -- what is not raised by caseflow's own ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (UserError(message("{file} is missing", file="x")), "x mangler\n"),
        (KeyboardInterrupt(), "stanset\n"),
        (MemoryError(), "det er ikke nok minne: prøv færre --jobs, eller en mindre konfigurasjon\n"),
        (PermissionError(13, "Permission denied", "run.json"), "run.json: ingen tilgang\n"),
        (OSError(5, "Input/output error"), "kan ikke lese eller skrive: Input/output error\n"),
    ],
)
def test_what_goes_wrong_within_a_norwegian_command_is_told_in_norwegian(error: BaseException, words: str):
    assert CliRunner().invoke(norwegian(error=error), ["go", "--lang", "nb"]).stderr == words


def test_warnings_are_told_in_the_language_that_is_asked_for(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.WARNING, "caseflow")
    warning = message("{file} is missing", file="x")
    for lang, told in (("nb", "x mangler"), ("en", "x is missing")):
        caplog.clear()
        CliRunner().invoke(norwegian(warning=warning), ["go", "--lang", lang])
        assert caplog.messages == [told]
    assert logging.getLogger("caseflow").filters == []


def test_without_numba_one_is_told_in_norwegian_what_to_do(tiny: Path):
    options = ("--model", "today", "--replications", 1, "--years", 1, "--jobs", 1, "--out", tiny.parent / "runs")
    told = run_without_numba("simulate", tiny, *options, "--lang", "nb").stderr
    assert told.startswith("numba mangler: ")
    assert not ENGLISH.search(told)


def norwegian(error: BaseException | None = None, warning: str = "") -> click.Group:
    """A command that takes --lang, and then warns or fails."""
    from caseflow.cli import lang_option

    @click.command()
    @lang_option
    def go(lang: str) -> None:
        if warning:
            logging.getLogger("caseflow").warning(warning)
        if error:
            raise error

    return Commands(commands={"go": go})
