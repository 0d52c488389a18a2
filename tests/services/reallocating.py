"""What tests of reallocation share."""

from tests.services.lines import book

from horarium.services import appointments
from horarium.services.reallocation import Trigger, TriggerKind
from horarium.store import sessions


def cancelled(session, **changes):
    known = {"kind": TriggerKind.CANCELLED, "reason": "the doctor is ill"}
    return Trigger(session=session.id, **known | changes)


def filled(work, session, n=2):
    """Booked tokens in the first slots of a session."""
    starts = appointments.slots(session)[:n]
    return [book(work, session, start=start).token for start in starts]


def of(work, session):
    return sessions.by_id(work.db, session.id)
