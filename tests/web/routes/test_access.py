"""Who gets to which page: the table, walked by every role."""

import pytest
from tests.builders import given_patient, given_practitioner
from tests.web.routes.conftest import csrf_of

from horarium.domain.actor import Role
from horarium.services.permissions import GRANTS
from horarium.web import router
from horarium.web.access import ACCESS, Open, allows


def routes_of(router):
    """Every route below a router, however deeply it was included."""
    for route in router.routes:
        included = getattr(route, "original_router", None)
        yield from routes_of(included) if included else [route]


def test_every_page_has_a_row_and_every_row_a_page():
    assert {route.name for route in routes_of(router)} == set(ACCESS)


@pytest.mark.parametrize("role", [None, *(r for r in Role if r is not Role.OPD)])
def test_a_role_reaches_what_the_table_lets_it_and_no_more(
    role, browser, signed_in, given
):
    fields = {}
    if role is Role.DOCTOR:
        fields = {"practitioner": given(given_practitioner).id}
    if role is Role.PATIENT:
        fields = {"patient": given(given_patient).id}
    client = signed_in(role, **fields) if role else browser()
    page = client.get("/login")

    for route in routes_of(router):
        let_in = is_let_in(route.name, role)
        if route.name in ("sign_out", "sign_in"):
            continue
        if route.name.startswith("follow_") and let_in:
            continue  # a stream that is let in does not end
        method = min(route.methods - {"HEAD"})
        path = route.path.replace(":path", "").format_map(Filling())
        form = {"csrf": csrf_of(page), "token": NOTHING}
        answer = client.request(method, path, data=form if method == "POST" else None)

        is_refused = answer.status_code == 403 or (
            "/login" in answer.headers.get("location", "")
        )
        assert (route.name, is_refused) == (route.name, not let_in), answer.text[:500]
        assert answer.status_code < 500, (route.name, answer.text[:500])


def is_let_in(name: str, role: Role | None) -> bool:
    needed = ACCESS[name]
    if needed is Open.PUBLIC:
        return True
    return role is not None and (needed is Open.SIGNED_IN or needed in GRANTS[role])


class Filling(dict[str, str]):
    """What stands in a path for each of its names."""

    def __missing__(self, name: str) -> str:
        return {"opaque": "A" * 22, "name": "app.css"}.get(name, NOTHING)


NOTHING = "01a20095-72f6-70c4-b233-343536373839"


def test_a_route_that_is_not_in_the_table_is_closed(actor_as):
    assert not allows("forgotten", actor_as(Role.ADMIN))
