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


def test_a_nights_recalibration_is_told_with_its_card(admin, begin_as, clock):
    with begin_as() as work:
        given_fit(work)
        given_visit(work, given_session(work), 1, lead_days=3, status="noshow")
    clock.at += timedelta(days=1)
    with begin_as() as work:
        attendance.recalibrate(work)

    [night] = admin.get("/attendance/recalibrations").json()["items"]
    told = admin.get("/attendance").json()

    assert (night["version"], night["n_outcomes"]) == ("1.1", 1)
    assert told["recalibration"] == night
    assert told["card"] == night["card"]


def test_how_it_goes_on_learning_is_set_and_a_wild_rhythm_is_refused(admin):
    wanted = {"reason": "x", "recalibrates": False, "learn_every_days": 7}
    done = admin.put("/attendance/setting", json=wanted).json()
    wild = admin.put("/attendance/setting", json=wanted | {"learn_every_days": 0})

    assert (done["recalibrates"], done["learn_every_days"]) == (False, 7)
    assert wild.json()["fields"][0]["field"] == "learn_every_days"


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
