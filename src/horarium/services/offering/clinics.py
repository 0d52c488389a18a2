"""Sessions as the booking engine sees them: shape, who is booked, how long visits take."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from horarium.domain.appointment import Appointment, AppointmentStatus
from horarium.domain.ids import AppointmentId, ServiceId, SessionId
from horarium.domain.line_history import ServiceHistory
from horarium.domain.session import Session
from horarium.engines.attendance import AttendanceParams
from horarium.engines.booking import Booked, Candidate, ServiceLaw, SessionShape
from horarium.services.availability.slots import GIVEN_UP, stretch_of
from horarium.services.work import Work
from horarium.store import appointments, attendance, line_history
from horarium.store import attendance_scores as score_log

USUAL_CV = 0.465
"""Of 6,637 real outpatient consultations; used until a service has its own past."""

USUAL_SHARE = 0.9
"""Of the slot, for the mean visit: 13.4 of 15 minutes in the same consultations."""

LEAST_VISITS = 30
"""Fewer past visits of a service say too little about how long they take."""

_COARSE_MIN = 5
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Clinic:
    """One session: its times, those who hold one, and a usual candidate for a place."""

    session: Session
    shape: SessionShape
    starts: tuple[datetime, ...]
    booked: tuple[Booked, ...]
    usual: Candidate

    def slot_at(self, start: datetime) -> int | None:
        """The number of the slot that starts then."""
        return self.starts.index(start) if start in self.starts else None


def clinics_of(work: Work, sessions: Sequence[Session]) -> dict[SessionId, Clinic]:
    """The sessions with who is booked; chances are those logged when they booked.

    Where none was logged, and for whoever may come next, the rate of everybody counts.
    """
    held: dict[SessionId, list[Appointment]] = {one.id: [] for one in sessions}
    for one in appointments.of_sessions(work.db, list(held)):
        if one.status not in GIVEN_UP:
            held[one.session].append(one)
    chances = score_log.newest(
        work.db, [one.id for found in held.values() for one in found]
    )
    known = line_history.of_services(work.db, {one.service for one in sessions})
    p_show = 1.0 - no_show_rate(work)
    found = {}
    for session in sessions:
        starts = tuple(slot.start for slot in stretch_of(session).slots())
        if starts:
            law = _law(session, known)
            usual = Candidate(p_show=p_show, law=law)
            shape = _shape(session, starts, law.grid_min)
            booked = _booked(held[session.id], starts, usual, chances)
            found[session.id] = Clinic(session, shape, starts, tuple(booked), usual)
    return found


def no_show_rate(work: Work) -> float:
    """The share of visits that are missed, as far as was learnt."""
    models = attendance.newest_models(work.db)
    return models.no_show_rate if models else AttendanceParams().prior_no_show


def _shape(
    session: Session, starts: Sequence[datetime], grid_min: float
) -> SessionShape:
    begin = session.interval.start
    minutes = tuple((start - begin) / _MINUTE for start in starts)
    length = (starts[-1] - begin) / _MINUTE + session.slot_min
    return SessionShape(minutes, length, grid_min)


def _booked(
    held: Iterable[Appointment],
    starts: Sequence[datetime],
    usual: Candidate,
    chances: Mapping[AppointmentId, float],
) -> Iterable[Booked]:
    places = {start: n for n, start in enumerate(starts)}
    for one in held:
        if one.interval.start in places:
            p_show = chances.get(one.id, usual.p_show)
            if one.status in (AppointmentStatus.ARRIVED, AppointmentStatus.CHECKED_IN):
                p_show = 1.0
            candidate = Candidate(id=one.id, p_show=p_show, law=usual.law)
            yield Booked(candidate, places[one.interval.start])


def _law(session: Session, known: Mapping[ServiceId, ServiceHistory]) -> ServiceLaw:
    grid = _COARSE_MIN if session.slot_min % _COARSE_MIN == 0 else 1
    mean, cv = session.slot_min * USUAL_SHARE, USUAL_CV
    history = known.get(session.service)
    counted = history.consultations if history else ()
    n = sum(one.n for one in counted)
    if n >= LEAST_VISITS:
        mean = sum(one.total_min for one in counted) / n
        variance = max(sum(one.total_sq_min2 for one in counted) / n - mean**2, 1.0)
        cv = variance**0.5 / mean
    return _lognormal(round(mean, 1), round(min(max(cv, 0.05), 1.5), 2), float(grid))


@lru_cache(maxsize=256)
def _lognormal(mean_min: float, cv: float, grid_min: float) -> ServiceLaw:
    return ServiceLaw.lognormal(mean_min, cv, grid_min)
