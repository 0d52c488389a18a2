"""Reminders: the day before and two hours before, each at most once.

A row for each reminder goes in with the message, under a unique key: however many
workers look at the same moment, and whenever one dies, nobody is reminded twice.
"""

from collections.abc import Mapping
from datetime import timedelta

from horarium.domain.ids import AppointmentId
from horarium.domain.interval import Interval
from horarium.services.notifications import Template, tell
from horarium.services.work import Work
from horarium.store import appointments, sessions, tokens
from horarium.store import attendance_help as help_store
from horarium.store import reminders as store

TASK = "remind"
"""The job's name in the queue."""

DAY_BEFORE = timedelta(hours=24)
HOURS_BEFORE = timedelta(hours=2)

_TEMPLATES: Mapping[str, Template] = {
    "day": Template.REMINDER_DAY,
    "hours": Template.REMINDER_HOURS,
}


def send_due(work: Work) -> int:
    """Remind everybody who is due now; how many messages that makes.

    Who booked less than a day ahead gets no reminder of the day before: the booking
    told it. After an outage, whoever is past two hours before gets the later one only.
    """
    now = work.clock.now()
    windows = {
        "day": Interval(now + HOURS_BEFORE, now + DAY_BEFORE),
        "hours": Interval(now, now + HOURS_BEFORE),
    }
    n_told = 0
    for kind, starting in windows.items():
        lead = starting.end - now
        for due in store.claim_due(work.db, kind, starting=starting, lead=lead, at=now):
            n_told += _remind(work, due, _TEMPLATES[kind])
    return n_told + _send_extra(work)


def _send_extra(work: Work) -> int:
    """One reminder more, days ahead, for those whom the attendance service chose."""
    now = work.clock.now()
    due = help_store.claim_extra(work.db, after=now + DAY_BEFORE, at=now)
    return sum(_remind(work, one, Template.REMINDER_DAY) for one in due)


def _remind(work: Work, due: AppointmentId, template: Template) -> int:
    appointment = appointments.by_id(work.db, due)
    token = tokens.by_appointment(work.db, due)
    session = sessions.by_id(work.db, appointment.session) if appointment else None
    if appointment is None or session is None:
        return 0
    tell(
        work,
        template,
        appointment.patient,
        at=appointment.interval.start,
        session=session,
        label=token.label if token else "",
    )
    return 1
