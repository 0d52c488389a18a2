"""The line over JSON: skipping, breaks, capacity, rules, vital signs, statistics, plans."""

import pytest
from tests.builders import NINE, given_session
from tests.services.past_days import given_another

from horarium.domain.actor import Role


@pytest.fixture
def session(given):
    return given(given_session)


@pytest.fixture
def coordinator(client_as):
    return client_as(Role.COORDINATOR)


@pytest.fixture
def nurse(client_as):
    return client_as(Role.NURSE)


def walk_in(staff, session, name="Ana"):
    answer = staff.post(
        f"/sessions/{session.id}/tokens", json={"patient": {"name": name}}
    )
    assert answer.status_code == 201
    return answer.json()


def test_a_called_patient_is_skipped_and_taken_back(staff, doctor, session):
    token = walk_in(staff, session)
    doctor.post(f"/sessions/{session.id}/call-next")

    skipped = doctor.post(f"/tokens/{token['id']}/skip").json()
    back = staff.post(
        f"/tokens/{token['id']}/return",
        headers={"If-Match": f'"{skipped["version"]}"'},
    )

    assert skipped["status"] == "skipped"
    assert (back.status_code, back.json()["status"]) == (200, "arrived")


def test_who_went_away_is_gone(staff, session):
    token = walk_in(staff, session)

    gone = staff.post(f"/tokens/{token['id']}/left")

    assert gone.json()["status"] == "left"
    again = staff.post(f"/tokens/{token['id']}/left")
    assert (again.status_code, again.json()["code"]) == (409, "illegal-move")


def test_a_transfer_answers_with_the_new_token(staff, given, session):
    other = given(lambda work: given_another(work, session))
    token = walk_in(staff, session)

    new = staff.post(f"/tokens/{token['id']}/transfer", json={"session": str(other.id)})

    assert new.status_code == 201
    assert new.json()["session"] == str(other.id)
    assert staff.get(f"/t/{token['opaque']}").json()["label"] == new.json()["label"]


def test_a_break_begins_and_ends(staff, session):
    begun = staff.post(f"/sessions/{session.id}/break", json={})
    ended = staff.post(f"/sessions/{session.id}/resume")

    assert (begun.status_code, ended.status_code) == (200, 200)


def test_capacity_changes_by_name_with_a_reason_and_never_below_use(
    staff, coordinator, session
):
    walk_in(staff, session)
    address = f"/sessions/{session.id}/capacity"

    more = coordinator.post(address, json={"capacity": 9, "reason": "a second room"})
    less = coordinator.post(address, json={"capacity": 0, "reason": "no room"})
    silent = coordinator.post(address, json={"capacity": 8, "reason": " "})

    assert more.json()["capacity"] == 9
    assert (less.status_code, less.json()["code"]) == (409, "places-in-use")
    assert silent.status_code == 422


def test_the_rules_of_a_line_are_read_and_changed(coordinator):
    before = coordinator.get("/line-policies/banded-edd").json()

    after = coordinator.patch("/line-policies/banded-edd", json={"grace_min": 20})

    assert (before["version"], before["grace_min"]) == (0, 15)
    assert (after.json()["version"], after.json()["grace_min"]) == (1, 20)
    assert after.json()["classes"] == before["classes"]


def test_new_targets_are_all_five_classes_or_none(coordinator):
    rows = coordinator.get("/line-policies/fifo").json()["classes"]
    rows[4]["target_wait_min"] = 60

    right = coordinator.patch("/line-policies/fifo", json={"classes": rows})
    rows[4]["name"] = "vip"
    wrong = coordinator.patch("/line-policies/fifo", json={"classes": rows})

    assert right.json()["classes"][4]["target_wait_min"] == 60
    assert (wrong.status_code, wrong.json()["code"]) == (422, "invalid-field")


def test_the_nurse_keeps_vital_signs_and_a_typing_error_is_named(staff, nurse, session):
    address = f"/tokens/{walk_in(staff, session)['id']}/vitals"

    kept = nurse.post(address, json={"pulse_per_min": 72, "temperature_c": 36.6})
    wrong = nurse.post(address, json={"spo2_percent": 980})

    assert kept.status_code == 201
    assert nurse.get(address).json()["items"] == [kept.json()]
    assert wrong.status_code == 422
    assert "spo2_percent" in wrong.text


def test_a_day_has_statistics(staff, session):
    walk_in(staff, session)

    day = staff.get("/statistics", params={"on": NINE.date().isoformat()}).json()
    one = staff.get(f"/sessions/{session.id}/statistics").json()

    assert day["total"]["n_waiting"] == 1
    assert day["sessions"] == [one]


def test_a_plan_is_previewed_and_then_applied(staff, given, session):
    other = given(lambda work: given_another(work, session))
    token = walk_in(staff, session)
    body = {"kind": "cancelled", "session": str(session.id), "reason": "ill"}

    plan = staff.post("/reallocations", json=body)
    address = f"/reallocations/{plan.json()['id']}"
    before = staff.get(address).json()
    after = staff.post(f"{address}/apply").json()

    assert (plan.status_code, before) == (201, plan.json())
    assert [move["token"] for move in before["moves"]] == [token["id"]]
    assert before["applied_at"] is None
    assert after["moves"][0]["new_label"] == f"{other.series} 1"
    assert staff.get(address).json() == after


def test_an_outdated_plan_is_a_conflict(staff, given, session):
    given(lambda work: given_another(work, session))
    walk_in(staff, session)
    body = {"kind": "cancelled", "session": str(session.id), "reason": "ill"}
    plan = staff.post("/reallocations", json=body).json()
    walk_in(staff, session, "Ben")

    refused = staff.post(f"/reallocations/{plan['id']}/apply")

    assert (refused.status_code, refused.json()["code"]) == (409, "plan-outdated")


def test_a_trigger_that_lacks_something_says_what(staff, session):
    body = {"kind": "late", "session": str(session.id), "reason": "traffic"}

    refused = staff.post("/reallocations", json=body)

    assert (refused.status_code, refused.json()["code"]) == (422, "invalid-field")
    assert refused.json()["details"]["field"] == "minutes"


def test_a_session_is_cancelled_cut_short_or_its_doctor_away_at_once(staff, given):
    sessions = [given(given_session) for _ in range(3)]
    cancelled = staff.post(f"/sessions/{sessions[0].id}/cancel", json={"reason": "ill"})
    short = staff.post(
        f"/sessions/{sessions[1].id}/cut-short",
        json={"reason": "ill", "end": "2026-01-06T10:00:00Z"},
    )
    away = staff.post(
        f"/practitioners/{sessions[2].practitioner}/absences",
        json={"reason": "ill", "on": "2026-01-06"},
    )

    assert {one.status_code for one in (cancelled, short, away)} == {200}
    told = [staff.get(f"/sessions/{one.id}").json() for one in sessions]
    assert [one["status"] for one in told] == ["cancelled", "open", "cancelled"]
    assert told[1]["interval"]["end"] == "2026-01-06T10:00:00Z"
