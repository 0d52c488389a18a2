"""The board and the patient's page: for everybody, in everybody's language."""

from datetime import timedelta

import pytest
from selectolax.lexbor import LexborHTMLParser
from tests.builders import given_patient, given_session

from horarium.services import lines, tokens
from horarium.services.tokens import WalkIn


@pytest.fixture
def waiting(begin_as):
    """Sessions with one token each: ``waiting(n) -> tokens``."""

    def make(n: int):
        with begin_as() as work:
            return [
                tokens.add_walk_in(
                    work,
                    WalkIn(
                        session=given_session(work).id, patient=given_patient(work).id
                    ),
                )
                for _ in range(n)
            ]

    return make


def test_the_board_shows_the_last_call_first(browser, begin_as, clock, waiting):
    one, other = waiting(2)
    for token in (one, other):
        clock.at += timedelta(minutes=1)
        with begin_as() as work:
            lines.call_next(work, token.session)

    board = LexborHTMLParser(browser().get("/board").text)

    shown = [number.text() for number in board.css(".now .number")]
    assert shown == [other.label, one.label]
    assert "last" in board.css_first(".room").attributes["class"]


def test_the_board_tells_a_call_made_again_from_the_first(browser, begin_as, waiting):
    [token] = waiting(1)
    with begin_as() as work:
        lines.call_next(work, token.session)
        lines.recall(work, token.id)

    number = LexborHTMLParser(browser().get("/board").text).css_first(".now .number")

    assert number.attributes["data-recalls"] == "1"


def test_between_two_calls_the_board_does_not_say_that_nobody_waits(browser, waiting):
    [token] = waiting(1)

    room = LexborHTMLParser(browser().get("/board").text).css_first(".room")

    assert room.css_first(".state").text() == "nobody called now"
    assert room.css_first(".next .number").text() == token.label


def test_the_board_speaks_the_language_of_its_address(browser):
    page = browser().get("/board?language=es").text

    assert "Ahora no hay ninguna consulta abierta." in page
    assert '<html lang="es"' in page
    assert "/board/stream?site=&amp;language=es" in page


def test_a_language_nobody_wrote_leaves_the_board_as_it_is(browser):
    page = browser().get("/board?language=xx").text

    assert "No clinic is open now." in page


def test_the_patients_page_speaks_as_the_phone_wishes(browser, waiting):
    (token,) = waiting(1)

    wish = {"accept-language": "hi-IN,en;q=0.5"}
    page = browser().get(f"/t/{token.opaque}", headers=wish).text

    assert "आपका टोकन" in page
    assert f"/t/{token.opaque}/stream?language=hi" in page


def test_a_chosen_language_goes_before_the_phones_wish(browser, waiting):
    (token,) = waiting(1)

    wish = {"accept-language": "hi"}
    page = browser().get(f"/t/{token.opaque}?language=es", headers=wish).text

    assert "Su turno" in page


def test_who_cannot_hold_a_stream_asks_for_the_state_again_and_again(browser):
    answer = browser().get("/board/stream", headers={"Accept": "text/html"})

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert "event:" not in answer.text
