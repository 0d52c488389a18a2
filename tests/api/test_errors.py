"""Every error of the API has the one shape."""

import json

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from horarium.api import errors
from horarium.api.errors import EDGE_TITLES, STATUS, catalogue, status_of
from horarium.api.routing import MAX_BODY_BYTES
from horarium.domain.actor import Role
from horarium.domain.errors import (
    Conflict,
    DatabaseUnavailable,
    Invalid,
    NotAllowed,
    NotFound,
    SessionFull,
    SignInRequired,
    TooManyAttempts,
    Unavailable,
)

ALWAYS = {"type", "title", "status", "code", "detail"}
SOMETIMES = {"instance", "details", "fields"}


def assert_problem(answer, status, code):
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert set(told) >= ALWAYS
    assert set(told) <= ALWAYS | SOMETIMES
    assert (told["status"], told["code"]) == (status, code)
    assert answer.status_code == status
    assert told["type"] == f"urn:horarium:problem:{code}"


def answer_to(error):
    """What a client sees when ``error`` is raised."""
    app = FastAPI()
    errors.install(app)

    @app.get("/")
    def fail():
        raise error

    return TestClient(app, raise_server_exceptions=False).get("/")


@pytest.mark.parametrize(
    "branch", [NotFound, Conflict, NotAllowed, Invalid, Unavailable]
)
def test_each_branch_has_a_status(branch):
    assert branch in STATUS


def test_every_refusal_there_is_stands_in_the_catalogue_once():
    codes = [problem.code for problem in catalogue()]

    assert len(codes) == len(set(codes))
    assert {SessionFull.code, SignInRequired.code, *EDGE_TITLES} <= set(codes)
    assert all(400 <= problem.status < 600 for problem in catalogue())


def test_a_leaf_takes_the_status_of_its_branch_unless_http_knows_better():
    assert status_of(SessionFull) == 409
    assert status_of(SignInRequired) == 401


def test_a_refusal_tells_its_fields():
    answer = answer_to(SessionFull("s-1", 6))

    assert_problem(answer, 409, "session-full")
    assert answer.json()["details"] == {"session": "s-1", "capacity": "6"}


def test_not_now_says_when_to_come_back():
    paused = answer_to(TooManyAttempts(retry_after_s=40))
    away = answer_to(DatabaseUnavailable("gone"))

    assert paused.headers["retry-after"] == "40"
    assert_problem(away, 503, "database-unavailable")
    assert int(away.headers["retry-after"]) > 0


def test_a_fault_of_ours_tells_nothing_of_its_inside():
    answer = answer_to(KeyError("Ana Pereira"))

    assert_problem(answer, 500, "internal-error")
    assert "Ana" not in answer.text


def test_the_request_id_is_in_the_problem():
    app = FastAPI()
    errors.install(app)

    @app.middleware("http")
    async def give_id(request, call_next):
        request.state.request_id = "r-17"
        return await call_next(request)

    answer = TestClient(app).get("/nowhere")

    assert answer.json()["instance"] == "urn:horarium:request:r-17"


def test_an_unknown_address_and_a_wrong_method_are_problems_too(staff):
    assert_problem(staff.get("/nowhere"), 404, "no-such-route")
    wrong = staff.delete("/sessions")
    assert_problem(wrong, 405, "method-not-allowed")
    assert wrong.headers["allow"] == "GET, POST"


def test_nobody_gets_in_without_a_token_and_is_told_how(client_as):
    answer = client_as().get("/sessions")

    assert_problem(answer, 401, "sign-in-required")
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer nonsense", "Basic YTpi", "Bearer é", ""]
)
def test_a_token_that_is_none_is_refused(client_as, header):
    sent = {"Authorization": header.encode()}

    assert_problem(client_as().get("/me", headers=sent), 401, "sign-in-required")


@pytest.mark.parametrize("body", [b"{", b"", b'"\xff"', b"[" * 100_000, b"1" * 10_000])
def test_a_body_that_cannot_be_read_is_not_acceptable(staff, body):
    headers = {"Content-Type": "application/json"}

    answer = staff.post("/patients", content=body, headers=headers)

    assert_problem(answer, 422, "invalid-request")
    assert answer.json()["fields"][0]["field"] == "body"


def test_a_field_that_is_not_acceptable_is_named_with_what_would_be(staff):
    answer = staff.post("/search/patients", json={"words": "Ana", "limit": 4000})

    assert_problem(answer, 422, "invalid-request")
    assert answer.json()["fields"] == [
        {
            "field": "body.limit",
            "message": "Input should be less than or equal to 100",
            "value": "4000",
        }
    ]


def test_a_field_that_the_service_refuses_is_named_in_the_same_way(staff, clock):
    tomorrow = "2026-01-07"

    answer = staff.post("/patients", json={"name": "Ana", "birth_on": tomorrow})

    assert_problem(answer, 422, "invalid-field")
    (field,) = answer.json()["fields"]
    assert (field["field"], field["value"]) == ("birth_on", tomorrow)


def test_a_long_body_is_read_no_further_than_the_limit(staff):
    declared = staff.post("/patients", content=b"x" * (MAX_BODY_BYTES + 1))
    in_pieces = staff.post("/patients", content=iter([b"x" * 400_000] * 4))

    assert_problem(declared, 413, "body-too-large")
    assert_problem(in_pieces, 413, "body-too-large")


def test_without_a_token_no_body_is_read(client_as):
    answer = client_as().post("/patients", content=b"{" * (MAX_BODY_BYTES + 1))

    assert_problem(answer, 401, "sign-in-required")


def test_openapi_tells_each_refusal_as_a_problem(app):
    told = app.openapi()

    for path, operations in told["paths"].items():
        for operation in operations.values():
            for status, answer in operation["responses"].items():
                if status >= "400":
                    assert list(answer["content"]) == [errors.MEDIA_TYPE], (
                        path,
                        status,
                    )
    assert "HTTPValidationError" not in json.dumps(told)
    assert told["components"]["schemas"]["Problem"]["required"] == [
        "type",
        "title",
        "status",
        "code",
    ]


def test_the_public_catalogue_is_what_the_code_knows(client_as):
    listed = client_as().get("/problems").json()["items"]

    assert [one["code"] for one in listed] == [one.code for one in catalogue()]


def test_a_role_that_may_not_is_told_which_permission_is_missing(client_as):
    answer = client_as(Role.NURSE).post("/patients", json={"name": "Ana"})

    assert_problem(answer, 403, "role-missing")
    assert answer.json()["details"] == {
        "permission": "patient.register",
        "role": "nurse",
    }
