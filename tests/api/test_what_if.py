"""Imagined clinic days, over HTTP."""

from datetime import timedelta

import pytest
from tests.builders import new_id

from horarium.domain.actor import Role
from horarium.services import what_if
from horarium.worker.tasks import play


@pytest.fixture
def admin(client_as):
    return client_as(Role.ADMIN)


def test_a_question_is_asked_played_and_answered_with_intervals(admin, begin_as):
    asked = admin.post("/what-if", json={"n_days": 20, "no_show_percent": 30})
    with begin_as() as work:
        [run] = what_if.runs(work)
    play(begin_as, run.id, attempt=0, is_stopping=lambda: False)

    told = admin.get(f"/what-if/{asked.json()['id']}").json()

    assert (asked.status_code, asked.json()["status"]) == (202, "queued")
    assert (told["status"], told["n_done"]) == ("done", 20)
    assert told["asked"]["no_show_percent"] == 30
    used = told["report"]["policies"][-1]["overall"]["utilisation"]
    assert used["low"] < used["value"] < used["high"]


def test_questions_are_listed_newest_first(admin, clock):
    first = admin.post("/what-if", json={}).json()
    clock.at += timedelta(minutes=1)
    second = admin.post("/what-if", json={"preset": "india-opd"}).json()

    listed = [one["id"] for one in admin.get("/what-if").json()["items"]]

    assert listed == [second["id"], first["id"]]


def test_the_same_question_under_the_same_key_is_asked_once(admin):
    key = {"idempotency-key": "once"}

    answers = [admin.post("/what-if", json={}, headers=key).json() for _ in range(2)]

    assert answers[0] == answers[1]
    assert len(admin.get("/what-if").json()["items"]) == 1


@pytest.mark.parametrize(
    ("field", "value"), [("n_days", 5), ("preset", "moon"), ("idle_cost", 99)]
)
def test_a_knob_beyond_its_ends_names_itself(admin, field, value):
    answer = admin.post("/what-if", json={field: value})

    assert answer.status_code == 422
    assert answer.json()["fields"][0]["field"] == field


def test_a_question_that_was_never_asked_is_not_found(admin):
    assert admin.get(f"/what-if/{new_id()}").status_code == 404
