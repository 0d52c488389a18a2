"""Synthetic clinics go into a running Horarium whole, once, and as it wants them."""

from datetime import date, timedelta

import pytest

from horarium.domain.actor import Role
from horarium.domain.errors import RoleMissing
from horarium.domain.session import SessionStatus
from horarium.engines.synth.plan import DataSetPlan
from horarium.services.synth_load import Loaded, load_clinic
from horarium.store import appointments, people, sessions, tokens

TODAY = date(2026, 1, 6)


def make_plan(preset: str = "nhs-outpatient") -> DataSetPlan:
    """Two clinics, two weeks past and two to come."""
    return DataSetPlan(
        preset=preset,
        n_clinics=2,
        first_day=TODAY - timedelta(weeks=2),
        last_day=TODAY + timedelta(weeks=2),
        reference=TODAY,
        seed=5,
    )


def opened(work):
    return sessions.between(
        work.db, TODAY - timedelta(weeks=2), TODAY + timedelta(weeks=10)
    )


@pytest.mark.parametrize("preset", ["nhs-outpatient", "india-opd"])
def test_a_clinic_goes_in_with_its_patients_sessions_and_places(work, preset):
    loaded = load_clinic(work, make_plan(preset), 0)

    assert loaded.n_sessions == len(opened(work)) > 10
    assert people.count_patients(work.db) == loaded.n_patients
    lines = tokens.of_sessions(work.db, [one.id for one in opened(work)])
    assert sum(len(line) for line in lines.values()) == loaded.n_appointments


def test_sessions_count_the_places_that_their_tokens_hold(work):
    load_clinic(work, make_plan(), 0)

    lines = tokens.of_sessions(work.db, [one.id for one in opened(work)])

    for session in opened(work):
        holding = [
            token
            for token in lines[session.id]
            if token.status.is_active or token.status.value == "completed"
        ]
        assert session.taken == len(holding) <= session.capacity


def test_what_is_over_is_closed_and_the_rest_is_planned(work):
    load_clinic(work, make_plan(), 0)

    found = {(one.on_date < TODAY, one.status) for one in opened(work)}

    assert found == {(True, SessionStatus.CLOSED), (False, SessionStatus.PLANNED)}


def test_appointments_lie_in_their_sessions(work):
    load_clinic(work, make_plan(), 1)

    for session in opened(work):
        for one in appointments.of_session(work.db, session.id):
            assert session.interval.start <= one.interval.start < session.interval.end


def test_a_clinic_that_is_there_is_left_alone(work):
    load_clinic(work, make_plan(), 0)
    n_patients = people.count_patients(work.db)

    again = load_clinic(work, make_plan(), 0)

    assert again == Loaded("C00001")
    assert people.count_patients(work.db) == n_patients


def test_two_clinics_of_a_site_share_it(work):
    load_clinic(work, make_plan(), 0)
    load_clinic(work, make_plan(), 1)

    kinds = [one.kind for one in people.locations(work.db)]

    assert sorted(kinds) == ["room", "room", "site"]


def test_who_may_not_register_patients_may_not_load(work_as):
    with pytest.raises(RoleMissing):
        load_clinic(work_as(Role.COORDINATOR), make_plan(), 0)
