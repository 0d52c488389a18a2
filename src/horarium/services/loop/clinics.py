"""The clinics' part: which sessions go on with another doctor, which end."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from horarium.domain.ids import PractitionerId, SessionId
from horarium.domain.session import Session
from horarium.domain.token import Token, TokenStatus
from horarium.services import rosters
from horarium.services.loop.cause import Cause, CauseKind
from horarium.services.loop.mending import Mended
from horarium.services.loop.plan import Closing, DutyChange, Handover, Waiting
from horarium.services.work import Work
from horarium.store import sessions as store
from horarium.store import tokens as token_store

TO_BE_SEEN = frozenset(
    {
        TokenStatus.BOOKED,
        TokenStatus.ARRIVED,
        TokenStatus.CALLED,
        TokenStatus.RECALLED,
        TokenStatus.SKIPPED,
    }
)
"""Whoever still waits for the doctor."""

AROUND = timedelta(days=7)
"""A repair moves people a few days before and after; clinics there count as well."""

_Clinic = tuple[date, str]
"""A day, and the service that is offered."""


@dataclass(frozen=True, slots=True)
class Meant:
    """What the changed duties mean for the sessions; ``waiting`` is who is in each."""

    handovers: tuple[Handover, ...] = ()
    closings: tuple[Closing, ...] = ()
    sessions: Mapping[SessionId, Session] = field(default_factory=dict)
    waiting: Mapping[SessionId, Sequence[Token]] = field(default_factory=dict)


def to_come(work: Work, cause: Cause) -> list[Session]:
    """Sessions around ``cause`` that are not over, by time."""
    first = max(work.today, cause.first_on - AROUND)
    found = store.between(work.db, first, cause.last_on + AROUND)
    now = work.clock.now()
    return [one for one in found if not one.status.is_over and one.interval.end > now]


def with_patients(sessions: Iterable[Session]) -> frozenset[tuple[str, date]]:
    """The services, by name, and days for which somebody is booked."""
    return frozenset(
        (one.service_name, one.on_date)
        for one in sessions
        if one.taken + one.overflow_taken + one.n_held
    )


def meant(
    work: Work, cause: Cause, sessions: Sequence[Session], mended: Mended | None
) -> Meant:
    """Pair each session that loses its doctor with whoever is given that clinic."""
    services = _services(mended)
    duties = mended.duties if mended else ()
    lost = _lost(cause, sessions, duties, services)
    takers = _takers(duties, services)
    lines = token_store.of_sessions(work.db, list(lost))
    waiting = {
        key: [token for token in line if token.status in TO_BE_SEEN]
        for key, line in lines.items()
    }
    handovers, closings = [], []
    for session in lost.values():
        waiting_here = waiting[session.id]
        taker = _taker(work, session, takers, lost)
        if taker is None:
            closings.append(_closing(session, waiting_here))
        else:
            handovers.append(_handover(session, taker, waiting_here))
    return Meant(tuple(handovers), tuple(closings), lost, waiting)


def _services(mended: Mended | None) -> dict[str, str]:
    """What each clinic's shift type offers."""
    if mended is None:
        return {}
    problem = rosters.judged(mended.stored).problem
    return {one.id: one.service for one in problem.shift_types if one.service}


def _lost(
    cause: Cause,
    sessions: Iterable[Session],
    duties: Iterable[DutyChange],
    services: Mapping[str, str],
) -> dict[SessionId, Session]:
    """Sessions without their doctor: by a changed duty, or because nobody is there."""
    given_up = {
        (one.practitioner, one.on, services[one.before])
        for one in duties
        if one.before in services
    }
    return {
        one.id: one
        for one in sessions
        if (one.practitioner, one.on_date, one.service_name) in given_up
        or _is_away(cause, one)
    }


def _is_away(cause: Cause, session: Session) -> bool:
    is_then = cause.first_on <= session.on_date <= cause.last_on
    is_theirs = session.practitioner == cause.practitioner
    return cause.kind is CauseKind.ABSENT and is_then and is_theirs


def _takers(
    duties: Iterable[DutyChange], services: Mapping[str, str]
) -> dict[_Clinic, list[DutyChange]]:
    """Who is given which clinic."""
    found: dict[_Clinic, list[DutyChange]] = defaultdict(list)
    for one in duties:
        if one.after in services:
            found[one.on, services[one.after]].append(one)
    return found


def _taker(
    work: Work,
    session: Session,
    takers: dict[_Clinic, list[DutyChange]],
    lost: Mapping[SessionId, Session],
) -> DutyChange | None:
    """Somebody who is given this clinic and has no other session at the time."""
    for one in takers[session.on_date, session.service_name]:
        if not _is_busy(work, one.practitioner, session, lost):
            takers[session.on_date, session.service_name].remove(one)
            return one
    return None


def _is_busy(
    work: Work,
    who: PractitionerId,
    session: Session,
    lost: Mapping[SessionId, Session],
) -> bool:
    day = timedelta(days=1)
    around = store.overlapping(work.db, session.on_date - day, session.on_date + day)
    return any(
        one.practitioner == who
        and one.id not in lost
        and one.interval.overlaps(session.interval)
        for one in around
    )


def _handover(session: Session, taker: DutyChange, waiting: list[Token]) -> Handover:
    return Handover(
        session=session.id,
        source=session.practitioner,
        source_name=session.practitioner_name,
        target=taker.practitioner,
        target_name=taker.name,
        tokens=tuple(token.id for token in waiting),
    )


def _closing(session: Session, waiting: list[Token]) -> Closing:
    return Closing(
        session=session.id,
        practitioner=session.practitioner,
        name=session.practitioner_name,
        waiting=tuple(
            Waiting(
                token=token.id,
                priority=token.priority_class,
                due_at=token.slot_start_at or session.interval.start,
            )
            for token in waiting
        ),
    )
