"""Limits of patients and skills of doctors over JSON."""

import pytest
from tests.builders import (
    given_patient,
    given_practitioner,
    given_session,
    new_id,
)
from tests.services.past_days import given_another

from horarium.domain.actor import Role

LIMITS = {"needs": ["echo"], "not_before": "09:30", "not_after": "11:00"}


@pytest.fixture
def patient(given):
    return given(given_patient)


def test_what_is_noted_is_read_again_with_its_version(client_as, patient):
    staff = client_as(Role.STAFF)

    before = staff.get(f"/patients/{patient.id}/limits")
    noted = staff.put(
        f"/patients/{patient.id}/limits", json=LIMITS, headers={"If-Match": '"0"'}
    )
    after = client_as(Role.NURSE).get(f"/patients/{patient.id}/limits")

    assert (before.json()["version"], before.headers["etag"]) == (0, '"0"')
    assert noted.status_code == 200
    assert after.json() == noted.json()
    assert after.headers["etag"] == '"1"'
    assert after.json()["not_before"] == "09:30:00"


def test_a_change_to_another_version_is_refused(client_as, patient):
    staff = client_as(Role.STAFF)
    staff.put(f"/patients/{patient.id}/limits", json=LIMITS)

    stale = staff.put(
        f"/patients/{patient.id}/limits", json={}, headers={"If-Match": '"0"'}
    )

    assert (stale.status_code, stale.json()["code"]) == (412, "version-mismatch")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"not_before": "12:00", "not_after": "11:00"}, "not_after"),
        ({"not_before": "25:00"}, "not_before"),
        ({"needs": [" "]}, "needs"),
        ({"site": str(new_id())}, "location"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(client_as, patient, wrong, field):
    answer = client_as(Role.STAFF).put(f"/patients/{patient.id}/limits", json=wrong)

    assert answer.status_code in (404, 422)
    assert field in answer.text


def test_a_plan_tells_what_stood_in_the_way(client_as, given, patient):
    source = given(given_session)
    able = given(given_practitioner)
    given(lambda work: given_another(work, source))
    staff = client_as(Role.STAFF)
    staff.put(f"/patients/{patient.id}/limits", json={"needs": ["echo"]})
    booked = {"session": str(source.id), "patient": str(patient.id)}
    assert staff.post("/appointments", json=booked).status_code == 201
    wanted = {"kind": "cancelled", "reason": "ill", "session": str(source.id)}

    without = staff.post("/reallocations", json=wanted).json()
    skills = client_as(Role.COORDINATOR).put(
        f"/practitioners/{able.id}/skills", json={"skills": ["echo"]}
    )
    given(lambda work: given_another(work, source, practitioner=able))
    with_doctor = staff.post("/reallocations", json=wanted).json()

    told = [(one["reason"], one["misfit"]) for one in without["leftovers"]]
    assert told == [("none-fits", "skill")]
    assert skills.json()["skills"] == ["echo"]
    assert (len(with_doctor["moves"]), with_doctor["leftovers"]) == (1, [])
