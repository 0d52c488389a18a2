"""Killed at any moment, the database comes back with all that was committed."""

import itertools
import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from tests.store.embedded.builders import (
    DURABLE,
    answers,
    ask,
    eventually,
    kill,
    make_programs,
    postmaster_pid,
    processes_of,
    supervisor_pid,
    write_rows,
)

from horarium.domain.errors import ClusterOfAnotherRelease, DatabaseUnavailable
from horarium.store import embedded
from horarium.store.embedded.home import establish, locate

pytestmark = pytest.mark.db


def test_a_server_killed_under_a_client_comes_back_with_every_committed_row(
    data_dir: Path,
) -> None:
    server = embedded.start(data_dir, options=DURABLE)
    write_rows(server.url, range(100))

    with psycopg.connect(server.url) as connection:
        connection.execute("insert into kept values (1000)")
        kill(postmaster_pid(data_dir))
        with pytest.raises(psycopg.OperationalError):
            _use_until_lost(connection)

    assert eventually(lambda: answers(server.url))
    assert ask(server.url, "select array_agg(n order by n) from kept") == list(
        range(100)
    )


def _use_until_lost(connection: "psycopg.Connection[tuple[int, ...]]") -> None:
    while True:
        connection.execute("select 1")


@pytest.mark.slow
def test_a_killed_backend_leaves_the_server_usable(data_dir: Path) -> None:
    server = embedded.start(data_dir, options=DURABLE)
    with psycopg.connect(server.url) as connection:
        kill(connection.info.backend_pid)

    assert eventually(lambda: answers(server.url))


def test_after_the_supervisor_is_killed_the_next_start_works(data_dir: Path) -> None:
    server = embedded.start(data_dir, options=DURABLE)
    write_rows(server.url, [1, 2])
    before = postmaster_pid(data_dir)
    kill(supervisor_pid(data_dir))

    again = embedded.start(data_dir, options=DURABLE)

    assert again.url == server.url
    assert postmaster_pid(data_dir) != before
    assert ask(again.url, "select count(*) from kept") == 2


@pytest.mark.slow
def test_after_supervisor_and_server_are_killed_the_next_start_works(
    data_dir: Path,
) -> None:
    server = embedded.start(data_dir, options=DURABLE)
    write_rows(server.url, [1, 2])
    victims = [supervisor_pid(data_dir), postmaster_pid(data_dir)]
    for pid in victims:
        kill(pid)

    again = embedded.start(data_dir, options=DURABLE)

    assert ask(again.url, "select count(*) from kept") == 2


@pytest.mark.slow
def test_a_server_without_its_supervisor_ends(data_dir: Path) -> None:
    embedded.start(data_dir, options=DURABLE)

    kill(supervisor_pid(data_dir))

    assert eventually(lambda: not processes_of(data_dir))


@pytest.mark.slow
def test_a_server_whose_folder_is_removed_ends_and_the_next_start_is_fresh(
    data_dir: Path,
) -> None:
    embedded.start(data_dir, options=DURABLE)
    victims = processes_of(data_dir)
    removed = data_dir.rename(data_dir.with_name("removed"))
    shutil.rmtree(removed, ignore_errors=True)

    again = embedded.start(data_dir, options=DURABLE)

    assert answers(again.url)
    assert len(victims) == 2
    assert eventually(lambda: not any(victim.is_running() for victim in victims))


@pytest.mark.slow
def test_a_cluster_half_made_is_made_anew(data_dir: Path, open_folder: Path) -> None:
    stuck = make_programs(
        open_folder / "stuck",
        initdb='case "$*" in *pgdata=*) "$REAL/initdb" "$@"; kill -STOP $$;; '
        '*) exec "$REAL/initdb" "$@";; esac',
    )
    options = embedded.StartOptions(pg_bin=stuck, timeout_s=4)
    with pytest.raises(DatabaseUnavailable):
        embedded.start(data_dir, options=options)
    _kill_all(data_dir)
    place = locate(data_dir)
    assert place is not None
    halves = list(place.path.glob("cluster.new-*"))

    server = embedded.start(data_dir, options=DURABLE)

    assert len(halves) == 1
    assert not halves[0].exists()
    assert answers(server.url)


def _kill_all(data_dir: Path) -> None:
    for process in processes_of(data_dir):
        process.kill()
    assert eventually(lambda: not processes_of(data_dir))


@pytest.mark.slow
def test_a_lost_password_is_replaced(data_dir: Path) -> None:
    write_rows(embedded.start(data_dir, options=DURABLE).url, [1])
    embedded.stop(data_dir)
    place = locate(data_dir)
    assert place is not None
    place.password.unlink()

    server = embedded.start(data_dir, options=DURABLE)

    assert ask(server.url, "select count(*) from kept") == 1


def test_a_server_that_cannot_start_says_why(data_dir: Path, open_folder: Path) -> None:
    broken = make_programs(
        open_folder / "broken",
        postgres='case "$1" in -D) echo "FATAL:  could not map memory" >&2; exit 1;; '
        '*) exec "$REAL/postgres" "$@";; esac',
    )

    with pytest.raises(DatabaseUnavailable) as refusal:
        embedded.start(data_dir, options=embedded.StartOptions(pg_bin=broken))

    assert refusal.value.reason == "could not map memory"
    assert eventually(lambda: not processes_of(data_dir))


@pytest.mark.slow
def test_a_server_that_dies_again_and_again_is_given_up(data_dir: Path) -> None:
    server = embedded.start(data_dir, options=DURABLE)
    for _ in range(20):
        assert eventually(lambda: answers(server.url))
        kill(postmaster_pid(data_dir))

    assert eventually(lambda: not processes_of(data_dir))
    assert answers(embedded.start(data_dir, options=DURABLE).url)


def test_data_of_a_release_that_is_not_installed_are_left_alone(data_dir: Path) -> None:
    place = establish(data_dir)
    place.cluster.mkdir()
    (place.cluster / "PG_VERSION").write_text("12\n")

    with pytest.raises(ClusterOfAnotherRelease) as refusal:
        embedded.start(data_dir)

    assert refusal.value.major == 12
    assert [entry.name for entry in place.cluster.iterdir()] == ["PG_VERSION"]


@pytest.mark.slow
def test_no_acknowledged_row_is_lost_in_thirty_kills_under_load(data_dir: Path) -> None:
    acknowledged: list[int] = []
    victims = [postmaster_pid, supervisor_pid]

    for kills in range(30):
        server = embedded.start(data_dir, options=DURABLE)
        write_rows(server.url, [])
        with ThreadPoolExecutor(1) as pool:
            goal = len(acknowledged) + 50
            writer = pool.submit(_write_until_lost, server.url, acknowledged)
            assert eventually(lambda goal=goal: len(acknowledged) >= goal)
            kill(victims[kills % 2](data_dir))
            writer.result(timeout=60)
    server = embedded.start(data_dir, options=DURABLE)
    with psycopg.connect(server.url) as connection:
        kept = {row[0] for row in connection.execute("select n from kept")}

    assert len(acknowledged) >= 1500
    assert kept.issuperset(acknowledged)
    # A row may be kept whose acknowledgement the kill cut off, but only one a kill.
    assert len(kept) <= len(acknowledged) + 30


def _write_until_lost(url: str, acknowledged: list[int]) -> None:
    next_number = itertools.count(acknowledged[-1] + 2 if acknowledged else 0)
    with (
        suppress(psycopg.OperationalError),
        psycopg.connect(url, autocommit=True) as link,
    ):
        for number in next_number:
            link.execute("insert into kept values (%s)", [number])
            acknowledged.append(number)
