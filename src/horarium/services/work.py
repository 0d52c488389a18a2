"""What every use case is given: a transaction, who asks, what time it is."""

import secrets
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from horarium.domain.actor import Actor, ActorKind
from horarium.domain.clock import Clock
from horarium.domain.errors import RoleMissing, SignInRequired
from horarium.domain.ids import OrganisationId, PatientId, SessionId, uuid7
from horarium.services.permissions import Permission, may
from horarium.store import events
from horarium.store.counter import Counter
from horarium.store.database import Database, Db


class Asked:
    """Who asks, and when: what a service must know before it reads anything.

    ``zone`` is the organisation's, for what a calendar day is; ``entropy`` gives n
    unpredictable bytes; the demo and the tests hand in a seeded one.
    """

    __slots__ = ()
    actor: Actor
    clock: Clock
    zone: ZoneInfo
    request_id: str | None
    entropy: Callable[[int], bytes]

    @property
    def organisation(self) -> OrganisationId:
        """Whose data this work may touch."""
        return self.actor.organisation

    @property
    def today(self) -> date:
        """The organisation's present calendar day."""
        return self.clock.now().astimezone(self.zone).date()

    def require(self, permission: Permission) -> None:
        """Refuse with ``SignInRequired`` or ``RoleMissing`` unless the actor may."""
        if may(self.actor, permission):
            return
        if self.actor.kind is ActorKind.ANONYMOUS:
            raise SignInRequired
        raise RoleMissing(permission.value, self.actor.role_name)

    def new_id(self) -> UUID:
        """A fresh UUIDv7."""
        return uuid7(self.clock.now(), self.entropy(10))


@dataclass(frozen=True, slots=True)
class Work(Asked):
    """One unit of work. The edge opens and commits it; a service never does."""

    db: Db
    actor: Actor
    clock: Clock
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    request_id: str | None = None
    entropy: Callable[[int], bytes] = secrets.token_bytes

    def record(
        self,
        action: str,
        about: tuple[str, Any],
        *,
        patient: PatientId | None = None,
        **details: Any,
    ) -> None:
        """Write the event of what was just done."""
        events.append(
            self.db,
            at=self.clock.now(),
            actor=self.actor,
            action=action,
            about=(about[0], str(about[1])),
            patient=patient,
            details=details,
            request_id=self.request_id,
        )

    def announce(self, topic: str, **payload: Any) -> None:
        """Put a message in the outbox; it leaves only if this work commits."""
        events.announce(
            self.db,
            organisation=self.organisation,
            at=self.clock.now(),
            topic=topic,
            payload={key: str(value) for key, value in payload.items()},
        )


OpenWork = Callable[[], AbstractContextManager[Work]]
"""Opens a unit of work of its own that commits when its block ends well."""


@dataclass(frozen=True, slots=True)
class Errand(Asked):
    """Work that shares its transaction with whatever is asked at the same moment.

    The counter commits before it answers; nothing has to be opened or closed. What
    turns out not to be plain opens a work of its own with ``alone``; a session that
    ``is_now`` denies is one of another day.
    """

    counter: Counter
    actor: Actor
    clock: Clock
    zone: ZoneInfo
    alone: OpenWork
    is_now: Callable[[SessionId], Awaitable[bool]]
    request_id: str | None = None
    entropy: Callable[[int], bytes] = secrets.token_bytes


@contextmanager
def begin(
    database: Database,
    actor: Actor,
    clock: Clock,
    *,
    zone: ZoneInfo,
    request_id: str | None = None,
) -> Iterator[Work]:
    """Open a transaction for ``actor``; commit when the block ends well."""
    with database.transaction(actor.organisation) as db:
        yield Work(db, actor, clock, zone, request_id)


def system_actor(organisation: OrganisationId) -> Actor:
    """Horarium itself, acting for an organisation."""
    return Actor(ActorKind.SYSTEM, organisation, name="horarium")


def anonymous_actor(organisation: OrganisationId) -> Actor:
    """Nobody in particular: boards and patient links."""
    return Actor(ActorKind.ANONYMOUS, organisation)
