"""Who may not come, over HTTP."""

from datetime import timedelta

import pytest
from tests.builders import given_session, new_id
from tests.services.attendance.builders import given_fit, given_visit

from horarium.domain.actor import Role
from horarium.services import attendance


@pytest.fixture
def admin(client_as):
    return client_as(Role.ADMIN)


def test_the_model_in_force_comes_with_its_card(admin, given):
    given(given_fit)

    told = admin.get("/attendance").json()

    assert told["in_force"]["card"] == "# Card"
    assert told["setting"]["is_off"] is False


def test_a_fit_is_asked_for_and_listed(admin):
    asked = admin.post("/attendance/fits")

    assert asked.status_code == 202
    assert [one["id"] for one in admin.get("/attendance/fits").json()["items"]] == [
        asked.json()["id"]
    ]


def test_a_method_that_nobody_knows_names_the_field(admin):
    answer = admin.put("/attendance/setting", json={"reason": "x", "method": "oracle"})

    assert (answer.status_code, answer.json()["fields"][0]["field"]) == (422, "method")


def test_calls_are_listed_without_a_chance_and_settled(staff, begin_as, clock):
    with begin_as() as work:
        session = given_session(work, start=clock.at + timedelta(days=1))
        given_visit(work, session, 0, lead_days=9)
        attendance.plan_help(work)

    [call] = staff.get("/calls").json()["items"]
    path = f"/calls/{call['appointment']}/outcome"
    settled = staff.post(path, json={"outcome": "confirmed"})

    assert not [name for name in call if "show" in name or "risk" in name]
    assert settled.json()["outcome"] == "confirmed"


def test_a_call_that_is_not_on_the_list_is_not_found(staff):
    answer = staff.post(f"/calls/{new_id()}/outcome", json={"outcome": "confirmed"})

    assert answer.status_code == 404
