"""Duty requests over HTTP: asked by a person's own token, decided by a coordinator's."""

import pytest
from tests.services.duties import given_ward

from horarium.domain.actor import Role
from horarium.services import duty_requests

LEAVE = {"kind": "leave", "first_on": "2026-01-12", "last_on": "2026-01-13"}


@pytest.fixture
def ward(begin_as):
    with begin_as() as work:
        return given_ward(work)


@pytest.fixture
def ana(client_as, ward):
    return client_as(Role.DOCTOR, ward.team[0])


@pytest.fixture
def coordinator(client_as):
    return client_as(Role.COORDINATOR)


def test_a_request_is_asked_for_decided_and_told_to_its_asker(ana, coordinator, ward):
    asked = ana.post("/duty-requests", json={**LEAVE, "reason": "a wedding"})
    [waiting] = coordinator.get("/duty-requests/waiting").json()["items"]
    decided = coordinator.post(
        f"/duty-requests/{waiting['id']}/decision",
        json={"is_granted": True},
        headers={"If-Match": asked.headers["etag"]},
    )

    assert (asked.status_code, asked.headers["etag"]) == (201, '"1"')
    assert asked.headers["location"].endswith(asked.json()["id"])
    assert waiting["practitioner"] == str(ward.team[0].id)
    assert waiting["reason"] == "a wedding"
    assert (decided.status_code, decided.json()["status"]) == (200, "granted")
    assert decided.headers["etag"] == '"2"'
    [mine] = ana.get("/duty-requests").json()["items"]
    assert (mine["status"], mine["decided_at"]) == ("granted", "2026-01-06T09:00:00Z")


@pytest.mark.parametrize(
    ("said", "shift_types"),
    [("off", []), ("off", ["N"]), ("on", ["D"]), ("leave", [])],
)
def test_every_kind_of_request_can_be_asked_for(ana, said, shift_types):
    body = {"kind": said, "first_on": "2026-01-12", "shift_types": shift_types}

    asked = ana.post("/duty-requests", json={**body, "importance": "needed"})

    told = asked.json()
    assert asked.status_code == 201
    assert (told["kind"], told["shift_types"]) == (said, shift_types)
    assert (told["first_on"], told["last_on"]) == ("2026-01-12", "2026-01-12")
    assert told["importance"] == "needed"


def test_the_effect_is_told_before_anything_is_asked(ana):
    told = ana.post("/duty-requests/effect", json=LEAVE).json()["items"]

    assert [(one["on"], one["shift"], one["is_freed"]) for one in told[0]["days"]] == [
        ("2026-01-12", "Night", True),
        ("2026-01-13", "Night", True),
    ]
    assert {load["label"] for load in told[0]["loads"]} >= {"hours", "nights"}
    assert ana.get("/duty-requests").json()["items"] == []


def test_the_same_key_asks_once(ana):
    first, again = (
        ana.post("/duty-requests", json=LEAVE, headers={"Idempotency-Key": "mine-1"})
        for _ in range(2)
    )
    other = ana.post(
        "/duty-requests",
        json={**LEAVE, "kind": "off"},
        headers={"Idempotency-Key": "mine-1"},
    )

    assert first.json() == again.json()
    assert len(ana.get("/duty-requests").json()["items"]) == 1
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")


def test_somebody_elses_request_is_as_if_it_were_not_there(
    ana, client_as, ward, coordinator
):
    ben = client_as(Role.DOCTOR, ward.team[1])
    made = ana.post("/duty-requests", json=LEAVE).json()["id"]

    assert ben.get(f"/duty-requests/{made}").status_code == 404
    assert ben.post(f"/duty-requests/{made}/withdraw").status_code == 404
    assert ben.get("/duty-requests").json()["items"] == []
    assert coordinator.get(f"/duty-requests/{made}").status_code == 200


def test_what_was_decided_meanwhile_is_not_withdrawn_unseen(ana, begin_as):
    asked = ana.post("/duty-requests", json={**LEAVE, "kind": "off"})
    with begin_as() as work:
        [one] = duty_requests.waiting(work)
        duty_requests.decide(work, one.id, is_granted=True)
    address = f"/duty-requests/{one.id}/withdraw"

    stale = ana.post(address, headers={"If-Match": asked.headers["etag"]})
    withdrawn = ana.post(address)

    assert (stale.status_code, stale.json()["code"]) == (412, "version-mismatch")
    assert (withdrawn.json()["status"], withdrawn.json()["version"]) == ("withdrawn", 3)


def test_a_refusal_without_a_reason_and_a_second_decision_are_refused(ana, coordinator):
    made = ana.post("/duty-requests", json=LEAVE).json()["id"]
    address = f"/duty-requests/{made}/decision"

    silent = coordinator.post(address, json={"is_granted": False})
    told = coordinator.post(address, json={"is_granted": False, "answer": "too few"})
    again = coordinator.post(address, json={"is_granted": True})

    assert (silent.status_code, silent.json()["code"]) == (422, "invalid-field")
    assert told.json()["answer"] == "too few"
    assert (again.status_code, again.json()["code"]) == (409, "request-decided")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"last_on": "2026-01-11"}, "last_on"),
        ({"first_on": "2025-12-01"}, "first_on"),
        ({"kind": "on", "shift_types": ["X"]}, "shift_types"),
        ({"shift_types": ["D"]}, "shift_types"),
        ({"kind": "holiday"}, "kind"),
    ],
)
def test_what_cannot_be_asked_for_names_its_field(ana, change, field):
    answer = ana.post("/duty-requests", json={**LEAVE, **change})

    assert answer.status_code == 422
    assert field in answer.text


def test_a_programme_that_is_nobody_on_the_roster_is_told_so(client_as, ward):
    answer = client_as(Role.DOCTOR).get("/duty-requests")

    assert (answer.status_code, answer.json()["code"]) == (403, "not-on-the-roster")
