"""Days that are over, as rows: for learning and for statistics."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.builders import (
    NINE,
    given_patient,
    given_practitioner,
    make_room,
    make_session,
    new_id,
)

from horarium.domain.people import HealthcareService
from horarium.domain.session import Session, SessionStatus
from horarium.services.series import next_series
from horarium.services.work import Work
from horarium.store import people, sessions, tokens


@dataclass(frozen=True)
class Visit:
    """Minutes from the session's start; ``called`` ``None``: nobody came or was called.

    ``booked`` is the slot; ``arrived`` ``None`` is a no-show.
    """

    arrived: float | None = 0.0
    called: float | None = None
    minutes: float = 10.0
    source: str = "walk-in"
    booked: float | None = None

    def row(self, work: Work, session: Session, number: int) -> dict:
        arrived_at = after(session, self.arrived)
        started_at = after(session, self.called)
        done_at = started_at and started_at + timedelta(minutes=self.minutes)
        ended = {True: "completed", False: "left" if arrived_at else "noshow"}
        return {
            "id": new_id(),
            "session_id": session.id,
            "patient_id": given_patient(work).id,
            "number": number,
            "opaque": str(new_id()),
            "source": self.source,
            "priority_class": self.source,
            "status": ended[started_at is not None],
            "overflow": self.source == "emergency",
            "slot_start_at": after(session, self.booked),
            "arrived_at": arrived_at,
            "called_at": started_at,
            "started_at": started_at,
            "ended_at": done_at or session.interval.end,
            "created_at": session.interval.start,
        }


def after(session: Session, minutes: float | None) -> datetime | None:
    if minutes is None:
        return None
    return session.interval.start + timedelta(minutes=minutes)


def given_another(work: Work, session: Session, **changes) -> Session:
    """Another session of the same service, in a room of its own.

    Its doctor is a new one unless given.
    """
    if "practitioner" not in changes:
        changes["practitioner"] = given_practitioner(work)
    room = make_room()
    people.add_locations(work.db, work.organisation, [room])
    day = changes.get("start", NINE).date()
    own = {
        "room": room,
        "service": HealthcareService(session.service, session.service_name),
        "series": next_series(sessions.used_series(work.db, day)),
    }
    made = make_session(**own | changes)
    sessions.add(work.db, work.organisation, [made])
    return made


def given_day(work: Work, like: Session, visits: Sequence[Visit], **changes) -> Session:
    """A closed session of the same service that went as the visits say."""
    known = {"status": SessionStatus.CLOSED, "capacity": 99}
    session = given_another(work, like, **known | changes)
    rows = [one.row(work, session, n) for n, one in enumerate(visits, start=1)]
    tokens.add_booked(work.db, work.organisation, rows)
    return session


def one_after_another(n: int, minutes: float, **changes) -> list[Visit]:
    """Walk-ins who come every ``minutes`` and are called at once."""
    return [
        Visit(arrived=k * minutes, called=k * minutes, minutes=minutes, **changes)
        for k in range(n)
    ]
