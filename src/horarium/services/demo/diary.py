"""Between the stored sessions and tokens and the engine that fills them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from horarium.domain.appointment import Appointment, AppointmentStatus
from horarium.domain.ids import PatientId, SessionId
from horarium.domain.interval import Interval
from horarium.domain.session import Session, SessionStatus
from horarium.domain.token import Token, TokenStatus
from horarium.engines.synth.diary import ClinicProblem, ClinicSession, Held, Sofar
from horarium.services.work import Work
from horarium.store import appointments, people, tokens

ENDED = frozenset({SessionStatus.CLOSED, SessionStatus.CANCELLED})

_AT_REST = timedelta(hours=1)
"""A line that nobody has moved for so long may be played on."""
_NOT_MOVED = frozenset({TokenStatus.BOOKED, TokenStatus.CANCELLED})
_ALL = 10**6


@dataclass(frozen=True, slots=True)
class Diary:
    """The sessions of some days with their tokens, and the panel in a fixed order.

    Whatever was booked until ``known_until``, when the newest token was made, is here;
    ``holds`` are places that are promised and not yet booked.
    """

    sessions: Sequence[Session]
    tokens: Mapping[SessionId, Sequence[Token]]
    panel: Sequence[PatientId]
    known_until: datetime | None
    holds: Sequence[Appointment] = ()

    def so_far(self, session: Session) -> Sofar:
        """What has become of a session until now."""
        line = self.tokens[session.id]
        over = [token for token in line if token.status is TokenStatus.COMPLETED]
        slots = (_slot_of(session, token) for token in over)
        return Sofar(
            last_number=max((token.number for token in line), default=0),
            known_until=self.known_until if line else None,
            moved_at=moved_at(line),
            n_used=sum(not token.overflow for token in over),
            n_overflow_used=sum(token.overflow for token in over),
            used_slots=frozenset(slot for slot in slots if slot is not None)
            | frozenset(self._held_slots(session))
            | _slots_of_break(session),
        )

    def _held_slots(self, session: Session) -> Iterator[int]:
        for hold in self.holds:
            if hold.session == session.id:
                slot = _slot_at(session, hold.interval.start)
                if slot is not None:
                    yield slot

    def is_left_alone(self, session: Session, now: datetime) -> bool:
        """Whether a session is over for good, or people are at work in it."""
        moved = moved_at(self.tokens[session.id])
        is_at_work = moved is not None and moved > now - _AT_REST
        return session.status in ENDED or is_at_work


def moved_at(line: Sequence[Token]) -> datetime | None:
    """When somebody last came, was called, was seen or was given up; None if never."""
    moved = [token for token in line if token.status not in _NOT_MOVED]
    instants = [
        at
        for token in moved
        for at in (token.arrived_at, token.called_at, token.started_at, token.ended_at)
        if at is not None
    ]
    return max(instants, default=None)


def read_diary(work: Work, sessions: Sequence[Session]) -> Diary:
    """The diary of some sessions, with everybody who is registered as the panel."""
    patients = people.find_patients(work.db, "", limit=_ALL)
    in_order = sorted(patients, key=lambda patient: patient.record_number)
    lines = tokens.of_sessions(work.db, [session.id for session in sessions])
    made = (token.created_at for line in lines.values() for token in line)
    holding = [session.id for session in sessions if session.n_held]
    return Diary(
        sessions,
        lines,
        [patient.id for patient in in_order],
        known_until=max(made, default=None),
        holds=[
            one
            for one in appointments.of_sessions(work.db, holding)
            if one.status is AppointmentStatus.PENDING
        ],
    )


def problem_of(
    diary: Diary,
    now: datetime,
    *,
    working: Sequence[SessionId],
    n_new: int = 0,
) -> ClinicProblem:
    """The diary as the engine sees it; ``n_new`` patients join the panel.

    The first of the sessions with a ``working`` line has had an emergency, too.
    """
    places = {patient: place for place, patient in enumerate(diary.panel)}
    day_of = {session.id: session.on_date for session in diary.sessions}
    promised = [(day_of[one.session], places[one.patient]) for one in diary.holds]
    return ClinicProblem(
        sessions=tuple(
            _clinic_session(diary, session, now) for session in diary.sessions
        ),
        now=now,
        n_panel=len(diary.panel) + n_new,
        n_known=len(diary.panel),
        held=tuple(
            _held(session, token, places[token.patient])
            for session in diary.sessions
            for token in diary.tokens[session.id]
            if token.status.is_active
        ),
        away=tuple(
            (session.on_date, places[token.patient])
            for session in diary.sessions
            for token in diary.tokens[session.id]
        )
        + tuple(promised),
        working=frozenset(str(one) for one in working),
        with_emergency=frozenset(str(one) for one in working[:1]),
    )


def _clinic_session(diary: Diary, session: Session, now: datetime) -> ClinicSession:
    return ClinicSession(
        key=str(session.id),
        on_date=session.on_date,
        interval=session.interval,
        slot_min=session.slot_min,
        capacity=session.capacity - session.n_held,
        overflow_limit=session.overflow_limit,
        so_far=diary.so_far(session),
        is_left_alone=diary.is_left_alone(session, now),
    )


def _held(session: Session, token: Token, patient: int) -> Held:
    return Held(
        session=str(session.id),
        number=token.number,
        patient=patient,
        source=token.source,
        made_at=token.created_at,
        slot=_slot_of(session, token),
        is_overflow=token.overflow,
        reason=token.reason,
        arrived_at=token.arrived_at,
        called_at=token.called_at,
        started_at=token.started_at,
    )


def _slots_of_break(session: Session) -> frozenset[int]:
    """The slots that a planned break keeps anybody from, as if they were used."""
    length = timedelta(minutes=session.slot_min)
    rest, start = session.planned_break, session.interval.start
    if rest is None:
        return frozenset()
    n_slots = session.interval.duration // length
    return frozenset(
        k
        for k in range(n_slots)
        if rest.overlaps(Interval(start + k * length, start + (k + 1) * length))
    )


def _slot_of(session: Session, token: Token) -> int | None:
    """Which slot of the session the token was promised; None when it is none."""
    if token.slot_start_at is None:
        return None
    return _slot_at(session, token.slot_start_at)


def _slot_at(session: Session, start: datetime) -> int | None:
    length = timedelta(minutes=session.slot_min)
    slot, beside = divmod(start - session.interval.start, length)
    fits = 0 <= slot < session.interval.duration // length and not beside
    return slot if fits else None
