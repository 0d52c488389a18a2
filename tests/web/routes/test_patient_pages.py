"""Patients at the desk."""

from selectolax.lexbor import LexborHTMLParser
from tests.builders import given_patient, given_session
from tests.web.routes.conftest import csrf_of

from horarium.domain.actor import Role
from horarium.services import limits, patients, tokens
from horarium.services.limits import NewLimits
from horarium.services.tokens import WalkIn


def press(client, path: str, **fields):
    data = {"csrf": csrf_of(client.get("/patients")), **fields}
    return client.post(path, data=data)


def test_a_patient_is_found_by_part_of_the_name_and_by_number(signed_in, begin_as):
    with begin_as() as work:
        patient = given_patient(work, name="Quentin Unmistakable")
    desk = signed_in(Role.STAFF)

    for words in ("unmistak", patient.record_number):
        page = LexborHTMLParser(press(desk, "/patients/find", q=words).text)
        assert page.css_first(f"a[href='/patients/{patient.id}']")


def test_who_is_not_there_can_be_registered(signed_in, begin_as):
    desk = signed_in(Role.STAFF)

    nobody = press(desk, "/patients/find", q="Zuleika")
    made = press(desk, "/patients", name="Zuleika Dobson", born="1980-02-29")

    assert "Nobody fits" in nobody.text
    with begin_as() as work:
        (found,) = patients.find(work, "zuleika")
    assert made.headers["location"] == f"/patients/{found.id}"


def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(signed_in):
    desk = signed_in(Role.STAFF)

    answer = press(desk, "/patients", name="Zuleika", born="2099-01-01", number="X1")

    page = LexborHTMLParser(answer.text)
    assert answer.status_code == 422
    assert "a date not after today" in page.css_first("#new-born-error").text()
    assert page.css_first("#new-name").attributes["value"] == "Zuleika"


def test_a_record_number_is_given_once(signed_in, begin_as):
    with begin_as() as work:
        patient = given_patient(work)
    desk = signed_in(Role.STAFF)

    answer = press(desk, "/patients", name="Another", number=patient.record_number)

    assert answer.status_code == 409
    assert LexborHTMLParser(answer.text).css_first("#new-number-error")


def test_an_unknown_patient_is_a_page_too(signed_in):
    unknown = "00000000-0000-7000-8000-000000000000"
    answer = signed_in(Role.STAFF).get(f"/patients/{unknown}")

    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")


def test_the_chart_shows_who_walked_in_too(signed_in, begin_as):
    with begin_as() as work:
        session, patient = given_session(work), given_patient(work)
        token = tokens.add_walk_in(work, WalkIn(session=session.id, patient=patient.id))

    page = signed_in(Role.STAFF).get(f"/patients/{patient.id}")

    (row,) = LexborHTMLParser(page.text).css("section[aria-labelledby=coming-title] li")
    assert token.label in row.text()
    assert "walk-in" in row.text()
    assert row.css_first("a").attributes["href"] == f"/t/{token.opaque}"


def test_a_birth_to_come_is_refused_in_words_not_in_names(signed_in):
    desk = signed_in(Role.STAFF)

    answer = press(desk, "/patients", name="Zoe", born="2030-01-01")

    error = LexborHTMLParser(answer.text).css_first("#new-born-error").text()
    assert error == "“2030-01-01” will not do; wanted: a date not after today."


def test_somebody_known_who_is_here_gets_a_token_and_is_not_registered_again(
    signed_in, begin_as
):
    with begin_as() as work:
        patient = given_patient(work, name="Quentin Unmistakable")
        session = given_session(work)
    desk = signed_in(Role.STAFF)

    page = LexborHTMLParser(desk.get(f"/patients/{patient.id}").text)
    offered = page.css_first("#session option").attributes["value"]
    given = press(desk, f"/patients/{patient.id}/walk-in", session=offered)

    assert offered == str(session.id)
    with begin_as() as work:
        (token,) = tokens.of_session(work, session.id)
        assert len(patients.find(work, "unmistak")) == 1
    assert given.headers["location"] == f"/desk?token={token.id}"
    assert token.patient == patient.id


def test_who_is_in_the_line_already_is_told_so_on_the_own_page(signed_in, begin_as):
    with begin_as() as work:
        patient, session = given_patient(work), given_session(work)
        token = tokens.add_walk_in(work, WalkIn(session=session.id, patient=patient.id))
    desk = signed_in(Role.STAFF)

    again = press(desk, f"/patients/{patient.id}/walk-in", session=str(session.id))

    assert again.status_code == 409
    assert token.label in again.text


def test_a_nurse_gives_no_tokens(signed_in, begin_as):
    with begin_as() as work:
        patient = given_patient(work)
        given_session(work)
    nurse = signed_in(Role.NURSE)

    page = LexborHTMLParser(nurse.get(f"/patients/{patient.id}").text)

    assert page.css_first("#session") is None


def test_what_a_patient_needs_of_a_place_is_noted_at_the_desk(signed_in, begin_as):
    with begin_as() as work:
        patient = given_patient(work)
    desk = signed_in(Role.STAFF)
    address = f"/patients/{patient.id}"

    wrong = press(desk, f"{address}/limits", not_before="12:00", not_after="11:00")
    kept = press(desk, f"{address}/limits", needs="echo, hindi", not_after="11:00")

    assert wrong.status_code == 422
    field = LexborHTMLParser(wrong.text).css_first("#not_after")
    assert field.attributes["value"] == "11:00"
    assert field.attributes["aria-invalid"] == "true"
    assert kept.headers["location"] == address
    page = LexborHTMLParser(desk.get(address).text)
    words = [one.text() for one in page.css("section[aria-labelledby=limits-title] li")]
    assert words == ["Needs: echo, hindi", "Begins at 11:00 or earlier"]


def test_a_nurse_reads_what_a_patient_needs_and_changes_nothing(signed_in, begin_as):
    with begin_as() as work:
        patient = given_patient(work)
        limits.note(work, patient.id, NewLimits(needs=("echo",)))

    page = LexborHTMLParser(signed_in(Role.NURSE).get(f"/patients/{patient.id}").text)

    assert "Needs: echo" in page.text()
    assert page.css_first("form[action$='/limits']") is None
