"""Slots through the OPD interface."""

from datetime import UTC, datetime

import pytest
from tests.api.opd.conftest import TUESDAY, assert_refused
from tests.builders import given_session, new_id

from horarium.domain.actor import Role

STATE = {
    "maxCapacity",
    "currentCount",
    "availableCapacity",
    "isFull",
    "isDelayed",
    "delayMinutes",
    "status",
}


def test_a_slot_has_the_originals_document(clinic):
    doctor = clinic.doctor()

    slot = clinic.slot(doctor["id"])

    assert set(slot) == STATE | {
        "_id",
        "id",
        "doctorId",
        "date",
        "startTime",
        "endTime",
        "createdAt",
        "updatedAt",
    }
    assert slot["doctorId"] == doctor["id"]
    assert (slot["date"], slot["startTime"], slot["endTime"]) == (
        TUESDAY,
        "10:00",
        "11:00",
    )
    assert (slot["currentCount"], slot["availableCapacity"]) == (0, 6)
    assert (slot["isFull"], slot["isDelayed"], slot["status"]) == (
        False,
        False,
        "ACTIVE",
    )


def test_snake_case_will_do_as_well(clinic):
    body = {
        "doctor_id": clinic.doctor()["id"],
        "date": TUESDAY,
        "start_time": "9:30",
        "end_time": "10:00",
        "max_capacity": 2,
    }

    answer = clinic.client.post("/slots", json=body)

    assert answer.status_code == 201
    assert answer.json()["data"]["startTime"] == "09:30"


def test_a_slot_is_a_session_by_weights_on_the_native_side(clinic, client_as):
    slot = clinic.slot()

    session = client_as(Role.STAFF).get(f"/v1/sessions/{slot['id']}").json()

    assert session["discipline"] == "weights"
    assert session["service_name"] == "Cardiology"
    assert session["capacity"] == 6
    assert session["slot_min"] == 10


def test_another_discipline_can_be_asked_for(clinic, client_as):
    slot = clinic.slot(discipline="banded-edd")

    session = client_as(Role.STAFF).get(f"/v1/sessions/{slot['id']}").json()

    assert session["discipline"] == "banded-edd"


def test_a_native_session_can_be_read_as_a_slot(clinic, given):
    session = given(given_session, capacity=4)

    slot = clinic.get(f"/slots/{session.id}")

    assert (slot["maxCapacity"], slot["startTime"]) == (4, "09:00")


def test_a_doctor_that_is_not_there_is_a_bad_request(clinic):
    body = {
        "doctorId": "nobody",
        "date": TUESDAY,
        "startTime": "10:00",
        "endTime": "11:00",
        "maxCapacity": 1,
    }

    answer = clinic.client.post("/slots", json=body)

    assert_refused(answer, 400, "Doctor with ID nobody not found")


def ask(clinic, doctor, **changes):
    known = {
        "doctorId": doctor["id"],
        "date": TUESDAY,
        "startTime": "10:00",
        "endTime": "11:00",
        "maxCapacity": 6,
    }
    return clinic.client.post("/slots", json=known | changes)


def test_the_same_slot_twice_is_refused_in_the_originals_words(clinic):
    doctor = clinic.doctor()
    ask(clinic, doctor)

    again = ask(clinic, doctor)

    words = "A slot with this doctor, date, and time already exists"
    assert_refused(again, 400, words)


def test_the_same_key_makes_one_doctor_and_one_slot(clinic):
    headers = {"Idempotency-Key": "a-doctor"}
    doctor = {"name": "Dr. Osei", "specialization": "Cardiology", "opd_days": []}
    doctors = [
        clinic.client.post("/doctors", json=doctor, headers=headers).json()
        for _ in range(2)
    ]
    slot = {
        "doctorId": doctors[0]["data"]["id"],
        "date": TUESDAY,
        "startTime": "10:00",
        "endTime": "11:00",
    }
    headers = {"Idempotency-Key": "a-slot"}

    first, again = (
        clinic.client.post("/slots", json=slot, headers=headers) for _ in range(2)
    )

    assert doctors[0] == doctors[1]
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["data"]["id"] == again.json()["data"]["id"]


def test_a_doctor_is_not_in_two_slots_at_once(clinic):
    doctor = clinic.doctor()
    ask(clinic, doctor, startTime="10:00", endTime="11:00")

    overlapping = ask(clinic, doctor, startTime="10:30", endTime="11:30")
    back_to_back = ask(clinic, doctor, startTime="11:00", endTime="12:00")

    assert_refused(overlapping, 400)
    assert overlapping.json()["code"] == "practitioner-double-booked"
    assert back_to_back.status_code == 201


def test_each_doctor_keeps_a_room_with_a_number_that_a_board_can_show(
    clinic, client_as
):
    first, second = clinic.doctor(), clinic.doctor(name="Dr. Ben Adair")
    slots = [
        clinic.slot(first["id"]),
        clinic.slot(second["id"]),
        clinic.slot(first["id"], startTime="14:00", endTime="15:00"),
    ]

    native = client_as(Role.STAFF)
    rooms = [native.get(f"/v1/sessions/{slot['id']}").json()["room"] for slot in slots]
    assert rooms == ["Room 1", "Room 2", "Room 1"]


def test_two_doctors_hold_clinic_at_the_same_time(clinic):
    first, second = clinic.doctor(), clinic.doctor()

    assert ask(clinic, first).status_code == 201
    assert ask(clinic, second).status_code == 201


def test_a_day_on_which_the_doctor_holds_no_clinic_is_refused(clinic):
    doctor = clinic.doctor(opd_days=["mon", "Wednesday"])

    answer = ask(clinic, doctor)

    assert_refused(answer, 400)
    assert answer.json()["error"] == (
        "2026-01-06 is a Tuesday; this doctor holds clinic on: Monday, Wednesday."
    )


def test_a_doctor_without_days_holds_clinic_on_all_of_them(clinic):
    assert ask(clinic, clinic.doctor(opd_days=[])).status_code == 201


@pytest.mark.parametrize(
    "changes",
    [{"date": "2026-01-05"}, {"startTime": "08:00", "endTime": "09:00"}],
)
def test_what_has_ended_is_no_slot(clinic, changes):
    answer = ask(clinic, clinic.doctor(), **changes)

    assert_refused(answer, 400)
    assert answer.json()["code"] == "time-is-past"


@pytest.mark.parametrize(
    "changes",
    [
        {"startTime": "banana"},
        {"startTime": "25:00"},
        {"startTime": "11:00", "endTime": "10:00"},
        {"endTime": "10:00"},
        {"date": "yesterday"},
        {"date": "2026-02-30"},
        {"maxCapacity": 0},
        {"maxCapacity": -1},
        {"maxCapacity": 501},
        {"maxCapacity": "six"},
        {"discipline": "lifo"},
        {"overflowLimit": -1},
    ],
)
def test_what_is_no_slot_is_not_acceptable(clinic, changes):
    answer = ask(clinic, clinic.doctor(), **changes)

    assert_refused(answer, 422)
    assert answer.json()["detail"]


@pytest.mark.parametrize(
    ("start", "end"), [("01:00", "01:30"), ("01:30", "02:30"), ("00:00", "01:59")]
)
def test_a_time_that_the_clocks_skip_is_not_acceptable(clinic, start, end):
    doctor = clinic.doctor(opd_days=[])

    answer = ask(clinic, doctor, date="2026-03-29", startTime=start, endTime=end)

    assert_refused(answer, 422)
    assert "2026-03-29" in answer.json()["detail"][0]["msg"]


def test_the_slots_of_a_doctor_come_by_start_and_by_day(clinic):
    doctor = clinic.doctor()
    late = clinic.slot(doctor["id"], startTime="15:00", endTime="16:00")
    early = clinic.slot(doctor["id"])
    thursday = clinic.slot(doctor["id"], date="2026-01-08")
    clinic.slot()

    listed = clinic.client.get(f"/slots/doctor/{doctor['id']}").json()
    of_day = clinic.get(f"/slots/doctor/{doctor['id']}?date={TUESDAY}")

    assert listed["count"] == 3
    assert [one["id"] for one in listed["data"]] == [
        early["id"],
        late["id"],
        thursday["id"],
    ]
    assert [one["id"] for one in of_day] == [early["id"], late["id"]]


def test_available_and_filled_tell_the_slots_apart(clinic):
    doctor = clinic.doctor()
    full = clinic.slot(doctor["id"], maxCapacity=1)
    free = clinic.slot(doctor["id"], startTime="15:00", endTime="16:00")
    clinic.token("book", full["id"])

    available = clinic.get(f"/slots/doctor/{doctor['id']}/available")
    filled = clinic.get(f"/slots/doctor/{doctor['id']}/filled")

    assert [one["id"] for one in available] == [free["id"]]
    assert [one["id"] for one in filled] == [full["id"]]
    assert filled[0]["isFull"] is True
    assert filled[0]["availableCapacity"] == 0


def test_what_is_over_is_not_available(clinic, clock):
    doctor = clinic.doctor()
    clinic.slot(doctor["id"])
    clock.at = datetime(2026, 1, 6, 11, 0, tzinfo=UTC)

    assert clinic.get(f"/slots/doctor/{doctor['id']}/available") == []


@pytest.mark.parametrize(
    "address",
    ["/slots/{key}", "/slots/{key}/stats"],
)
def test_an_unknown_slot_is_said_to_be_unknown(clinic, address):
    key = str(new_id())

    answer = clinic.client.get(address.format(key=key))

    assert_refused(answer, 404, f"Slot with ID {key} not found")


@pytest.mark.parametrize("part", ["", "/available", "/filled"])
def test_the_slots_of_an_unknown_doctor_are_not_found(clinic, part):
    answer = clinic.client.get(f"/slots/doctor/nobody{part}")

    assert_refused(answer, 404, "Doctor with ID nobody not found")


def test_a_delay_shows_in_the_slot_and_moves_every_estimate(clinic):
    slot = clinic.slot()
    tokens = [clinic.token("book", slot["id"], n)["id"] for n in (1, 2)]

    answer = clinic.client.patch(f"/slots/{slot['id']}/delay?delay_minutes=30")

    told = answer.json()["data"]
    assert (told["isDelayed"], told["delayMinutes"], told["status"]) == (
        True,
        30,
        "DELAYED",
    )
    estimates = [clinic.get(f"/tokens/{one}")["estimatedTime"] for one in tokens]
    assert estimates == ["2026-01-06T10:30:00", "2026-01-06T10:40:00"]


def test_saying_the_same_delay_again_is_no_fault(clinic):
    slot = clinic.slot()
    address = f"/slots/{slot['id']}/delay?delayMinutes=30"

    first, second = clinic.client.patch(address), clinic.client.patch(address)

    assert (first.status_code, second.status_code) == (200, 200)


@pytest.mark.parametrize("query", ["", "?delay_minutes=0", "?delay_minutes=soon"])
def test_a_delay_says_how_long(clinic, query):
    slot = clinic.slot()

    assert_refused(clinic.client.patch(f"/slots/{slot['id']}/delay{query}"), 422)


def test_an_unknown_slot_cannot_be_late(clinic):
    answer = clinic.client.patch("/slots/nowhere/delay?delay_minutes=5")

    assert_refused(answer, 404, "Slot with ID nowhere not found")


def test_stats_count_the_tokens_by_status(clinic):
    slot = clinic.slot()
    tokens = [clinic.token("book", slot["id"], n)["id"] for n in range(4)]
    clinic.status(tokens[0], "CHECKED_IN")
    clinic.client.delete(f"/tokens/{tokens[1]}/cancel")

    stats = clinic.get(f"/slots/{slot['id']}/stats")

    assert set(stats) == STATE | {"slotId", "tokenStats"}
    assert stats["tokenStats"] == {"PENDING": 2, "CHECKED_IN": 1, "CANCELLED": 1}
    assert (stats["currentCount"], stats["availableCapacity"]) == (3, 3)
