"""A patient's chart."""

from datetime import timedelta

from sqlalchemy import event
from tests.builders import NINE, given_patient, given_session

from horarium.services import appointments, charts, tokens
from horarium.services.appointments import BookRequest
from horarium.services.tokens import WalkIn


def seen_after(work, clock, n_days, patient):
    """One day: an appointment in one session, a walk-in in another."""
    clock.at = NINE + timedelta(days=n_days)
    booked, open_ = (
        given_session(work, start=NINE + timedelta(days=n_days)) for _ in range(2)
    )
    appointments.book(work, BookRequest(session=booked.id, patient=patient.id))
    tokens.add_walk_in(work, WalkIn(session=open_.id, patient=patient.id))


def n_questions(work, patient):
    """How many statements the chart takes, and the chart."""
    asked = []

    def note(*told):
        asked.append(told[2])

    event.listen(work.db, "before_cursor_execute", note)
    try:
        chart = charts.chart(work, patient.id)
        return len(asked), chart
    finally:
        event.remove(work.db, "before_cursor_execute", note)


def test_a_chart_of_many_visits_asks_no_more_than_one_of_one(work, clock):
    patient = given_patient(work)
    seen_after(work, clock, 0, patient)
    n_at_first, small = n_questions(work, patient)
    for n in range(1, 6):
        seen_after(work, clock, n, patient)

    n_then, chart = n_questions(work, patient)

    assert n_then == n_at_first
    assert (len(small.visits), len(chart.visits), len(chart.walked_in)) == (1, 6, 6)
    assert all(one.token.appointment == one.appointment.id for one in chart.visits)
