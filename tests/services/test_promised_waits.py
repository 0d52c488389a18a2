"""A wait is long or short by what its class was promised."""

from datetime import timedelta

import pytest
from tests.builders import given_patient, given_session

from horarium.services import tokens, views
from horarium.services.patients import NewPatient
from horarium.services.tokens import Emergency, WalkIn


def test_each_wait_is_judged_by_the_promise_of_its_class(work, clock):
    session = given_session(work, capacity=6, overflow_limit=1)
    patient = NewPatient(name="Cleo Marsh")
    tokens.add_emergency(
        work, Emergency(session=session.id, patient=patient, reason="chest pain")
    )
    tokens.add_walk_in(
        work, WalkIn(session=session.id, patient=given_patient(work, name="Ben").id)
    )

    clock.at += timedelta(minutes=30)
    urgent, other = views.line(work, session.id).waiting

    assert urgent.used == pytest.approx(30 / 5)
    assert other.used == pytest.approx(30 / 75)
