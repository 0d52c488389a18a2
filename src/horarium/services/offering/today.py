"""Where today somebody can still be seen who comes without a time."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import floor

from horarium.domain.ids import PractitionerId, ServiceId
from horarium.domain.session import Session, SessionStatus
from horarium.domain.token import Token, TokenStatus
from horarium.engines.booking import (
    Booked,
    Candidate,
    Placement,
    SessionShape,
    offers,
)
from horarium.services.offering.clinics import Clinic, clinics_of
from horarium.services.offering.knobs import Knobs
from horarium.services.work import Work
from horarium.store import sessions as session_store
from horarium.store import tokens as token_store

_MINUTE = timedelta(minutes=1)
_TAKING = (SessionStatus.PLANNED, SessionStatus.OPEN)
_HERE = (TokenStatus.ARRIVED, TokenStatus.CALLED, TokenStatus.RECALLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkInOffer:
    """A session that takes a walk-in, and about when; ``alpha_min`` is what it costs.

    In patient-minutes, exact for the visits' past lengths: the own wait, everybody's
    behind, and overtime, less the idle minutes filled. The other figures are the rest of
    the session with the walk-in in it.
    """

    session: Session
    start: datetime
    alpha_min: float
    mean_wait_min: float
    overtime_min: float


def offers_today(
    work: Work,
    service: ServiceId,
    practitioner: PractitionerId | None = None,
    knobs: Knobs | None = None,
) -> list[WalkInOffer]:
    """Today's sessions that take a walk-in now, each at its cheapest time within the caps,
    cheapest first.

    Who is here counts as here, who is booked with the mean chance; nobody's own chance
    matters.
    """
    knobs = knobs or Knobs()
    now = work.clock.now()
    taking = [
        one
        for one in session_store.on_date(work.db, work.today)
        if one.service == service
        and practitioner in {None, one.practitioner}
        and one.status in _TAKING
        and one.interval.end > now
        and one.places_left > 0
    ]
    found = [
        cheapest
        for clinic in clinics_of(work, taking).values()
        if (cheapest := _cheapest(work, clinic, knobs, now)) is not None
    ]
    return sorted(found, key=lambda one: (one.alpha_min, one.start, one.session.id))


def _cheapest(
    work: Work, clinic: Clinic, knobs: Knobs, now: datetime
) -> WalkInOffer | None:
    session = clinic.session
    waited_for = session.interval.start + timedelta(minutes=session.late_min)
    gone_min = (max(now, waited_for) - session.interval.start) / _MINUTE
    rest = _Rest.of(clinic, gone_min)
    present = Candidate(p_show=1.0, law=clinic.usual.law)
    line = token_store.of_session(work.db, session.id)
    found = offers(
        rest.shape,
        list(_in_line(clinic, rest, line, present)),
        present,
        knobs.costs,
        knobs.caps,
        placement=Placement.INDIVIDUAL,
    )
    if not found:
        return None
    best = found[0]
    start_min = rest.begins_min + rest.shape.starts_min[best.slot]
    return WalkInOffer(
        session=session,
        start=session.interval.start + start_min * _MINUTE,
        alpha_min=round(best.alpha_min, 6),
        mean_wait_min=best.mean_wait_min,
        overtime_min=best.overtime_min,
    )


@dataclass(frozen=True, slots=True)
class _Rest:
    """What is left of a session: from ``begins_min`` after its start, and its times."""

    begins_min: float
    shape: SessionShape

    @classmethod
    def of(cls, clinic: Clinic, gone_min: float) -> "_Rest":
        """The rest after so many minutes; its first time is at once."""
        whole, grid = clinic.shape, clinic.shape.grid_min
        begins = floor(max(gone_min, 0.0) / grid) * grid
        later = [start - begins for start in whole.starts_min if start > begins]
        starts = (0.0, *later)
        length = max(whole.length_min - begins, starts[-1] + grid)
        return cls(begins, SessionShape(starts, length, grid))

    def slot_of(self, minute: float) -> int:
        """The number of the time that a minute of the session lies in."""
        return max(bisect_right(self.shape.starts_min, minute - self.begins_min) - 1, 0)


def _in_line(
    clinic: Clinic, rest: _Rest, line: Sequence[Token], present: Candidate
) -> Iterator[Booked]:
    """Everybody who is seen or waits or may still come, where in the rest they count."""
    begin = clinic.session.interval.start
    for token in line:
        promised = token.slot_start_at or begin
        slot = rest.slot_of((promised - begin) / _MINUTE)
        if token.status is TokenStatus.IN_CONSULTATION:
            yield Booked(present, 0)
        elif token.status in _HERE:
            yield Booked(present, slot)
        elif token.status is TokenStatus.BOOKED:
            yield Booked(clinic.usual, slot)
