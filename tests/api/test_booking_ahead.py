"""Slots, holds, moves and the waitlist over HTTP."""

import pytest
from tests.builders import given_patient, given_session, new_id
from tests.services.booking.builders import given_rule

from horarium.domain.actor import Role

DAY = "2026-01-13"


@pytest.fixture
def coordinator(client_as):
    return client_as(Role.COORDINATOR)


@pytest.fixture
def session(given):
    return given(given_session, capacity=3, slot_min=10)


@pytest.fixture
def hold(staff, session, given):
    """Holds a slot for a patient of its own and gives the answer."""

    def ask(headers=None, **changes):
        body = {"session": str(session.id), "patient": str(given(given_patient).id)}
        return staff.post("/holds", json=body | changes, headers=headers)

    return ask


def slots_of(staff, rule):
    query = {"service": str(rule.service), "first": DAY, "last": DAY}
    return staff.get("/slots", params=query).json()["items"]


def test_a_rules_slot_is_found_held_confirmed_and_busy(staff, given):
    rule = given(given_rule)
    free = slots_of(staff, rule)[0]
    body = {
        "rule": free["rule"],
        "start": free["interval"]["start"],
        "patient": {"name": "Ana Pereira"},
    }

    held = staff.post("/holds", json=body)
    meanwhile = slots_of(staff, rule)[0]
    booked = staff.post(f"/holds/{held.json()['id']}/confirm")
    afterwards = slots_of(staff, rule)[0]

    assert (free["status"], free["session"]) == ("free", None)
    assert (held.status_code, held.json()["status"]) == (201, "pending")
    assert meanwhile["status"] == "busy-tentative"
    assert (booked.status_code, booked.json()["token"]["number"]) == (201, 1)
    assert afterwards["status"] == "busy"


def test_a_coordinator_keeps_hours_closes_a_morning_and_opens_the_rest(
    coordinator, given
):
    rule = given(given_rule)
    body = {
        "practitioner": str(rule.practitioner),
        "service": str(rule.service),
        "location": str(rule.location),
        "weekday": 3,
        "from_time": "09:00",
        "until_time": "12:00",
        "valid_from": "2026-01-06",
        "quotas": [{"priority_class": "follow-up", "places": 2, "release_min": 60}],
    }
    closed = {
        "kind": "closure",
        "start": "2026-01-07T00:00:00Z",
        "end": "2026-01-08T00:00:00Z",
        "reason": "painters",
    }

    made = coordinator.post("/availability-rules", json=body)
    shut = coordinator.post("/unavailabilities", json=closed)
    days = {"first": "2026-01-06", "last": "2026-01-14"}
    opened = coordinator.post("/horizon", json=days)

    assert made.status_code == shut.status_code == 201
    answer = opened.json()
    assert [one["on_date"] for one in answer["sessions"]] == [
        "2026-01-06",
        "2026-01-13",
        "2026-01-14",
    ]
    assert answer["sessions"][2]["quotas"][0]["release_at"] == "2026-01-14T08:00:00Z"
    assert [(one["on_date"], one["why"]) for one in answer["left_out"]] == [
        ("2026-01-07", "slot-unavailable")
    ]


def test_what_was_closed_can_be_opened_again(coordinator):
    closed = {
        "kind": "closure",
        "start": "2026-01-07T00:00:00Z",
        "end": "2026-01-08T00:00:00Z",
        "reason": "painters",
    }
    made = coordinator.post("/unavailabilities", json=closed).json()["unavailability"]
    address = f"/unavailabilities/{made['id']}"

    stale = coordinator.post(f"{address}/withdraw", headers={"If-Match": '"7"'})
    fresh = coordinator.post(f"{address}/withdraw", headers={"If-Match": '"1"'})

    assert (stale.status_code, fresh.status_code) == (412, 200)
    assert coordinator.get(address).json()["withdrawn_at"] is not None
    listed = coordinator.get("/unavailabilities", params={"first": "2026-01-07"})
    assert listed.json()["items"] == []


def test_a_hold_names_the_session_or_the_rule(staff, session):
    nobody = {"patient": {"name": "Ana"}}
    both = nobody | {"session": str(session.id), "rule": str(new_id())}

    for body in (nobody, both, nobody | {"rule": str(new_id())}):
        assert staff.post("/holds", json=body).status_code == 422


def test_a_hold_is_changed_in_the_version_that_was_read_or_not_at_all(staff, hold):
    held = hold().json()
    address = f"/holds/{held['id']}"

    stale = staff.post(f"{address}/release", headers={"If-Match": '"9"'})
    fresh = staff.post(f"{address}/release", headers={"If-Match": '"1"'})

    assert (stale.status_code, stale.json()["code"]) == (412, "version-mismatch")
    assert (fresh.status_code, fresh.json()["status"]) == (200, "cancelled")
    assert staff.post(f"{address}/confirm").json()["code"] == "hold-expired"


def test_the_same_key_holds_once_and_another_body_is_refused(staff, session, given):
    body = {"session": str(session.id), "patient": str(given(given_patient).id)}
    headers = {"Idempotency-Key": "h-1"}

    first = staff.post("/holds", json=body, headers=headers)
    again = staff.post("/holds", json=body, headers=headers)
    other = staff.post("/holds", json=body | {"minutes": 3}, headers=headers)

    assert (first.status_code, again.json()) == (201, first.json())
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")


def test_a_patient_and_a_session_are_made_once_for_one_key(
    staff, coordinator, session, given
):
    headers = {"Idempotency-Key": "k-1"}
    opening = {
        "practitioner": str(session.practitioner),
        "service": str(session.service),
        "location": str(session.location),
        "start": "2026-01-08T09:00:00Z",
        "end": "2026-01-08T11:00:00Z",
    }

    people = [
        staff.post("/patients", json={"name": "Ana"}, headers=headers).json()["id"]
        for _ in range(2)
    ]
    opened = [
        coordinator.post("/sessions", json=opening, headers={"Idempotency-Key": "k-2"})
        for _ in range(2)
    ]

    assert len(set(people)) == 1
    assert [one.status_code for one in opened] == [201, 201]
    assert opened[0].json() == opened[1].json()


def test_an_appointment_is_moved_and_names_the_one_it_replaces(staff, session, given):
    other = given(given_session)
    body = {"session": str(session.id), "patient": str(given(given_patient).id)}
    booked = staff.post("/appointments", json=body).json()["appointment"]
    address = f"/appointments/{booked['id']}"

    moved = staff.post(f"{address}/reschedule", json={"session": str(other.id)})

    assert moved.status_code == 201
    assert moved.json()["appointment"]["replaces"] == booked["id"]
    old = staff.get(address).json()
    assert (old["status"], old["reason"]) == ("cancelled", "rescheduled")


def test_a_freed_place_is_offered_and_accepted(staff, given, clock):
    start = clock.at.replace(day=8)
    session = given(given_session, capacity=1, start=start)
    body = {"session": str(session.id), "patient": str(given(given_patient).id)}
    booked = staff.post("/appointments", json=body).json()["appointment"]
    entry = {
        "patient": str(given(given_patient).id),
        "service": str(session.service),
        "first_on": "2026-01-06",
        "last_on": "2026-01-31",
    }
    wish = staff.post("/waitlist", json=entry).json()

    staff.post(f"/appointments/{booked['id']}/cancel", json={"reason": "better"})
    [offer] = staff.get(f"/sessions/{session.id}/offers").json()["items"]
    accepted = staff.post(f"/offers/{offer['id']}/accept")

    assert (offer["wish"], offer["status"]) == (wish["id"], "out")
    assert accepted.status_code == 201
    assert accepted.json()["appointment"]["patient"] == entry["patient"]
    assert staff.get(f"/waitlist/{wish['id']}").json()["status"] == "placed"
    late = staff.post(f"/offers/{offer['id']}/decline")
    assert (late.status_code, late.json()["code"]) == (409, "offer-over")


def test_places_kept_for_others_are_refused_by_name(staff, coordinator, given, clock):
    session = given(given_session, capacity=1, start=clock.at.replace(day=8))
    quota = {
        "priority_class": "follow-up",
        "places": 1,
        "release_at": "2026-01-08T08:00:00Z",
    }
    address = f"/sessions/{session.id}/quotas"
    coordinator.post(address, json={"quotas": [quota]})
    body = {"session": str(session.id), "patient": {"name": "Ana"}}

    refused = staff.post("/appointments", json=body)
    taken = staff.post("/appointments", json=body | {"source": "follow-up"})

    assert (refused.status_code, refused.json()["code"]) == (409, "quota-held")
    assert taken.status_code == 201
    query = {"first": "2026-01-08", "last": "2026-01-08"}
    assert {
        one["status"] for one in staff.get("/slots", params=query).json()["items"]
    } == {
        "busy",
        "busy-unavailable",
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"weekday": 0},
        {"from_time": "9"},
        {"from_time": "24:00"},
        {"until_time": "08:00"},
    ],
)
def test_hours_that_make_no_sense_are_not_acceptable(coordinator, wrong):
    body = {
        "practitioner": str(new_id()),
        "service": str(new_id()),
        "location": str(new_id()),
        "weekday": 3,
        "from_time": "09:00",
        "until_time": "12:00",
        "valid_from": "2026-01-06",
    }

    answer = coordinator.post("/availability-rules", json=body | wrong)

    assert answer.status_code == 422
    assert answer.json()["fields"]
