"""One session at the desk, moving its people, vital signs, the day's figures."""

from datetime import timedelta

import pytest
from selectolax.lexbor import LexborHTMLParser
from tests.builders import given_patient, given_practitioner, given_session
from tests.web.routes.conftest import csrf_of

from horarium.domain.actor import Role
from horarium.domain.token import TokenStatus
from horarium.services import appointments, lines, sessions, tokens, vitals
from horarium.services.appointments import BookRequest
from horarium.services.tokens import WalkIn


@pytest.fixture
def clinic(begin_as, clock):
    """A session that is on now with a booked patient and a walk-in, and one beside it."""
    with begin_as() as work:
        doctor = given_practitioner(work, name="Dr Noor Haddad")
        session = given_session(work, practitioner=doctor, start=clock.at, capacity=6)
        patient = given_patient(work, name="Quentin Unmistakable")
        booked = appointments.book(
            work, BookRequest(session=session.id, patient=patient.id)
        )
        walk_in = tokens.add_walk_in(
            work, WalkIn(session=session.id, patient=given_patient(work).id)
        )
        return session, booked.token, walk_in


@pytest.fixture
def desk(signed_in):
    return signed_in(Role.STAFF)


def tree_of(answer) -> LexborHTMLParser:
    return LexborHTMLParser(answer.text)


def press(client, page: str, path: str, **fields):
    return client.post(path, data={"csrf": csrf_of(client.get(page)), **fields})


def status_of(begin_as, token) -> TokenStatus:
    with begin_as() as work:
        return tokens.get(work, token.id).status


def test_a_session_lists_its_people_with_what_can_be_done(desk, clinic):
    session, booked, walk_in = clinic

    page = tree_of(desk.get(f"/desk/sessions/{session.id}"))

    rows = {row.css_first(".lead").text(): row for row in page.css(".people > li")}
    assert set(rows) == {booked.label, walk_in.label}
    assert rows[booked.label].css_first("form[action*=check-in]")
    assert rows[walk_in.label].css_first("form[action*=left]")


def test_who_is_booked_comes_in_the_order_of_the_times(desk, begin_as, clock):
    with begin_as() as work:
        session = given_session(work, start=clock.at, capacity=6)
        later, sooner = (
            appointments.book(
                work,
                BookRequest(
                    session=session.id,
                    patient=given_patient(work).id,
                    start=clock.at + n * timedelta(minutes=session.slot_min),
                ),
            ).token
            for n in (3, 1)
        )

    page = tree_of(desk.get(f"/desk/sessions/{session.id}"))

    numbers = [one.text() for one in page.css(".people > li > .lead")]
    assert numbers == [sooner.label, later.label]


@pytest.mark.parametrize("role", [Role.ADMIN, Role.COORDINATOR])
def test_who_receives_nobody_is_told_how_many_there_are_and_not_who(
    signed_in, clinic, role
):
    session, _, _ = clinic
    client = signed_in(role)

    page = client.get(f"/desk/sessions/{session.id}")

    assert "2 patients" in page.text
    assert "Unmistakable" not in page.text
    back = tree_of(page).css_first("main p a").attributes["href"]
    assert client.get(back).status_code == 200


def test_somebody_is_checked_in_goes_away_and_gives_up(desk, clinic, begin_as):
    session, booked, walk_in = clinic
    here = f"/desk/sessions/{session.id}"

    press(desk, here, f"{here}/check-in/{booked.id}")
    press(desk, here, f"{here}/left/{walk_in.id}")
    press(desk, here, f"{here}/cancel", token=booked.id, reason="has a cold")

    assert status_of(begin_as, booked) is TokenStatus.CANCELLED
    assert status_of(begin_as, walk_in) is TokenStatus.LEFT


def test_who_was_passed_over_is_taken_back(desk, clinic, begin_as):
    session, _, walk_in = clinic
    with begin_as() as work:
        lines.call_next(work, session.id)
        lines.skip(work, walk_in.id)
    here = f"/desk/sessions/{session.id}"

    press(desk, here, f"{here}/return/{walk_in.id}")

    assert status_of(begin_as, walk_in) is TokenStatus.ARRIVED


def test_a_patient_goes_on_in_another_session(desk, clinic, begin_as, clock):
    session, _, walk_in = clinic
    with begin_as() as work:
        other = given_session(work, start=clock.at, capacity=6)
    here = f"/desk/sessions/{session.id}"

    press(desk, here, f"{here}/transfer", token=walk_in.id, session=other.id)

    assert status_of(begin_as, walk_in) is TokenStatus.TRANSFERRED
    there = tree_of(desk.get(f"/desk/sessions/{other.id}"))
    assert len(there.css(".people > li")) == 1


def test_a_cancelled_session_is_previewed_before_anything_changes(
    desk, clinic, begin_as
):
    session, _, walk_in = clinic
    here = f"/desk/sessions/{session.id}"
    trigger = {"kind": "cancelled", "session": session.id, "reason": "flooded"}

    planned = press(desk, here, "/reallocations", **trigger)
    preview = tree_of(desk.get(planned.headers["location"]))
    before = status_of(begin_as, walk_in)
    apply = preview.css_first("form[action$=apply]").attributes["action"]
    press(desk, planned.headers["location"], apply)
    after = tree_of(desk.get(planned.headers["location"]))

    assert "nothing has changed yet" in preview.body.text()
    assert before is TokenStatus.ARRIVED
    assert status_of(begin_as, walk_in) is not TokenStatus.ARRIVED
    assert "done at" in after.body.text()
    assert not after.css("form[action$=apply]")


@pytest.mark.parametrize(
    ("trigger", "error"),
    [
        ({"kind": "late", "minutes": "soon"}, "#late-minutes-error"),
        ({"kind": "late", "minutes": "481"}, "#late-minutes-error"),
        ({"kind": "cut-short", "until": "noon"}, "#short-until-error"),
        ({"kind": "cut-short", "until": "05:00"}, "#short-until-error"),
    ],
)
def test_what_cannot_have_happened_is_said_beside_its_field(
    desk, clinic, trigger, error
):
    session, *_ = clinic
    here = f"/desk/sessions/{session.id}"
    fields = {"session": session.id, "reason": "the train", **trigger}

    answer = press(desk, here, "/reallocations", **fields)

    page = tree_of(answer)
    assert answer.status_code == 422
    assert "will not do" in page.css_first(error).text()
    assert page.css_first("form:has(.error) [name=reason]").attributes["value"] == (
        "the train"
    )


def test_a_plan_that_the_world_has_overtaken_is_refused(desk, clinic, begin_as):
    session, _, walk_in = clinic
    here = f"/desk/sessions/{session.id}"
    trigger = {
        "kind": "late",
        "session": session.id,
        "minutes": "200",
        "reason": "ward",
    }
    planned = press(desk, here, "/reallocations", **trigger).headers["location"]
    with begin_as() as work:
        lines.call_next(work, session.id)

    answer = press(desk, planned, f"{planned}/apply")

    assert answer.status_code == 409
    assert status_of(begin_as, walk_in) is TokenStatus.CALLED


def test_an_absent_doctors_day_is_planned_from_one_form(desk, clinic):
    session, *_ = clinic
    page = tree_of(desk.get("/reallocations"))
    trigger = {
        "kind": "absent",
        "practitioner": session.practitioner,
        "on": session.on_date.isoformat(),
        "reason": "ill",
    }

    planned = press(desk, "/reallocations", "/reallocations", **trigger)
    preview = tree_of(desk.get(planned.headers["location"]))

    assert "Dr Noor Haddad" in page.css_first("select").text()
    assert "Dr Noor Haddad" in preview.css_first("h1").text()


def test_a_day_that_is_none_is_named_beside_its_field(desk, clinic):
    session, *_ = clinic
    trigger = {"practitioner": session.practitioner, "on": "soon", "reason": "ill"}

    answer = press(desk, "/reallocations", "/reallocations", kind="absent", **trigger)

    assert answer.status_code == 422
    assert "a date like" in tree_of(answer).css_first("#on-error").text()


def test_the_coordinator_changes_places_and_sees_no_names(signed_in, clinic, begin_as):
    session, *_ = clinic
    coordinator = signed_in(Role.COORDINATOR)
    here = f"/desk/sessions/{session.id}"
    more = {"capacity": "8", "overflow": "3", "reason": "a second room"}

    page = coordinator.get(here)
    press(coordinator, here, f"{here}/capacity", **more)
    wrong = press(coordinator, here, f"{here}/capacity", **{**more, "capacity": "lots"})

    assert "Unmistakable" not in page.text
    assert wrong.status_code == 422
    with begin_as() as work:
        assert sessions.get(work, session.id).capacity == 8


def test_the_nurse_takes_vital_signs_and_the_doctor_sees_them(
    signed_in, clinic, begin_as
):
    session, _, walk_in = clinic
    nurse = signed_in(Role.NURSE)
    here = f"/desk/tokens/{walk_in.id}/vitals"
    measured = {"systolic_mmhg": "128", "diastolic_mmhg": "82", "weight_kg": "70,2"}

    kept = press(nurse, here, here, **measured)
    with begin_as() as work:
        lines.call_next(work, session.id)
        assert len(vitals.of_token(work, walk_in.id)) == 1
    doctor = signed_in(Role.DOCTOR, practitioner=session.practitioner)

    assert kept.status_code == 303
    assert "Blood pressure 128/82 mmHg" in doctor.get("/clinic").text


@pytest.mark.parametrize(
    ("measured", "field"),
    [
        ({"pulse_per_min": "fast"}, "pulse"),
        ({"pulse_per_min": "999"}, "pulse"),
        ({"systolic_mmhg": "120"}, "diastolic"),
    ],
)
def test_what_nobody_can_have_is_refused_beside_its_field(
    signed_in, clinic, measured, field
):
    _, _, walk_in = clinic
    nurse = signed_in(Role.NURSE)
    here = f"/desk/tokens/{walk_in.id}/vitals"

    answer = press(nurse, here, here, **measured)

    assert answer.status_code == 422
    assert tree_of(answer).css_first(f"#{field}-error")


def test_nothing_measured_is_nothing_kept(signed_in, clinic):
    _, _, walk_in = clinic
    here = f"/desk/tokens/{walk_in.id}/vitals"
    nurse = signed_in(Role.NURSE)

    answer = press(nurse, here, here)

    assert "at least one measurement" in answer.text


def test_the_day_is_counted_without_a_name(signed_in, clinic, begin_as, clock):
    session, _, walk_in = clinic
    with begin_as() as work:
        lines.call_next(work, session.id)
        lines.start(work, walk_in.id)
    clock.at += timedelta(minutes=12)
    with begin_as() as work:
        lines.complete(work, walk_in.id)

    page = signed_in(Role.COORDINATOR).get("/statistics")

    seen = tree_of(page).css_first(".tiles .value").text()
    assert seen == "1"
    assert "Unmistakable" not in page.text
    elsewhen = signed_in(Role.ADMIN).get("/statistics?on=2025-01-01")
    assert "No sessions on this day." in elsewhen.text
