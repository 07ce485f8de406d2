"""Windows renames no folder in which a file is open: nothing of a run folder is, when it gets its name."""

from pathlib import Path

import pytest

from caseflow.store import unfinished
from tests.cli.running import simulate

CONFIGS = Path(__file__).parents[2] / "configs"
PROCESS = Path("/proc/self/fd")

pytestmark = pytest.mark.skipif(not PROCESS.is_dir(), reason="which files are open is asked of /proc")


def open_files_below(folder: Path) -> list[Path]:
    handles = [handle.readlink() for handle in PROCESS.iterdir() if handle.is_symlink()]
    return [path for path in handles if path.is_relative_to(folder)]


@pytest.fixture
def open_when_published(monkeypatch: pytest.MonkeyPatch) -> list[list[Path]]:
    """What of a run folder is open when it gets its name, for each that does."""
    free_place, found = unfinished.free_place, []

    def watched(out, name, take):
        if not name.endswith(".incomplete"):
            found.append([file for whole in out.glob("*.incomplete/whole") for file in open_files_below(whole)])
        return free_place(out, name, take)

    monkeypatch.setattr(unfinished, "free_place", watched)
    return found


@pytest.mark.parametrize(
    ("config", "options"),
    [
        ("minimal.yaml", ("--replications", 2, "--keep-logs")),
        ("minimal.yaml", ("--replications", 64, "--precision", 0.2)),
        ("kongsberg.yaml", ("--replications", 2, "--model", "status_quo", "--model", "full_merger")),  # with costs
    ],
)
def test_no_file_of_a_run_folder_is_open_when_it_gets_its_name(open_when_published, tmp_path, config, options):
    copy = tmp_path / config
    copy.write_bytes((CONFIGS / config).read_bytes())
    simulate(copy, "--years", 1, *options)
    assert open_when_published == [[]]
