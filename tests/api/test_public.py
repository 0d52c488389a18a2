"""What anybody may see over HTTP."""

import pytest
from tests.builders import given_session


@pytest.fixture
def session(given):
    return given(given_session)


@pytest.fixture
def token(staff, session):
    body = {"patient": {"name": "Zebedee Quill"}}
    return staff.post(f"/sessions/{session.id}/tokens", json=body).json()


def test_the_board_shows_whom_the_doctor_called_and_no_name(
    client_as, doctor, session, token
):
    doctor.post(f"/sessions/{session.id}/call-next")

    answer = client_as().get("/board")

    assert answer.status_code == 200
    assert [room["now_serving"] for room in answer.json()["rooms"]] == ["A 1"]
    assert "Zebedee" not in answer.text
    assert token["opaque"] not in answer.text


def test_whoever_has_the_link_sees_the_token_and_no_name(client_as, token):
    answer = client_as().get(f"/t/{token['opaque']}")

    assert answer.status_code == 200
    assert answer.json()["label"] == "A 1"
    assert answer.json()["wait"]["people_ahead"] == 0
    assert "Zebedee" not in answer.text


def test_a_link_that_nobody_was_given_leads_nowhere(client_as):
    assert client_as().get("/t/AAAAAAAAAAAAAAAAAAAAAA").status_code == 404


def test_the_public_parts_are_the_same_for_those_signed_in(staff, client_as, session):
    known, unknown = staff.get("/board"), client_as().get("/board")

    assert known.json() == unknown.json()
