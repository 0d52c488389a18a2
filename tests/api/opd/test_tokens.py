"""Tokens through the OPD interface: had, read, ordered."""

import json

import pytest
from tests.api.opd.conftest import assert_refused
from tests.builders import new_id

from horarium.domain.actor import Role

FULL = "Slot is full. Token cannot be allocated."


def test_a_token_has_the_originals_document(clinic):
    slot = clinic.slot()

    token = clinic.token("book", slot["id"], phoneNumber="555 0100")

    assert token == {
        "_id": token["id"],
        "id": token["id"],
        "tokenNumber": "T001",
        "patientId": "P-1",
        "patientName": "Patient 1",
        "slotId": slot["id"],
        "type": "ONLINE",
        "priority": 200,
        "queuePosition": 1,
        "estimatedTime": "2026-01-06T10:00:00",
        "status": "PENDING",
        "phoneNumber": "555 0100",
        "checkInTime": None,
        "completedTime": None,
        "createdAt": "2026-01-06T09:00:03Z",
        "updatedAt": "2026-01-06T09:00:03Z",
    }


@pytest.mark.parametrize(
    ("kind", "told", "priority"),
    [
        ("book", "ONLINE", 200),
        ("walkin", "WALKIN", 100),
        ("priority", "PRIORITY", 500),
        ("followup", "FOLLOWUP", 300),
        ("emergency", "EMERGENCY", 1000),
    ],
)
def test_each_of_the_five_ways_has_its_type_and_priority(clinic, kind, told, priority):
    token = clinic.token(kind, clinic.slot()["id"])

    assert (token["type"], token["priority"]) == (told, priority)
    assert token["status"] == "PENDING"


@pytest.mark.parametrize("kind", ["walkin", "emergency"])
def test_who_has_no_identifier_gets_one(clinic, kind):
    slot = clinic.slot()

    keys = {clinic.token(kind, slot["id"], n)["patientId"] for n in range(3)}

    assert len(keys) == 3
    assert all(key.startswith(f"{kind.upper()}-") for key in keys)


def test_snake_case_will_do_as_well(clinic):
    body = {
        "slot_id": clinic.slot()["id"],
        "patient_id": "P-9",
        "patient_name": "Ana",
        "phone_number": "1",
    }

    answer = clinic.client.post("/tokens/book", json=body)

    assert answer.status_code == 201
    assert answer.json()["data"]["patientId"] == "P-9"


def test_an_unknown_slot_is_a_bad_request(clinic):
    answer = clinic.ask("book", "nowhere")

    assert_refused(answer, 400, "Slot with ID nowhere not found")


@pytest.mark.parametrize("kind", ["book", "walkin", "priority", "followup"])
def test_a_full_slot_takes_nobody_but_emergencies(clinic, kind):
    slot = clinic.slot(maxCapacity=1)
    clinic.token("book", slot["id"], 1)

    assert_refused(clinic.ask(kind, slot["id"], 2), 400, FULL)


def test_emergencies_stand_beside_a_full_slot_up_to_its_limit(clinic):
    slot = clinic.slot(maxCapacity=2, overflowLimit=2)
    for n in range(2):
        clinic.token("book", slot["id"], n)

    answers = [clinic.ask("emergency", slot["id"], n) for n in range(3)]

    assert [one.status_code for one in answers] == [201, 201, 400]
    assert answers[-1].json()["code"] == "overflow-full"
    told = clinic.get(f"/slots/{slot['id']}")
    assert (told["maxCapacity"], told["currentCount"], told["availableCapacity"]) == (
        2,
        4,
        0,
    )


def test_an_emergency_given_up_leaves_no_place_to_others(clinic):
    slot = clinic.slot(maxCapacity=1)
    clinic.token("book", slot["id"], 1)
    emergency = clinic.token("emergency", slot["id"], 2)

    clinic.client.delete(f"/tokens/{emergency['id']}/cancel")

    assert_refused(clinic.ask("book", slot["id"], 3), 400, FULL)


def test_a_patient_has_one_token_in_a_slot(clinic):
    slot = clinic.slot()
    clinic.token("book", slot["id"], 1)

    again = clinic.ask("priority", slot["id"], 1)

    assert_refused(again, 400)
    assert again.json()["code"] == "already-in-line"


def test_an_identifier_of_somebody_else_is_refused(clinic):
    slot = clinic.slot()
    clinic.token("book", slot["id"], 1, patientName="Ana Pereira")

    other = clinic.ask("book", slot["id"], 1, patientName="Ben Okafor")

    assert_refused(other, 400)
    assert other.json()["code"] == "patient-mismatch"
    assert "Ana" not in other.text


def test_a_walk_in_is_known_by_name_and_telephone(clinic):
    doctor = clinic.doctor()
    morning = clinic.slot(doctor["id"])
    noon = clinic.slot(doctor["id"], startTime="12:00", endTime="13:00")
    known = clinic.token("walkin", morning["id"], phoneNumber="555 0100")

    again = clinic.token("walkin", noon["id"], phoneNumber="555 0100")
    other = clinic.token("walkin", noon["id"], 2, phoneNumber="555 0100")
    nobody = clinic.token("walkin", noon["id"])

    assert again["patientId"] == known["patientId"]
    assert len({known["patientId"], other["patientId"], nobody["patientId"]}) == 3


def test_the_same_key_gets_the_same_token_also_when_the_slot_is_full(clinic):
    slot = clinic.slot(maxCapacity=1)
    body = {"slotId": slot["id"], "patientName": "Ana"}
    headers = {"Idempotency-Key": "once"}

    first, again = (
        clinic.client.post("/tokens/walkin", json=body, headers=headers)
        for _ in range(2)
    )

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["data"] == again.json()["data"]


@pytest.mark.parametrize(
    "changes",
    [
        {"patientName": ""},
        {"patientName": None},
        {"patientId": ""},
        {"patientId": "x" * 41},
        {"slotId": 7},
        {"phoneNumber": "x" * 41},
        {"age": 200},
        {"patientName": "\ud800"},
    ],
)
def test_what_names_nobody_is_not_acceptable(clinic, changes):
    known = {"slotId": str(new_id()), "patientId": "P", "patientName": "Ana"}
    content = json.dumps(known | changes)

    answer = clinic.client.post(
        "/tokens/book", content=content, headers={"Content-Type": "application/json"}
    )

    assert_refused(answer, 422)


def test_numbers_never_change_and_places_do(clinic):
    slot = clinic.slot()
    walk_in = clinic.token("walkin", slot["id"], 1)

    for kind, n in [("book", 2), ("book", 3), ("emergency", 4)]:
        clinic.token(kind, slot["id"], n)

    told = clinic.get(f"/tokens/{walk_in['id']}")
    assert (walk_in["tokenNumber"], walk_in["queuePosition"]) == ("T001", 1)
    assert (told["tokenNumber"], told["queuePosition"]) == ("T001", 4)
    assert told["estimatedTime"] == "2026-01-06T10:30:00"


def test_the_queue_is_by_priority_and_first_come_first_served_within(clinic):
    slot = clinic.slot(maxCapacity=10)
    kinds = ["walkin", "book", "book", "followup", "priority", "priority", "emergency"]
    for n, kind in enumerate(kinds):
        clinic.token(kind, slot["id"], n)

    queue = clinic.get(f"/tokens/queue/{slot['id']}")

    assert [one["patientName"] for one in queue] == [
        f"Patient {n}" for n in (6, 4, 5, 3, 1, 2, 0)
    ]
    assert [one["queuePosition"] for one in queue] == [1, 2, 3, 4, 5, 6, 7]
    assert [one["estimatedTime"][11:16] for one in queue] == [
        "10:00",
        "10:10",
        "10:20",
        "10:30",
        "10:40",
        "10:50",
        "11:00",
    ]


def test_nobody_seen_is_passed_by_an_emergency(clinic):
    slot = clinic.slot()
    tokens = [clinic.token("book", slot["id"], n)["id"] for n in range(3)]
    clinic.status(tokens[0], "COMPLETED")
    clinic.status(tokens[1], "CONSULTING")

    emergency = clinic.token("emergency", slot["id"], 9)

    queue = clinic.get(f"/tokens/queue/{slot['id']}")
    assert [one["id"] for one in queue] == [
        tokens[0],
        tokens[1],
        emergency["id"],
        tokens[2],
    ]


def test_the_queue_is_without_those_who_gave_up_or_never_came(clinic):
    slot = clinic.slot()
    tokens = [clinic.token("book", slot["id"], n)["id"] for n in range(3)]
    clinic.client.delete(f"/tokens/{tokens[0]}/cancel")
    clinic.status(tokens[1], "NO_SHOW")

    queue = clinic.get(f"/tokens/queue/{slot['id']}")

    assert [one["id"] for one in queue] == tokens[2:]
    gone = clinic.get(f"/tokens/{tokens[0]}")
    assert (gone["queuePosition"], gone["estimatedTime"]) == (0, None)


def test_an_unknown_slot_has_an_empty_queue_and_an_unknown_patient_no_tokens(clinic):
    queue = clinic.client.get("/tokens/queue/nowhere").json()
    tokens = clinic.client.get("/tokens/patient/nobody").json()

    assert queue == tokens == {"success": True, "count": 0, "data": []}


def test_a_patients_tokens_are_listed_over_all_slots(clinic):
    doctor = clinic.doctor()
    first = clinic.slot(doctor["id"])
    second = clinic.slot(doctor["id"], date="2026-01-08")
    tokens = [clinic.token("book", one["id"], 1) for one in (first, second)]
    clinic.token("book", first["id"], 2)

    answer = clinic.client.get("/tokens/patient/P-1").json()

    assert answer["count"] == 2
    assert [one["id"] for one in answer["data"]] == [one["id"] for one in tokens]


@pytest.mark.parametrize("key", [str(new_id()), "507f1f77bcf86cd799439011"])
def test_an_unknown_token_is_said_to_be_unknown(clinic, key):
    answer = clinic.client.get(f"/tokens/{key}")

    assert_refused(answer, 404, f"Token with ID {key} not found")


def test_who_joins_here_is_seen_on_the_native_side(clinic, client_as):
    slot = clinic.slot()
    clinic.token("walkin", slot["id"], 1)
    clinic.token("emergency", slot["id"], 2)

    line = client_as(Role.STAFF).get(f"/v1/sessions/{slot['id']}/line").json()

    assert [one["token"]["number"] for one in line["waiting"]] == [2, 1]


def test_a_slot_that_is_over_takes_no_bookings(clinic, clock):
    slot = clinic.slot()
    clock.at = clock.at.replace(hour=11)

    answer = clinic.ask("book", slot["id"])

    assert_refused(answer, 400)
    assert answer.json()["code"] == "time-is-past"


def test_the_same_key_gets_the_same_token_also_when_the_slot_is_over(clinic, clock):
    slot = clinic.slot()
    body = {"slotId": slot["id"], "patientId": "P-1", "patientName": "Ana"}
    headers = {"Idempotency-Key": "once"}

    first = clinic.client.post("/tokens/book", json=body, headers=headers)
    clock.at = clock.at.replace(hour=11)
    again = clinic.client.post("/tokens/book", json=body, headers=headers)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["data"]["id"] == again.json()["data"]["id"]


def test_a_key_used_for_an_emergency_of_another_reason_is_refused(clinic):
    slot = clinic.slot()
    body = {"slotId": slot["id"], "patientName": "Ana"}
    headers = {"Idempotency-Key": "once"}

    first, other = (
        clinic.client.post("/tokens/emergency", json=body | why, headers=headers)
        for why in ({"reason": "chest pain"}, {"reason": "a fall"})
    )

    assert first.status_code == 201
    assert other.json()["code"] == "idempotency-key-reused"


def test_a_key_used_for_somebody_else_is_refused(clinic):
    slot = clinic.slot()
    headers = {"Idempotency-Key": "once"}
    bodies = [{"slotId": slot["id"], "patientName": name} for name in ("Ana", "Ben")]

    first, other = (
        clinic.client.post("/tokens/walkin", json=body, headers=headers)
        for body in bodies
    )

    assert first.status_code == 201
    assert_refused(other, 422)
    assert other.json()["code"] == "idempotency-key-reused"


@pytest.mark.parametrize("kind", ["walkin", "emergency"])
def test_who_is_here_today_is_not_yet_here_for_another_day(clinic, client_as, kind):
    slot = clinic.slot(date="2026-01-08")
    token = clinic.token(kind, slot["id"])

    native = client_as(Role.STAFF).get(f"/v1/tokens/{token['id']}").json()

    assert token["status"] == "PENDING"
    assert (native["status"], native["arrived_at"]) == ("booked", None)
