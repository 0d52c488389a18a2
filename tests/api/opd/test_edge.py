"""What holds for every address of the OPD interface."""

import json

import anyio
import pytest
from starlette.requests import Request
from tests.api.opd.conftest import assert_refused, operations
from tests.builders import new_id

from horarium.api.access import ACCESS, OPD_ACCESS
from horarium.api.opd import answer_error
from horarium.api.routing import MAX_BODY_BYTES
from horarium.domain.actor import Role
from horarium.services.api_tokens import ROLES
from horarium.services.permissions import GRANTS

ENDPOINTS = {
    ("post", "/api/doctors"),
    ("get", "/api/doctors"),
    ("get", "/api/doctors/{doctor}"),
    ("post", "/api/slots"),
    ("get", "/api/slots/{slot}"),
    ("get", "/api/slots/doctor/{doctor}"),
    ("get", "/api/slots/doctor/{doctor}/available"),
    ("get", "/api/slots/doctor/{doctor}/filled"),
    ("patch", "/api/slots/{slot}/delay"),
    ("get", "/api/slots/{slot}/stats"),
    ("post", "/api/tokens/book"),
    ("post", "/api/tokens/walkin"),
    ("post", "/api/tokens/priority"),
    ("post", "/api/tokens/followup"),
    ("post", "/api/tokens/emergency"),
    ("get", "/api/tokens/{token}"),
    ("get", "/api/tokens/patient/{patient}"),
    ("get", "/api/tokens/queue/{slot}"),
    ("patch", "/api/tokens/{token}/status"),
    ("delete", "/api/tokens/{token}/cancel"),
    ("post", "/api/tokens/reallocate/{slot}"),
}
"""The original's 21."""

BODIES = {
    "opd_create_doctor": {"name": "Dr. A", "specialization": "ENT", "opd_days": []},
    "opd_create_slot": {
        "doctorId": str(new_id()),
        "date": "2026-01-07",
        "startTime": "10:00",
        "endTime": "11:00",
    },
    "opd_set_status": {"status": "CHECKED_IN"},
    "opd_cancel_token": {"reason": "none"},
    "opd_reallocate": {"target_slot_id": str(new_id())},
}
BOOKING = {"slotId": str(new_id()), "patientId": "P-1", "patientName": "Ana"}
for _name in (
    "opd_book",
    "opd_add_walk_in",
    "opd_book_priority",
    "opd_book_follow_up",
    "opd_add_emergency",
):
    BODIES[_name] = BOOKING


def ask(client, name, method, path):
    address = path.removeprefix("/api")
    for part in ("doctor", "slot", "token", "patient"):
        address = address.replace(f"{{{part}}}", str(new_id()))
    query = {"delay_minutes": 5} if name == "opd_delay_slot" else None
    return client.request(method, address, json=BODIES.get(name), params=query)


def test_there_are_the_originals_21_endpoints_and_no_others(app):
    assert {(method, path) for _, method, path, _ in operations(app)} == ENDPOINTS


def test_every_endpoint_has_a_row_of_its_own(app):
    names = [name for name, *_ in operations(app)]

    assert sorted(names) == sorted(OPD_ACCESS)
    assert not set(OPD_ACCESS) & set(ACCESS)


def test_nobody_gets_in_without_a_token_and_is_told_how(app, client_as):
    nobody = client_as()

    for name, method, path, _ in operations(app):
        answer = ask(nobody, name, method, path)

        assert_refused(answer, 401)
        assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("role", ROLES)
def test_a_role_reaches_what_it_is_granted_and_no_more(app, client_as, role):
    client = client_as(role)

    for name, method, path, operation in operations(app):
        answer = ask(client, name, method, path)

        is_let_in = OPD_ACCESS[name] in GRANTS[role]
        assert (name, answer.status_code != 403) == (name, is_let_in), answer.text
        assert str(answer.status_code) in operation["responses"], name
        assert answer.status_code < 500


def test_the_role_made_for_clients_reaches_every_endpoint():
    assert set(OPD_ACCESS.values()) <= GRANTS[Role.OPD]


def test_every_refusal_is_told_in_the_one_form(app):
    for name, _, _, operation in operations(app):
        for status, told in operation["responses"].items():
            if status >= "400":
                schema = told["content"]["application/json"]["schema"]
                assert schema == {"$ref": "#/components/schemas/Failure"}, name


def test_an_address_that_is_none_has_the_originals_words(clinic):
    assert_refused(clinic.client.get("/tokens/a/b/c"), 404, "Route not found")


def test_a_method_that_is_none_says_which_there_are(clinic):
    answer = clinic.client.put("/doctors", json={})

    assert_refused(answer, 405)
    assert answer.headers["allow"] == "GET, POST"


@pytest.mark.parametrize("body", [b"{", b"", b'"\xff"', b"[" * 100_000, b"null"])
def test_a_body_that_cannot_be_read_is_not_acceptable(clinic, body):
    headers = {"Content-Type": "application/json"}

    answer = clinic.client.post("/doctors", content=body, headers=headers)

    assert_refused(answer, 422)


def test_a_body_is_read_no_further_than_the_limit(clinic):
    answer = clinic.client.post("/doctors", content=b"x" * (MAX_BODY_BYTES + 1))

    assert_refused(answer, 413)


@pytest.mark.parametrize("part", ["%00", "🦆", "x" * 3000, "%2e%2e", "' or 1=1 --"])
def test_an_identifier_may_be_any_text(clinic, part):
    for address in ("/doctors/", "/slots/", "/tokens/"):
        assert_refused(clinic.client.get(address + part), 404)
    assert clinic.get(f"/tokens/patient/{part}") == []
    assert clinic.get(f"/tokens/queue/{part}") == []


def test_a_refusal_can_always_be_said(clinic):
    content = json.dumps({"name": "\ud800", "specialization": "\ud800" * 500})
    headers = {"Content-Type": "application/json"}

    answer = clinic.client.post("/doctors", content=content, headers=headers)

    assert_refused(answer, 422)


def test_a_fault_of_ours_tells_nothing_of_its_inside():
    request = Request({"type": "http", "path": "/api/doctors"})

    answer = anyio.run(answer_error, request, KeyError("Ana Pereira"))

    assert answer.status_code == 500
    assert b"Ana" not in answer.body


def test_a_programme_of_this_role_is_no_person(begin_as, client_as):
    answer = client_as(Role.OPD).get("/v1/me")

    assert answer.json()["kind"] == "programme"
    assert answer.json()["role"] == "opd"
