"""Asking for days off, for duties and for leave."""

from dataclasses import dataclass
from datetime import date, timedelta

from horarium.domain.duty_request import (
    DutyRequest,
    DutyRequestKind,
    DutyRequestStatus,
    Importance,
)
from horarium.domain.errors import InvalidField, NoSuchThing, RequestDecided
from horarium.domain.ids import DutyRequestId
from horarium.domain.people import Practitioner
from horarium.engines.rostering.shifts import ShiftType
from horarium.services import rosters
from horarium.services.idempotency import Once, once
from horarium.services.own_staff import myself
from horarium.services.permissions import Permission, may
from horarium.services.work import Work
from horarium.store import duty_requests as store
from horarium.store import rosters as roster_store

MOST_DAYS = {DutyRequestKind.LEAVE: 92}
"""Longer leave is for the contract to say; a wish is for days, not for months."""

MOST_WISHED_DAYS = 14
MOST_AHEAD = timedelta(days=731)
LONGEST_REASON = 300
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDutyRequest:
    """A request to be made; raises ``InvalidField``.

    Both days are included. A request to work names one shift type.
    """

    kind: DutyRequestKind
    first_on: date
    last_on: date
    shift_types: tuple[str, ...] = ()
    importance: Importance = Importance.LIKE
    reason: str = ""

    def __post_init__(self) -> None:
        if self.last_on < self.first_on:
            wanted = f"{self.first_on.isoformat()} or later"
            raise InvalidField("last_on", self.last_on.isoformat(), wanted)
        most = MOST_DAYS.get(self.kind, MOST_WISHED_DAYS)
        if (self.last_on - self.first_on).days >= most:
            wanted = f"at most {most} days in one request"
            raise InvalidField("last_on", self.last_on.isoformat(), wanted)
        if len(self.reason) > LONGEST_REASON:
            wanted = f"at most {LONGEST_REASON} characters"
            raise InvalidField("reason", f"{self.reason[:20]}…", wanted)
        if self.kind is DutyRequestKind.ON and len(self.shift_types) != 1:
            named = ", ".join(self.shift_types) or "none"
            raise InvalidField("shift_types", named, "one shift to work")
        if self.kind is DutyRequestKind.LEAVE and self.shift_types:
            raise InvalidField(
                "shift_types", ", ".join(self.shift_types), "none: leave is from all"
            )

    @property
    def days(self) -> list[date]:
        """Every day asked for."""
        n_days = (self.last_on - self.first_on).days + 1
        return [self.first_on + timedelta(days=day) for day in range(n_days)]


def ask(
    work: Work, new: NewDutyRequest, *, idempotency_key: str | None = None
) -> DutyRequest:
    """Ask; a coordinator decides. Raises ``InvalidField`` for days that are past.

    The reason is kept from everybody but the asker and coordinators, and out of the
    audit trail. Raises ``IdempotencyKeyReused`` too.
    """
    me = myself(work, Permission.OWN_DUTIES_CHANGE)
    asked = Once(idempotency_key, "duty_requests.ask", (me.id, new))
    return once(
        work,
        asked,
        lambda: _ask(work, me, new),
        lambda key: get(work, DutyRequestId(key)),
    )


def _ask(work: Work, me: Practitioner, new: NewDutyRequest) -> DutyRequest:
    check(work, new)
    request = DutyRequest(
        id=DutyRequestId(work.new_id()),
        practitioner=me.id,
        staff_code=me.staff_code,
        name=me.name,
        kind=new.kind,
        first_on=new.first_on,
        last_on=new.last_on,
        shift_types=new.shift_types,
        importance=new.importance,
        reason=new.reason.strip(),
        status=DutyRequestStatus.ASKED,
        asked_at=work.clock.now(),
    )
    store.add(work.db, work.organisation, request)
    work.record(
        "duty_requests.ask",
        ("duty-request", request.id),
        kind=request.kind.value,
        first_on=request.first_on.isoformat(),
        last_on=request.last_on.isoformat(),
    )
    work.announce("duty-request.asked", request=request.id)
    return request


def get(work: Work, wanted: DutyRequestId) -> DutyRequest:
    """One request; somebody else's is there for who decides on requests alone."""
    work.require(Permission.ROSTER_READ)
    found = store.by_id(work.db, wanted)
    is_seen = found is not None and (
        found.practitioner == work.actor.practitioner
        or may(work.actor, Permission.DUTY_REQUEST_DECIDE)
    )
    if found is None or not is_seen:
        raise NoSuchThing("request", str(wanted))
    return found


def mine(work: Work) -> list[DutyRequest]:
    """What the asker has asked for, the latest days first."""
    me = myself(work, Permission.OWN_DUTIES_READ)
    return store.of_practitioner(work.db, me.id, MOST_SHOWN)


def withdraw(work: Work, wanted: DutyRequestId) -> DutyRequest:
    """Take a request back before it is decided, or a granted one before its days.

    Somebody else's is as if it were not there.
    """
    me = myself(work, Permission.OWN_DUTIES_CHANGE)
    request = store.by_id(work.db, wanted, lock=True)
    if request is None or request.practitioner != me.id:
        raise NoSuchThing("request", str(wanted))
    is_ahead = request.first_on > work.today
    is_granted = request.status is DutyRequestStatus.GRANTED
    if not request.is_open and not (is_granted and is_ahead):
        raise RequestDecided(request.status.value)
    status = DutyRequestStatus.WITHDRAWN
    store.decide(work.db, wanted, status, at=work.clock.now(), by=work.actor.id)
    work.record("duty_requests.withdraw", ("duty-request", wanted))
    found = store.by_id(work.db, wanted)
    if found is None:
        raise AssertionError("a request that was locked is gone")
    return found


def shift_choices(work: Work) -> tuple[ShiftType, ...]:
    """The shift types that a request may name: those of the roster that begins last."""
    work.require(Permission.OWN_DUTIES_READ)
    newest = next(iter(roster_store.headings(work.db)), None)
    stored = roster_store.by_id(work.db, newest.id) if newest else None
    return rosters.judged(stored).problem.shift_types if stored else ()


def check(work: Work, new: NewDutyRequest) -> None:
    """Refuse days that cannot be asked for, and shifts that there are not."""
    if not work.today <= new.first_on <= work.today + MOST_AHEAD:
        wanted = f"a day from {work.today.isoformat()} on, within two years"
        raise InvalidField("first_on", new.first_on.isoformat(), wanted)
    known = [shift.id for shift in shift_choices(work)] if new.shift_types else []
    for shift in new.shift_types:
        if shift not in known:
            raise InvalidField("shift_types", shift, f"one of {', '.join(known)}")
