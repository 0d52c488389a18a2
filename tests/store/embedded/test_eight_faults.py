"""What other managers of bundled PostgreSQL servers got wrong, one claim each."""

import os
import pwd
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from tests.store.embedded.builders import (
    DURABLE,
    FAST,
    answers,
    ask,
    eventually,
    free_port,
    kill,
    make_client,
    make_program,
    make_programs,
    processes_of,
    python_for,
)

from horarium.domain.errors import DatabaseUnavailable
from horarium.store import embedded
from horarium.store.embedded.binaries import DEFAULT_ORDER, FolderProvider, survey
from horarium.store.embedded.home import locate

pytestmark = pytest.mark.db

_FOREGROUND = """
import sys
from pathlib import Path
from horarium.store import embedded
embedded.serve_in_foreground(
    Path(sys.argv[1]),
    listen=sys.argv[2],
    on_ready=lambda server: print(server.tcp_url, flush=True),
)
"""


def test_1_no_folder_above_the_data_is_opened_to_others(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    data_dir = closed / "data"
    data_dir.mkdir(parents=True)
    closed.chmod(0o700)
    above = [closed, *closed.parents, Path(sys.executable).parent]
    before = {folder: folder.stat().st_mode for folder in above}

    try:
        server = embedded.start(data_dir, options=FAST)
        answered = answers(server.url)
    finally:
        embedded.discard(data_dir, force=True)

    assert answered
    assert {folder: folder.stat().st_mode for folder in above} == before


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as another user")
def test_2_a_second_user_of_the_machine_starts_a_server_of_its_own(
    data_dir: Path, open_folder: Path
) -> None:
    nobody = pwd.getpwnam("nobody").pw_uid
    python = python_for(nobody)
    if python is None:
        pytest.skip("no Python here that another user can run with these packages")
    their_dir = open_folder / "theirs"
    their_dir.mkdir()
    os.chown(their_dir, nobody, nobody)
    ours = embedded.start(data_dir, options=FAST)

    with make_client(their_dir, as_user=nobody, python=python) as client:
        theirs = client.url
        both_answer = answers(ours.url) and answers(theirs)
        runs_as = {process.uids().real for process in processes_of(their_dir)}
    embedded.discard(their_dir, force=True)

    assert both_answer
    assert theirs != ours.url
    assert runs_as == {nobody}


def test_3a_a_stranger_with_the_recorded_number_is_not_taken_for_the_server(
    data_dir: Path,
) -> None:
    embedded.start(data_dir, options=DURABLE)
    embedded.stop(data_dir)
    stranger = subprocess.Popen(
        [sys.executable, "-c", "input()"], stdin=subprocess.PIPE
    )
    _record_pid(data_dir, stranger.pid)

    with stranger:
        server = embedded.start(data_dir, options=DURABLE)
        answered = answers(server.url)
        unharmed = stranger.poll() is None
        stranger.kill()

    assert answered
    assert unharmed


def test_3b_a_zombie_with_the_recorded_number_is_not_taken_for_the_server(
    data_dir: Path,
) -> None:
    embedded.start(data_dir, options=DURABLE)
    embedded.stop(data_dir)
    zombie = subprocess.Popen([sys.executable, "-c", ""])
    os.waitid(os.P_PID, zombie.pid, os.WEXITED | os.WNOWAIT)
    _record_pid(data_dir, zombie.pid)

    server = embedded.start(data_dir, options=DURABLE)
    answered = answers(server.url)
    zombie.wait()

    assert answered


def _record_pid(data_dir: Path, pid: int) -> None:
    place = locate(data_dir)
    assert place is not None
    record = place.cluster / "postmaster.pid"
    record.write_text(
        f"{pid}\n{place.cluster}\n1790000000\n5432\n\n\n  1 1\nready   \n"
    )
    owner = place.cluster.stat()
    os.chown(record, owner.st_uid, owner.st_gid)


def test_4_a_client_killed_outright_leaves_no_server_behind(data_dir: Path) -> None:
    with make_client(data_dir) as client:
        answered = answers(client.url)
        kill(client.process.pid)
        client.process.wait()

    assert answered
    assert eventually(lambda: not processes_of(data_dir))


def test_5_a_slow_start_is_waited_for_as_long_as_the_caller_allows(
    data_dir: Path, open_folder: Path
) -> None:
    slow = make_programs(
        open_folder / "slow",
        postgres='if [ "$1" = -D ]; then echo "2026-01-01 00:00:00.000 UTC [7] LOG:  '
        'redo in progress, elapsed time: 2.00 s" >&2; sleep 2; fi; '
        'exec "$REAL/postgres" "$@"',
    )
    hasty = embedded.StartOptions(pg_bin=slow, timeout_s=1.0)
    patient = embedded.StartOptions(pg_bin=slow)
    told: list[str] = []

    with pytest.raises(DatabaseUnavailable) as refusal:
        embedded.start(data_dir, options=hasty)
    server = embedded.start(data_dir, options=patient, on_progress=told.append)

    assert "not ready after 1 s" in str(refusal.value)
    assert answers(server.url)
    assert "starting PostgreSQL: redo in progress, elapsed time: 2.00 s" in told
    assert told[-1] == "PostgreSQL is running"


def test_6_tcp_is_served_when_asked_for_and_only_then(data_dir: Path) -> None:
    quiet = embedded.start(data_dir, options=DURABLE)
    listening_by_default = ask(quiet.url, "show listen_addresses")
    embedded.stop(data_dir)

    with subprocess.Popen(
        [sys.executable, "-c", _FOREGROUND, data_dir, f"127.0.0.1:{free_port()}"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as foreground:
        assert foreground.stdout is not None
        url = foreground.stdout.readline().strip()
        answered = answers(url)
        refused = not answers(url.replace("horarium:", "horarium:wrong"))
        foreground.send_signal(signal.SIGINT)

    assert listening_by_default == ""
    assert url.startswith("postgresql://horarium:")
    assert "@127.0.0.1:" in url
    assert answered
    assert refused
    assert eventually(lambda: not processes_of(data_dir))


def test_7_nobody_gets_in_without_the_password(data_dir: Path) -> None:
    server = embedded.start(data_dir, options=FAST)
    with_wrong = server.url.replace("horarium:", "horarium:x", 1)
    without = "postgresql://horarium@" + server.url.split("@", 1)[1]

    for url in (with_wrong, without):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(url)

    assert ask(
        server.url,
        "select bool_and(auth_method = 'scram-sha-256') from pg_hba_file_rules",
    )


def test_8_a_tool_that_crashes_or_is_missing_is_reported(open_folder: Path) -> None:
    programs = make_programs(open_folder / "bin", pg_dump="kill -SEGV $$")
    (programs / "pg_restore").unlink()

    faults = {fault.program.name: fault.reason for fault in survey(programs).faults}

    assert faults == {
        "pg_dump": "killed by signal 11",
        "pg_restore": "No such file or directory",
    }


def test_8_a_provider_whose_server_crashes_is_passed_over(open_folder: Path) -> None:
    make_program(open_folder / "bin" / "postgres", "kill -SEGV $$")
    make_program(open_folder / "bin" / "initdb", "kill -SEGV $$")
    found = embedded.find_binaries(
        order=(FolderProvider(open_folder / "bin", name="broken"), *DEFAULT_ORDER)
    )

    assert found.provider != "broken"
