"""One server for everybody who asks, for as long as somebody needs it."""

from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
from tests.store.embedded.builders import (
    DURABLE,
    FAST,
    answers,
    ask,
    eventually,
    make_client,
    postmaster_pid,
    processes_of,
    supervisor_pid,
    write_rows,
)

from horarium.domain.errors import DatabaseRunsOtherwise, InvalidField
from horarium.store import embedded
from horarium.store.embedded.home import locate

pytestmark = pytest.mark.db


def test_four_processes_racing_to_be_first_get_one_server(data_dir: Path) -> None:
    with ExitStack() as stack:
        clients = [stack.enter_context(make_client(data_dir)) for _ in range(4)]
        urls = {client.url for client in clients}
        servers = {process.pid for process in processes_of(data_dir)}

        assert len(urls) == 1
        assert answers(urls.pop())
        assert servers == {supervisor_pid(data_dir), postmaster_pid(data_dir)}


def test_starting_again_finds_the_running_server(data_dir: Path) -> None:
    first = embedded.start(data_dir, options=FAST)
    pid = postmaster_pid(data_dir)

    second = embedded.start(data_dir, options=FAST)

    assert second == first
    assert second.url.split("@")[0] not in repr(second)
    assert postmaster_pid(data_dir) == pid


@pytest.mark.slow
def test_rows_outlive_a_stop(data_dir: Path) -> None:
    write_rows(embedded.start(data_dir, options=DURABLE).url, [1, 2, 3])
    embedded.stop(data_dir)

    again = embedded.start(data_dir, options=DURABLE)

    assert ask(again.url, "select count(*) from kept") == 3


def test_a_server_that_others_use_is_not_stopped(data_dir: Path) -> None:
    with make_client(data_dir) as client:
        url = client.url

        assert not embedded.stop(data_dir)
        assert not embedded.discard(data_dir)
        assert answers(url)


@pytest.mark.slow
def test_a_server_that_others_use_is_stopped_by_force(data_dir: Path) -> None:
    with make_client(data_dir) as client:
        url = client.url

        assert embedded.stop(data_dir, force=True)
        assert not answers(url)


@pytest.mark.slow
def test_an_unused_server_stops_and_leaves_no_process(data_dir: Path) -> None:
    embedded.start(data_dir, options=DURABLE)

    embedded.release(data_dir)

    assert eventually(lambda: not processes_of(data_dir))


@pytest.mark.slow
def test_a_connection_alone_keeps_the_server(data_dir: Path) -> None:
    server = embedded.start(data_dir, options=FAST)

    with psycopg.connect(server.url) as connection:
        embedded.release(data_dir)
        stopped = eventually(lambda: not processes_of(data_dir), within_s=1.5)

        assert not stopped
        assert connection.execute("select 1").fetchone() == (1,)


@pytest.mark.slow
def test_a_user_without_a_connection_keeps_the_server(data_dir: Path) -> None:
    server = embedded.start(data_dir, options=FAST)

    stopped = eventually(lambda: not processes_of(data_dir), within_s=1.5)

    assert not stopped
    assert answers(server.url)


@pytest.mark.slow
def test_a_throwaway_cluster_is_gone_with_its_last_user(data_dir: Path) -> None:
    embedded.start(data_dir, options=FAST)
    place = locate(data_dir)
    assert place is not None

    embedded.release(data_dir)

    assert eventually(lambda: not processes_of(data_dir))
    assert not place.cluster.exists()


@pytest.mark.slow
def test_a_discarded_database_starts_empty(data_dir: Path) -> None:
    write_rows(embedded.start(data_dir, options=DURABLE).url, [1])

    assert embedded.discard(data_dir)
    again = embedded.start(data_dir, options=DURABLE)

    assert ask(again.url, "select to_regclass('kept') is null")


@pytest.mark.slow
def test_terms_that_a_running_server_does_not_meet_are_refused(data_dir: Path) -> None:
    listening = embedded.StartOptions(listen="127.0.0.1:5499", throwaway=True)

    with make_client(data_dir) as client:
        assert client.url
        with pytest.raises(DatabaseRunsOtherwise) as not_durable:
            embedded.start(data_dir)
        with pytest.raises(DatabaseRunsOtherwise) as not_listening:
            embedded.start(data_dir, options=listening)

    assert not_durable.value.wanted == "durable storage"
    assert not_listening.value.wanted == "TCP on 127.0.0.1:5499"


@pytest.mark.parametrize(
    "listen", ["0.0.0.0:5432", "192.0.2.1:5432", "5432", "localhost:x"]
)
def test_only_loopback_may_be_listened_on(listen: str) -> None:
    with pytest.raises(InvalidField) as refusal:
        embedded.StartOptions(listen=listen)

    assert refusal.value.value == listen
