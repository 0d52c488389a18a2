"""A token's way through the OPD interface: status, cancelling, reallocation."""

import pytest
from tests.api.opd.conftest import assert_refused
from tests.builders import new_id

from horarium.domain.actor import Role


def a_token(clinic, kind="book", **changes):
    slot = clinic.slot(**changes)
    return clinic.token(kind, slot["id"])


def walk(clinic, token, *statuses):
    """The answers to one status after another."""
    return [clinic.status(token["id"], status) for status in statuses]


@pytest.mark.parametrize("kind", ["book", "walkin", "emergency"])
def test_a_token_goes_from_pending_to_completed_step_by_step(clinic, kind):
    token = a_token(clinic, kind)

    answers = walk(clinic, token, "CHECKED_IN", "CONSULTING", "COMPLETED")

    told = [one.json()["data"]["status"] for one in answers]
    assert told == ["CHECKED_IN", "CONSULTING", "COMPLETED"]
    last = clinic.get(f"/tokens/{token['id']}")
    assert last["status"] == "COMPLETED"
    assert last["checkInTime"] is not None
    assert last["completedTime"] is not None


@pytest.mark.parametrize(
    "steps", [["CONSULTING", "COMPLETED"], ["COMPLETED"], ["CHECKED_IN", "COMPLETED"]]
)
def test_steps_that_a_client_leaves_out_are_taken_too(clinic, client_as, steps):
    token = a_token(clinic)

    answers = walk(clinic, token, *steps)

    assert [one.status_code for one in answers] == [200] * len(steps)
    native = client_as(Role.STAFF).get(f"/v1/tokens/{token['id']}").json()
    assert native["status"] == "completed"
    assert None not in [
        native[name] for name in ("arrived_at", "called_at", "started_at", "ended_at")
    ]


@pytest.mark.parametrize(
    "status", ["PENDING", "CHECKED_IN", "CONSULTING", "COMPLETED", "CANCELLED"]
)
def test_what_it_is_already_is_no_fault(clinic, status):
    token = a_token(clinic)
    clinic.status(token["id"], status)

    again = clinic.status(token["id"], status)

    assert again.status_code == 200
    assert again.json()["data"]["status"] == status


@pytest.mark.parametrize(
    ("steps", "wanted"),
    [
        (["COMPLETED"], "PENDING"),
        (["COMPLETED"], "CONSULTING"),
        (["CANCELLED"], "PENDING"),
        (["CANCELLED"], "CHECKED_IN"),
        (["CHECKED_IN"], "PENDING"),
        (["CONSULTING"], "NO_SHOW"),
        (["NO_SHOW"], "COMPLETED"),
    ],
)
def test_there_is_no_way_back(clinic, steps, wanted):
    token = a_token(clinic)
    walk(clinic, token, *steps)

    answer = clinic.status(token["id"], wanted)

    assert_refused(answer, 400)
    assert answer.json()["code"] == "illegal-move"
    assert clinic.get(f"/tokens/{token['id']}")["status"] == steps[-1]


def test_a_status_that_is_none_is_not_acceptable(clinic):
    token = a_token(clinic)

    assert_refused(clinic.status(token["id"], "BANANA"), 422)


def test_an_unknown_token_has_no_status(clinic):
    key = str(new_id())

    assert_refused(
        clinic.status(key, "CHECKED_IN"), 404, f"Token with ID {key} not found"
    )


def test_one_doctor_sees_one_patient_at_a_time(clinic):
    slot = clinic.slot()
    first, second = (clinic.token("book", slot["id"], n) for n in (1, 2))
    clinic.status(first["id"], "CONSULTING")

    answer = clinic.status(second["id"], "CONSULTING")

    assert_refused(answer, 400)
    assert answer.json()["code"] == "still-serving"


@pytest.mark.parametrize("before", [[], ["CHECKED_IN"]])
def test_a_no_show_frees_the_place_and_moves_the_others_up(clinic, before):
    slot = clinic.slot(maxCapacity=2)
    gone, waiting = (clinic.token("book", slot["id"], n) for n in (1, 2))
    walk(clinic, gone, *before)

    answer = clinic.status(gone["id"], "NO_SHOW")

    assert answer.json()["data"]["status"] == "NO_SHOW"
    assert clinic.get(f"/tokens/{waiting['id']}")["queuePosition"] == 1
    assert clinic.ask("book", slot["id"], 3).status_code == 201


def test_who_comes_after_all_is_in_the_line_again_if_a_place_is_left(clinic):
    slot = clinic.slot(maxCapacity=1)
    token = clinic.token("book", slot["id"])
    clinic.status(token["id"], "NO_SHOW")

    back = clinic.status(token["id"], "CHECKED_IN")

    assert back.json()["data"]["status"] == "CHECKED_IN"
    assert clinic.get(f"/slots/{slot['id']}")["currentCount"] == 1


def test_cancelling_says_what_the_original_said(clinic):
    token = a_token(clinic)

    answer = clinic.client.request(
        "DELETE", f"/tokens/{token['id']}/cancel", json={"reason": "feels better"}
    )

    assert answer.status_code == 200
    assert answer.json()["data"] == {
        "tokenId": token["id"],
        "status": "cancelled",
        "reason": "feels better",
        "message": "Token cancelled successfully",
    }


def test_cancelling_needs_no_body_and_frees_the_place(clinic):
    slot = clinic.slot(maxCapacity=1)
    token = clinic.token("book", slot["id"], 1)

    answer = clinic.client.delete(f"/tokens/{token['id']}/cancel")

    assert answer.json()["data"]["reason"] is None
    assert clinic.token("book", slot["id"], 2)["tokenNumber"] == "T002"


def test_what_cannot_be_cancelled_is_refused_in_the_originals_words(clinic):
    slot = clinic.slot()
    cancelled, completed = (clinic.token("book", slot["id"], n) for n in (1, 2))
    clinic.status(cancelled["id"], "CANCELLED")
    clinic.status(completed["id"], "COMPLETED")

    def cancel(key):
        return clinic.client.delete(f"/tokens/{key}/cancel")

    assert_refused(cancel(cancelled["id"]), 400, "Token is already cancelled")
    assert_refused(cancel(completed["id"]), 400, "Cannot cancel a completed token")
    assert_refused(cancel("nobody"), 400, "Token with ID nobody not found")


def test_what_has_begun_or_did_not_come_is_not_cancelled_and_named_as_it_was(clinic):
    slot = clinic.slot()
    seen, missed = (clinic.token("book", slot["id"], n) for n in (1, 2))
    clinic.status(seen["id"], "CONSULTING")
    clinic.status(missed["id"], "NO_SHOW")

    answers = [
        clinic.client.delete(f"/tokens/{token['id']}/cancel")
        for token in (seen, missed)
    ]

    assert_refused(answers[0], 400, "Cannot cancel a token that is CONSULTING")
    assert_refused(answers[1], 400, "Cannot cancel a token that is NO_SHOW")


def two_slots(clinic, n_tokens, **changes):
    doctor = clinic.doctor()
    source = clinic.slot(doctor["id"], overflowLimit=2)
    target = clinic.slot(
        doctor["id"], **{"startTime": "14:00", "endTime": "15:00"} | changes
    )
    tokens = [clinic.token("book", source["id"], n) for n in range(n_tokens)]
    return source, target, tokens


def reallocate(clinic, source, target, name="target_slot_id"):
    return clinic.client.post(f"/tokens/reallocate/{source}", json={name: target})


@pytest.mark.parametrize("name", ["target_slot_id", "targetSlotId"])
def test_reallocation_moves_everybody_in_the_order_of_the_queue(clinic, name):
    source, target, _ = two_slots(clinic, 2)
    clinic.token("priority", source["id"], 7)

    answer = reallocate(clinic, source["id"], target["id"], name)

    assert answer.json()["data"] == {
        "message": "3 tokens reallocated",
        "reallocated": 3,
        "sourceSlot": source["id"],
        "targetSlot": target["id"],
    }
    queue = clinic.get(f"/tokens/queue/{target['id']}")
    assert [(one["tokenNumber"], one["patientName"]) for one in queue] == [
        ("T001", "Patient 7"),
        ("T002", "Patient 0"),
        ("T003", "Patient 1"),
    ]
    assert queue[0]["estimatedTime"] == "2026-01-06T14:00:00"


def test_a_moved_token_is_found_under_its_old_identifier(clinic):
    source, target, (token,) = two_slots(clinic, 1)
    reallocate(clinic, source["id"], target["id"])

    found = clinic.get(f"/tokens/{token['id']}")
    answer = clinic.status(token["id"], "CHECKED_IN")

    assert found["slotId"] == target["id"]
    assert answer.json()["data"]["status"] == "CHECKED_IN"


def test_the_source_closes_and_takes_nobody_any_more(clinic):
    source, target, _ = two_slots(clinic, 1)
    reallocate(clinic, source["id"], target["id"])

    assert clinic.get(f"/slots/{source['id']}")["status"] == "COMPLETED"
    assert_refused(clinic.ask("book", source["id"], 9), 400)


def test_who_is_with_the_doctor_stays(clinic):
    source, target, tokens = two_slots(clinic, 3)
    clinic.status(tokens[0]["id"], "COMPLETED")
    clinic.status(tokens[1]["id"], "CONSULTING")

    answer = reallocate(clinic, source["id"], target["id"])

    assert answer.json()["data"]["reallocated"] == 1
    assert clinic.get(f"/tokens/{tokens[1]['id']}")["slotId"] == source["id"]
    assert clinic.status(tokens[1]["id"], "COMPLETED").status_code == 200


def test_too_little_room_moves_nobody(clinic):
    source, target, tokens = two_slots(clinic, 4, maxCapacity=2)

    answer = reallocate(clinic, source["id"], target["id"])

    words = "Target slot only has capacity for 2 tokens, but 4 need reallocation"
    assert_refused(answer, 400, words)
    assert clinic.get(f"/tokens/{tokens[0]['id']}")["slotId"] == source["id"]


def test_an_empty_slot_has_nothing_to_reallocate(clinic):
    source, target, _ = two_slots(clinic, 0)

    answer = reallocate(clinic, source["id"], target["id"])

    assert answer.status_code == 200
    assert answer.json()["data"]["message"] == "No tokens to reallocate"
    assert answer.json()["data"]["reallocated"] == 0


def test_places_beside_the_capacity_move_to_places_beside_the_capacity(clinic):
    doctor = clinic.doctor()
    source = clinic.slot(doctor["id"], maxCapacity=1)
    target = clinic.slot(
        doctor["id"], startTime="14:00", endTime="15:00", maxCapacity=1
    )
    clinic.token("book", source["id"], 1)
    clinic.token("emergency", source["id"], 2)

    answer = reallocate(clinic, source["id"], target["id"])

    assert answer.json()["data"]["reallocated"] == 2
    told = clinic.get(f"/slots/{target['id']}")
    assert (told["maxCapacity"], told["currentCount"]) == (1, 2)


def test_the_same_slot_an_unknown_one_and_another_service_are_refused(clinic):
    source, _, _ = two_slots(clinic, 1)
    other = clinic.slot(clinic.doctor(specialization="Dentistry")["id"])

    same = reallocate(clinic, source["id"], source["id"])
    unknown = reallocate(clinic, source["id"], "nowhere")
    elsewhere = reallocate(clinic, source["id"], other["id"])

    assert_refused(same, 422)
    assert_refused(unknown, 400, "Slot with ID nowhere not found")
    assert_refused(elsewhere, 400)
    assert elsewhere.json()["code"] == "not-the-same-service"


def test_what_is_over_takes_nobody_over(clinic, clock):
    doctor = clinic.doctor()
    early = clinic.slot(doctor["id"], startTime="09:10", endTime="09:20")
    source = clinic.slot(doctor["id"])
    clinic.token("book", source["id"])
    clock.at = clock.at.replace(minute=30)

    answer = reallocate(clinic, source["id"], early["id"])

    assert_refused(answer, 400)
    assert answer.json()["code"] == "time-is-past"


def test_who_may_not_serve_cannot_begin_a_consultation(clinic, client_as):
    token = a_token(clinic, "walkin")

    answer = client_as(Role.STAFF).patch(
        f"/tokens/{token['id']}/status", json={"status": "CONSULTING"}
    )

    assert_refused(answer, 403)
    assert answer.json()["code"] == "role-missing"
