"""Write what the engine invented: patients, bookings, tokens and the sessions' counters."""

import base64
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from horarium.domain.ids import PatientId, SessionId, uuid7
from horarium.domain.people import Patient
from horarium.domain.session import Session, SessionStatus
from horarium.engines.synth.diary import Outpatients, Person, Sofar, Visit
from horarium.services.demo.diary import Diary
from horarium.services.work import Work
from horarium.store import appointments, people, sessions, tokens
from horarium.store.ranges import to_range

_INSTANTS = ("arrived_at", "called_at", "started_at", "ended_at")
_ANNOUNCE_FROM_MIN = 10
"""A doctor who begins this late announces it, in steps of five minutes."""


def register(work: Work, persons: Sequence[Person]) -> list[PatientId]:
    """Register invented people in one go; their ids, in the order given."""
    patients = [
        Patient(
            PatientId(work.new_id()),
            person.record_number,
            person.name,
            person.birth_on,
            person.phone,
        )
        for person in persons
    ]
    if patients:
        people.add_patients(work.db, work.organisation, patients, at=work.clock.now())
    return [patient.id for patient in patients]


def write(work: Work, diary: Diary, found: Outpatients) -> None:
    """Bring the diary to what was found: new patients, tokens, moves, counters."""
    panel = [*diary.panel, *register(work, found.people)]
    by_session: defaultdict[str, list[Visit]] = defaultdict(list)
    for visit in found.visits:
        by_session[visit.session].append(visit)
    _add(work, list(_new(diary, by_session)), panel)
    now = work.clock.now()
    for session in diary.sessions:
        if not diary.is_left_alone(session, now):
            visits = by_session[str(session.id)]
            _move(work, diary, session.id, visits)
            _count(work, diary, session, visits)


def _new(
    diary: Diary, by_session: Mapping[str, Sequence[Visit]]
) -> Iterator[tuple[SessionId, Visit]]:
    for session in diary.sessions:
        last = diary.so_far(session).last_number
        for visit in by_session.get(str(session.id), ()):
            if visit.number > last:
                yield session.id, visit


def new_opaque(work: Work) -> str:
    """What stands in a patient's link."""
    return base64.urlsafe_b64encode(work.entropy(16)).rstrip(b"=").decode()


def _add(
    work: Work, new: Iterable[tuple[SessionId, Visit]], panel: Sequence[PatientId]
) -> None:
    booked: list[dict[str, Any]] = []
    given: list[dict[str, Any]] = []
    for session, visit in new:
        appointment = _appointment(work, session, visit, panel)
        if appointment:
            booked.append(appointment)
        given.append(
            {
                "id": uuid7(visit.made_at, work.entropy(10)),
                "session_id": session,
                "patient_id": panel[visit.patient],
                "appointment_id": appointment["id"] if appointment else None,
                "opaque": new_opaque(work),
                "number": visit.number,
                "source": visit.source.value,
                "priority_class": visit.source.value,
                "overflow": visit.is_overflow,
                "reason": visit.reason,
                "slot_start_at": visit.slot.start if visit.slot else None,
                "created_at": visit.made_at,
                **_standing(visit),
            }
        )
    if booked:
        appointments.add(work.db, work.organisation, booked)
    if given:
        tokens.add_booked(work.db, work.organisation, given)


def _appointment(
    work: Work, session: SessionId, visit: Visit, panel: Sequence[PatientId]
) -> dict[str, Any] | None:
    if visit.slot is None:
        return None
    return {
        "id": uuid7(visit.made_at, work.entropy(10)),
        "session_id": session,
        "patient_id": panel[visit.patient],
        "during": to_range(visit.slot),
        "status": visit.appointment_status.value,
        "source": visit.source.value,
        "created_at": visit.made_at,
    }


def _standing(visit: Visit) -> dict[str, Any]:
    instants = {name: getattr(visit, name) for name in _INSTANTS}
    return {"status": visit.status.value, **instants}


def _move(
    work: Work, diary: Diary, session: SessionId, visits: Sequence[Visit]
) -> None:
    """Move the tokens that were there to where the day has brought them."""
    before = {token.number: token for token in diary.tokens[session]}
    for visit in visits:
        was = before.get(visit.number)
        if was is None or was.status is visit.status:
            continue
        known = {name: at for name in _INSTANTS if (at := getattr(was, name))}
        tokens.move(work.db, was, **(_standing(visit) | known))
        if was.appointment:
            appointments.set_status(work.db, was.appointment, visit.appointment_status)


def _count(work: Work, diary: Diary, session: Session, visits: Sequence[Visit]) -> None:
    """Set a session's counters and its state to what its visits say."""
    so_far = diary.so_far(session)
    after = state_of(session, so_far, visits, work.clock.now())
    last = max([so_far.last_number, *(visit.number for visit in visits)])
    if after == session and last == so_far.last_number:
        return
    sessions.change(
        work.db,
        session.id,
        taken=after.taken,
        overflow_taken=after.overflow_taken,
        last_number=last,
        status=after.status.value,
        late_min=after.late_min,
        began_at=after.began_at,
        closed_at=after.closed_at,
    )


def state_of(
    session: Session, so_far: Sofar, visits: Sequence[Visit], now: datetime
) -> Session:
    """The session as its visits leave it at ``now``.

    It is over when its time is and nobody is left; until then it is open from the first
    call on, and planned before.
    """
    holding = [visit for visit in visits if visit.holds_place]
    n_beside = sum(visit.is_overflow for visit in holding)
    called = [visit.called_at for visit in visits if visit.called_at]
    began_at = session.began_at or min(called, default=None)
    is_over = session.interval.end <= now and not any(
        visit.status.is_active for visit in visits
    )
    ends = [visit.ended_at for visit in visits if visit.ended_at]
    last = max([session.interval.end, so_far.moved_at or session.interval.end, *ends])
    status = SessionStatus.OPEN if began_at else session.status
    return replace(
        session,
        taken=so_far.n_used + len(holding) - n_beside,
        overflow_taken=so_far.n_overflow_used + n_beside,
        status=SessionStatus.CLOSED if is_over else status,
        late_min=_announced_min(session, began_at),
        began_at=began_at,
        closed_at=last if is_over else None,
    )


def _announced_min(session: Session, began_at: datetime | None) -> int:
    if began_at is None:
        return session.late_min
    late = int((began_at - session.interval.start).total_seconds()) // 60
    return late // 5 * 5 if late >= _ANNOUNCE_FROM_MIN else session.late_min
