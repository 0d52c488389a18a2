from pathlib import Path

import psycopg
import pytest
from tests.store.embedded.builders import DURABLE, make_programs

from horarium.store import embedded

pytestmark = pytest.mark.db


def test_looking_at_a_folder_without_a_database_changes_nothing(data_dir: Path) -> None:
    seen = embedded.status(data_dir)

    assert seen.phase == "stopped"
    assert seen.running is None
    assert seen.home is None
    assert seen.chosen in seen.installed
    assert seen.free_bytes > 0
    assert not data_dir.exists()


def test_a_running_server_tells_its_release_and_its_clients(data_dir: Path) -> None:
    server = embedded.start(data_dir, options=DURABLE)

    with psycopg.connect(server.url):
        seen = embedded.status(data_dir)

    assert seen.phase == "ready"
    assert seen.running is not None
    assert seen.running.version == server.version
    assert seen.running.binaries == server.binaries
    assert seen.running.n_clients == 1
    assert seen.cluster_major == int(server.version.split(".")[0])
    assert seen.log is not None
    assert seen.log.exists()


@pytest.mark.slow
def test_a_stopped_database_is_known_by_its_release(data_dir: Path) -> None:
    server = embedded.start(data_dir, options=DURABLE)
    embedded.stop(data_dir)

    seen = embedded.status(data_dir)

    assert seen.running is None
    assert seen.chosen is not None
    assert seen.chosen.version == server.version


def test_a_broken_tool_shows_in_the_status(data_dir: Path, open_folder: Path) -> None:
    programs = make_programs(open_folder / "bin", pg_dump="exit 3")

    seen = embedded.status(data_dir, options=embedded.StartOptions(pg_bin=programs))

    assert [fault.program.name for fault in seen.faults] == ["pg_dump"]
    assert seen.faults[0].reason == "exit code 3, no version told"
