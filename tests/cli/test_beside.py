"""A worker beside the web process."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from horarium.cli.beside import WorkerBeside

# A stand-in that says it lives and ends when its standard input does.
SCRIPT = """
import pathlib, sys
with pathlib.Path(sys.argv[1]).open("a") as file:
    file.write("started\\n")
sys.stdin.read()
"""


@pytest.fixture
def starts(tmp_path: Path) -> Path:
    """Where each start of the stand-in leaves a line."""
    return tmp_path / "starts"


@pytest.fixture
def beside(starts: Path) -> Iterator[WorkerBeside]:
    command = (sys.executable, "-c", SCRIPT, str(starts))
    keeper = WorkerBeside(os.environ, command)
    keeper.start()
    yield keeper
    keeper.stop()


def wait_for(is_so: Callable[[], bool]) -> None:
    """Wait until it is so; fail after fifteen seconds."""
    for _ in range(300):
        if is_so():
            return
        threading.Event().wait(0.05)
    pytest.fail("it did not happen in time")


def n_starts(starts: Path) -> int:
    return len(starts.read_text().splitlines()) if starts.exists() else 0


def test_a_worker_that_is_killed_is_started_again(beside: WorkerBeside, starts: Path):
    wait_for(lambda: n_starts(starts) == 1)
    first = beside.pid
    assert first is not None

    os.kill(first, signal.SIGKILL)
    wait_for(lambda: n_starts(starts) == 2)

    assert beside.pid not in {None, first}


def test_stopping_leaves_no_process(beside: WorkerBeside, starts: Path):
    wait_for(lambda: n_starts(starts) == 1)
    pid = beside.pid
    assert pid is not None

    beside.stop()

    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert beside.pid is None


def test_the_worker_has_a_session_of_its_own(beside: WorkerBeside, starts: Path):
    wait_for(lambda: n_starts(starts) == 1)

    assert beside.pid is not None
    assert os.getsid(beside.pid) == beside.pid
