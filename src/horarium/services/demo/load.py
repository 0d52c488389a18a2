"""Load the demo department."""

import numpy as np

from horarium.domain.clock import Clock
from horarium.domain.ids import OrganisationId, uuid7
from horarium.services import attendance
from horarium.services.demo import accounts, day, rostering
from horarium.services.demo.department import TIME_ZONE, Stop
from horarium.services.demo.params import NAME, SLUG, DemoParams, monday_of
from horarium.services.demo.pile import pile_up
from horarium.services.demo.places import furnish
from horarium.services.demo.report import find, open_work, report
from horarium.services.demo.rostering import Answer
from horarium.services.demo.steps import DemoLoaded, DemoStep, OnStep
from horarium.services.work import Work
from horarium.store import people
from horarium.store.database import Database
from horarium.store.people import Organisation


def load(
    database: Database,
    clock: Clock,
    *,
    seed: int = 0,
    on_step: OnStep,
    params: DemoParams | None = None,
    stop: Stop | None = None,
) -> DemoLoaded:
    """Invent the department, solve its roster, publish it, and fill its clinics.

    Everything is written in one transaction, so an interrupted load leaves nothing. When
    the organisation ``demo`` exists already, nothing is done. The same seed at the same
    instant gives the same rows, as far as the search for the roster does not end by the
    clock; only the salts of passwords always differ. Raises ``NoLegalRoster`` when none
    is found in time, or before ``stop`` says that it is enough.
    """
    params = params or DemoParams()
    existing = find(database)
    if existing is not None:
        return report(database, existing, clock, params, is_changed=False)
    department_rng, entropy_rng, day_rng = np.random.default_rng(seed).spawn(3)

    on_step(DemoStep("Inventing the department"))
    start = monday_of(clock.now())
    problem = params.department(start, department_rng, stop=stop)
    answer = rostering.answer(problem, params.solve, on_step, stop)

    key = OrganisationId(uuid7(clock.now(), entropy_rng.bytes(10)))
    organisation = Organisation(key, SLUG, NAME, TIME_ZONE)
    with open_work(database, organisation, clock, entropy_rng) as work:
        people.add_organisation(work.db, organisation, at=clock.now())
        _found(work, answer, on_step)
        leads = day.fill(work, day_rng, params, on_step, n_new=params.n_patients)
        on_step(DemoStep("Opening accounts"))
        accounts.open_all(work, leads)
        # The worker learns from the invented past once the pages are up.
        attendance.request_fit(work)
        pile_up(work)
        work.record("demo.load", ("organisation", key), seed=seed)
    return report(database, organisation, clock, params, is_changed=True)


def _found(work: Work, answer: Answer, on_step: OnStep) -> None:
    on_step(DemoStep("Furnishing the sites"))
    furnish(work, answer.problem)
    on_step(DemoStep("Publishing the roster"))
    rostering.keep_history(work, answer.problem)
    rostering.publish(work, answer)
