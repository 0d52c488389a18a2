"""A search survives whatever happens to the process that runs it."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

import pytest
from tests.addresses import as_address
from tests.builders import given_practitioner
from tests.rosters import make_hard_problem, make_problem

from horarium.domain.ids import SolveRunId
from horarium.domain.solve import SolveRun, SolveStatus
from horarium.engines.rostering import SolveParams
from horarium.services import solves
from horarium.services.work import Work

pytestmark = pytest.mark.slow

Begin = Callable[..., AbstractContextManager[Work]]
Worker = subprocess.Popen[bytes]


@pytest.fixture
def start_worker(database_url: str, tmp_path: Path) -> Iterator[Callable[[], Worker]]:
    """Starts ``horarium worker``; whatever still runs at the end is killed."""
    environment = os.environ | {
        "HORARIUM_DATABASE_URL": as_address(database_url),
        "HORARIUM_DATA": str(tmp_path),
        "HORARIUM_LOG_FORMAT": "json",
    }
    started: list[Worker] = []

    def start() -> Worker:
        command = [sys.executable, "-m", "horarium.cli.main", "worker"]
        with (tmp_path / f"worker-{len(started)}.log").open("wb") as said:
            started.append(subprocess.Popen(command, env=environment, stderr=said))
        return started[-1]

    yield start
    for worker in started:
        worker.kill()
        worker.wait()


def ask(begin_as: Begin, *, seconds: float, is_hard: bool = True) -> SolveRunId:
    make = make_hard_problem if is_hard else make_problem
    with begin_as() as work:
        codes = [given_practitioner(work).staff_code for _ in range(12)]
        params = SolveParams(limit=timedelta(seconds=seconds), n_workers=1)
        return solves.request_solve(work, make(codes), params)


def progress_of(begin_as: Begin, run: SolveRunId) -> SolveRun:
    with begin_as() as work:
        return solves.progress(work, run)


def wait_for(is_so: Callable[[], bool], *, seconds: int = 60) -> None:
    for _ in range(10 * seconds):
        if is_so():
            return
        threading.Event().wait(0.1)
    pytest.fail("it did not happen in time")


def test_a_worker_takes_up_what_is_asked_for(begin_as: Begin, start_worker):
    start_worker()

    run = ask(begin_as, seconds=20, is_hard=False)

    wait_for(lambda: progress_of(begin_as, run).status is SolveStatus.DONE)
    assert progress_of(begin_as, run).roster is not None


def test_a_search_whose_worker_was_killed_is_finished_by_another(
    begin_as: Begin, start_worker
):
    run = ask(begin_as, seconds=6)
    killed = start_worker()
    wait_for(lambda: bool(progress_of(begin_as, run).steps))

    killed.send_signal(signal.SIGKILL)
    killed.wait()
    begun_at = progress_of(begin_as, run).started_at
    start_worker()

    wait_for(lambda: progress_of(begin_as, run).status is SolveStatus.DONE)
    assert progress_of(begin_as, run).started_at != begun_at
    assert progress_of(begin_as, run).roster is not None


def test_a_worker_that_is_asked_to_go_leaves_at_once_and_leaves_its_search(
    begin_as: Begin, start_worker
):
    run = ask(begin_as, seconds=300)
    leaving = start_worker()
    wait_for(lambda: any(step.objective for step in progress_of(begin_as, run).steps))

    leaving.send_signal(signal.SIGTERM)
    code = leaving.wait(timeout=30)

    left = progress_of(begin_as, run)
    assert code == 0
    assert left.status is SolveStatus.QUEUED
    assert left.outcome is not None
    assert left.outcome["best"]


def test_a_running_search_can_be_stopped_from_elsewhere(begin_as: Begin, start_worker):
    run = ask(begin_as, seconds=300)
    start_worker()
    wait_for(lambda: any(step.objective for step in progress_of(begin_as, run).steps))

    with begin_as() as work:
        solves.stop(work, run)

    wait_for(lambda: progress_of(begin_as, run).status is SolveStatus.DONE)
    assert progress_of(begin_as, run).roster is not None
