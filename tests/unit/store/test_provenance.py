import getpass
import json
import platform
from pathlib import Path

import pytest

from caseflow.store.provenance import Stopwatch, environment, software, source_sha256, without_places
from caseflow.version import __version__

HERE = Path("/home/somebody/project")


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        ("simulate", "simulate"),
        ("configs/a.yaml", "configs/a.yaml"),
        ("/home/somebody/project/configs/a.yaml", "configs/a.yaml"),
        ("/home/somebody/other/a.yaml", "a.yaml"),
        ("../other/a.yaml", "a.yaml"),
        ("--out=/home/somebody/results", "--out=results"),
        ("--set", "--set"),
        ("years=3", "years=3"),
    ],
)
def test_an_argument_keeps_no_place(argument: str, expected: str):
    assert without_places([argument], HERE) == [expected]


def test_neither_user_nor_host_nor_home_is_recorded():
    text = json.dumps([software(), environment(), Stopwatch().resources(jobs=1, engine="process")])
    assert platform.node() not in text
    assert str(Path.home()) + "/" not in text
    assert f'"{getpass.getuser()}"' not in text


def test_the_software_is_known_by_version_and_source():
    assert software()["version"] == __version__
    assert software()["source_sha256"] == source_sha256()


def test_a_stopwatch_tells_time_memory_jobs_and_the_engine():
    resources = Stopwatch().resources(jobs=3, engine="process")
    assert (resources["jobs"], resources["engine"]) == (3, "process")
    assert set(resources) == {"engine", "jobs", "wall_seconds", "cpu_seconds", "peak_memory_mb"}


def test_bytes_that_are_no_utf8_do_not_keep_arguments_from_a_record():
    assert without_places(["j\udcf8lster/config.yaml", "--name=\udcff"]) == ["j?lster/config.yaml", "--name=?"]
