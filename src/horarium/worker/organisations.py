"""Units of work of Horarium itself, one organisation after the other."""

from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from horarium.domain.clock import Clock
from horarium.services.solving import OpenWork
from horarium.services.work import Work, begin, system_actor
from horarium.store import people
from horarium.store.database import Database
from horarium.store.people import Organisation


def openers(database: Database, clock: Clock) -> list[OpenWork]:
    """How to begin work in each organisation, oldest first."""
    with database.transaction() as db:
        everyone = people.organisations(db)
    return [_opener(database, clock, one) for one in everyone]


def _opener(database: Database, clock: Clock, one: Organisation) -> OpenWork:
    actor, zone = system_actor(one.id), ZoneInfo(one.time_zone)

    @contextmanager
    def open_work() -> Iterator[Work]:
        with begin(database, actor, clock, zone=zone) as work:
            yield work

    return open_work
