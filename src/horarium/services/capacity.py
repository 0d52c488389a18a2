"""Changing how many places a session has: an explicit verb with a reason on record."""

from dataclasses import dataclass

from horarium.domain.errors import (
    InvalidField,
    PlacesInUse,
)
from horarium.domain.ids import SessionId
from horarium.domain.session import Session
from horarium.services import existing
from horarium.services.permissions import Permission
from horarium.services.sessions import MAX_CAPACITY, require_open
from horarium.services.tokens import checked_reason
from horarium.services.work import Work
from horarium.store import sessions as store


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityChange:
    """New limits of a session and why; ``None`` leaves a limit as it is.

    Raises ``InvalidField``.
    """

    session: SessionId
    reason: str
    capacity: int | None = None
    overflow_limit: int | None = None

    def __post_init__(self) -> None:
        if self.capacity is None and self.overflow_limit is None:
            raise InvalidField("capacity", "None", "a capacity or an overflow limit")
        for name in ("capacity", "overflow_limit"):
            value = getattr(self, name)
            if value is not None and not 0 <= value <= MAX_CAPACITY:
                raise InvalidField(name, str(value), f"0 to {MAX_CAPACITY}")


def change_capacity(work: Work, request: CapacityChange) -> Session:
    """Set the limits; never below what is in use (``PlacesInUse``)."""
    work.require(Permission.SESSION_CAPACITY)
    reason = checked_reason(request.reason)
    store.lock(work.db, request.session)
    before = _open_session(work, request.session)
    wanted = {
        name: value
        for name in ("capacity", "overflow_limit")
        if (value := getattr(request, name)) is not None
    }
    in_use = {
        "capacity": before.capacity - before.places_left,
        "overflow_limit": before.overflow_taken,
    }
    for name, value in wanted.items():
        if value < in_use[name]:
            raise PlacesInUse(name, in_use[name], value)
    store.change(work.db, request.session, **wanted)
    was = {name: getattr(before, name) for name in wanted}
    work.record(
        "capacity.change",
        ("session", request.session),
        reason=reason,
        was=was,
        now=wanted,
    )
    work.announce("line.changed", session=request.session, action="capacity.change")
    return _open_session(work, request.session)


def _open_session(work: Work, wanted: SessionId) -> Session:
    session = existing.session(work, wanted)
    require_open(session)
    return session
