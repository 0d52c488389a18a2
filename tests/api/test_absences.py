"""Absences over the API: reported, planned, applied, taken back."""

from datetime import UTC, datetime

import pytest
from tests.services.loop.builders import given_absence, given_booked, given_department

from horarium.domain.actor import Role


@pytest.fixture
def clock(clock):
    clock.at = datetime(2026, 1, 6, 7, 0, tzinfo=UTC)
    return clock


@pytest.fixture
def department(begin_as):
    with begin_as() as work:
        made = given_department(work)
        given_booked(work, made.session("Kidney"))
    return made


@pytest.fixture
def coordinator(client_as):
    return client_as(Role.COORDINATOR)


def report_of(who, **changes):
    known = {"first_on": "2026-01-06", "last_on": "2026-01-06"}
    return {**known, "practitioner": str(who.id), **changes}


def apply(client, plan, version=None):
    tag = f'"{version or plan["version"]}"'
    return client.post(f"/loop-plans/{plan['id']}/apply", headers={"If-Match": tag})


def test_one_call_leads_to_a_plan_and_one_more_does_it(coordinator, department):
    called = coordinator.post("/absences", json=report_of(department.doctor("Dan")))
    plan = called.json()["plan"]

    done = apply(coordinator, plan)

    assert (called.status_code, plan["status"]) == (201, "ready")
    assert [one["after"] for one in plan["duties"]] == [""]
    assert done.json()["status"] == "applied"
    moved = coordinator.get(f"/reallocations/{plan['reallocation']}").json()
    assert moved["applied_at"] is not None
    current = coordinator.get("/rosters/current", params={"on": "2026-01-06"}).json()
    assert current["id"] == done.json()["new_roster"]


def test_a_plan_is_applied_only_in_the_version_that_was_read(coordinator, department):
    called = coordinator.post("/absences", json=report_of(department.doctor("Ana")))
    plan = called.json()["plan"]

    other = apply(coordinator, plan, version=7)
    without = coordinator.post(f"/loop-plans/{plan['id']}/apply")

    assert (other.status_code, other.json()["code"]) == (409, "plan-outdated")
    assert without.status_code == 428


def test_the_same_report_again_is_the_same_absence(coordinator, department):
    body = report_of(department.doctor("Ana"))

    first, second = (coordinator.post("/absences", json=body) for _ in range(2))

    assert first.json()["absence"]["id"] == second.json()["absence"]["id"]
    listed = coordinator.get("/absences").json()["items"]
    assert [one["id"] for one in listed] == [first.json()["absence"]["id"]]


def test_who_is_back_sooner_is_on_the_roster_again(coordinator, department):
    body = report_of(department.doctor("Ana"), last_on="2026-01-08")
    called = coordinator.post("/absences", json=body).json()
    apply(coordinator, called["plan"])
    address = f"/absences/{called['absence']['id']}/return"

    back = coordinator.post(address, json={"on": "2026-01-07"})

    assert back.json()["absence"]["last_on"] == "2026-01-06"
    assert apply(coordinator, back.json()["plan"]).json()["status"] == "applied"


def test_a_lost_site_is_planned_for_like_an_absence(coordinator, department):
    body = {"kind": "site-lost", "first_on": "2026-01-06", "last_on": "2026-01-06"}

    plan = coordinator.post("/loop-plans", json={**body, "site": "N"})
    nowhere = coordinator.post("/loop-plans", json={**body, "site": "Atlantis"})

    assert len(plan.json()["closings"]) == 2
    assert nowhere.status_code == 422


def test_days_the_wrong_way_round_are_named(coordinator, department):
    body = report_of(department.doctor("Ana"), last_on="2026-01-05")

    answer = coordinator.post("/absences", json=body)

    assert answer.status_code == 422
    assert "last_on" in answer.text


def test_a_desk_cannot_tell_who_is_away(client_as, begin_as, department):
    with begin_as() as work:
        absence = given_absence(work, department.doctor("Ana"), reason="private")

    answer = client_as(Role.STAFF).get(f"/absences/{absence.id}")

    assert answer.status_code == 403
