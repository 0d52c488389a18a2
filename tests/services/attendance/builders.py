"""Past appointments whose outcome has a reason, as rows."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import numpy as np
from tests.builders import given_patient, given_session, make_patient, new_id

from horarium.domain.attendance import Fit, FitStatus, LearntModels
from horarium.domain.ids import AppointmentId, FitId, PatientId
from horarium.domain.interval import Interval
from horarium.domain.session import Session
from horarium.engines import attendance
from horarium.engines.attendance import AttendanceParams, Moment, Visit, Visits
from horarium.services.work import Work
from horarium.store import appointments, people
from horarium.store import attendance as store
from horarium.store.ranges import to_range

SLOT = timedelta(minutes=10)


def make_row(session: Session, place: int, patient: PatientId, **changes: Any) -> dict:
    """A row of an appointment in the ``place``-th slot; ``lead_days`` ahead of it."""
    start = session.interval.start + place * SLOT
    lead = timedelta(days=changes.pop("lead_days", 7), hours=1)
    return {
        "id": AppointmentId(new_id()),
        "session_id": session.id,
        "patient_id": patient,
        "during": to_range(Interval(start, start + SLOT)),
        "status": "booked",
        "source": "online",
        "created_at": start - lead,
        **changes,
    }


def given_visit(
    work: Work, session: Session, place: int, **changes: Any
) -> AppointmentId:
    """An appointment of a patient of its own."""
    row = make_row(session, place, given_patient(work).id, **changes)
    appointments.add(work.db, work.organisation, [row])
    return row["id"]


def given_past(work: Work, *, n_days: int = 22, n_a_day: int = 20) -> None:
    """Days of visits before today: the longer ago they were booked, the more are missed."""
    rng = np.random.default_rng(0)
    patients = [make_patient() for _ in range(60)]
    people.add_patients(work.db, work.organisation, patients, at=work.clock.now())
    session = given_session(work, start=work.clock.now() - timedelta(days=n_days))
    rows = []
    for day in range(n_days):
        later = Interval(
            session.interval.start + timedelta(days=day),
            session.interval.end + timedelta(days=day),
        )
        of_day = replace(session, interval=later)
        for place in range(n_a_day):
            lead = int(rng.integers(0, 30))
            is_missed = rng.random() < (0.05 if lead < 10 else 0.45)
            who = patients[int(rng.integers(len(patients)))].id
            status = "noshow" if is_missed else "fulfilled"
            rows.append(make_row(of_day, place, who, status=status, lead_days=lead))
    appointments.add(work.db, work.organisation, rows)


@cache
def learnt() -> tuple[bytes, bytes]:
    """Files of models that learnt that a long lead is a risk; learnt once for all tests."""
    rng = np.random.default_rng(0)
    begin = datetime(2025, 11, 1, 9)  # noqa: DTZ001 -- a wall clock
    visits = []
    for number in range(400):
        lead = int(rng.integers(0, 30))
        at = begin + timedelta(days=number % 40)
        visits.append(
            Visit(
                id=str(number),
                patient=str(number),
                booked_at=at - timedelta(days=lead),
                day=at.date(),
                no_show=bool(rng.random() < (0.05 if lead < 10 else 0.45)),
            )
        )
    params = AttendanceParams()
    models = [
        attendance.fit(Visits.of(visits), replace(params, moment=moment))
        for moment in (Moment.DAY_AHEAD, Moment.BOOKING)
    ]
    return attendance.dump(models[0]), attendance.dump(models[1])


def given_fit(work: Work) -> Fit:
    """A fit that is over and whose models are in force."""
    fit = Fit(
        id=FitId(work.new_id()),
        status=FitStatus.QUEUED,
        method="spline-logistic",
        created_at=work.clock.now(),
    )
    store.add_fit(work.db, work.organisation, fit, requested_by=None)
    day_ahead, booking = learnt()
    models = LearntModels(
        fit=fit.id, day_ahead=day_ahead, booking=booking, no_show_rate=0.28
    )
    done = replace(fit, used="spline-logistic", card="# Card")
    store.finish_fit(work.db, done, models, at=work.clock.now())
    return store.fits(work.db, limit=1)[0]
