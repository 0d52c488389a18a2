"""Every call that makes something can be sent again without making it twice."""

import pytest
from tests.builders import given_patient, given_session
from tests.services.past_days import given_another

from horarium.domain.actor import Role

KEY = {"Idempotency-Key": "once"}

MADE_ONCE_ANYHOW = frozenset({"report_absence", "fit_attendance"})
"""Asked for again, they answer with what there is; no key has to say so."""


@pytest.fixture
def session(given):
    return given(given_session)


@pytest.fixture
def token(staff, session):
    answer = staff.post(
        f"/sessions/{session.id}/tokens", json={"patient": {"name": "Ana"}}
    )
    return answer.json()


def operations(app):
    return [
        operation
        for methods in app.openapi()["paths"].values()
        for operation in methods.values()
    ]


def test_every_call_that_makes_something_takes_a_key(app):
    without = [
        one["operationId"]
        for one in operations(app)
        if {"201", "202"} & one["responses"].keys()
        if all(part["name"] != "idempotency-key" for part in one.get("parameters", ()))
    ]

    assert set(without) == MADE_ONCE_ANYHOW


def test_vital_signs_sent_twice_are_taken_once(client_as, token):
    nurse, address = client_as(Role.NURSE), f"/tokens/{token['id']}/vitals"

    first, again = (
        nurse.post(address, json={"pulse_per_min": 72}, headers=KEY) for _ in range(2)
    )

    assert first.json() == again.json()
    assert nurse.get(address).json()["items"] == [first.json()]


def test_a_transfer_sent_twice_is_one_token_also_with_the_version_that_was_seen(
    staff, given, session, token
):
    other = given(lambda work: given_another(work, session))
    address = f"/tokens/{token['id']}/transfer"
    headers = {**KEY, "If-Match": f'"{token["version"]}"'}

    first, again = (
        staff.post(address, json={"session": str(other.id)}, headers=headers)
        for _ in range(2)
    )

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()


def test_a_plan_asked_for_twice_is_one(staff, session):
    body = {"kind": "cancelled", "session": str(session.id), "reason": "ill"}

    first, again = (
        staff.post("/reallocations", json=body, headers=KEY) for _ in range(2)
    )

    assert first.status_code == 201
    assert first.json() == again.json()


def test_a_session_cancelled_twice_under_a_key_is_told_the_same(staff, session):
    address, body = f"/sessions/{session.id}/cancel", {"reason": "ill"}

    first, again = (staff.post(address, json=body, headers=KEY) for _ in range(2))

    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()


@pytest.fixture
def held(staff, session, given):
    body = {"session": str(session.id), "patient": str(given(given_patient).id)}
    return staff.post("/holds", json=body).json()


def test_a_repeated_confirmation_is_not_held_up_by_the_version_that_it_changed(
    staff, held
):
    headers = {**KEY, "If-Match": f'"{held["version"]}"'}
    address = f"/holds/{held['id']}/confirm"

    first, again = (staff.post(address, headers=headers) for _ in range(2))

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()


def test_a_key_does_not_excuse_an_old_version(staff, held):
    headers = {**KEY, "If-Match": '"7"'}

    refused = staff.post(f"/holds/{held['id']}/confirm", headers=headers)

    assert (refused.status_code, refused.json()["code"]) == (412, "version-mismatch")


def test_a_repeated_move_is_not_held_up_by_the_version_that_it_changed(
    staff, given, session
):
    patient = str(given(given_patient).id)
    other = given(lambda work: given_another(work, session))
    booked = staff.post(
        "/appointments", json={"session": str(session.id), "patient": patient}
    ).json()["appointment"]
    address = f"/appointments/{booked['id']}/reschedule"
    headers = {**KEY, "If-Match": f'"{booked["version"]}"'}

    first, again = (
        staff.post(address, json={"session": str(other.id)}, headers=headers)
        for _ in range(2)
    )

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
