"""What a worker does for one job, and what it says when that breaks."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from tests.builders import given_practitioner
from tests.rosters import make_problem

from horarium.domain.ids import SolveRunId
from horarium.domain.solve import SolveRun, SolveStatus
from horarium.engines.rostering import SolveParams
from horarium.services import solves, solving
from horarium.services.work import Work
from horarium.worker.tasks import MOST_ATTEMPTS, search

Begin = Callable[..., AbstractContextManager[Work]]


@pytest.fixture
def run(begin_as: Begin) -> SolveRunId:
    """A search that was asked for."""
    with begin_as() as work:
        codes = [given_practitioner(work).staff_code for _ in range(3)]
        params = SolveParams(limit=timedelta(seconds=20), n_workers=1)
        return solves.request_solve(work, make_problem(codes), params)


def progress_of(begin_as: Begin, run: SolveRunId) -> SolveRun:
    with begin_as() as work:
        return solves.progress(work, run)


def test_a_job_runs_its_search(begin_as: Begin, run: SolveRunId):
    search(begin_as, run, attempt=0, is_stopping=lambda: False)

    assert progress_of(begin_as, run).status is SolveStatus.DONE


def test_a_search_that_kills_its_workers_is_given_up(begin_as: Begin, run: SolveRunId):
    search(begin_as, run, attempt=MOST_ATTEMPTS, is_stopping=lambda: False)

    found = progress_of(begin_as, run)
    assert found.status is SolveStatus.FAILED
    assert found.outcome is not None
    assert "again and again" in found.outcome["reason"]


def test_a_search_that_breaks_is_told_to_whoever_waits(
    begin_as: Begin, run: SolveRunId, monkeypatch: pytest.MonkeyPatch
):
    def broken(*_: Any, **__: Any) -> None:
        raise MemoryError("Rosalind Quirke")

    monkeypatch.setattr(solving, "solve", broken)

    with pytest.raises(MemoryError):
        search(begin_as, run, attempt=0, is_stopping=lambda: False)

    found = progress_of(begin_as, run)
    assert found.status is SolveStatus.FAILED
    assert found.outcome is not None
    assert "MemoryError" in found.outcome["reason"]
    assert "Quirke" not in found.outcome["reason"]
