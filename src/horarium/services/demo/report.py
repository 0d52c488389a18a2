"""Find the demo, and say what there is of it."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from numpy.random import Generator

from horarium.domain.clock import Clock
from horarium.domain.token import TokenStatus
from horarium.services.demo.params import SLUG, DemoParams
from horarium.services.demo.steps import DemoLoaded
from horarium.services.demo.today import running
from horarium.services.work import Work, begin, system_actor
from horarium.store import people, rosters, sessions, tokens
from horarium.store.database import Database
from horarium.store.people import Organisation


def find(database: Database) -> Organisation | None:
    """The demo's organisation, if it has been loaded."""
    with database.transaction() as db:
        everyone = people.organisations(db)
    return next((one for one in everyone if one.slug == SLUG), None)


@contextmanager
def open_work(
    database: Database, organisation: Organisation, clock: Clock, rng: Generator
) -> Iterator[Work]:
    """A unit of work of Horarium itself, with ids from ``rng``."""
    zone = ZoneInfo(organisation.time_zone)
    with database.transaction(organisation.id) as db:
        yield Work(db, system_actor(organisation.id), clock, zone, entropy=rng.bytes)


def report(
    database: Database,
    organisation: Organisation,
    clock: Clock,
    params: DemoParams,
    *,
    is_changed: bool,
) -> DemoLoaded:
    """What the demo holds at present."""
    zone = ZoneInfo(organisation.time_zone)
    with begin(database, system_actor(organisation.id), clock, zone=zone) as work:
        return _counted(work, organisation, params, is_changed=is_changed)


def _counted(
    work: Work, organisation: Organisation, params: DemoParams, *, is_changed: bool
) -> DemoLoaded:
    today = sessions.on_date(work.db, work.today)
    on = running(today, work.clock.now(), params)
    lines = tokens.of_sessions(work.db, [session.id for session in today])
    n = Counter(token.status for own in lines.values() for token in own)
    return DemoLoaded(
        organisation=organisation,
        is_changed=is_changed,
        roster=rosters.published_on(work.db, work.today),
        n_patients=people.count_patients(work.db),
        n_sessions_today=len(today),
        n_running=len(on),
        n_waiting=n[TokenStatus.ARRIVED],
        n_booked=n[TokenStatus.BOOKED],
    )
