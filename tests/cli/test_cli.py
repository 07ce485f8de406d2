import io
import json
import multiprocessing
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import click
import pandas as pd
import pytest
from click.testing import CliRunner
from jinja2 import TemplateNotFound

from caseflow.cli import WAYS_OUT, Commands, main
from caseflow.config.load import load_config
from caseflow.errors import CaseflowError, InvariantError, UserError
from caseflow.experiment import make_plan
from caseflow.language import language
from caseflow.plots.figures import draw_duration_ecdf
from caseflow.store.folder import TABLE_FILES, hash_of, write_figures
from caseflow.store.opened import open_run
from caseflow.store.provenance import Stopwatch
from caseflow.store.readme import COLUMNS
from caseflow.version import __version__
from tests.cli.running import caseflow, simulate, table_hashes
from tests.docs.pages import ROOT

# -- the command itself -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [None, *main.commands])
def test_every_command_and_option_has_help(name: str | None):
    command = main if name is None else main.commands[name]
    assert command.help
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    assert [option.name for option in options if not option.help and option.name != "help"] == []
    assert caseflow(*([name] if name else []), "--help").exit_code == 0


def test_the_version_is_printed():
    assert caseflow("--version").output == f"caseflow {__version__}\n"


def test_the_command_line_starts_without_heavy_modules():
    heavy = "{'pandas', 'matplotlib', 'simpy', 'scipy', 'numpy', 'pydantic', 'pyarrow'}"
    code = f"import sys, caseflow.cli; print(sorted({heavy} & set(sys.modules)))"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout == "[]\n"


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="elsewhere threads are not listed")
def test_a_command_starts_no_threads_for_matrices():
    code = (
        "import os; from caseflow.cli import main; main(['schema'], standalone_mode=False); "
        "import numpy, scipy.linalg; assert len(os.listdir('/proc/self/task')) == 1"
    )
    own = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    subprocess.run([sys.executable, "-c", code], env=own, capture_output=True, check=True)


def test_the_public_names_are_these():
    import caseflow as package

    assert dir(package) == ["__version__", "load_config", "open_run", "simulate"]
    assert callable(package.load_config)
    assert callable(package.open_run)
    assert callable(package.simulate)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        package.nothing  # noqa: B018 - asking is the test


# -- simulate ---------------------------------------------------------------------------------------------------

ODD_NAMES = r"""
schema: 1
title: "=cmd() <script>alert(1)</script> [bold]x[/bold] 😀"
calendar: {today: 2010-10-01, change_date: 2011-01-01}
years: 1
replications: 1
seed: 1
baseline: today
each_municipality: {children_0_17: 900, reports_per_1000_children_per_year: 42, open_measures: 25}
municipalities:
  "A/B <b>'q'</b> 😀 $\\foo{$ [red]": {number: 1}
  "=1+1": {number: 2}
  "NA": {number: 3}
staff:
  L: {number: 1, posts_fte: [3 x 1.0, 0.8], office: 'Å "x"'}
models:
  today:
    services:
      "S / é":
        municipalities: all
        teams:
          t/1: {covers: [intake, investigation], staff: [L.1, L.2]}
          "2": {covers: [measures, care], staff: [L.3, L.4]}
"""


def test_any_name_and_a_single_replication_go_through_unharmed(tmp_path: Path):
    config = tmp_path / "odd.yaml"
    config.write_text(ODD_NAMES, encoding="utf-8")
    run = simulate(config, "--keep-logs")
    units = set(open_run(run).table("summary")["unit"])
    assert {"A/B <b>'q'</b> 😀 $\\foo{$ [red]", "=1+1", "NA", "S / é", "S / é/t/1"} <= units
    assert "[bold]x[/bold]" in caseflow("show", run).output
    assert caseflow("check", config).exit_code == 0
    assert caseflow("replay", run, "--jobs", 1).exit_code == 0


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no names that are no text")
def test_a_folder_whose_name_is_no_text_is_refused_in_words(tiny: Path, tmp_path: Path):
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/m\xe5ned"))
    folder.mkdir()
    for command in (("simulate", tiny, "--out", folder), ("show", folder), ("simulate", "--resume", folder)):
        result = caseflow(*command)
        assert result.exit_code == 2
        assert "expected a folder whose name is text in UTF-8" in result.stderr
    assert list(folder.iterdir()) == []


def test_a_run_folder_holds_config_tables_figures_and_record(shared_run: Path):
    run = open_run(shared_run)
    assert sorted(run.record.files) == [
        "README.md",
        "config.resolved.yaml",
        "config.source.yaml",
        "figures/breach_by_municipality.png",
        "figures/breach_distribution.png",
        "figures/cases_over_time.png",
        "figures/duration_ecdf.png",
        "tables/assumptions.parquet",
        "tables/costs.csv",
        "tables/costs.parquet",
        "tables/durations.parquet",
        "tables/indicators.parquet",
        "tables/run_in.csv",
        "tables/summary.csv",
        "tables/weekly.parquet",
    ]


def test_the_record_tells_what_was_asked(tiny: Path):
    run = open_run(simulate(tiny, "--model", "together", "--seed", 3, "--set", "work.session_minutes=120"))
    assert run.record.question.model_dump() == {
        "models": ("together",),
        "scenarios": ("base",),
        "replications": 2,
        "seed": 3,
        "years": 1,
        "fixed_assumptions": False,
        "overrides": ("work.session_minutes=120", "seed=3"),
        "stress": None,
    }
    assert run.record.reading.smallest_service == ("South",)


def test_the_readme_names_every_column_of_every_table(shared_run: Path):
    run = open_run(shared_run)
    assert {name: list(run.table(name).columns) for name in TABLE_FILES} == {
        name: list(columns) for name, columns in COLUMNS.items()
    }
    readme = run.text("README.md")
    assert [c for columns in COLUMNS.values() for c in columns if f"| `{c}` |" not in readme] == []
    assert [name for name in TABLE_FILES.values() if f"### {name}\n" not in readme] == []
    assert "- 2 replications, 1 year of statistics, seed 7\n" in readme


def test_the_readme_of_a_norwegian_run_is_norwegian(tiny: Path):
    tiny.write_text(tiny.read_text().replace("  today:\n", "  today:\n    titles: {nb: Hver for seg}\n"))
    run = open_run(simulate(tiny, "--lang", "nb", "--years", 1))
    readme = run.text("README.md")
    assert "- modeller: today (Hver for seg), together\n" in readme
    assert "- 2 replikasjoner, 1 år med statistikk, startverdi 7\n" in readme
    for heading in ("Hva kjøringen sier, og hva den ikke sier", "Filer", "Tabeller", "Indikatorer"):
        assert f"## {heading}\n" in readme
    assert "| `days` | kalenderdager fra fristen begynner å løpe til avslutning; 400: så mange eller flere |" in readme
    assert "| `reports` | meldinger | Meldinger mottatt i perioden, også om barn med åpen sak. |" in readme
    assert not {"the", "and", "of", "which", "a", "is"} & set(readme.split())


def test_a_run_without_a_cost_sharing_key_has_no_costs_and_replays(tiny: Path):
    tiny.write_text(tiny.read_text().replace("money:", "# money:"))
    run = simulate(tiny)
    assert not any("costs" in name for name in open_run(run).record.files)
    assert "### tables/costs" not in open_run(run).text("README.md")
    assert "cost_244" not in set(pd.read_csv(run / TABLE_FILES["summary"])["indicator"])
    assert caseflow("replay", run).exit_code == 0


def test_the_run_folder_says_nothing_about_user_or_place(shared_run: Path):
    text = "".join((shared_run / name).read_text() for name in ("run.json", "README.md", "config.source.yaml"))
    assert str(shared_run.parent) not in text
    assert str(Path.home()) + "/" not in text


def test_results_are_the_same_bytes_for_any_number_of_jobs(shared_run: Path, tiny: Path):
    assert table_hashes(shared_run) == table_hashes(simulate(tiny, "--jobs", 2))


def test_what_a_run_cost_is_recorded_when_its_workers_are_gone(tiny: Path, monkeypatch: pytest.MonkeyPatch):
    def recorded(*asked: Any) -> dict[str, Any]:
        assert multiprocessing.active_children() == []
        return resources(*asked) | {"wall_seconds": 12345}

    resources = Stopwatch.resources
    monkeypatch.setattr(Stopwatch, "resources", recorded)
    assert open_run(simulate(tiny, "--jobs", 2)).record.resources.wall_seconds == 12345


def test_a_models_rows_do_not_depend_on_the_other_models(shared_run: Path, tiny: Path):
    runs = (shared_run, simulate(tiny, "--model", "together"))
    both, one = (pd.read_csv(run / TABLE_FILES["summary"]) for run in runs)
    both = both[both["model"] == "together"].reset_index(drop=True)
    pd.testing.assert_frame_equal(both, one)


@pytest.mark.parametrize(("lang", "called"), [("en", "Each on its own"), ("nb", "Hver for seg")])
def test_figures_call_a_model_by_its_title_in_the_runs_language(tiny: Path, tmp_path: Path, lang: str, called: str):
    title = "  today:\n    title: Each on its own\n    titles: {nb: Hver for seg}\n"
    tiny.write_text(tiny.read_text().replace("  today:\n", title))
    run = open_run(simulate(tiny, "--lang", lang))
    durations = run.table("durations").query("scope == 'region'")
    durations["model"] = durations["model"].astype(str).map({"today": called, "together": "together"})
    write_figures(tmp_path, {"again": draw_duration_ecdf(durations, language(lang))})
    assert hash_of(run.path / "figures/duration_ecdf.png") == hash_of(tmp_path / "figures/again.png")


def test_models_stand_in_the_configs_order(tiny: Path):
    assert make_plan(load_config(tiny), models=["together", "today"]).models == ("today", "together")


@pytest.mark.parametrize(("name", "most"), [("replications", 10_000_000), ("years", 1000)])
def test_no_more_is_asked_than_a_record_may_say(tiny: Path, name: str, most: int):
    study = load_config(tiny)
    assert getattr(make_plan(study, **{name: most}), name) == most
    with pytest.raises(UserError, match=f"{name} must be at least 1 and at most {most}, got {most + 1}"):
        make_plan(study, **{name: most + 1})


def test_a_scenario_changes_the_result_and_is_named_in_it(tiny: Path):
    run = open_run(simulate(tiny, "--scenario", "base", "--scenario", "more_sick_leave", "--model", "today"))
    sick = run.table("summary").query("indicator == 'sick_leave_share' and scope == 'region'").set_index("scenario")
    assert sick["mean"]["more_sick_leave"] > sick["mean"]["base"]
    assert (run.path / "figures/duration_ecdf_more_sick_leave.png").exists()


def test_two_scenarios_together_are_simulated_and_replayed_as_one(tiny: Path):
    both = "short_sessions+more_sick_leave"
    path = simulate(tiny, "--scenario", "more_sick_leave", "--scenario", both, "--model", "today")
    run = open_run(path)
    means = (
        run.table("summary")
        .query("scope == 'region'")
        .groupby("scenario")["mean"]
        .apply(lambda means: means.dropna().tolist())
    )
    assert set(means.index) == {"more_sick_leave", both}
    assert means["more_sick_leave"] != means[both]
    assert caseflow("replay", path, "--jobs", 1).exit_code == 0


def test_two_scenarios_together_are_checked_as_one(tiny: Path):
    result = caseflow("check", tiny, "--resolved", "today", "--scenario", "short_sessions+more_sick_leave")
    lines = [line.split("  #")[0].strip() for line in result.stdout.splitlines()]
    assert {"work.session_minutes: 120", "absence.doctor_certified.share: 0.3"} <= set(lines)


@pytest.mark.parametrize("command", ["simulate", "check"])
@pytest.mark.parametrize(
    ("scenario", "message"),
    [
        (
            "more_sick_leave+no_sick_leave",
            (
                "tiny.yaml:24: absence.doctor_certified.share: expected scenarios that set different fields,"
                " to combine 'more_sick_leave' and 'no_sick_leave', found a field of both\n"
            ),
        ),
        (
            "short_session+more_sick_leave",
            (
                "tiny.yaml: scenarios: expected the name of a scenario, found 'short_session'"
                " (did you mean 'short_sessions'?)\n"
            ),
        ),
    ],
    ids=["of one field", "unknown"],
)
def test_scenarios_that_do_not_go_together_are_told_in_one_line(tiny: Path, command: str, scenario: str, message: str):
    result = caseflow(command, tiny, "--scenario", scenario)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", message)


def test_fixed_assumptions_are_their_values_in_every_replication(shared_run: Path, tiny: Path):
    runs = (simulate(tiny, "--fixed-assumptions", "--model", "today"), shared_run)
    fixed, drawn = (open_run(run).table("assumptions") for run in runs)
    of_south = fixed["path"] == "municipalities.South.reports_per_1000_children_per_year"
    assert fixed["value"][of_south].tolist() == [42.0, 42.0]
    assert drawn["value"][of_south].nunique() == 2


def test_kept_logs_lie_by_scenario_and_model(tiny: Path):
    run = simulate(tiny, "--keep-logs", "--replications", 1)
    assert sorted(path.relative_to(run).as_posix() for path in run.rglob("replication-*")) == [
        "logs/base/today/replication-0000.parquet",
        "logs/base/together/replication-0000.parquet",
    ]


def test_json_is_one_document_and_nothing_else(tiny: Path):
    result = caseflow("simulate", tiny, "--jobs", 1, "--replications", 1, "--json", "--out", tiny.parent / "runs")
    answer = json.loads(result.stdout)
    assert open_run(Path(answer["run"])).record.title == answer["title"] == "Two valleys"
    assert {row["model"] for row in answer["summary"]} == {"today", "together"}
    assert result.stderr == ""


def test_the_table_names_models_the_smallest_service_and_the_folder(shared_run: Path):
    output = caseflow("show", shared_run).stdout
    for words in ("Two valleys", "today", "together", "South", "2 replications of 1 year.", "modelled, not observed"):
        assert words in output
    assert f"run folder: {shared_run}" in output
    assert "`caseflow compare RUN`" in output


def test_what_no_future_had_has_no_interval_and_it_is_said(tiny: Path, shared_run: Path):
    early = ("each_municipality.planned_late_share=0", "investigation.planned_share_of_limit=0.3")
    well_staffed = ("staff.N.posts_fte=[20 x 1.0]", "staff.S.posts_fte=[20 x 1.0]")
    changes = (option for change in (*early, *well_staffed) for option in ("--set", change))
    run = simulate(tiny, "--model", "today", *changes)
    shown = caseflow("show", run).output
    assert re.search(r"today +0\.0% +0 to 0%", shown)
    assert "has no interval" in shown
    assert "has no interval" not in caseflow("show", shared_run).output
    summary = pd.read_csv(run / TABLE_FILES["summary"])
    assert summary.loc[summary["mean"] == 0, ["ci95_low", "ci95_high"]].isna().all(axis=None)


def test_a_change_within_a_year_leaves_its_own_year_out_of_the_run_in_and_of_the_statistics(tiny: Path):
    run = simulate(tiny, "--replications", 2, "--set", "calendar.change_date=2011-04-01", "--years", 2)
    run_in = open_run(run).table("run_in")
    assert set(run_in["years_counted"] + run_in["years_without_case"]) == {2}  # 2010, in two futures
    reports = run_in[(run_in["indicator"] == "reports") & (run_in["scope"] == "region")].set_index("model")["mean"]
    assert reports["today"] == reports["together"]
    assert "figures are of whole calendar years, 2012." in told(caseflow("show", run).stdout)


def test_a_run_that_begins_within_a_year_leaves_that_out_of_the_run_in_where_another_is_whole(tiny: Path):
    run = simulate(tiny, "--replications", 2, "--model", "today", "--set", "calendar.change_date=2012-01-01")
    run_in, indicators = open_run(run).table("run_in"), open_run(run).table("indicators")
    of_region = indicators[(indicators["scope"] == "region") & (indicators["quarter"] == 0)]
    reports = of_region[of_region["indicator"] == "reports"].groupby("year")["value"].mean()
    assert {2010, 2011} <= set(reports.index)  # 2010 from 1 October on
    told = run_in[(run_in["indicator"] == "reports") & (run_in["scope"] == "region")]["mean"].item()
    assert told == reports[2011] > 2 * reports[2010]


def test_where_no_whole_year_follows_the_change_it_is_told(tiny: Path):
    run = simulate(tiny, "--replications", 1, "--set", "calendar.change_date=2011-04-01", "--years", 1)
    words = "figures are of 2011 and 2012, months before the change among them."
    assert words in told(caseflow("show", run).stdout)


def told(output: str) -> str:
    """What was printed, on one line."""
    return " ".join(output.split())


def test_a_run_speaks_the_language_that_it_was_asked_for_in(tiny: Path, shared_run: Path):
    run = simulate(tiny, "--replications", 2, "--lang", "nb")
    assert "2 replikasjoner på 1 år." in caseflow("show", run).stdout
    assert "2 replications of 1 year." in caseflow("show", run, "--lang", "en").stdout
    assert "2 replikasjoner på 1 år." in caseflow("show", shared_run, "--lang", "nb").stdout
    in_english = simulate(tiny, "--replications", 2)
    assert table_hashes(run) == table_hashes(in_english)
    page = tiny.parent / "page.html"
    assert caseflow("report", run, "--out", page).exit_code == 0
    assert '<html lang="nb"' in page.read_text(encoding="utf-8")
    figure = "figures/cases_over_time.png"
    assert hash_of(run / figure) != hash_of(in_english / figure)


def test_two_runs_at_once_both_finish(tiny: Path):
    out = tiny.parent / "runs"
    command = [
        sys.executable,
        "-m",
        "caseflow",
        "simulate",
        tiny,
        "--jobs",
        "1",
        "--quiet",
        "--replications",
        "1",
        "--out",
        out,
    ]
    runs = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    paths = [Path(run.communicate(timeout=60)[0].strip()) for run in runs]
    assert len({path.name for path in paths}) == 2
    assert table_hashes(paths[0]) == table_hashes(paths[1])


# -- what goes wrong --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--model", "togehter"), "no model 'togehter' (did you mean 'together'?)"),
        (("--model", "TODAY"), "no model 'TODAY' (did you mean 'today'?)"),
        (("--scenario", "more_sick_leav"), "more_sick_leave"),
        (("--scenario", "base", "--scenario", "later"), "scenario 'later' has another calendar"),
        (("--replications", "0"), "0 is not in the range x>=1"),
        (("--years", "-1"), "-1 is not in the range"),
        (("--jobs", "0"), "0 is not in the range x>=1"),
        (("--seed", "-1"), "-1 is not in the range x>=0"),
        (("--set", "work.sesion_minutes=1"), "session_minutes"),
        (("--set", "work.session_minutes=soon"), "work.session_minutes"),
    ],
)
def test_a_wrong_option_is_told_in_words_without_a_run_folder(tiny: Path, options: tuple[str, ...], words: str):
    out = tiny.parent / "runs"
    result = caseflow("simulate", tiny, "--out", out, *options)
    assert result.exit_code == 2
    assert words in result.stderr
    assert "Traceback" not in result.stderr
    assert not out.exists()


def test_who_moves_one_worker_gets_a_model_of_each_move_which_is_replayed_and_held_against_the_first(tiny: Path):
    teams = "{a: {covers: [intake, investigation], staff: [N]}, b: {covers: [measures, care], staff: [S]}}"
    tiny.write_text(tiny.read_text().replace("generalists: [N, S]}", f"teams: {teams}}}"))
    run = simulate(tiny, "--moves", "together", "--model", "together")
    assert open_run(run).record.question.models == ("together", "together_N_2_to_b")
    found = open_run(run).table("summary").query("scope == 'region'").set_index(["model", "indicator"])["mean"]
    assert found["together", "breach_share"] < found["together_N_2_to_b", "breach_share"]
    assert caseflow("compare", run).stdout.startswith("No model is clearly better than together on deadlines.")
    assert caseflow("replay", run).exit_code == 0
    assert open_run(simulate(tiny, "--moves", "together", "--model", "today")).record.question.models[0] == "today"
    refused = caseflow("simulate", tiny, "--moves", "today", "--out", tiny.parent / "none")
    assert (refused.exit_code, "nobody can be moved in today" in refused.stderr) == (2, True)
    assert not (tiny.parent / "none").exists()


def test_a_wrong_config_is_told_by_file_and_line_without_a_run_folder(tiny: Path):
    tiny.write_text(tiny.read_text().replace("replications: 2", "replications: none"))
    result = caseflow("simulate", tiny, "--out", tiny.parent / "runs")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("tiny.yaml:6: replications:")
    assert not (tiny.parent / "runs").exists()


def test_a_missing_config_is_told(tmp_path: Path):
    result = caseflow("simulate", tmp_path / "nothing.yaml")
    assert result.exit_code == 2
    assert "nothing.yaml" in result.stderr


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (UserError("put it right"), 2, "put it right\n"),
        (CaseflowError("workers were killed"), 1, "workers were killed\n"),
        (KeyboardInterrupt(), 130, "stopped\n"),
        (MemoryError(), 1, "there is not enough memory: try fewer --jobs, or a smaller config\n"),
        (PermissionError(13, "Permission denied", "run.json"), 2, "run.json: Permission denied\n"),
        (
            OSError(28, "No space left on device", "run.json"),
            2,
            f"run.json: No space left on device: {WAYS_OUT[28]}\n",
        ),
        (
            OSError(24, "Too many open files"),
            2,
            "cannot read or write: Too many open files: allow more, such as by `ulimit -n 1024`, or try fewer --jobs\n",
        ),
    ],
)
def test_what_goes_wrong_becomes_words_and_an_exit_code(error: BaseException, code: int, words: str):
    result = CliRunner().invoke(command_that_raises(error), ["go"])
    assert (result.exit_code, result.stderr) == (code, words)


@pytest.mark.parametrize(
    "error", [RuntimeError("inside"), InvariantError("two places at once"), TemplateNotFound("x.html")]
)
def test_an_internal_fault_keeps_its_traceback(error: Exception):
    assert CliRunner().invoke(command_that_raises(error), ["go"]).exception is error


def command_that_raises(error: BaseException) -> click.Group:
    @click.command()
    def go() -> None:
        raise error

    return Commands(commands={"go": go})


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")
@pytest.mark.parametrize(("stop", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_run_that_is_stopped_before_its_first_chunk_is_finished_leaves_nothing_behind(
    tiny: Path, stop: signal.Signals, code: int
):
    out = tiny.parent / "runs"
    long_chunks = ["--replications", "20000", "--years", "50"]
    command = [sys.executable, "-m", "caseflow", "simulate", tiny, "--jobs", "2", *long_chunks, "--out", out]
    run = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    end = time.monotonic() + 30
    while not (out.exists() and list(out.iterdir())):
        assert time.monotonic() < end, "the run never began"
        time.sleep(0.05)
    run.send_signal(stop)
    _, errors = run.communicate(timeout=30)
    # as a shell counts: Python itself may die of the signal if it comes while C code imports
    exit_code = run.returncode if run.returncode >= 0 else 128 - run.returncode
    assert (exit_code, "Traceback" in errors, list(out.iterdir())) == (code, False, [])
    assert errors in ("", "stopped\n", "stopped; nothing was left behind\n")


# -- show and replay --------------------------------------------------------------------------------------------


def test_show_prints_what_simulate_printed(tiny: Path):
    printed = caseflow("simulate", tiny, "--jobs", 1, "--replications", 1, "--out", tiny.parent / "runs").stdout
    (run,) = (tiny.parent / "runs").iterdir()
    assert caseflow("show", run).stdout == printed


def test_show_refuses_a_damaged_folder(own_run: Path):
    (own_run / "README.md").write_text("changed")
    result = caseflow("show", own_run)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "README.md was changed after the run" in result.stderr


def test_replay_finds_the_same_again_from_the_folder_alone(tiny: Path):
    options = ("--set", "work.session_minutes=120", "--scenario", "more_sick_leave", "--seed", 5, "--model", "today")
    run = simulate(tiny, *options)
    tiny.unlink()
    result = caseflow("replay", run, "--jobs", 1)
    assert (result.exit_code, result.stdout) == (0, f"equal: all tables of {run.name} came out the same\n")


def test_replay_tells_the_first_difference_of_a_changed_table(own_run: Path):
    summary = pd.read_csv(own_run / TABLE_FILES["summary"])
    summary.loc[2, "replications"] = 99
    summary.to_csv(own_run / TABLE_FILES["summary"], index=False)
    result = caseflow("replay", own_run, "--jobs", 1)
    assert result.exit_code == 1
    assert result.stdout == "tables/summary.csv was changed after the run: row 3, replications: 99 against 2\n"


def test_replay_refuses_a_changed_config(own_run: Path):
    source = own_run / "config.source.yaml"
    source.write_text(source.read_text().replace("seed: 7", "seed: 8"))
    result = caseflow("replay", own_run)
    assert result.exit_code == 2
    assert "config.source.yaml was changed after the run" in result.stderr


# -- check, schema, init ----------------------------------------------------------------------------------------


def test_check_prints_every_team_and_its_load(tiny: Path):
    result = caseflow("check", tiny)
    assert result.exit_code == 0
    for words in ("Two valleys: valid", "today", "North/generalists", "South/generalists", "together", "load"):
        assert words in result.stdout


def test_check_prints_every_value_of_a_model_with_its_origin(tiny: Path):
    result = caseflow("check", tiny, "--resolved", "together", "--set", "years=3")
    assert result.exit_code == 0
    lines = {line.split("  #")[0].strip(): line.split("# ")[-1] for line in result.stdout.splitlines()}
    assert lines["years: 3"] == "--set"
    assert lines["municipalities.North.children_0_17: 500"] == "places.yaml:2"
    assert not any(line.startswith("models.today") for line in lines)


def test_check_of_a_wrong_config_exits_with_2(tiny: Path):
    result = caseflow("check", tiny, "--set", "baseline=nothing")
    assert (result.exit_code, result.stdout) == (2, "")


def test_check_shows_the_models_side_by_side_or_one_resolved_but_not_both(tiny: Path):
    result = caseflow("check", tiny, "--models")
    assert result.exit_code == 0
    assert "Posts and teams" in result.stdout
    assert caseflow("check", tiny, "--models", "--resolved", "today").exit_code == 2


def test_the_schema_is_json():
    assert json.loads(caseflow("schema").stdout)["properties"]["schema"] == {"const": 1}


def test_init_writes_a_config_that_checks_and_is_never_overwritten(tmp_path: Path):
    file = tmp_path / "mine.yaml"
    assert caseflow("init", file).exit_code == 0
    assert caseflow("check", file).exit_code == 0
    other = tmp_path / "norsk.yaml"
    result = caseflow("init", other, "--lang", "nb")
    assert result.stdout == f"skrev {other}; sett inn egne tall, og så: caseflow check {other} --lang nb\n"
    assert "To små tjenester" in caseflow("check", other, "--lang", "nb").stdout
    file.write_text("mine")
    result = caseflow("init", file)
    assert (result.exit_code, file.read_text()) == (2, "mine")


@pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals are POSIX")
@pytest.mark.parametrize(
    ("terminal", "columns", "is_told"), [("xterm", 80, True), ("xterm", 180, False), ("dumb", 80, True)]
)
def test_who_has_a_window_narrower_than_the_tables_is_told_how_wide_they_are(
    terminal: str, columns: int, is_told: bool
):
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    environment["TERM"] = terminal
    command = [
        sys.executable,
        "-m",
        "caseflow",
        "check",
        ROOT / "configs" / "minimal.yaml",
    ]  # a screenful: nobody reads
    run = subprocess.run(command, stdout=theirs, stderr=subprocess.PIPE, text=True, env=environment, check=True)
    os.close(theirs)
    os.close(ours)
    assert (re.search(r"lines of tables have up to \d+ characters", run.stderr) is not None) == is_told


def test_what_a_stream_cannot_write_is_written_as_near_as_it_can():
    assert "±0.7 [\N{MINUS SIGN}0.3 to 1.0], “South”, 2011\N{EN DASH}2014 Ŋ".encode("ascii", "nearest") == (
        b'+-0.7 [-0.3 to 1.0], "South", 2011-2014 ?'
    )


def test_a_name_that_stdout_cannot_write_loses_no_run_and_is_whole_in_json(tiny: Path):
    name = "Unj\N{LATIN SMALL LETTER A WITH ACUTE}rga \N{LATIN CAPITAL LETTER ENG}"
    for file in (tiny, tiny.parent / "places.yaml"):
        file.write_text(file.read_text(encoding="utf-8").replace("South", name), encoding="utf-8")
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    for options in (["simulate", tiny, "--jobs", "1", "--out", tiny.parent / "runs"], ["show", "--json"]):
        command = [sys.executable, "-m", "caseflow", *options, *(tiny.parent.glob("runs/*"))]
        run = subprocess.run(command, capture_output=True, env=environment, check=True)
        said = run.stdout.decode("ascii")
    assert name in {row["unit"] for row in json.loads(said)["summary"]}


def test_a_progress_bar_speaks_the_language_of_the_run(monkeypatch: pytest.MonkeyPatch):
    from caseflow.cli import _progress

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("TERM", "xterm")
    said = []
    for what, lang, of in (
        ("simulating", "nb", "futures"),
        ("writing", "nb", "sections"),
        ("writing", "en", "sections"),
    ):
        monkeypatch.setattr(sys, "stderr", Terminal())
        with _progress(what, quiet=False, lang=lang, of=of) as progress:
            progress(1, 2)
        said.append(sys.stderr.getvalue())
    assert [("simulerer" in one, "framtider" in one) for one in said] == [(True, True), (False, False), (False, False)]
    assert [("skriver" in one, "deler" in one) for one in said] == [(False, False), (True, True), (False, False)]
    assert "writing" in said[2]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("options", [[], ["--json"]])
def test_what_is_printed_onto_a_full_disk_is_told_in_words(shared_run: Path, options: list[str]):
    command = [sys.executable, "-m", "caseflow", "show", shared_run, *options]
    with Path("/dev/full").open("w") as full:
        run = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (run.returncode, run.stderr.splitlines()[0]) == (
        2,
        f"cannot read or write: No space left on device: {WAYS_OUT[28]}",
    )


@pytest.mark.skipif(os.name != "posix", reason="a shell reads it")
def test_who_reads_but_the_beginning_hears_of_no_fault():
    command = f'"{sys.executable}" -m caseflow check configs/kongsberg.yaml | head -n 1'
    run = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False, cwd=ROOT)
    assert (len(run.stdout.splitlines()), run.stderr) == (1, "")


@pytest.mark.skipif(os.name != "posix", reason="a shell closes it")
@pytest.mark.parametrize("option", ["", "--json"])
def test_a_closed_stdout_is_no_fault(shared_run: Path, option: str):
    command = f'exec "{sys.executable}" -m caseflow show "{shared_run}" {option} >&-'
    run = subprocess.run(["sh", "-c", command], stderr=subprocess.PIPE, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")


def test_a_run_of_the_config_that_a_run_kept_replays(shared_run: Path, tmp_path: Path):
    kept = (shared_run / "config.source.yaml").read_text(encoding="utf-8")
    (tmp_path / "again.yaml").write_text(kept.partition("--- # file: places.yaml")[0], encoding="utf-8")
    (tmp_path / "places.yaml").write_text(kept.partition("places.yaml\n")[2], encoding="utf-8")
    run = simulate(tmp_path / "again.yaml", "--replications", 1)
    assert caseflow("replay", run, "--jobs", 1).exit_code == 0


@pytest.mark.parametrize(
    ("heading", "width", "cell", "lines"),
    [
        (
            "kroner",
            11,
            "6\N{NO-BREAK SPACE}281 til 6\N{NO-BREAK SPACE}501 og 12\N{NO-BREAK SPACE}%",
            ["6\N{NO-BREAK SPACE}281 til", "6\N{NO-BREAK SPACE}501 og", "12\N{NO-BREAK SPACE}%"],
        ),
        ("share", 18, "over 95% [91 to over 95]", ["over 95%", "[91 to over 95]"]),
    ],
)
def test_no_line_of_a_table_ends_within_a_number_or_an_interval_or_before_a_per_cent_sign(
    capsys: pytest.CaptureFixture[str], heading: str, width: int, cell: str, lines: list[str]
):
    from rich.table import Table

    from caseflow.cli import _print

    table = Table(box=None)
    table.add_column(heading, max_width=width)
    table.add_row(cell)
    _print(table)
    assert [line.strip() for line in capsys.readouterr().out.splitlines()] == [heading, *lines]
