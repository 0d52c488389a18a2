import pytest
from sqlalchemy import select
from tests.builders import given_patient, given_session
from tests.services.lines import walk_in

from horarium.domain.actor import Role
from horarium.domain.errors import NoSuchThing, RoleMissing
from horarium.domain.vitals import Vitals
from horarium.services import vitals
from horarium.store.tables import event

MEASURED = Vitals(
    systolic_mmhg=128,
    diastolic_mmhg=82,
    pulse_per_min=71,
    temperature_c=36.64,
    spo2_percent=98,
    weight_kg=71.5,
    note="sitting",
)


@pytest.fixture
def token(work):
    return walk_in(work, given_session(work))


def test_what_the_nurse_measured_is_there_for_the_doctor(work_as, token):
    taken = vitals.record(work_as(Role.NURSE), token.id, MEASURED)

    assert vitals.of_token(work_as(Role.DOCTOR), token.id) == [taken]
    assert taken.vitals.temperature_c == 36.6
    assert taken.taken_by == "the nurse"


def test_a_correction_is_a_new_measurement_and_the_latest_comes_first(
    work, clock, token
):
    wrong = vitals.record(work, token.id, Vitals(pulse_per_min=171))
    clock.at = clock.at.replace(minute=5)
    right = vitals.record(work, token.id, Vitals(pulse_per_min=71))

    assert vitals.of_patient(work, token.patient) == [right, wrong]


def test_measurements_and_looks_are_on_record_without_the_values(work, token):
    vitals.record(work, token.id, MEASURED)
    vitals.of_token(work, token.id)

    rows = work.db.execute(
        select(event.c.action, event.c.patient_id, event.c.details).where(
            event.c.action.like("vitals.%")
        )
    ).all()
    assert [row.action for row in rows] == ["vitals.record", "vitals.read"]
    assert {row.patient_id for row in rows} == {token.patient}
    assert "128" not in str(rows)
    assert "sitting" not in str([row.details for row in rows])


@pytest.mark.parametrize("role", [Role.STAFF, Role.COORDINATOR, Role.ADMIN])
def test_who_does_not_treat_sees_no_vital_signs(work_as, token, role):
    with pytest.raises(RoleMissing):
        vitals.of_token(work_as(role), token.id)
    with pytest.raises(RoleMissing):
        vitals.record(work_as(role), token.id, MEASURED)


def test_nobody_unknown_is_measured(work):
    stranger = given_patient(work)

    with pytest.raises(NoSuchThing):
        vitals.record(work, stranger.id, MEASURED)
    with pytest.raises(NoSuchThing):
        vitals.of_patient(work, given_session(work).id)
