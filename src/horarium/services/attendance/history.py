"""Between the stored visits and the engine: the same columns, on the site's own clock."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from horarium.domain.attendance import PastVisit
from horarium.domain.ids import AppointmentId, PatientId
from horarium.engines.attendance import Visit, Visits
from horarium.services.reminders import DAY_BEFORE
from horarium.services.work import Work
from horarium.store import attendance as store

WINDOW = timedelta(days=730)
"""How far back a patient's visits are looked at; the engine lets them fade anyway."""

AHEAD = timedelta(days=366)


def history(work: Work, patients: Collection[PatientId] | None = None) -> Visits:
    """Everybody's visits, or those of some patients, with the outcomes known by now."""
    now = work.clock.now()
    found = store.visits(work.db, now - WINDOW, now + AHEAD, patients=patients)
    return as_visits(found, work.zone)


def visits_of(work: Work, wanted: Collection[AppointmentId]) -> list[PastVisit]:
    """Some appointments as visits; those given up are left out."""
    return store.visits_of(work.db, wanted)


def as_visits(found: Sequence[PastVisit], zone: ZoneInfo) -> Visits:
    """The engine's columns; nothing in them but what the model may see and watch."""
    return Visits.of(_visit(one, zone) for one in found)


def naive(at: datetime, zone: ZoneInfo) -> datetime:
    """An instant on the site's own clock, without its zone."""
    return at.astimezone(zone).replace(tzinfo=None, microsecond=0)


def _visit(one: PastVisit, zone: ZoneInfo) -> Visit:
    start = naive(one.start, zone)
    return Visit(
        id=str(one.appointment),
        patient=str(one.patient),
        # A visit that was written down after it began counts as booked as it began.
        booked_at=min(naive(one.booked_at, zone), start),
        day=start.date(),
        age=_age(one.birth_on, start.date()),
        reminded=one.booked_at < one.start - DAY_BEFORE,
        no_show=one.no_show,
        groups={"service": one.service, "source": one.source},
    )


def _age(birth_on: date | None, on: date) -> float | None:
    if birth_on is None or birth_on > on:
        return None
    had_birthday = (on.month, on.day) >= (birth_on.month, birth_on.day)
    years = on.year - birth_on.year - (not had_birthday)
    return float(years) if years <= 120 else None
