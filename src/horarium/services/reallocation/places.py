"""The places that patients could go to, and which of them nobody could ask of whom."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from horarium.domain.ids import PatientId
from horarium.domain.interval import Interval
from horarium.domain.limits import PatientLimits
from horarium.domain.session import Session
from horarium.domain.token import Token
from horarium.engines.queueing import LineToken
from horarium.engines.queueing.outcome import Misfit
from horarium.engines.queueing.reallocate import Claim, Opening
from horarium.services import availability, limits
from horarium.services.line_visitors import is_here
from horarium.services.reallocation.trigger import Trigger
from horarium.services.work import Work
from horarium.store import holds as hold_store
from horarium.store import reallocations as store
from horarium.store import sessions as session_store

_NOBODY = ""
"""A class that no quota is for: places kept for whomever are left alone."""


@dataclass(frozen=True, slots=True)
class Displaced:
    """Somebody who has to move, with the session that cannot see them."""

    token: Token
    in_line: LineToken
    source: Session

    @property
    def is_here(self) -> bool:
        """Checked in: needs a place in a line of today, not a time."""
        return is_here(self.token)


@dataclass(frozen=True, slots=True)
class Target:
    """A session that may receive somebody: free slots, places, places beside them."""

    session: Session
    starts: tuple[datetime, ...]
    n_places: int
    n_overflow: int


def targets(work: Work, trigger: Trigger, sources: Sequence[Session]) -> list[Target]:
    """Open sessions of the same services with time left, by time."""
    excluded = {one.id for one in sources}
    services = {one.service for one in sources}
    last = work.today + timedelta(days=trigger.within_days)
    found = store.open_sessions(work.db, services, work.today, last)
    now = work.clock.now()
    sessions = [
        session_store.by_id(work.db, key) for key in found if key not in excluded
    ]
    return [_target(work, one) for one in sessions if one and one.interval.end > now]


def openings(work: Work, found: Sequence[Target]) -> Iterator[Opening]:
    """One for each place; as many ordinary ones as there are places, slots first.

    Without a slot a place is for somebody who is here and waits in its line.
    """
    now = work.clock.now()
    offered = limits.offered(work, [one.session for one in found])
    for one in found:
        about = offered[one.session.id]
        with_slot = one.starts[: one.n_places]
        begin = max(now, one.session.interval.start)
        place = Opening(
            session=str(one.session.id),
            start=begin,
            service=str(one.session.service),
            skills=about.skills,
            site=str(about.site),
        )
        for start in with_slot:
            yield replace(place, start=start)
        if one.session.on_date != work.today:
            continue
        for _ in range(one.n_places - len(with_slot)):
            yield place
        for _ in range(one.n_overflow):
            yield replace(place, overflow=True)


def claims(
    work: Work,
    displaced: Sequence[Displaced],
    offered: Sequence[Opening],
    found: Sequence[Target],
) -> Iterator[Claim]:
    """What each needs, and what nobody could ask of them."""
    patients = {one.token.patient for one in displaced}
    busy = _engagements(work, displaced)
    lined_up = store.in_line(work.db, patients, [one.session.id for one in found])
    by_name = {str(one.session.id): one for one in found}
    noted = limits.of_patients(work, patients)

    def misfit(one: Displaced, own: PatientLimits, opening: Opening) -> Misfit | None:
        target, patient = by_name[opening.session], one.token.patient
        if not _suits(one, opening, target, work):
            return Misfit.PLACE
        if not limits.is_within_hours(work, own, opening.start):
            return Misfit.HOURS
        is_engaged = (patient, target.session.id) in lined_up or _clashes(
            opening, target, busy[patient]
        )
        return Misfit.ENGAGED if is_engaged else None

    for one in displaced:
        own = noted.get(one.token.patient) or PatientLimits(patient=one.token.patient)
        tried = ((other, misfit(one, own, other)) for other in offered)
        yield Claim(
            token=one.in_line,
            service=str(one.source.service),
            needs=frozenset(own.needs),
            site=str(own.site) if own.site else "",
            cannot={other: why for other, why in tried if why is not None},
        )


def _target(work: Work, session: Session) -> Target:
    now = work.clock.now()
    starts = availability.free_starts(work, session)
    kept = hold_store.places_kept(work.db, session.id, _NOBODY, at=now)
    return Target(
        session,
        tuple(one for one in starts if one >= now),
        max(0, session.places_left - kept),
        max(0, session.overflow_limit - session.overflow_taken),
    )


def _suits(one: Displaced, opening: Opening, target: Target, work: Work) -> bool:
    """Overflow is for those who had it; a place without a slot for those who are here."""
    if opening.overflow or one.token.overflow:
        return opening.overflow == one.token.overflow
    has_slot = opening.start in target.starts
    return has_slot or (one.is_here and target.session.on_date == work.today)


def _clashes(opening: Opening, target: Target, busy: Sequence[Interval]) -> bool:
    length = timedelta(minutes=target.session.slot_min)
    wanted = Interval(opening.start, opening.start + length)
    return any(wanted.overlaps(one) for one in busy)


def _engagements(
    work: Work, displaced: Sequence[Displaced]
) -> Mapping[PatientId, list[Interval]]:
    """When the patients are wanted elsewhere; the appointment to be moved is not one."""
    patients = {one.token.patient for one in displaced}
    found = store.engagements(work.db, patients, since=work.clock.now())
    busy: dict[PatientId, list[Interval]] = {one: [] for one in patients}
    busy.update({patient: list(times) for patient, times in found.items()})
    for one in displaced:
        own = [t for t in busy[one.token.patient] if t.start == one.token.slot_start_at]
        if one.token.appointment and own:
            busy[one.token.patient].remove(own[0])
    return busy
