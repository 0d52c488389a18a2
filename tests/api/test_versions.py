"""ETag and If-Match."""

from types import SimpleNamespace

import pytest
from tests.builders import given_session

from horarium.api import versions
from horarium.api.errors import EdgeRefused


@pytest.fixture
def session(given):
    return given(given_session)


@pytest.fixture
def token(staff, session):
    body = {"patient": {"name": "Ana Pereira"}}
    return staff.post(f"/sessions/{session.id}/tokens", json=body)


def test_a_change_made_to_the_present_version_is_made(doctor, session):
    etag = doctor.get(f"/sessions/{session.id}").headers["etag"]

    changed = doctor.post(
        f"/sessions/{session.id}/late",
        json={"minutes": 5},
        headers={"If-Match": etag},
    )

    assert changed.status_code == 200
    assert changed.headers["etag"] not in ("", etag)


def test_a_change_made_to_an_old_version_is_refused_and_nothing_happens(
    doctor, session
):
    address = f"/sessions/{session.id}"
    etag = doctor.get(address).headers["etag"]
    doctor.post(f"{address}/late", json={"minutes": 5})

    late = doctor.post(
        f"{address}/late", json={"minutes": 50}, headers={"If-Match": etag}
    )
    closed = doctor.post(f"{address}/close", headers={"If-Match": etag})

    assert (late.status_code, late.json()["code"]) == (412, "version-mismatch")
    assert closed.status_code == 412
    assert doctor.get(address).json()["late_min"] == 5


def test_a_token_moves_only_from_the_version_that_was_seen(
    doctor, staff, session, token
):
    seen = token.headers["etag"]
    doctor.post(f"/sessions/{session.id}/call-next")
    address = f"/tokens/{token.json()['id']}"

    stale = staff.post(
        f"{address}/cancel", json={"reason": "left"}, headers={"If-Match": seen}
    )

    assert stale.status_code == 412
    assert staff.get(address).json()["status"] == "called"


def test_any_version_will_do_for_a_star_and_without_the_header(doctor, session):
    address = f"/sessions/{session.id}/late"

    starred = doctor.post(address, json={"minutes": 5}, headers={"If-Match": "*"})
    silent = doctor.post(address, json={"minutes": 6})

    assert (starred.status_code, silent.status_code) == (200, 200)


@pytest.mark.parametrize("header", ["7", 'W/"7"', '"a"', '"12345678901"', ""])
def test_what_is_no_version_is_not_acceptable(doctor, session, header):
    answer = doctor.post(
        f"/sessions/{session.id}/late",
        json={"minutes": 5},
        headers={"If-Match": header},
    )

    assert answer.status_code == 422


def test_two_steps_from_the_version_seen_mean_that_somebody_came_between():
    changed = SimpleNamespace(version=9)

    with pytest.raises(EdgeRefused) as refusal:
        versions.confirm(7, changed)

    assert refusal.value.code == "version-mismatch"
    versions.confirm(8, changed)
    versions.confirm(None, changed)
