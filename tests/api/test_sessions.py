"""Sessions over HTTP."""

from datetime import timedelta

from tests.builders import (
    NINE,
    given_patient,
    given_practitioner,
    given_session,
    new_id,
)

from horarium.domain.actor import Role


def new_session(session, **changes):
    start = session.interval.end + timedelta(hours=1)
    known = {
        "practitioner": str(session.practitioner),
        "service": str(session.service),
        "location": str(session.location),
        "start": start.isoformat(),
        "end": (start + timedelta(hours=2)).isoformat(),
    }
    return known | changes


def test_the_list_without_a_day_is_today(staff, given):
    today = given(given_session)
    given(given_session, start=NINE + timedelta(days=1))

    listed = staff.get("/sessions").json()["items"]

    assert [one["id"] for one in listed] == [str(today.id)]


def test_a_day_and_a_practitioner_narrow_the_list(staff, given):
    doctor = given(given_practitioner)
    tomorrow = NINE + timedelta(days=1)
    wanted = given(given_session, practitioner=doctor, start=tomorrow)
    given(given_session, start=tomorrow)

    query = {"on": "2026-01-07", "practitioner": str(doctor.id)}
    listed = staff.get("/sessions", params=query).json()["items"]

    assert [one["id"] for one in listed] == [str(wanted.id)]


def test_a_session_tells_its_places_and_its_interval_in_utc(staff, given):
    session = given(given_session, capacity=6)

    answer = staff.get(f"/sessions/{session.id}")

    assert answer.status_code == 200
    told = answer.json()
    assert (told["capacity"], told["taken"], told["places_left"]) == (6, 0, 6)
    assert told["interval"] == {
        "start": "2026-01-06T09:00:00Z",
        "end": "2026-01-06T13:00:00Z",
    }


def test_a_coordinator_opens_a_session_by_hand(client_as, given):
    session = given(given_session)

    answer = client_as(Role.COORDINATOR).post("/sessions", json=new_session(session))

    assert answer.status_code == 201
    assert answer.json()["capacity"] == 8
    assert answer.json()["status"] == "planned"


def test_a_doctor_cannot_be_in_two_sessions_at_once(client_as, given):
    session = given(given_session)
    overlapping = new_session(session, start="2026-01-06T10:00:00+00:00")

    answer = client_as(Role.COORDINATOR).post("/sessions", json=overlapping)

    assert answer.status_code == 409
    assert answer.json()["code"] == "practitioner-double-booked"


def test_a_session_that_ends_before_it_starts_is_not_acceptable(client_as, given):
    session = given(given_session)
    backwards = new_session(session, end="2026-01-01T00:00:00Z")

    answer = client_as(Role.COORDINATOR).post("/sessions", json=backwards)

    assert answer.status_code == 422
    assert "after the start" in answer.json()["fields"][0]["message"]


def test_running_late_is_told_and_taken_back(doctor, given):
    session = given(given_session)

    late = doctor.post(f"/sessions/{session.id}/late", json={"minutes": 25})
    on_time = doctor.post(f"/sessions/{session.id}/late", json={"minutes": 0})

    assert late.json()["late_min"] == 25
    assert on_time.json()["late_min"] == 0


def test_a_closed_session_takes_nobody(doctor, staff, given):
    session = given(given_session)
    patient = given(given_patient)

    closed = doctor.post(f"/sessions/{session.id}/close")
    refused = staff.post(
        f"/sessions/{session.id}/tokens", json={"patient": str(patient.id)}
    )

    assert closed.json()["status"] == "closed"
    assert refused.json()["code"] == "session-not-open"


def test_the_line_lists_who_waits_in_calling_order(doctor, staff, given):
    session = given(given_session)
    for name in ("Ana", "Ben"):
        staff.post(f"/sessions/{session.id}/tokens", json={"patient": {"name": name}})
    staff.post(
        f"/sessions/{session.id}/emergencies",
        json={"patient": {"name": "Cleo"}, "reason": "chest pain"},
    )

    line = doctor.get(f"/sessions/{session.id}/line").json()

    waiting = [one["token"]["patient_name"] for one in line["waiting"]]
    assert waiting == ["Cleo", "Ana", "Ben"]
    ahead = [one["wait"]["people_ahead"] for one in line["waiting"]]
    assert ahead == [0, 1, 2]
    assert line["with_doctor"] is None


def test_lists_of_a_session_that_does_not_exist_are_refused(staff, doctor):
    nowhere = f"/sessions/{new_id()}"

    for client, part in [(staff, "tokens"), (staff, "appointments"), (doctor, "line")]:
        answer = client.get(f"{nowhere}/{part}")

        assert (part, answer.status_code) == (part, 404)
        assert answer.json()["code"] == "no-such-thing"
