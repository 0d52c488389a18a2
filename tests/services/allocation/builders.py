"""A clinic of some days and people who wait for it."""

from datetime import timedelta
from typing import Any

from tests.builders import given_patient, given_session

from horarium.domain.session import Session
from horarium.domain.waitlist import Wish
from horarium.services import waitlist
from horarium.services.waitlist import JoinWaitlist
from horarium.services.work import Work


def given_clinic(
    work: Work, *, n_slots: int = 6, days: int = 1, **changes: Any
) -> Session:
    """A session some days ahead with slots of 15 minutes and a place for each."""
    known: dict[str, Any] = {
        "start": work.clock.now() + timedelta(days=days),
        "hours": n_slots / 4,
        "slot_min": 15,
        "capacity": n_slots,
    }
    return given_session(work, **known | changes)


def given_wish(work: Work, session: Session, **changes: Any) -> Wish:
    """A new patient who waits for the session's service, any day of two weeks."""
    known: dict[str, Any] = {
        "patient": given_patient(work).id,
        "service": session.service,
        "first_on": work.today,
        "last_on": work.today + timedelta(days=14),
    }
    return waitlist.join(work, JoinWaitlist(**known | changes))
