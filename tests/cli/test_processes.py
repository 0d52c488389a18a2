"""A web process that dies is known to be dead at once."""

import signal
from collections.abc import Iterator

import pytest
from uvicorn import Config
from uvicorn.supervisors.multiprocess import SIGNALS

from horarium.cli.processes import WebProcesses


@pytest.fixture
def supervisor() -> Iterator[WebProcesses]:
    """Takes over the signals of whoever makes it; here they are given back."""
    before = {one: signal.getsignal(one) for one in SIGNALS}
    yield WebProcesses(Config("nowhere:app", workers=1), [])
    for one, handler in before.items():
        signal.signal(one, handler)


def test_the_line_to_a_killed_process_ends_instead_of_staying_silent(
    supervisor: WebProcesses,
) -> None:
    supervisor.init_processes()
    (one,) = supervisor.processes

    one.process.kill()
    one.process.join()

    assert one.parent_conn.poll(30)
    with pytest.raises(EOFError):
        one.parent_conn.recv()


def test_one_that_died_is_replaced(supervisor: WebProcesses) -> None:
    supervisor.init_processes()
    (first,) = supervisor.processes
    first.process.kill()
    first.process.join()

    supervisor.keep_subprocess_alive()

    (second,) = supervisor.processes
    assert second.pid != first.pid
    second.kill()
    second.join()
