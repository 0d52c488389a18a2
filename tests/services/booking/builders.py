"""Nouns of booking ahead."""

from datetime import date, datetime, time, timedelta
from typing import Any

from tests.builders import (
    NINE,
    given_patient,
    given_practitioner,
    make_room,
    make_service,
    make_site,
)

from horarium.domain.availability import AvailabilityRule
from horarium.domain.ids import SessionId
from horarium.domain.people import Patient
from horarium.domain.session import Session
from horarium.services import appointments, availability, holds, waitlist
from horarium.services.appointments import BookRequest
from horarium.services.availability import NewRule
from horarium.services.booked import Booked
from horarium.services.holds import HoldRequest
from horarium.services.waitlist import JoinWaitlist
from horarium.services.work import Work
from horarium.store import people, sessions

TUESDAY = date(2026, 1, 13)
"""A week after the day of the ``clock`` fixture."""

MINUTE = timedelta(minutes=1)


def at(hour: int, minute: int = 0, *, day: date = TUESDAY) -> datetime:
    """A time of day in UTC, which is London's in winter."""
    return NINE.replace(
        year=day.year, month=day.month, day=day.day, hour=hour, minute=minute
    )


def given_rule(work: Work, **changes: Any) -> AvailabilityRule:
    """Tuesdays nine to five with lunch from one to two, in slots of 20 minutes."""
    site, service = make_site(), make_service()
    room = make_room(site)
    people.add_locations(work.db, work.organisation, [site])
    people.add_locations(work.db, work.organisation, [room])
    people.add_services(work.db, work.organisation, [service])
    known: dict[str, Any] = {
        "practitioner": given_practitioner(work).id,
        "service": service.id,
        "location": room.id,
        "weekday": 2,
        "from_time": time(9),
        "until_time": time(17),
        "break_from": time(13),
        "break_until": time(14),
        "slot_min": 20,
        "valid_from": date(2026, 1, 1),
    }
    return availability.define(work, NewRule(**known | changes))


def book(work: Work, session: Session, **changes: Any) -> Booked:
    """A booking for a patient of its own, at the first free slot unless said."""
    known = {"session": session.id, "patient": given_patient(work).id}
    return appointments.book(work, BookRequest(**known | changes))


def hold(work: Work, session: Session, **changes: Any) -> Any:
    """A hold for a patient of its own."""
    known = {"session": session.id, "patient": given_patient(work).id}
    return holds.hold(work, HoldRequest(**known | changes))


def wait_for(
    work: Work, session: Session, patient: Patient | None = None, **changes: Any
) -> waitlist.Wish:
    """Somebody on the waitlist for a place such as the session's, a second later."""
    who = patient or given_patient(work)
    work.clock.at += timedelta(seconds=1)  # type: ignore[attr-defined]
    known: dict[str, Any] = {
        "patient": who.id,
        "service": session.service,
        "first_on": session.on_date,
        "last_on": session.on_date + timedelta(days=7),
    }
    return waitlist.join(work, JoinWaitlist(**known | changes))


def places(work: Work, wanted: SessionId) -> tuple[int, int]:
    """How many places of a session are taken and held, as its row says."""
    session = sessions.by_id(work.db, wanted)
    assert session is not None
    return session.taken, session.n_held
