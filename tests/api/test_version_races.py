"""Of many changes made to one version at the same moment one is made."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx2
import pytest
from tests.builders import given_patient, given_session
from tests.services.booking.builders import book, given_rule, wait_for
from tests.services.lines import walk_in

from horarium.domain.actor import Role

N_CLIENTS = 6


@pytest.fixture
def change_at_once(address, bearer):
    """Sends one change from many clients at once, all made to one version."""

    def change(role, verb, path, body=None):
        headers = {"Authorization": f"Bearer {bearer(role)}", "If-Match": '"1"'}
        starting = Barrier(N_CLIENTS)

        def client(n):
            starting.wait(timeout=20)
            json = body(n) if body else None
            return server.request(verb, path, json=json).status_code

        with (
            httpx2.Client(base_url=address, headers=headers, timeout=30) as server,
            ThreadPoolExecutor(N_CLIENTS) as crowd,
        ):
            return Counter(crowd.map(client, range(N_CLIENTS)))

    return change


REASON = "better"


@pytest.mark.parametrize(
    ("given_path", "role", "verb", "body"),
    [
        (
            lambda work: f"/sessions/{given_session(work).id}/late",
            Role.STAFF,
            "POST",
            lambda n: {"minutes": n + 1},
        ),
        (
            lambda work: f"/sessions/{given_session(work).id}/capacity",
            Role.COORDINATOR,
            "POST",
            lambda n: {"capacity": 7 + n, "reason": REASON},
        ),
        (
            lambda work: f"/tokens/{book(work, given_session(work)).token.id}/check-in",
            Role.STAFF,
            "POST",
            None,
        ),
        (
            lambda work: f"/tokens/{walk_in(work, given_session(work)).id}/left",
            Role.STAFF,
            "POST",
            None,
        ),
        (
            lambda work: (
                f"/appointments/{book(work, given_session(work)).appointment.id}/cancel"
            ),
            Role.STAFF,
            "POST",
            lambda _: {"reason": REASON},
        ),
        (
            lambda work: f"/availability-rules/{given_rule(work).id}/end",
            Role.COORDINATOR,
            "POST",
            lambda _: {"last": "2026-03-01"},
        ),
        (
            lambda work: f"/waitlist/{wait_for(work, given_session(work)).id}/leave",
            Role.STAFF,
            "POST",
            None,
        ),
    ],
)
def test_one_is_made_and_the_others_are_refused(
    change_at_once, given, given_path, role, verb, body
):
    statuses = change_at_once(role, verb, given(given_path), body)

    assert statuses[200] == 1
    assert statuses[409] + statuses[412] == N_CLIENTS - 1


def test_of_limits_noted_at_once_to_one_version_one_is_kept(
    change_at_once, given, staff
):
    patient = given(given_patient)
    path = f"/patients/{patient.id}/limits"
    staff.put(path, json={})

    statuses = change_at_once(Role.STAFF, "PUT", path, lambda n: {"needs": [f"s{n}"]})

    assert statuses == {200: 1, 412: N_CLIENTS - 1}
    assert staff.get(path).json()["version"] == 2
