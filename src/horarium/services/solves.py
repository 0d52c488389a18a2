"""Searches for rosters: asking for one, watching it, ending it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from horarium.domain.ids import RosterId, SolveRunId
from horarium.domain.solve import SolveRun, SolveStatus
from horarium.engines.rostering import SolveParams, problem_from_dict
from horarium.engines.rostering.io.misspelt import refuse_misspelt
from horarium.services import existing
from horarium.services.idempotency import Once, once
from horarium.services.permissions import Permission
from horarium.services.work import Work
from horarium.store import jobs
from horarium.store import solves as store

TASK = "solve"
"""The job's name in the queue."""


@dataclass(frozen=True, slots=True)
class _Request:
    """What is asked for, as an idempotency key remembers it."""

    problem: Mapping[str, Any]
    params: SolveParams


def request_solve(
    work: Work,
    problem: Mapping[str, Any],
    params: SolveParams,
    *,
    is_typed: bool = False,
    idempotency_key: str | None = None,
) -> SolveRunId:
    """Ask for a roster; a worker takes it up when this work has committed.

    ``problem`` is the engine's dictionary form; one that makes no sense is refused here,
    before anybody waits for it, and so are names in it that mean nothing, if it
    ``is_typed`` and not made from what is stored. One search of an organisation runs at a
    time.
    """
    work.require(Permission.ROSTER_SOLVE)
    request = _Request(problem, params)
    asked = Once(idempotency_key, "solves.request", request)
    return once(
        work,
        asked,
        lambda: _queue(work, request, is_typed=is_typed),
        lambda key: existing_run(work, SolveRunId(key)),
    ).id


def _queue(work: Work, request: _Request, *, is_typed: bool) -> SolveRun:
    problem = problem_from_dict(request.problem)
    if is_typed:
        refuse_misspelt(problem)
    run = SolveRun(
        id=SolveRunId(work.new_id()),
        status=SolveStatus.QUEUED,
        problem=request.problem,
        params=_params_to_dict(request.params),
        steps=(),
        created_at=work.clock.now(),
    )
    store.add(work.db, work.organisation, run, requested_by=work.actor.id)
    enqueue(work, run.id)
    work.record("solves.request", ("solve", run.id))
    work.announce("solve.progress", run=run.id)
    return run


def progress(work: Work, wanted: SolveRunId) -> SolveRun:
    """How a search stands."""
    work.require(Permission.ROSTER_SOLVE)
    return existing_run(work, wanted)


def stop(work: Work, wanted: SolveRunId) -> SolveRun:
    """End a search soon; the best roster it has found is kept as a draft.

    One that has not begun is cancelled at once; one that is over stays as it is.
    """
    work.require(Permission.ROSTER_SOLVE)
    run = existing_run(work, wanted, lock=True)
    if run.status.is_over:
        return run
    store.request_stop(work.db, wanted)
    if run.status is SolveStatus.QUEUED:
        finish(work, wanted, SolveStatus.CANCELLED, {"status": "stopped"})
    work.record("solves.stop", ("solve", wanted))
    work.announce("solve.progress", run=wanted)
    return existing_run(work, wanted)


def fail(work: Work, wanted: SolveRunId, reason: str) -> None:
    """Note that a search cannot be finished; ``reason`` is a sentence for people."""
    if not existing_run(work, wanted, lock=True).status.is_over:
        finish(work, wanted, SolveStatus.FAILED, {"status": "failed", "reason": reason})


def finish(
    work: Work,
    wanted: SolveRunId,
    status: SolveStatus,
    outcome: Mapping[str, Any],
    roster: RosterId | None = None,
) -> None:
    """Note how a search ended, and tell it."""
    at = work.clock.now()
    store.finish(work.db, wanted, status, at=at, outcome=outcome, roster=roster)
    work.record("solves.finish", ("solve", wanted), status=status.value)
    work.announce("solve.progress", run=wanted)


def enqueue(work: Work, wanted: SolveRunId) -> None:
    """Let a worker take the search up; of one organisation's, one runs at a time."""
    owner = str(work.organisation)
    lock = f"solve {owner}"
    jobs.enqueue(work.db, TASK, lock=lock, organisation=owner, run=str(wanted))


def existing_run(work: Work, wanted: SolveRunId, *, lock: bool = False) -> SolveRun:
    """The search, its row held until the transaction ends with ``lock``."""
    return existing.required(store.by_id(work.db, wanted, lock=lock), "solve", wanted)


def _params_to_dict(params: SolveParams) -> dict[str, Any]:
    return {
        "limit_s": params.limit.total_seconds(),
        "gap": params.gap,
        "n_workers": params.n_workers,
        "seed": params.seed,
        "work_limit": params.work_limit,
    }


def params_from_dict(plain: Mapping[str, Any]) -> SolveParams:
    """The engine's knobs as ``request_solve`` kept them."""
    known = {key: value for key, value in plain.items() if key != "limit_s"}
    return SolveParams(limit=timedelta(seconds=plain["limit_s"]), **known)
