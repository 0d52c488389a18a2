"""Tokens over HTTP: given, moved, given up."""

import pytest
from tests.builders import given_patient, given_session, new_id


@pytest.fixture
def session(given):
    return given(given_session, capacity=3, overflow_limit=1)


@pytest.fixture
def walk_in(staff, session):
    """Puts a new patient into the line and gives the answer's body."""

    def come(name="Ana Pereira"):
        body = {"patient": {"name": name}}
        return staff.post(f"/sessions/{session.id}/tokens", json=body).json()

    return come


def test_a_walk_in_gets_the_next_number_and_waits(staff, session):
    patient = {"name": "Ana Pereira", "birth_on": "1980-02-29", "phone": "0123"}

    answer = staff.post(f"/sessions/{session.id}/tokens", json={"patient": patient})

    assert answer.status_code == 201
    token = answer.json()
    assert (token["number"], token["label"]) == (1, "A 1")
    assert (token["status"], token["source"]) == ("arrived", "walk-in")


def test_somebody_known_joins_by_their_id(staff, session, given):
    patient = given(given_patient)

    token = staff.post(
        f"/sessions/{session.id}/tokens", json={"patient": str(patient.id)}
    ).json()

    assert token["patient"] == str(patient.id)
    assert token["patient_name"] == patient.name


def test_an_emergency_takes_an_overflow_place_and_the_next_is_refused(staff, session):
    body = {"patient": {"name": "Cleo"}, "reason": "chest pain"}

    first = staff.post(f"/sessions/{session.id}/emergencies", json=body)
    second = staff.post(f"/sessions/{session.id}/emergencies", json=body)

    assert first.status_code == 201
    assert first.json()["overflow"] is True
    assert second.json()["code"] == "overflow-full"


def test_an_emergency_without_a_reason_is_not_acceptable(staff, session):
    body = {"patient": {"name": "Cleo"}, "reason": "  "}

    answer = staff.post(f"/sessions/{session.id}/emergencies", json=body)

    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["fields"]] == ["body.reason"]


def test_a_token_goes_from_call_to_completion(doctor, session, walk_in):
    token = walk_in()

    called = doctor.post(f"/sessions/{session.id}/call-next").json()
    recalled = doctor.post(f"/tokens/{token['id']}/recall").json()
    started = doctor.post(f"/tokens/{token['id']}/start").json()
    completed = doctor.post(f"/tokens/{token['id']}/complete").json()

    moves = [called, recalled, started, completed]
    assert [one["status"] for one in moves] == [
        "called",
        "recalled",
        "in-consultation",
        "completed",
    ]
    assert {one["id"] for one in moves} == {token["id"]}


def test_the_last_call_can_be_taken_back(doctor, session, walk_in):
    walk_in()
    doctor.post(f"/sessions/{session.id}/call-next")

    undone = doctor.post(f"/sessions/{session.id}/undo-call")

    assert undone.json()["status"] == "arrived"


def test_a_noshow_gives_the_place_back_but_not_the_number(
    doctor, staff, session, walk_in
):
    walk_in()
    called = doctor.post(f"/sessions/{session.id}/call-next").json()

    doctor.post(f"/tokens/{called['id']}/noshow")
    following = walk_in("Ben")

    assert following["number"] == 2
    assert staff.get(f"/sessions/{session.id}").json()["taken"] == 1


def test_an_illegal_move_says_what_is_legal(doctor, walk_in):
    token = walk_in()

    answer = doctor.post(f"/tokens/{token['id']}/complete")

    assert answer.status_code == 409
    assert answer.json()["code"] == "illegal-move"
    assert "call" in answer.json()["detail"]


def test_a_cancelled_token_keeps_its_number_and_frees_its_place(staff, walk_in):
    token = walk_in()

    cancelled = staff.post(f"/tokens/{token['id']}/cancel", json={"reason": "left"})

    assert cancelled.json()["status"] == "cancelled"
    assert cancelled.json()["number"] == token["number"]


def test_the_tokens_of_a_session_are_listed_by_number(staff, session, walk_in):
    given = [walk_in(name)["id"] for name in ("Ana", "Ben", "Cleo")]

    listed = staff.get(f"/sessions/{session.id}/tokens").json()["items"]

    assert [one["id"] for one in listed] == given


def test_a_token_is_read_by_its_id_and_an_unknown_one_is_not_found(staff, walk_in):
    token = walk_in()

    assert staff.get(f"/tokens/{token['id']}").json() == token
    assert staff.get(f"/tokens/{new_id()}").status_code == 404


def test_the_same_key_gets_the_same_token_and_registers_nobody_twice(staff, session):
    body = {"patient": {"name": "Ana Pereira"}}
    address, headers = f"/sessions/{session.id}/tokens", {"Idempotency-Key": "k-1"}

    first = staff.post(address, json=body, headers=headers)
    again = staff.post(address, json=body, headers=headers)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    found = staff.post("/search/patients", json={"words": "Ana Pereira"}).json()
    assert len(found["items"]) == 1


def test_a_key_belongs_to_one_session(staff, session, given):
    other = given(given_session)
    body, headers = {"patient": {"name": "Ana"}}, {"Idempotency-Key": "k-2"}
    staff.post(f"/sessions/{session.id}/tokens", json=body, headers=headers)

    answer = staff.post(f"/sessions/{other.id}/tokens", json=body, headers=headers)

    assert answer.status_code == 422
    assert answer.json()["code"] == "idempotency-key-reused"


def test_what_is_wrong_with_a_new_patient_is_said_of_the_field_itself(staff, session):
    address = f"/sessions/{session.id}/tokens"

    nameless = staff.post(address, json={"patient": {"name": " "}})
    nonsense = staff.post(address, json={"patient": "Ana"})

    assert [one["field"] for one in nameless.json()["fields"]] == [
        "body.patient.new.name"
    ]
    assert [one["field"] for one in nonsense.json()["fields"]] == ["body.patient.id"]
