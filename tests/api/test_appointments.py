"""Appointments over HTTP."""

import pytest
from tests.builders import given_patient, given_session, new_id


@pytest.fixture
def session(given):
    return given(given_session, capacity=3, slot_min=10)


@pytest.fixture
def book(staff, session, given):
    """Books a slot for a patient of its own and gives the answer."""

    def ask(*, headers=None, **changes):
        body = {"session": str(session.id), "patient": str(given(given_patient).id)}
        return staff.post("/appointments", json=body | changes, headers=headers)

    return ask


def test_a_booking_is_an_appointment_with_a_token(book):
    answer = book(start="2026-01-06T09:20:00Z")

    assert answer.status_code == 201
    booked = answer.json()
    assert booked["appointment"]["status"] == "booked"
    assert booked["appointment"]["interval"]["start"] == "2026-01-06T09:20:00Z"
    assert booked["token"]["appointment"] == booked["appointment"]["id"]
    assert booked["token"]["status"] == "booked"


def test_without_a_start_the_slot_is_booked_that_costs_the_others_least(book):
    book(start="2026-01-06T09:00:00Z")

    booked = book().json()

    assert booked["appointment"]["interval"]["start"] > "2026-01-06T09:10:00Z"


def test_a_slot_is_booked_once(book):
    book(start="2026-01-06T09:20:00Z")

    answer = book(start="2026-01-06T09:20:00Z")

    assert (answer.status_code, answer.json()["code"]) == (409, "slot-taken")


def test_a_start_says_its_zone(book):
    answer = book(start="2026-01-06T09:20:00")

    assert answer.status_code == 422
    assert "zone" in answer.json()["fields"][0]["message"]


def test_an_offset_is_as_good_as_utc(book):
    booked = book(start="2026-01-06T14:50:00+05:30").json()

    assert booked["appointment"]["interval"]["start"] == "2026-01-06T09:20:00Z"


def test_the_same_key_gets_the_same_booking(book, given):
    patient, headers = str(given(given_patient).id), {"Idempotency-Key": "b-1"}

    first = book(patient=patient, headers=headers)
    again = book(patient=patient, headers=headers)

    assert again.status_code == 201
    assert again.json() == first.json()


def test_a_booked_patient_is_checked_in_and_waits(staff, book):
    booked = book().json()

    token = staff.post(f"/appointments/{booked['appointment']['id']}/check-in")

    assert token.json()["id"] == booked["token"]["id"]
    assert token.json()["status"] == "arrived"


def test_a_cancelled_slot_can_be_booked_again(staff, book):
    start = "2026-01-06T09:20:00Z"
    booked = book(start=start).json()["appointment"]

    cancelled = staff.post(
        f"/appointments/{booked['id']}/cancel", json={"reason": "no"}
    )

    assert cancelled.json()["status"] == "cancelled"
    assert book(start=start).status_code == 201


def test_what_is_over_cannot_be_cancelled_again(staff, book):
    address = f"/appointments/{book().json()['appointment']['id']}/cancel"
    staff.post(address, json={"reason": "no"})

    answer = staff.post(address, json={"reason": "no"})

    assert answer.json()["code"] == "appointment-not-active"


def test_appointments_are_read_one_by_one_and_by_session(staff, session, book):
    booked = book().json()["appointment"]

    one = staff.get(f"/appointments/{booked['id']}")
    listed = staff.get(f"/sessions/{session.id}/appointments").json()["items"]

    assert one.json() == booked
    assert listed == [booked]
    assert staff.get(f"/appointments/{new_id()}").status_code == 404
