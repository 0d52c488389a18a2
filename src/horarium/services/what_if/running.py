"""Playing: what the worker does for one question."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from horarium.domain.ids import SimulationRunId
from horarium.domain.what_if import RunStatus
from horarium.engines.booking import Costs
from horarium.engines.queueing.service_time import ServiceTime
from horarium.engines.simulation import (
    Practice,
    Scenario,
    SimulationParams,
    scenario_of,
    simulate,
    usual_practices,
)
from horarium.engines.simulation.problem import Stream
from horarium.engines.simulation.report import as_json
from horarium.engines.simulation.rules import Planned
from horarium.services.what_if.asking import PROGRESS, existing_run
from horarium.services.what_if.question import WhatIf
from horarium.services.work import OpenWork
from horarium.store import simulations as store

BATCH = SimulationParams(batch_size=20)
"""Progress is told after each batch."""


def run(
    open_work: OpenWork,
    wanted: SimulationRunId,
    *,
    is_stopping: Callable[[], bool] = lambda: False,
) -> None:
    """Play the question's days and keep the comparison; the id is the seed.

    One whose worker died is played from the start; one that is over stays as it is.
    """
    with open_work() as work:
        known = existing_run(work, wanted, lock=True)
        if known.status.is_over:
            return
        store.move(work.db, wanted, status=RunStatus.RUNNING.value, n_done=0)
        work.announce(PROGRESS, run=wanted)
    question = WhatIf(**known.asked)

    def tell(done: int, _: int) -> None:
        with open_work() as work:
            store.move(work.db, wanted, n_done=done)
            work.announce(PROGRESS, run=wanted)

    found = simulate(
        scenario(question),
        practices(question),
        question.n_days,
        np.random.default_rng(wanted.int % 2**63),
        on_progress=tell,
        stop=is_stopping,
        params=BATCH,
    )
    with open_work() as work:
        store.move(
            work.db,
            wanted,
            status=RunStatus.DONE.value,
            report=as_json(found),
            ended_at=work.clock.now(),
        )
        work.record("what-if.answer", ("simulation", wanted))
        work.announce(PROGRESS, run=wanted)


def scenario(question: WhatIf) -> Scenario:
    """The preset's session with what the question changes about it."""
    usual = scenario_of(question.preset, question.n_practitioners)
    others = tuple(one for one in usual.streams if one.priority_class != "walk-in")
    walk_ins = Stream(
        priority_class="walk-in",
        per_hour=question.walk_ins_an_hour,
        length=ServiceTime(),
    )
    return replace(
        usual,
        p_show=1.0 - question.no_show_percent / 100.0,
        lateness=replace(usual.lateness, p_late=question.late_percent / 100.0),
        streams=(*others, walk_ins) if question.walk_ins_an_hour else others,
    )


def practices(question: WhatIf) -> tuple[Practice, ...]:
    """The usual ones; ours plans with the costs of the question."""
    costs = Costs(overtime=question.overtime_cost, idle=question.idle_cost)
    return tuple(
        replace(one, rule=replace(one.rule, costs=costs))
        if isinstance(one.rule, Planned)
        else one
        for one in usual_practices()
    )
