import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from caseflow.errors import RunFolderError
from caseflow.log import COLUMNS, Log
from caseflow.store.folder import folder_name, join_sources, log_bytes, slug, split_sources, write_tables, write_text
from caseflow.store.opened import open_run, read_table
from caseflow.store.unfinished import begin, working_on
from tests.unit.store.records import record, unfinished_record


def write(out: Path, name: str = "tables/note.txt", text: str = "one\n") -> Path:
    """A run folder of one file."""
    path = begin(out, unfinished_record("run"), "")
    with working_on(path, is_new=True) as unfinished:
        write_text(unfinished.whole / name, text)
        return unfinished.publish(record())


# -- reading what cannot be trusted -----------------------------------------------------------------------------


def test_a_missing_folder_is_told(tmp_path: Path):
    with pytest.raises(RunFolderError, match="there is no such run folder"):
        open_run(tmp_path / "nothing")


def test_a_foreign_folder_is_told(tmp_path: Path):
    with pytest.raises(RunFolderError, match=r"is not a run folder, or is incomplete: it has no run\.json"):
        open_run(tmp_path)


def test_whoever_errs_in_the_folder_is_told_the_latest_run(tmp_path: Path):
    run = write(tmp_path)
    for path, said in ((tmp_path, "it has no run.json"), (tmp_path / "typo", "there is no such run folder")):
        with pytest.raises(RunFolderError) as caught:
            open_run(path)
        assert str(caught.value).endswith(f"{said} (the latest there: {run})")


def test_a_run_is_opened_by_a_path_in_words_too_and_tells_which_tables_it_has(tmp_path: Path):
    run = open_run(str(write(tmp_path, "tables/summary.csv", "mean\n1.5\n")))
    assert run.table("summary")["mean"].tolist() == [1.5]
    for name, hint in (("sumary", "did you mean 'summary'?"), ("costs", "it has: summary")):
        with pytest.raises(RunFolderError) as caught:
            run.table(name)
        assert str(caught.value) == f"{run.path} has no table {name!r} ({hint})"


def test_a_config_is_no_run_folder(tmp_path: Path):
    path = tmp_path / "config.yaml"
    path.write_text("schema: 1\n")
    with pytest.raises(RunFolderError) as caught:
        open_run(path)
    assert str(caught.value) == f"{path} is a file, no run folder: `caseflow simulate` makes one of a config"


def test_a_changed_file_is_told_by_name(tmp_path: Path):
    path = write(tmp_path)
    (path / "tables" / "note.txt").write_text("two\n")
    with pytest.raises(RunFolderError, match=r"damaged: tables/note\.txt was changed after the run"):
        open_run(path)
    assert open_run(path, unverified=("tables",)).text("tables/note.txt") == "two\n"


def test_a_missing_file_is_told_even_where_changes_are_allowed(tmp_path: Path):
    path = write(tmp_path)
    (path / "tables" / "note.txt").unlink()
    with pytest.raises(RunFolderError, match=r"tables/note\.txt is missing"):
        open_run(path, unverified=("tables",))


def changed_record(path: Path, **changes: object) -> Path:
    content = json.loads((path / "run.json").read_text())
    (path / "run.json").write_text(json.dumps({**content, **changes}))
    return path


def test_a_record_of_another_version_is_told(tmp_path: Path):
    with pytest.raises(RunFolderError, match="record version 99; this caseflow reads 1"):
        open_run(changed_record(write(tmp_path), record_version=99))


def test_a_record_with_a_wrong_part_is_told_by_its_place(tmp_path: Path):
    with pytest.raises(RunFolderError, match=r"run\.json is damaged: arguments"):
        open_run(changed_record(write(tmp_path), arguments=5))


def test_a_record_of_before_the_engine_was_kept_is_read(tmp_path: Path):
    path = write(tmp_path)
    resources = json.loads((path / "run.json").read_text())["resources"]
    assert resources.pop("engine") == open_run(path).record.resources.engine == "compiled"
    assert open_run(changed_record(path, resources=resources)).record.resources.engine is None
    with pytest.raises(RunFolderError, match=r"run\.json is damaged: resources\.engine"):
        open_run(changed_record(path, resources={**resources, "engine": "steam"}))


@pytest.mark.parametrize("content", ["{", "[]", '{"name": "foreign"}'])
def test_a_record_that_is_none_is_told(tmp_path: Path, content: str):
    path = write(tmp_path)
    (path / "run.json").write_text(content)
    with pytest.raises(RunFolderError, match=r"run\.json (is damaged|was not written by caseflow)"):
        open_run(path)


@pytest.mark.parametrize("name", ["../outside", "/etc/hostname"])
def test_a_record_that_points_outside_its_folder_is_refused(tmp_path: Path, name: str):
    path = write(tmp_path)
    file = json.loads((path / "run.json").read_text())["files"]["tables/note.txt"]
    with pytest.raises(RunFolderError, match="lies outside the folder"):
        open_run(changed_record(path, files={name: file}))


# -- names, tables, logs, sources -------------------------------------------------------------------------------


def test_a_folder_name_is_time_name_and_hash():
    assert folder_name("2026-01-02T03:04:05Z", "my run/ø", "") == "20260102T030405Z_my-run-ø_e3b0c442"


@pytest.mark.parametrize(("name", "expected"), [("../..", "run"), ("a b", "a-b"), ("", "run"), (".hidden", "hidden")])
def test_a_name_becomes_a_safe_part_of_a_path(name: str, expected: str):
    assert slug(name) == expected


def test_summaries_come_back_with_every_bit(tmp_path: Path):
    table = pd.DataFrame({"model": ["a", "b"], "value": [1 / 3, np.nan]})
    write_tables(tmp_path, {"summary": table})
    pd.testing.assert_frame_equal(read_table(tmp_path / "tables/summary.csv"), table)


def test_a_stored_log_is_stamped_synthetic():
    log = Log.from_rows([(0, 1, 2, 3, 0, 4, 5)])
    stored = pq.read_table(pa.BufferReader(log_bytes(log)))
    assert stored.column_names == ["synthetic", *COLUMNS]
    assert stored.to_pylist()[0]["synthetic"] == "SYNTHETIC"
    assert stored.schema.metadata == {b"caseflow": b"SYNTHETIC: simulated, no real persons"}


def test_joined_sources_split_into_the_same_files():
    sources = {"main.yaml": "---\na: 1\n", "parts/more.yaml": "b: 2\n"}
    assert split_sources(join_sources(sources)) == sources


def test_a_file_that_was_joined_before_is_one_file_with_as_many_lines():
    before = join_sources({"main.yaml": "# a first config\na: 1\n"})
    assert split_sources(join_sources({"config.source.yaml": before, "b.yaml": "b: 2\n"})) == {
        "config.source.yaml": "---\n# a first config\na: 1\n",
        "b.yaml": "b: 2\n",
    }


def test_a_text_that_is_no_joined_source_is_refused():
    with pytest.raises(RunFolderError, match=r"config\.source\.yaml does not begin with"):
        split_sources("a: 1\n")
