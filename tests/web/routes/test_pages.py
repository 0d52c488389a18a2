"""What people can do in a browser, without one line of JavaScript."""

import pytest
from selectolax.lexbor import LexborHTMLParser
from tests.builders import given_patient, given_practitioner, given_session
from tests.web.routes.conftest import csrf_of

from horarium.domain.actor import Role
from horarium.domain.people import HealthcareService
from horarium.services import appointments, holds, tokens
from horarium.services.appointments import BookRequest
from horarium.services.holds import HoldRequest
from horarium.services.tokens import WalkIn


def text_of(answer) -> str:
    return " ".join(LexborHTMLParser(answer.text).body.text(separator=" ").split())


@pytest.fixture
def doctor_with_session(begin_as, signed_in):
    """A doctor's browser and the doctor's session of today."""
    with begin_as() as work:
        practitioner = given_practitioner(work)
        session = given_session(work, practitioner=practitioner, capacity=6)
    return signed_in(Role.DOCTOR, practitioner=practitioner.id), session


def wait_in(begin_as, session, name="Ben"):
    with begin_as() as work:
        patient = given_patient(work, name=name)
        return tokens.add_walk_in(work, WalkIn(session=session.id, patient=patient.id))


def post(client, path, page=None, **fields):
    page = page or client.get(path.split("?")[0])
    return client.post(path, data={"csrf": csrf_of(page), **fields})


def test_a_wrong_password_keeps_the_name_and_says_so(browser):
    client = browser()
    page = client.get("/login")

    answer = post(client, "/login", page, name="ana", password="wrong")

    assert answer.status_code == 401
    assert 'value="ana"' in answer.text
    assert "Name or password is wrong" in answer.text


def test_who_is_not_signed_in_is_sent_to_sign_in_and_back(browser, signed_in):
    answer = browser().get("/desk")

    assert answer.status_code == 303
    assert answer.headers["location"] == "/login?next=/desk"


def test_nobody_is_sent_to_another_site_after_signing_in(browser, signed_in, begin_as):
    page = browser().get("/login?next=//evil.example/")

    assert "evil" not in page.text


def test_signing_out_ends_the_sign_in_on_the_server(signed_in):
    client = signed_in(Role.STAFF)
    secret = client.cookies["horarium"]

    post(client, "/logout", client.get("/desk"))
    client.cookies.set("horarium", secret)

    assert client.get("/desk").status_code == 303


def test_a_form_without_its_token_is_refused(signed_in, given):
    client, session = signed_in(Role.STAFF), given(given_session)
    fields = {"session": str(session.id), "name": "Ben"}

    answer = client.post("/desk/walk-in", data=fields)

    assert answer.status_code == 403
    assert "out of date" in answer.text


def test_the_desk_gives_a_walk_in_a_token_and_shows_it_large(signed_in, given):
    client, session = signed_in(Role.STAFF), given(given_session, capacity=2)

    answer = post(
        client,
        "/desk/walk-in",
        client.get("/desk"),
        session=str(session.id),
        name="Ben",
    )
    page = client.get(answer.headers["location"])

    assert answer.status_code == 303
    assert f"{session.series} 1" in text_of(page)
    assert "Ben" not in answer.headers["location"]


def test_the_desk_leaves_it_to_the_online_rule_where_a_walk_in_goes(
    signed_in, begin_as
):
    client = signed_in(Role.STAFF)
    with begin_as() as work:
        busy = given_session(work)
        service = HealthcareService(busy.service, busy.service_name)
        quiet = given_session(work, service=service)
        for _ in range(3):
            patient = given_patient(work)
            tokens.add_walk_in(work, WalkIn(session=busy.id, patient=patient.id))

    any_of = f"any-{busy.service}"
    desk = client.get("/desk")
    answer = post(client, "/desk/walk-in", desk, session=any_of, name="Ben")
    page = client.get(answer.headers["location"])

    assert f'value="{any_of}"' in desk.text
    assert f"{quiet.series} 1" in text_of(page)


def test_a_place_that_is_held_is_left_nowhere_on_the_desk(signed_in, begin_as):
    client = signed_in(Role.STAFF)
    with begin_as() as work:
        session = given_session(work, capacity=3)
        patient = given_patient(work)
        holds.hold(work, HoldRequest(patient=patient.id, session=session.id))

    desk = text_of(client.get("/desk"))
    home = text_of(client.get("/"))

    assert "0 of 3, 1 held, 2 left" in desk
    assert "(2 places left)" in desk
    assert "0 of 3 places taken, 1 held 2 places left" in home


def test_a_refused_walk_in_loses_nothing_that_was_typed(signed_in, given):
    client, session = signed_in(Role.STAFF), given(given_session)

    answer = post(
        client,
        "/desk/walk-in",
        client.get("/desk"),
        session=str(session.id),
        name="Ben Okafor",
        born="31.12.1980",
    )

    assert answer.status_code == 422
    assert "Ben Okafor" in answer.text
    assert "1980-02-29" in answer.text


def test_a_full_session_is_said_in_words(signed_in, given):
    client, session = signed_in(Role.STAFF), given(given_session, capacity=1)
    fields = {"session": str(session.id), "name": "Ben"}
    post(client, "/desk/walk-in", client.get("/desk"), **fields)

    answer = post(client, "/desk/walk-in", client.get("/desk"), **fields)

    assert answer.status_code == 409
    assert "This session is full" in text_of(answer)


def test_checking_in_a_booked_patient(signed_in, begin_as, clock):
    with begin_as() as work:
        session = given_session(work)
        patient = given_patient(work, name="Dana Frei")
        booked = appointments.book(
            work, BookRequest(session=session.id, patient=patient.id)
        )
    client = signed_in(Role.NURSE)
    page = client.get("/desk")

    answer = post(
        client, "/desk/check-in", page, appointment=str(booked.appointment.id)
    )

    assert "Dana Frei" in text_of(page)
    assert answer.status_code == 303
    assert booked.token.label in text_of(client.get(answer.headers["location"]))


def test_the_desk_finds_by_name_and_no_name_is_in_an_address(signed_in, begin_as):
    with begin_as() as work:
        session = given_session(work)
        for name in ("Dana Frei", "Ben Okafor"):
            patient = given_patient(work, name=name)
            appointments.book(work, BookRequest(session=session.id, patient=patient.id))
    client = signed_in(Role.STAFF)

    answer = post(client, "/desk/find", client.get("/desk"), q="frei")

    assert "Dana Frei" in answer.text
    assert "Ben Okafor" not in answer.text


def test_the_doctor_calls_starts_completes(doctor_with_session, begin_as):
    client, session = doctor_with_session
    token = wait_in(begin_as, session)
    base = f"/clinic/{session.id}"

    for verb in ("call-next", "start", "complete"):
        answer = post(
            client, f"{base}/{verb}", client.get("/clinic"), token=str(token.id)
        )
        assert answer.status_code == 303, answer.text

    assert "1 already seen" in text_of(client.get("/clinic"))


def test_the_doctor_takes_the_last_call_back(doctor_with_session, begin_as):
    client, session = doctor_with_session
    token = wait_in(begin_as, session)
    base = f"/clinic/{session.id}"
    post(client, f"{base}/call-next", client.get("/clinic"))
    called = text_of(client.get("/clinic"))

    post(client, f"{base}/undo", client.get("/clinic"))

    assert f"Undo the call of {token.label}" in called
    assert "Nobody is with you" in text_of(client.get("/clinic"))


def test_calling_when_nobody_waits_is_said_on_the_same_page(doctor_with_session):
    client, session = doctor_with_session

    answer = post(client, f"/clinic/{session.id}/call-next", client.get("/clinic"))

    assert answer.status_code == 409
    assert "Nobody is waiting in this line" in text_of(answer)


def test_running_late_needs_a_number_and_then_shows_everywhere(
    doctor_with_session, browser
):
    client, session = doctor_with_session
    path = f"/clinic/{session.id}/late"

    refused = post(client, path, client.get("/clinic"), minutes="a while")
    accepted = post(client, path, client.get("/clinic"), minutes="20")

    assert refused.status_code == 422
    assert 'value="a while"' in refused.text
    assert accepted.status_code == 303
    assert "20 min" in text_of(browser().get("/board"))


def test_the_most_that_a_page_says_one_may_be_late_is_taken(doctor_with_session):
    client, session = doctor_with_session
    page = client.get("/clinic")
    hint = LexborHTMLParser(page.text).css_first("label[for=minutes] .hint").text()
    most = int(hint.rsplit(" ", 1)[1])

    taken = post(client, f"/clinic/{session.id}/late", page, minutes=str(most))
    refused = post(client, f"/clinic/{session.id}/late", page, minutes=str(most + 1))

    assert (taken.status_code, refused.status_code) == (303, 422)


def test_another_doctors_line_is_not_shown(signed_in, begin_as, given):
    stranger = signed_in(Role.DOCTOR, practitioner=given(given_practitioner).id)
    session = given(given_session)

    assert stranger.get(f"/clinic?session={session.id}").status_code == 404
    assert stranger.get(f"/clinic/{session.id}/stream").status_code in (403, 404)


def test_the_board_is_public_and_shows_no_name(browser, doctor_with_session, begin_as):
    client, session = doctor_with_session
    token = wait_in(begin_as, session, name="Quentin Unmistakable")
    post(client, f"/clinic/{session.id}/call-next", client.get("/clinic"))

    page = browser().get("/board")

    assert token.label in text_of(page)
    assert "Unmistakable" not in page.text


def test_the_patients_link_needs_no_sign_in_and_shows_no_name(browser, begin_as, given):
    session = given(given_session)
    wait_in(begin_as, session)
    token = wait_in(begin_as, session, name="Quentin Unmistakable")

    page = browser().get(f"/t/{token.opaque}")

    assert token.label in text_of(page)
    assert "1" in text_of(page)
    assert "Unmistakable" not in page.text


def test_a_link_that_opens_nothing_is_a_page_too(browser):
    answer = browser().get("/t/AAAAAAAAAAAAAAAAAAAAAA")

    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    "role", [r for r in Role if r not in (Role.DOCTOR, Role.PATIENT, Role.OPD)]
)
def test_each_role_has_a_home(signed_in, role):
    page = signed_in(role).get("/")

    assert page.status_code == 200
    assert "Good" in text_of(page)


def test_a_doctors_home_counts_who_waits(doctor_with_session, begin_as):
    client, session = doctor_with_session
    wait_in(begin_as, session)

    assert "1 patient waiting in your clinic" in text_of(client.get("/"))


def test_a_patients_home_shows_the_own_token(signed_in, begin_as):
    with begin_as() as work:
        session, patient = given_session(work), given_patient(work)
        token = tokens.add_walk_in(work, WalkIn(session=session.id, patient=patient.id))
    client = signed_in(Role.PATIENT, patient=patient.id)

    page = client.get("/")

    assert token.label in text_of(page)
    assert f"/t/{token.opaque}" in page.text


def test_static_files_are_kept_for_ever_under_their_own_address(browser, renderer):
    url = renderer.assets["app.css"].url

    named, bare = browser().get(url), browser().get("/static/app.css")

    assert "immutable" in named.headers["cache-control"]
    assert bare.headers["cache-control"] == "no-cache"


def test_an_administrator_reads_in_words_whether_the_system_is_ready(signed_in):
    page = signed_in(Role.ADMIN).get("/system")

    assert page.headers["content-type"].startswith("text/html")
    assert "Database fine answers" in text_of(page)
    assert 'href="/system"' in signed_in(Role.ADMIN).get("/").text
    assert signed_in(Role.COORDINATOR).get("/system").status_code == 403
