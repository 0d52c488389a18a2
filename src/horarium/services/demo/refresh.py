"""Make a working day again when the demo is started later."""

import numpy as np

from horarium.domain.clock import Clock
from horarium.domain.errors import NoSuchThing
from horarium.domain.token import TokenStatus
from horarium.services.demo import day, rostering
from horarium.services.demo.accounts import leads_of
from horarium.services.demo.diary import read_diary
from horarium.services.demo.joining import join_line
from horarium.services.demo.params import SLUG, DemoParams, monday_of
from horarium.services.demo.report import find, open_work, report
from horarium.services.demo.steps import DemoLoaded, DemoStep, OnStep
from horarium.services.demo.today import running
from horarium.services.work import Work
from horarium.store import sessions
from horarium.store.database import Database

_N_ALIVE = 2


def refresh(
    database: Database,
    clock: Clock,
    *,
    seed: int = 0,
    on_step: OnStep,
    params: DemoParams | None = None,
) -> DemoLoaded:
    """Bring the demo to the present, and do nothing when it is there already.

    While people are at work in the lines that are on, the doctor's among them, nothing is
    changed, so a restart costs no time. Otherwise the next roster is solved if the present
    one ends within a week, what was booked since is added, and every day that nobody has
    moved for an hour is played on to the present or its end; extra sessions are opened as
    ``load`` does. Raises ``NoSuchThing`` when there is no demo, and ``NoLegalRoster``.
    """
    params = params or DemoParams()
    organisation = find(database)
    if organisation is None:
        raise NoSuchThing("organisation", SLUG)
    now = clock.now()
    entropy_rng, day_rng = np.random.default_rng([seed, int(now.timestamp())]).spawn(2)
    with open_work(database, organisation, clock, entropy_rng) as work:
        on_step(DemoStep("Looking at today's clinics"))
        next_problem = rostering.next_problem(work, monday_of(now))
        if next_problem is None and _is_alive(work, params):
            return report(database, organisation, clock, params, is_changed=False)
    answer = None
    if next_problem is not None:
        answer = rostering.answer(next_problem, params.solve, on_step)

    with open_work(database, organisation, clock, entropy_rng) as work:
        if answer is not None:
            on_step(DemoStep("Publishing the roster"))
            rostering.publish(work, answer)
        leads = leads_of(work)
        day.fill(work, day_rng, params, on_step, leads=leads)
        if leads is not None:
            join_line(work, leads, params)
        work.record("demo.refresh", ("organisation", organisation.id), seed=seed)
    return report(database, organisation, clock, params, is_changed=True)


def _is_alive(work: Work, params: DemoParams) -> bool:
    """Whether people are at work where people wait, the demo's doctor among them."""
    now = work.clock.now()
    on = running(sessions.on_date(work.db, work.today), now, params)
    diary = read_diary(work, on)
    at_work = {
        session.practitioner
        for session in on
        if diary.is_left_alone(session, now)
        and any(t.status is TokenStatus.ARRIVED for t in diary.tokens[session.id])
    }
    leads = leads_of(work)
    return len(at_work) >= _N_ALIVE and (leads is None or leads.doctor in at_work)
