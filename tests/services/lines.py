"""Lines for tests: who comes, who is called, who is seen."""

from datetime import timedelta

from horarium.services import appointments, lines, tokens
from horarium.services.appointments import BookRequest
from horarium.services.patients import NewPatient
from horarium.services.tokens import Emergency, WalkIn
from horarium.services.work import Work


def walk_in(work: Work, session, name="Ben Okafor", **changes):
    request = WalkIn(session=session.id, patient=NewPatient(name=name), **changes)
    return tokens.add_walk_in(work, request)


def emergency(work: Work, session, name="Cleo Marsh"):
    request = Emergency(
        session=session.id, patient=NewPatient(name=name), reason="chest pain"
    )
    return tokens.add_emergency(work, request)


def book(work: Work, session, patient=None, **changes):
    who = patient.id if patient else NewPatient(name="Dana Frei")
    request = BookRequest(session=session.id, patient=who, **changes)
    return appointments.book(work, request)


def see(work: Work, session, clock, minutes: float):
    """Call the next, see the patient for so long, and let go."""
    called = lines.call_next(work, session.id)
    lines.start(work, called.id)
    clock.at += timedelta(minutes=minutes)
    return lines.complete(work, called.id)
