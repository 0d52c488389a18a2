"""The short way answers as the ordinary way does."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from httpx2 import Response
from tests.builders import given_patient, given_session, new_id

from horarium.api.fast_lane import LANES, FastLane
from horarium.domain.actor import Role
from horarium.services import api_tokens
from horarium.services.api_tokens import NewApiToken

PLAIN = "application/json"
ROUNDABOUT = "application/json; charset=utf-8"
"""JSON all the same, but the lane leaves it to the route."""


@pytest.fixture
def bearer(begin_as) -> Callable[[Role], str]:
    """Makes a bearer token of a role."""

    def make(role: Role) -> str:
        with begin_as() as work:
            new = NewApiToken(name=f"{role.value}-{work.new_id()}", role=role)
            return api_tokens.create(work, new).secret

    return make


@pytest.fixture
def post(client: TestClient, bearer) -> Callable[..., Response]:
    """Posts a body as the desk, on one way or the other."""
    secret = bearer(Role.STAFF)

    def send(path: str, body: Any, way: str = PLAIN, **headers: str) -> Response:
        known = {"Authorization": f"Bearer {secret}", "Content-Type": way}
        content = (
            body
            if isinstance(body, str)
            else client.build_request("POST", "/", json=body).content
        )
        return client.post(
            f"/api/v1{path}", content=content, headers={**known, **headers}
        )

    return send


@pytest.fixture
def given(begin_as) -> Callable[..., Any]:
    """Keeps a noun for good."""

    def keep(build: Callable[..., Any], **changes: Any) -> Any:
        with begin_as() as work:
            return build(work, **changes)

    return keep


def shape(answer: Response) -> tuple[int, dict[str, str], dict[str, Any]]:
    """What is the same of two answers to two requests of one kind."""
    own = ("x-request-id", "content-length")
    headers = {k: v for k, v in answer.headers.items() if k not in own}
    varying = ("id", "patient", "patient_name", "opaque", "number", "label", "instance")
    body = {k: v for k, v in answer.json().items() if k not in varying}
    return answer.status_code, headers, body


def test_a_walk_in_is_answered_alike_on_both_ways(post, given):
    path = f"/sessions/{given(given_session).id}/tokens"

    short = post(path, {"patient": {"name": "Ana Pereira"}}, PLAIN)
    long = post(path, {"patient": {"name": "Ben Okafor"}}, ROUNDABOUT)

    assert short.status_code == 201
    assert shape(short) == shape(long)
    assert short.json().keys() == long.json().keys()
    assert [short.json()["number"], long.json()["number"]] == [1, 2]


def test_an_emergency_is_answered_alike_on_both_ways(post, given):
    path = f"/sessions/{given(given_session).id}/emergencies"
    reason = "chest pain"

    short = post(path, {"patient": {"name": "Ana"}, "reason": reason}, PLAIN)
    long = post(path, {"patient": {"name": "Ben"}, "reason": reason}, ROUNDABOUT)

    assert short.status_code == 201
    assert shape(short) == shape(long)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"patient": {"name": "Ana"}}, 409),
        ({"patient": str(new_id())}, 404),
        ({"patient": {"name": ""}}, 422),
        ({"patient": {"name": "Ana", "birth_on": "2199-01-01"}}, 422),
        ({"patient": {"name": "Ana"}, "source": "emergency"}, 422),
        ({}, 422),
        ("[1, 2", 422),
        ("9" * 9000, 422),
    ],
)
def test_a_refusal_is_worded_alike_on_both_ways(post, given, body, status):
    path = f"/sessions/{given(given_session, capacity=0).id}/tokens"

    short, long = post(path, body, PLAIN), post(path, body, ROUNDABOUT)

    assert short.status_code == status
    assert shape(short) == shape(long)
    assert short.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("days", [-1, 1])
@pytest.mark.parametrize("noun", ["tokens", "emergencies"])
def test_another_days_session_takes_nobody_on_both_ways(post, given, clock, noun, days):
    path = f"/sessions/{given(given_session).id}/{noun}"
    body = {"patient": {"name": "Ana"}}
    if noun == "emergencies":
        body["reason"] = "chest pain"
    clock.at += days * timedelta(days=1)

    short, long = post(path, body, PLAIN), post(path, body, ROUNDABOUT)

    assert shape(short) == shape(long)
    told = short.json()
    assert (short.status_code, told["code"]) == (409, "not-today")
    assert told["details"] == {
        "field": "session",
        "value": "A of 2026-01-06",
        "wanted": f"one of today, {clock.at.date().isoformat()}",
    }


@pytest.mark.parametrize("way", [PLAIN, ROUNDABOUT])
def test_a_key_gets_its_answer_again_the_day_after_on_both_ways(
    post, given, clock, way
):
    path = f"/sessions/{given(given_session).id}/tokens"
    asked = path, {"patient": {"name": "Ana"}}, way
    first = post(*asked, **{"Idempotency-Key": f"night-{len(way)}"})
    clock.at += timedelta(days=1)

    again = post(*asked, **{"Idempotency-Key": f"night-{len(way)}"})

    assert again.status_code == 201
    assert again.json()["id"] == first.json()["id"]


@pytest.mark.parametrize("way", [PLAIN, ROUNDABOUT])
def test_whoever_may_not_is_refused_on_both_ways(client, bearer, given, way):
    path = f"/api/v1/sessions/{given(given_session).id}/tokens"
    nurse = {"Authorization": f"Bearer {bearer(Role.NURSE)}", "Content-Type": way}
    nobody = {"Authorization": "Bearer hor_unknown", "Content-Type": way}
    body = '{"patient": {"name": "Ana"}}'

    assert client.post(path, content=body, headers=nurse).status_code == 403
    assert client.post(path, content=body, headers=nobody).status_code == 401


def test_a_revoked_token_is_refused_from_the_next_request_on(
    client, bearer, given, begin_as
):
    path = f"/api/v1/sessions/{given(given_session).id}/tokens"
    headers = {"Authorization": f"Bearer {bearer(Role.STAFF)}"}
    assert (
        client.post(path, json={"patient": {"name": "A"}}, headers=headers).status_code
        == 201
    )

    with begin_as() as work:
        for token in api_tokens.everything(work):
            api_tokens.revoke(work, token.name)
    again = client.post(path, json={"patient": {"name": "B"}}, headers=headers)

    assert again.status_code == 401
    assert again.headers["www-authenticate"] == "Bearer"


def test_a_key_is_told_its_token_when_the_session_is_full(post, given):
    path = f"/sessions/{given(given_session, capacity=1).id}/tokens"
    body = {"patient": {"name": "Ana"}}

    first = post(path, body, **{"Idempotency-Key": "k1"})
    other = post(path, {"patient": {"name": "Ben"}}, **{"Idempotency-Key": "k2"})
    again = post(path, body, **{"Idempotency-Key": "k1"})

    assert [first.status_code, other.status_code, again.status_code] == [201, 409, 201]
    assert again.json() == first.json()


def test_who_gets_no_place_is_not_registered(post, given, begin_as):
    path = f"/sessions/{given(given_session, capacity=0).id}/tokens"

    refused = post(path, {"patient": {"name": "Nobody Registered"}})

    found = post("/search/patients", {"words": "Nobody Registered"}).json()
    assert refused.json()["code"] == "session-full"
    assert found["items"] == []


def test_a_known_patient_needs_no_registration(post, given):
    path = f"/sessions/{given(given_session).id}/tokens"
    patient = given(given_patient)

    token = post(path, {"patient": str(patient.id)}).json()

    assert token["patient_name"] == patient.name


def test_the_application_has_its_lane(client):
    assert FastLane in [one.cls for one in client.app.user_middleware]


def test_every_lane_is_a_short_way_to_a_route(client):
    routes = {
        (context.name, context.path)
        for context in iter_route_contexts(client.app.routes)
    }

    assert {(lane.name, lane.path) for lane in LANES.values()} <= routes
