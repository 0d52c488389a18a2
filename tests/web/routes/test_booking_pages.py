"""Booking for later at the desk: find a time, keep it, confirm, move, give up."""

from datetime import timedelta

import pytest
from icalendar import Calendar
from selectolax.lexbor import LexborHTMLParser
from tests.builders import given_patient, given_practitioner, given_session
from tests.web.routes.conftest import csrf_of

from horarium.domain.actor import Role
from horarium.domain.appointment import AppointmentStatus
from horarium.services import appointments, charts, waitlist


@pytest.fixture
def clinic(begin_as, clock):
    """Tomorrow's session with four slots and a patient to book."""
    with begin_as() as work:
        session = given_session(
            work,
            practitioner=given_practitioner(work, name="Dr Noor Haddad"),
            start=clock.at + timedelta(days=1),
            hours=1,
            slot_min=15,
            capacity=4,
        )
        return session, given_patient(work, name="Quentin Unmistakable")


@pytest.fixture
def desk(signed_in):
    return signed_in(Role.STAFF)


def page_of(answer) -> LexborHTMLParser:
    assert answer.status_code < 400, answer.text
    return LexborHTMLParser(answer.text)


def test_the_calendar_says_which_weeks_it_shows(desk, clinic):
    session, patient = clinic

    page = page_of(desk.get(f"/book?patient={patient.id}&service={session.service}"))

    assert page.css_first("#days-title").text() == "5 Jan – 1 Feb"


def booking(desk, session, patient, **query):
    asked = {"patient": patient.id, "service": session.service, **query}
    return desk.get("/book", params=asked)


def fields_of(form) -> dict[str, str]:
    return {
        one.attributes["name"]: one.attributes.get("value") or ""
        for one in form.css("input[name]")
    }


def choose(desk, answer, nth: int = 0):
    """Press the button of the nth free slot."""
    form = page_of(answer).css(".times form")[nth]
    return desk.post(form.attributes["action"], data=fields_of(form))


def press(desk, path: str, **fields):
    data = {"csrf": csrf_of(desk.get("/patients")), **fields}
    return desk.post(path, data=data)


def given_booked(desk, session, patient, nth: int = 0) -> str:
    """Book through the pages; the address of the appointment."""
    here = choose(desk, booking(desk, session, patient), nth).headers["location"]
    assert press(desk, f"{here}/confirm").status_code == 303
    return here


def test_a_slot_is_kept_then_booked_and_the_page_has_all_one_needs(desk, clinic):
    session, patient = clinic

    kept = choose(desk, booking(desk, session, patient))
    here = kept.headers["location"]
    held = page_of(desk.get(here))
    confirmed = press(desk, f"{here}/confirm")
    booked = page_of(desk.get(confirmed.headers["location"]))

    assert held.css_first("count-down").attributes["data-until"]
    words = booked.body.text(separator=" ")
    assert "Dr Noor Haddad" in words
    assert f"{session.series} 1" in words
    assert booked.css_first("svg.qr")
    assert "Unmistakable" not in here


def test_the_calendar_counts_what_is_free_and_a_kept_slot_is_not(desk, clinic):
    session, patient = clinic
    before = booking(desk, session, patient)
    choose(desk, before)

    after = booking(desk, session, patient)

    count = [
        page_of(one).css_first(".calendar a small").text() for one in (before, after)
    ]
    assert [one.split()[0] for one in count] == ["4", "3"]


def test_what_is_let_go_is_free_again(desk, clinic):
    session, patient = clinic
    here = choose(desk, booking(desk, session, patient)).headers["location"]

    press(desk, f"{here}/release")

    assert len(page_of(booking(desk, session, patient)).css(".times form")) == 4


def test_a_hold_that_ran_out_says_so_and_books_nothing(desk, clinic, clock, begin_as):
    session, patient = clinic
    here = choose(desk, booking(desk, session, patient)).headers["location"]

    clock.at += timedelta(minutes=25)
    answer = press(desk, f"{here}/confirm")

    assert answer.status_code == 409
    with begin_as() as work:
        found = appointments.of_session(work, session.id)
    assert AppointmentStatus.BOOKED not in {one.status for one in found}


def test_an_appointment_moves_and_its_old_slot_is_free(desk, clinic, begin_as):
    session, patient = clinic
    here = given_booked(desk, session, patient)
    move = page_of(desk.get(here)).css_first("a[href*='move=']").attributes["href"]

    moved = choose(desk, desk.get(move), nth=1)
    after = page_of(desk.get(moved.headers["location"]))

    assert "Moved." in after.body.text()
    with begin_as() as work:
        (visit,) = [
            one for one in charts.chart(work, patient.id).visits if one.may_change
        ]
    assert visit.appointment.interval.start > session.interval.start


def test_a_reason_is_wanted_to_give_up(desk, clinic):
    session, patient = clinic
    here = given_booked(desk, session, patient)

    without = press(desk, f"{here}/cancel", reason=" ")
    given_up = press(desk, f"{here}/cancel", reason="has a cold")

    assert without.status_code == 422
    assert "a few words on why" in without.text
    assert given_up.headers["location"] == f"/patients/{patient.id}"
    chart = desk.get(given_up.headers["location"]).text
    assert "has a cold" in chart


def test_the_calendar_file_names_no_patient(desk, clinic):
    session, patient = clinic
    here = given_booked(desk, session, patient)

    file = desk.get(f"{here}/calendar.ics")

    (event,) = Calendar.from_ical(file.text).walk("VEVENT")
    assert event.decoded("dtstart") == session.interval.start
    assert "Haddad" in event["summary"]
    assert "Unmistakable" not in file.text


def test_somebody_waits_for_a_place_and_leaves_the_list_again(desk, clinic, begin_as):
    session, patient = clinic
    wish = {
        "patient": patient.id,
        "service": session.service,
        "first": session.on_date.isoformat(),
        "last": session.on_date.isoformat(),
    }

    joined = press(desk, "/book/waitlist", **wish)
    leave = page_of(desk.get(joined.headers["location"])).css_first(
        "form[action$=leave]"
    )
    press(desk, leave.attributes["action"])

    with begin_as() as work:
        assert not waitlist.waiting(work)


def test_dates_that_make_no_wish_are_named(desk, clinic):
    session, patient = clinic
    wish = {"patient": patient.id, "service": session.service, "first": "soon"}

    answer = press(desk, "/book/waitlist", **wish, last="2026-02-01")

    assert answer.status_code == 422
    assert page_of_refusal(answer).css_first("#first").attributes["value"] == "soon"


def test_days_in_the_wrong_order_are_refused_in_words_not_in_names(desk, clinic):
    session, patient = clinic
    wish = {"patient": patient.id, "service": session.service, "first": "2026-02-02"}

    answer = press(desk, "/book/waitlist", **wish, last="2026-02-01")

    error = page_of_refusal(answer).css_first("#last-error").text()
    assert error == "“2026-02-01” will not do; wanted: the first day to 366 days later."


def page_of_refusal(answer) -> LexborHTMLParser:
    return LexborHTMLParser(answer.text)


def test_a_slot_that_is_gone_shows_those_that_are_left(desk, clinic, begin_as):
    session, patient = clinic
    stale = booking(desk, session, patient)
    with begin_as() as work:
        other = given_patient(work)
        request = appointments.BookRequest(session=session.id, patient=other.id)
        appointments.book(work, request)

    answer = choose(desk, stale)

    assert answer.status_code == 409
    assert len(LexborHTMLParser(answer.text).css(".times form")) == 3


def test_a_nurse_reads_charts_and_books_nothing(signed_in, clinic):
    _, patient = clinic
    nurse = signed_in(Role.NURSE)

    assert nurse.get(f"/patients/{patient.id}").status_code == 200
    assert nurse.get("/book", params={"patient": patient.id}).status_code == 403
