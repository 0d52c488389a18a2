"""What is answered is committed; what is not committed is not answered."""

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from starlette.responses import Response

from horarium.api.access import ACCESS
from horarium.api.deps import WorkDep
from horarium.api.routing import api_router
from horarium.domain.actor import Role
from horarium.domain.errors import SessionFull
from horarium.services import patients
from horarium.services.patients import NewPatient
from horarium.services.permissions import Permission

WATCHED = "watched"


@pytest.fixture
def watched(app: FastAPI, monkeypatch):
    """Adds a route ``POST /watched`` that registers a patient and then does ``last``."""

    def add(last):
        router = api_router("/watched", "watched")

        @router.post("", status_code=201, name=WATCHED)
        def register(work: WorkDep, response: Response) -> str:
            response.headers["ETag"] = '"1"'
            patients.register(work, NewPatient(name="Watched Person"))
            last(work)
            return "registered"

        monkeypatch.setitem(ACCESS, WATCHED, Permission.PATIENT_REGISTER)
        app.include_router(router, prefix="/api/v1")

    return add


@pytest.fixture
def n_registered(client_as):
    """How many patients of the watched name others can see."""

    def count():
        found = client_as(Role.NURSE).post(
            "/search/patients", json={"words": "Watched"}
        )
        return len(found.json()["items"])

    return count


def test_what_is_answered_with_201_is_committed(staff, watched, n_registered):
    watched(lambda work: None)

    assert staff.post("/watched").status_code == 201
    assert n_registered() == 1


def test_a_commit_that_the_database_refuses_is_not_answered_with_201(
    staff, watched, n_registered
):
    def break_a_rule_that_is_checked_at_commit(work):
        work.db.execute(
            text("create temp table twin (n int unique deferrable initially deferred)")
        )
        work.db.execute(text("insert into twin values (1), (1)"))

    watched(break_a_rule_that_is_checked_at_commit)

    answer = staff.post("/watched")

    assert (answer.status_code, answer.json()["code"]) == (500, "internal-error")
    assert "etag" not in answer.headers
    assert n_registered() == 0


def test_a_connection_lost_before_the_commit_is_not_answered_with_201(
    staff, watched, n_registered, owner_database
):
    def cut(work):
        pid = work.db.execute(text("select pg_backend_pid()")).scalar_one()
        with owner_database.transaction() as other:
            other.execute(text("select pg_terminate_backend(:pid, 5000)"), {"pid": pid})

    watched(cut)

    answer = staff.post("/watched")

    assert (answer.status_code, answer.json()["code"]) == (503, "database-unavailable")
    assert "retry-after" in answer.headers
    assert n_registered() == 0


def test_a_refusal_takes_everything_back(staff, watched, n_registered):
    def refuse(work):
        raise SessionFull("s", 1)

    watched(refuse)

    assert staff.post("/watched").status_code == 409
    assert n_registered() == 0
