"""Asking, and looking at what came of it."""

from horarium.domain.ids import SimulationRunId
from horarium.domain.what_if import RunStatus, SimulationRun
from horarium.services import existing
from horarium.services.idempotency import Once, once
from horarium.services.permissions import Permission
from horarium.services.what_if.question import WhatIf
from horarium.services.work import Work
from horarium.store import jobs
from horarium.store import simulations as store

TASK = "simulate-what-if"
"""The job's name in the queue."""

PROGRESS = "simulation.progress"
"""The outbox topic of a simulation that has moved on."""

N_SHOWN = 10


def ask(
    work: Work, question: WhatIf, *, idempotency_key: str | None = None
) -> SimulationRun:
    """Let a worker play it; one of an organisation's runs at a time."""
    work.require(Permission.SIMULATION_RUN)
    asked = Once(idempotency_key, "what_if.ask", question.as_dict())
    return once(
        work,
        asked,
        lambda: _queued(work, question),
        lambda key: existing_run(work, SimulationRunId(key)),
    )


def _queued(work: Work, question: WhatIf) -> SimulationRun:
    run = SimulationRun(
        id=SimulationRunId(work.new_id()),
        status=RunStatus.QUEUED,
        asked=question.as_dict(),
        created_at=work.clock.now(),
    )
    store.add(work.db, work.organisation, run, requested_by=work.actor.id)
    owner = str(work.organisation)
    jobs.enqueue(
        work.db, TASK, lock=f"what-if {owner}", organisation=owner, run=str(run.id)
    )
    work.record("what-if.ask", ("simulation", run.id))
    return run


def get(work: Work, wanted: SimulationRunId) -> SimulationRun:
    """One question and how far it is."""
    work.require(Permission.SIMULATION_RUN)
    return existing_run(work, wanted)


def runs(work: Work) -> list[SimulationRun]:
    """The questions asked last, newest first."""
    work.require(Permission.SIMULATION_RUN)
    return store.newest(work.db, limit=N_SHOWN)


def fail(work: Work, wanted: SimulationRunId, reason: str) -> None:
    """Note that a question cannot be answered; ``reason`` is a sentence for people."""
    if not existing_run(work, wanted, lock=True).status.is_over:
        store.move(
            work.db,
            wanted,
            status=RunStatus.FAILED.value,
            reason=reason,
            ended_at=work.clock.now(),
        )
        work.announce(PROGRESS, run=wanted)


def existing_run(
    work: Work, wanted: SimulationRunId, *, lock: bool = False
) -> SimulationRun:
    """The run; refuse with ``NoSuchThing``."""
    return existing.required(
        store.by_id(work.db, wanted, lock=lock), "simulation", wanted
    )
