"""What a process is given at its start: the database, whose it serves, what time it is."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from horarium.domain.actor import Actor
from horarium.domain.clock import Clock
from horarium.domain.errors import InvalidField, NoOrganisation
from horarium.services.work import Work, begin, system_actor
from horarium.store import embedded, people
from horarium.store.database import Database
from horarium.store.people import Organisation


@dataclass(frozen=True, slots=True)
class Place:
    """Where the database is: at ``url``, or embedded in ``data_dir`` without one.

    ``pg_bin`` is the folder with PostgreSQL's programs for the embedded server.
    """

    data_dir: Path
    url: str | None = None
    pg_bin: Path | None = None


@dataclass(frozen=True, slots=True)
class Deployment:
    """One organisation's data as a process reaches them."""

    database: Database
    organisation: Organisation
    clock: Clock
    data_dir: Path

    @property
    def zone(self) -> ZoneInfo:
        """The organisation's time zone, for what a calendar day is."""
        return ZoneInfo(self.organisation.time_zone)

    def url(self) -> str:
        """Where the database is now, password included; never log it."""
        return self.database.url()

    def work(
        self, actor: Actor | None = None, *, request_id: str | None = None
    ) -> AbstractContextManager[Work]:
        """A unit of work for ``actor``; for Horarium itself without one."""
        return begin(
            self.database,
            actor or system_actor(self.organisation.id),
            self.clock,
            zone=self.zone,
            request_id=request_id,
        )


def free_bytes(folder: Path) -> int:
    """The space left where ``folder`` is, or would be if it were made."""
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    return shutil.disk_usage(existing).free


def locate(place: Place) -> Callable[[], str]:
    """A function that tells where the database is, starting the embedded one if need be.

    It is asked before each connection, so a server that died is started again.
    """
    if place.url is not None:
        url = place.url
        return lambda: url
    options = embedded.StartOptions(pg_bin=place.pg_bin)
    return lambda: embedded.start(place.data_dir, options=options).url


def find_organisation(database: Database, slug: str | None) -> Organisation:
    """The organisation called ``slug``, or the only one there is.

    Raises ``NoOrganisation`` for an empty database and ``InvalidField`` for an unknown
    slug, or for none where there are several.
    """
    with database.transaction() as db:
        everyone = people.organisations(db)
    if not everyone:
        raise NoOrganisation
    if slug is None and len(everyone) == 1:
        return everyone[0]
    for one in everyone:
        if one.slug == slug:
            return one
    known = ", ".join(one.slug for one in everyone)
    raise InvalidField("HORARIUM_ORGANISATION", slug or "", f"one of {known}")


@contextmanager
def deploy(
    database: Database, clock: Clock, data_dir: Path, *, organisation: str | None
) -> Iterator[Deployment]:
    """Open ``database`` and serve one organisation from it until the block ends."""
    with database:
        found = find_organisation(database, organisation)
        yield Deployment(database, found, clock, data_dir)
