"""Reporting that somebody is away, and that they are back."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from horarium.domain.absence import Absence, AbsenceKind, AbsenceStatus
from horarium.domain.actor import Role
from horarium.domain.availability import UnavailabilityKind
from horarium.domain.errors import AbsenceOver, InvalidField, NoSuchThing
from horarium.domain.ids import AbsenceId, PractitionerId, UnavailabilityId
from horarium.domain.interval import Interval
from horarium.services import availability, existing, staff_notices
from horarium.services.availability import NewUnavailability
from horarium.services.loop.cause import LONGEST, Cause, CauseKind
from horarium.services.permissions import Permission, may
from horarium.services.work import Work
from horarium.store import absences as store
from horarium.store import accounts
from horarium.store import availability as availability_store

MAX_REASON = 500

_AWAY = "away"
"""What booking is told; the reason stays with the absence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAbsence:
    """From ``first_on`` to ``last_on``, both included; of the actor without somebody.

    ``reason`` is private. Raises ``InvalidField``.
    """

    first_on: date
    last_on: date
    kind: AbsenceKind = AbsenceKind.SICK
    practitioner: PractitionerId | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        if not self.first_on <= self.last_on <= self.first_on + LONGEST:
            raise InvalidField(
                "last_on", self.last_on.isoformat(), "first_on to 182 days later"
            )
        if len(self.reason) > MAX_REASON:
            raise InvalidField("reason", "…", f"at most {MAX_REASON} characters")


def report_absence(work: Work, request: NewAbsence) -> Absence:
    """Keep an absence, once; coordinators hear of what they have not reported themselves.

    A doctor reports only the own one, a programme anybody's. The same person, kind and
    days again is the same absence. Raises ``InvalidField`` and ``NoSuchThing``.
    """
    work.require(Permission.ABSENCE_REPORT)
    if request.last_on < work.today:
        raise InvalidField(
            "last_on", request.last_on.isoformat(), "today or a day to come"
        )
    who = _whose(work, request.practitioner)
    for known in store.since(work.db, work.today, practitioner_id=who):
        if (known.kind, known.first_on, known.last_on) == _key(request):
            return known
    absence = Absence(
        id=AbsenceId(work.new_id()),
        practitioner=who,
        practitioner_name="",
        kind=request.kind,
        first_on=request.first_on,
        last_on=request.last_on,
        status=AbsenceStatus.REPORTED,
        reported_at=work.clock.now(),
        reason=request.reason.strip() or None,
    )
    store.add(work.db, work.organisation, absence)
    kept = existing_absence(work, absence.id)
    days = staff_notices.days_words(kept.first_on, kept.last_on)
    work.record("loop.report_absence", ("absence", kept.id), days=days)
    work.announce("absence.changed", absence=kept.id)
    _tell_coordinators(work, f"{kept.practitioner_name} is away, {days}.")
    return kept


def get(work: Work, wanted: AbsenceId) -> Absence:
    """One absence; a doctor's own alone, another's does not exist: ``NoSuchThing``."""
    work.require(Permission.ABSENCE_REPORT)
    absence = existing_absence(work, wanted)
    if not _may_see(work, absence):
        raise NoSuchThing("absence", str(wanted))
    return absence


def to_come(work: Work) -> list[Absence]:
    """Absences that are not over: of everybody, or to a doctor the own ones."""
    work.require(Permission.ABSENCE_REPORT)
    if may(work.actor, Permission.ROSTER_REPAIR):
        return store.since(work.db, work.today)
    own = work.actor.practitioner
    return store.since(work.db, work.today, practitioner_id=own) if own else []


def come_back(work: Work, wanted: AbsenceId, on: date) -> Absence:
    """Somebody can work again from ``on`` on; no later than the day after the last.

    On the first day or before, the absence is taken back altogether. The clinics may be
    booked again at once; duties that others have taken over stay with them. What
    ``returning`` gives may be proposed then. Raises ``AbsenceOver`` and
    ``InvalidField``.
    """
    seen = get(work, wanted)
    absence = _locked(work, wanted)
    if absence.status is AbsenceStatus.WITHDRAWN:
        raise AbsenceOver(str(wanted))
    if on > seen.last_on:
        raise InvalidField("on", on.isoformat(), f"{seen.last_on} or before")
    values: dict[str, object] = {"last_on": on - timedelta(days=1)}
    if on <= absence.first_on:
        values = {"status": AbsenceStatus.WITHDRAWN.value}
    if absence.away is not None:
        values["unavailability_id"] = _shorten(work, absence, on)
    store.change(work.db, wanted, **values)
    days = staff_notices.day_words(on)
    work.record("loop.come_back", ("absence", wanted), on=on.isoformat())
    work.announce("absence.changed", absence=wanted)
    _tell_coordinators(work, f"{absence.practitioner_name} can work again from {days}.")
    return existing_absence(work, wanted)


def returning(before: Absence, on: date) -> Cause | None:
    """What an earlier return means for the roster; ``None`` if it never knew of it."""
    if before.status is not AbsenceStatus.COVERED:
        return None
    cause = Cause.absent(before)
    return replace(cause, kind=CauseKind.BACK, first_on=max(on, before.first_on))


def existing_absence(work: Work, wanted: AbsenceId) -> Absence:
    """The absence with that id; refuse with ``NoSuchThing``."""
    return existing.required(store.by_id(work.db, wanted), "absence", wanted)


def take_time_away(work: Work, absence: Absence, first: date) -> UnavailabilityId:
    """Nobody is booked with who is away, in sessions that are not open yet either."""
    begin = datetime.combine(first, time(), work.zone)
    end = datetime.combine(absence.last_on + timedelta(days=1), time(), work.zone)
    leave = NewUnavailability(
        kind=UnavailabilityKind.LEAVE,
        during=Interval(begin, end),
        reason=_AWAY,
        practitioner=absence.practitioner,
    )
    return availability.keep_away(work, leave).id


def _shorten(work: Work, absence: Absence, on: date) -> UnavailabilityId | None:
    if absence.away is None:
        raise AssertionError("there is time to give back")
    availability_store.withdraw(work.db, absence.away, at=work.clock.now())
    if on <= absence.first_on:
        return None
    shorter = replace(absence, last_on=on - timedelta(days=1))
    return take_time_away(work, shorter, absence.first_on)


def _key(request: NewAbsence) -> tuple[AbsenceKind, date, date]:
    return request.kind, request.first_on, request.last_on


def _whose(work: Work, wanted: PractitionerId | None) -> PractitionerId:
    own = work.actor.practitioner
    who = wanted or own
    if who is None:
        raise InvalidField("practitioner", "", "whose absence it is")
    is_theirs = who == own or own is None or may(work.actor, Permission.ROSTER_REPAIR)
    if not is_theirs:
        raise NoSuchThing("practitioner", str(who))
    return existing.practitioner(work, who).id


def _may_see(work: Work, absence: Absence) -> bool:
    is_own = work.actor.practitioner == absence.practitioner
    return is_own or may(work.actor, Permission.ROSTER_REPAIR)


def _locked(work: Work, wanted: AbsenceId) -> Absence:
    return existing.required(store.by_id(work.db, wanted, lock=True), "absence", wanted)


def _tell_coordinators(work: Work, words: str) -> None:
    for one in accounts.everyone(work.db):
        is_other = one.id != work.actor.id and one.disabled_at is None
        if one.role is Role.COORDINATOR and is_other:
            staff_notices.tell_account(work, one.id, words)
