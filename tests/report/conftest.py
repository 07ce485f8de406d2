"""A run of two valleys with Norwegian names, and its reports."""

from pathlib import Path

import pytest

from tests.cli.running import caseflow, simulate

CONFIG = """\
schema: 1
title: To daler
calendar: {today: 2010-10-01, change_date: 2011-01-01}
years: 1
replications: 8
seed: 7
baseline: i_dag
each_municipality: {children_0_17: 900, reports_per_1000_children_per_year: 42, open_measures: 20}
municipalities:
  Nord: {number: 1}
  Sør: {number: 2, reports_per_1000_children_per_year: {value: 42, range: [20, 70], source: assumption}}
  Nabo: {number: 3, outside: true}
staff:
  X: {number: 3, posts_fte: [1.0], office: Nabo}
  N: {number: 1, posts_fte: [5 x 0.8], office: Nord}
  S: {number: 2, posts_fte: [1.0, 1.0, 0.5], office: Sør}
models:
  i_dag:
    title: To tjenester som i dag
    services:
      Nord: {municipalities: [Nord], generalists: [N]}
      Sør: {municipalities: [Sør], generalists: [S]}
  sammen:
    title: Én felles tjeneste
    services:
      Felles: {municipalities: all, generalists: [N, S]}
  hjelp:
    title: Hjelp ved topper
    titles: {en: Help at peaks}
    extends: i_dag
    before: hjelp
    services:
      Nabo: {municipalities: [Nabo], generalists: [X]}
      Nord: {teams: {generalists: {helped_by: all}}}
      Sør: {teams: {generalists: {helped_by: all}}}
scenarios:
  friskere:
    title: Uten sykefravær
    set: {absence: {doctor_certified: {share: 0}, self_certified: {share: 0}}}
money: {keys: {vanlig: {title: Etter barnetall}, arbeid: {title: Etter saker, casework: cases}}}
"""


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    config = tmp_path_factory.mktemp("report") / "daler.yaml"
    config.write_text(CONFIG, encoding="utf-8")
    return simulate(config, "--scenario", "base", "--scenario", "friskere")


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A council edition of thirteen models."""
    folder = tmp_path_factory.mktemp("many")
    own = "".join(f"  modell_{n}: {{title: Modell {n}, extends: sammen}}\n" for n in range(10))
    config = CONFIG.replace("scenarios:\n", f"{own}scenarios:\n").replace("replications: 8", "replications: 4")
    (folder / "many.yaml").write_text(config, encoding="utf-8")
    return page(simulate(folder / "many.yaml"), folder)


@pytest.fixture(scope="session")
def council(run: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    return page(run, tmp_path_factory.mktemp("council"))


@pytest.fixture(scope="session")
def analyst(run: Path, stress_run: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """With everything that a report can tell."""
    folder = tmp_path_factory.mktemp("analyst")
    return page(run, folder, "--lang", "nb", "--edition", "analyst", "--stress", stress_run)


def page(run: Path, folder: Path, *options: object) -> str:
    result = caseflow("report", run, "--out", folder / "report.html", *options)
    assert result.exit_code == 0, result.output
    return (folder / "report.html").read_text(encoding="utf-8")


STRESSES = """\
schema: 1
scenarios:
  bort: {title: Alle i Sør borte i åtte uker, set: {stress: {absences: {bort: {week: 10, days: 56, service: Sør}}}}}
  mer: {title: "Dobbelt så mye sykefravær", set: {stress: {sick_leave_percent: 200}}}
  mindre: {title: "Mindre stillinger", set: {stress: {posts_percent: 80}}}
grid: {sick_leave: [base, mer], posts: [base, mindre]}
"""


@pytest.fixture(scope="session")
def stress_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stress")
    (folder / "daler.yaml").write_text(CONFIG, encoding="utf-8")
    (folder / "stress.yaml").write_text(STRESSES, encoding="utf-8")
    result = caseflow(
        "stress", folder / "daler.yaml", "--stresses", folder / "stress.yaml", "--replications", 4, "--jobs", 1,
        "--model", "i_dag", "--model", "sammen", "--out", folder, "--quiet",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    return Path(result.stdout.strip())
