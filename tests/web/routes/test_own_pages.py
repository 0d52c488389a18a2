"""A patient books alone, on a phone."""

from datetime import timedelta

import pytest
from selectolax.lexbor import LexborHTMLParser
from tests.builders import given_patient, given_session
from tests.web.routes.conftest import csrf_of

from horarium.domain.actor import Role
from horarium.services import appointments, waitlist
from horarium.services.appointments import BookRequest
from horarium.services.waitlist import JoinWaitlist


@pytest.fixture
def clinic(begin_as, clock):
    """Tomorrow's session with one place, and two patients."""
    with begin_as() as work:
        session = given_session(work, start=clock.at + timedelta(days=1), capacity=1)
        return session, given_patient(work), given_patient(work)


@pytest.fixture
def phone(signed_in, clinic):
    return signed_in(Role.PATIENT, patient=clinic[1].id)


def submit(phone, form):
    fields = {
        one.attributes["name"]: one.attributes.get("value") or ""
        for one in form.css("input[name]")
    }
    return phone.post(form.attributes["action"], data=fields)


def tree_of(answer) -> LexborHTMLParser:
    assert answer.status_code == 200, answer.text
    return LexborHTMLParser(answer.text)


def test_a_patient_finds_a_time_keeps_it_and_books_it(phone, clinic):
    session, _, _ = clinic
    page = tree_of(phone.get("/my", params={"service": session.service}))

    kept = submit(phone, page.css_first(".times form"))
    held = tree_of(phone.get(kept.headers["location"]))
    booked = submit(phone, held.css_first("form[action$=confirm]"))

    words = tree_of(phone.get(booked.headers["location"])).body.text()
    assert f"{session.series} 1" in words
    assert booked.headers["location"] in phone.get("/").text


def test_another_patients_appointment_is_not_here(phone, clinic, begin_as):
    session, _, other = clinic
    with begin_as() as work:
        booked = appointments.book(
            work, BookRequest(session=session.id, patient=other.id)
        )

    assert phone.get(f"/my/{booked.id}").status_code == 404


@pytest.fixture
def offered(begin_as, clinic):
    """The place of the second patient, given up and so offered to the first."""
    session, mine, other = clinic
    with begin_as(Role.STAFF) as work:
        taken = appointments.book(
            work, BookRequest(session=session.id, patient=other.id)
        )
        waitlist.join(
            work,
            JoinWaitlist(
                patient=mine.id,
                service=session.service,
                first_on=session.on_date,
                last_on=session.on_date,
            ),
        )
        appointments.cancel(work, taken.id, "away")


def test_an_offered_place_is_taken_from_the_home_page(phone, offered):
    home = tree_of(phone.get("/"))

    taken = submit(phone, home.css_first("form[action$=accept]"))

    booked = tree_of(phone.get(taken.headers["location"]))
    assert "booked" in booked.css_first("h1 .pill").text()
    assert not tree_of(phone.get("/")).css("form[action$=accept]")


def test_a_declined_offer_leaves_the_home_page(phone, offered):
    home = tree_of(phone.get("/"))

    submit(phone, home.css_first("form[action$=decline]"))

    assert not tree_of(phone.get("/")).css("form[action$=decline]")


def test_an_offer_answered_too_late_says_so(phone, offered, clock):
    home = tree_of(phone.get("/"))
    clock.at += timedelta(minutes=25)

    late = submit(phone, home.css_first("form[action$=accept]"))
    page = tree_of(phone.get(late.headers["location"]))

    assert "That place is gone" in page.body.text()


def test_the_desk_does_not_book_through_the_patients_door(signed_in):
    assert csrf_of(signed_in(Role.STAFF).get("/patients"))
    assert signed_in(Role.STAFF).get("/my").status_code == 403
