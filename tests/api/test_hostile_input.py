"""Nothing a client can say makes Horarium fail."""

import json

import pytest
from tests.builders import given_session, new_id

from horarium.api.bodies import Discipline
from horarium.domain.actor import Role
from horarium.engines.queueing import DISCIPLINES

BAD_TEXTS = ["", " ", "\n\t", "a\0b", "\0", "x" * 100_000, "\ud800"]
BAD_NUMBERS = [-1, 2**31, 2**63, 10**400, 1.5, "5", True, None, [], {}]
BAD_DAYS = ["", "0", "0001-01-01", "9999-12-31", "2026-02-30", "20260106", "2026-W01-1"]
BAD_INSTANTS = [
    "",
    0,
    "2026-01-06",
    "2026-01-06T09:00:00",
    "0001-01-01T00:00:00+23:00",
    "9999-12-31T23:59:59-23:00",
    "now",
    "2026-W01-1T09:00:00Z",
]


def send(client, address, body):
    """Post ``body`` as JSON in ASCII, which can carry what UTF-8 cannot."""
    headers = {"Content-Type": "application/json"}
    return client.post(address, content=json.dumps(body), headers=headers)


def assert_not_acceptable(answer, what):
    assert (what, answer.status_code) == (what, 422)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["fields"]


@pytest.mark.parametrize("value", BAD_TEXTS)
def test_bad_text_is_not_acceptable_anywhere(staff, value):
    nowhere = new_id()
    bodies = {
        "/patients": {"name": value},
        f"/sessions/{nowhere}/tokens": {"patient": {"name": value}},
        f"/tokens/{nowhere}/cancel": {"reason": value},
        f"/sessions/{nowhere}/emergencies": {"patient": {"name": "A"}, "reason": value},
    }
    for address, body in bodies.items():
        assert_not_acceptable(send(staff, address, body), (address, value[:5]))


@pytest.mark.parametrize("value", BAD_NUMBERS)
def test_bad_numbers_are_not_acceptable(doctor, staff, value):
    nowhere = new_id()

    late = send(doctor, f"/sessions/{nowhere}/late", {"minutes": value})
    search = send(staff, "/search/patients", {"words": "A", "limit": value})

    assert_not_acceptable(late, "late")
    assert_not_acceptable(search, "search")


@pytest.mark.parametrize("value", BAD_DAYS)
def test_bad_days_are_not_acceptable(staff, value):
    asked = staff.get("/sessions", params={"on": value})
    born = send(staff, "/patients", {"name": "Ana", "birth_on": value})

    assert_not_acceptable(asked, value)
    assert_not_acceptable(born, value)


@pytest.mark.parametrize("value", BAD_INSTANTS)
def test_bad_instants_are_not_acceptable(staff, value):
    body = {"session": str(new_id()), "patient": {"name": "A"}, "start": value}

    assert_not_acceptable(send(staff, "/appointments", body), value)


@pytest.mark.parametrize("part", ["nonsense", "0", "%00", "🦆", "x" * 5000])
def test_an_identifier_that_is_none_is_not_acceptable(staff, client_as, part):
    for client, address in [(staff, "/tokens/"), (staff, "/patients/")]:
        assert_not_acceptable(client.get(address + part), address)
    if not part.isalnum() or len(part) > 64 or not part.isascii():
        assert_not_acceptable(client_as().get(f"/t/{part}"), "/t/")


@pytest.mark.parametrize("key", ["", "k" * 201, "two words", "\u00e9"])
def test_a_key_that_is_none_is_not_acceptable(staff, given, key):
    session = given(given_session)

    answer = staff.post(
        f"/sessions/{session.id}/tokens",
        json={"patient": {"name": "Ana"}},
        headers={"Idempotency-Key": key.encode("latin-1")},
    )

    assert_not_acceptable(answer, key)


def test_unknown_fields_are_not_acceptable_however_they_are_called(staff):
    for name in ("surname", "\ud800", "x" * 10_000):
        answer = send(staff, "/patients", {"name": "Ana", name: "Pereira"})

        assert_not_acceptable(answer, name[:5])


def test_the_years_ends_are_no_session(client_as, given):
    session = given(given_session)
    body = {
        "practitioner": str(session.practitioner),
        "service": str(session.service),
        "location": str(session.location),
        "start": "1890-01-02T00:00:00Z",
        "end": "2199-12-30T00:00:00Z",
    }

    answer = send(client_as(Role.COORDINATOR), "/sessions", body)

    assert_not_acceptable(answer, "a session of three centuries")


def test_a_text_that_looks_like_code_is_only_a_name(staff):
    name = "Robert'); DROP TABLE patient;-- <script>"

    made = staff.post("/patients", json={"name": name})

    assert made.json()["name"] == name


def test_the_disciplines_one_may_ask_for_are_those_there_are():
    assert set(Discipline.__args__) == set(DISCIPLINES)


def test_openapi_promises_no_null_where_none_can_be_sent(app):
    parameters = [
        parameter
        for operations in app.openapi()["paths"].values()
        for operation in operations.values()
        for parameter in operation.get("parameters", [])
    ]

    assert parameters
    assert "null" not in json.dumps(parameters)


def test_a_whole_number_may_be_written_with_a_point(staff):
    assert send(staff, "/search/patients", {"words": "A", "limit": 4.0}).is_success


def test_openapi_promises_no_zone_for_what_a_clock_on_the_wall_shows(app):
    fields = [
        (name, one)
        for schema in app.openapi()["components"]["schemas"].values()
        for name, about in schema.get("properties", {}).items()
        for one in (about, *about.get("anyOf", ()))
    ]

    patterns = {one.get("pattern") for name, one in fields if name == "from_time"}

    assert [name for name, one in fields if one.get("format") == "time"] == []
    assert patterns
    assert None not in patterns
