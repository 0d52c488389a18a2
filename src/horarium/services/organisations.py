"""Organisations: founding one, and how Horarium itself works in each."""

import re
import secrets
from dataclasses import dataclass
from functools import partial
from zoneinfo import ZoneInfo, available_timezones

from horarium.domain.clock import Clock
from horarium.domain.errors import InvalidField, NameTaken
from horarium.domain.ids import OrganisationId, uuid7
from horarium.services.work import OpenWork, begin, system_actor
from horarium.store import people
from horarium.store.database import Database
from horarium.store.people import Organisation

LONGEST_NAME = 200
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
"""A label of a host name (RFC 1123), so that it can become part of an address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrganisation:
    """An organisation to be founded; ``time_zone`` is an IANA name; raises ``InvalidField``."""

    slug: str
    name: str
    time_zone: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", " ".join(self.name.split()))
        if not _SLUG.fullmatch(self.slug):
            wanted = "lower-case letters, digits and hyphens between, at most 63"
            raise InvalidField("slug", self.slug, wanted)
        if not 1 <= len(self.name) <= LONGEST_NAME or not self.name.isprintable():
            wanted = f"1 to {LONGEST_NAME} characters that can be printed"
            raise InvalidField("name", self.name, wanted)
        if self.time_zone not in available_timezones():
            wanted = "an IANA time zone, such as Europe/London"
            raise InvalidField("time_zone", self.time_zone, wanted)


def found(database: Database, clock: Clock, new: NewOrganisation) -> Organisation:
    """Found an organisation; refuse with ``NameTaken`` a slug that another one has."""
    if any(one.slug == new.slug for one in everyone(database)):
        raise NameTaken("slug", new.slug)
    organisation = Organisation(
        OrganisationId(uuid7(clock.now(), secrets.token_bytes(10))),
        new.slug,
        new.name,
        new.time_zone,
    )
    actor = system_actor(organisation.id)
    with begin(database, actor, clock, zone=ZoneInfo(new.time_zone)) as work:
        people.add_organisation(work.db, organisation, at=clock.now())
        work.record(
            "organisations.found", ("organisation", organisation.id), slug=new.slug
        )
    return organisation


def everyone(database: Database) -> list[Organisation]:
    """Every organisation of the database, oldest first."""
    with database.transaction() as db:
        return people.organisations(db)


def openers(database: Database, clock: Clock) -> dict[OrganisationId, OpenWork]:
    """How Horarium itself begins work in each organisation, oldest first."""
    return {
        one.id: partial(
            begin,
            database,
            system_actor(one.id),
            clock,
            zone=ZoneInfo(one.time_zone),
        )
        for one in everyone(database)
    }
