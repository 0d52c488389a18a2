"""Every route x every role, and nobody: the answer is what the table says."""

from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from tests.api.rosters import make_document
from tests.builders import given_practitioner, new_id

from horarium.api.access import ACCESS, Open
from horarium.api.deps import PublicWork, WorkDep
from horarium.api.routing import api_router
from horarium.domain.actor import Role
from horarium.services import api_tokens
from horarium.services.api_tokens import ROLES
from horarium.services.permissions import GRANTS

BODIES = {
    "open_session": {
        "practitioner": str(new_id()),
        "service": str(new_id()),
        "location": str(new_id()),
        "start": "2026-01-06T09:00:00Z",
        "end": "2026-01-06T11:00:00Z",
    },
    "run_late": {"minutes": 5},
    "add_walk_in": {"patient": {"name": "Ana"}},
    "add_any_walk_in": {"service": str(new_id()), "patient": {"name": "Ana"}},
    "add_emergency": {"patient": {"name": "Ana"}, "reason": "chest pain"},
    "cancel_token": {"reason": "left"},
    "transfer_token": {"session": str(new_id())},
    "begin_break": {},
    "change_capacity": {"reason": "a second room", "capacity": 9},
    "change_line_policy": {"grace_min": 10},
    "record_vitals": {"pulse_per_min": 72},
    "set_attendance": {"reason": "trial"},
    "accept_allocation": {"digest": "x"},
    "ask_what_if": {},
    "tell_call": {"outcome": "confirmed"},
    "report_absence": {
        "first_on": "2026-01-06",
        "last_on": "2026-01-07",
        "practitioner": str(new_id()),
    },
    "end_absence": {"on": "2026-01-06"},
    "plan_absence": {},
    "plan_happening": {
        "kind": "site-lost",
        "first_on": "2026-01-06",
        "last_on": "2026-01-07",
        "site": "N",
    },
    "plan_reallocation": {
        "kind": "cancelled",
        "session": str(new_id()),
        "reason": "the doctor is ill",
    },
    "cancel_session": {"reason": "the doctor is ill"},
    "cut_session_short": {"reason": "ill", "end": "2026-01-06T10:00:00Z"},
    "practitioner_absent": {"reason": "ill", "on": "2026-01-06"},
    "book_appointment": {"session": str(new_id()), "patient": {"name": "Ana"}},
    "cancel_appointment": {"reason": "left"},
    "define_rule": {
        "practitioner": str(new_id()),
        "service": str(new_id()),
        "location": str(new_id()),
        "weekday": 2,
        "from_time": "09:00",
        "until_time": "17:00",
        "valid_from": "2026-01-06",
    },
    "end_rule": {"last": "2026-01-06"},
    "take_time_away": {
        "kind": "closure",
        "start": "2026-01-06T09:00:00Z",
        "end": "2026-01-06T11:00:00Z",
        "reason": "painters",
    },
    "open_horizon": {"first": "2026-01-06", "last": "2026-01-12"},
    "set_quotas": {"quotas": []},
    "hold_slot": {"session": str(new_id()), "patient": {"name": "Ana"}},
    "reschedule_appointment": {"session": str(new_id())},
    "join_waitlist": {
        "patient": {"name": "Ana"},
        "service": str(new_id()),
        "first_on": "2026-01-06",
        "last_on": "2026-01-12",
    },
    "register_patient": {"name": "Ana"},
    "search_patients": {"words": "Ana"},
    "note_limits": {"needs": ["echo"]},
    "set_skills": {"skills": ["echo"]},
    "import_roster_file": {"form": "csv", "content": "staff"},
    "request_solve": {"problem": make_document(["R001"])},
    "change_roster": {
        "moves": [{"kind": "set", "person": "R001", "on_date": "2026-01-06"}]
    },
    "copy_roster": {},
    "request_next_roster": {},
    "set_roster_rule": {"fields": {"enabled": False}},
    "suppose_changes": {"changes": [{"kind": "cover"}]},
    "ask_about_roster": {"kind": "conflict"},
    "ask_duty_request": {"kind": "off", "first_on": "2026-01-12"},
    "foresee_duty_request": {"kind": "off", "first_on": "2026-01-12"},
    "decide_duty_request": {"is_granted": True},
    "offer_duty": {"on_date": "2026-01-12"},
    "accept_swap_offer": {},
    "propose_swap_ring": {"offers": [str(new_id()), str(new_id())]},
    "decide_swap": {"is_granted": True},
    "set_swap_policy": {"needs_approval": True},
}
"""A sound body for each route that takes one, so that its service is reached."""

HEADERS = {
    name: {"If-Match": '"1"'}
    for name in (
        "publish_roster",
        "apply_loop_plan",
        "change_roster",
        "undo_roster_change",
        "redo_roster_change",
        "archive_roster",
    )
}


def routes_of(app):
    """Each route as ``(name, method, path, takes a body)``."""
    return [
        (operation["operationId"], method, path, "requestBody" in operation)
        for path, operations in app.openapi()["paths"].items()
        for method, operation in operations.items()
    ]


def ask(client: TestClient, route):
    name, method, path, _ = route
    address = path.removeprefix("/api/v1")
    for part in ("session", "token", "appointment", "patient", "roster", "run"):
        address = address.replace(f"{{{part}}}", str(new_id()))
    address = address.replace("{opaque}", "AAAAAAAAAAAAAAAAAAAAAA")
    address = address.replace("{discipline}", "banded-edd")
    address = address.replace("{form}", "csv")
    for part in (
        "absence",
        "plan",
        "practitioner",
        "rule",
        "unavailability",
        "hold",
        "wish",
        "offer",
        "question",
        "request",
        "deal",
    ):
        address = address.replace(f"{{{part}}}", str(new_id()))
    return client.request(
        method, address, json=BODIES.get(name), headers=HEADERS.get(name)
    )


def test_every_route_has_a_row_and_every_row_a_route(app):
    names = [name for name, *_ in routes_of(app)]

    assert len(names) == len(set(names))
    assert set(names) == set(ACCESS)


def test_every_route_that_takes_a_body_is_walked_with_a_sound_one(app):
    assert {name for name, *_, has_body in routes_of(app) if has_body} == set(BODIES)


def test_nobody_reaches_anything_but_the_public_routes(app, client_as):
    nobody = client_as()

    for route in routes_of(app):
        answer = ask(nobody, route)

        is_public = ACCESS[route[0]] is Open.PUBLIC
        assert (route[0], answer.status_code == 401) == (route[0], not is_public)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_reaches_what_it_is_granted_and_no_more(
    app, client_as, given, role: Role
):
    doctor = given(given_practitioner) if role is Role.DOCTOR else None
    client = client_as(role, doctor)

    for route in routes_of(app):
        answer = ask(client, route)

        needed = ACCESS[route[0]]
        is_let_in = needed is Open.PUBLIC or needed in GRANTS[role]
        is_refused = answer.status_code in (401, 403)
        assert (route[0], is_refused) == (route[0], not is_let_in), answer.text
        assert answer.status_code < 500, (route, answer.text)


def test_a_revoked_token_is_worth_nothing(client_as, begin_as):
    client = client_as(Role.STAFF)
    name = client.get("/me").json()["name"]

    with begin_as() as work:
        api_tokens.revoke(work, name)

    assert client.get("/me").status_code == 401


def test_a_token_opens_only_its_own_organisation(
    app, client_as, new_organisation, deployment
):
    client = client_as(Role.STAFF)

    app.state.deployment = replace(deployment, organisation=new_organisation())

    assert client.get("/me").status_code == 401


def test_a_route_without_a_row_is_closed_to_everybody(app, client_as):
    forgotten = api_router("/forgotten", "forgotten")

    @forgotten.get("")
    def forget(work: WorkDep) -> str:
        return "never said"

    @forgotten.get("/public")
    def forget_in_public(work: PublicWork) -> str:
        return "never said"

    app.include_router(forgotten, prefix="/api/v1")

    assert client_as(Role.ADMIN).get("/forgotten").status_code == 403
    assert client_as(Role.ADMIN).get("/forgotten/public").status_code == 401
    assert client_as().get("/forgotten/public").status_code == 401
