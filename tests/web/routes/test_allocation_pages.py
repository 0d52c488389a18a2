"""The coordinator weighs, sees who gets what and why not, and accepts."""

import pytest
from selectolax.lexbor import LexborHTMLParser
from tests.builders import given_patient
from tests.services.allocation.builders import given_clinic, given_wish
from tests.web.routes.conftest import csrf_of

from horarium.domain.actor import Role
from horarium.services import waitlist


@pytest.fixture
def coordinator(signed_in):
    return signed_in(Role.COORDINATOR)


@pytest.fixture
def waiting(begin_as):
    """A clinic of two places that three people wait for."""
    with begin_as() as work:
        session = given_clinic(work, n_slots=2)
        for _ in range(3):
            given_wish(work, session)
        return session


def fields_of(page) -> dict[str, str]:
    form = LexborHTMLParser(page.text).css_first("form[action='/allocation/accept']")
    hidden = form.css("input[type=hidden]")
    return {one.attributes["name"]: one.attributes["value"] for one in hidden}


def test_the_page_shows_who_gets_a_time_and_why_others_do_not(coordinator, waiting):
    tree = LexborHTMLParser(coordinator.get("/allocation?idle=0").text)

    assert len(tree.css_first("#placed-title").parent.css("tbody tr")) == 2
    assert "came first" in tree.css_first("#left-title").parent.text()
    assert "→" in tree.css_first("#plans-title").parent.text()


def test_who_plans_sees_since_when_somebody_waits_and_no_name(coordinator, begin_as):
    with begin_as() as work:
        session = given_clinic(work, n_slots=1)
        for _ in range(2):
            patient = given_patient(work, name="Quentin Unmistakable")
            given_wish(work, session, patient=patient.id)

    page = coordinator.get("/allocation?idle=0")

    tree = LexborHTMLParser(page.text)
    assert "Unmistakable" not in page.text
    assert tree.css_first("#placed-title").parent.css_first("tbody th").text() == (
        "Tue 6 Jan"
    )
    assert "Waiting since Tue 6 Jan" in tree.css_first("#left-title").parent.text()


def test_the_sliders_keep_what_was_chosen(coordinator, waiting):
    tree = LexborHTMLParser(coordinator.get("/allocation?wait=7.5&days=3").text)

    assert tree.css_first("input#wait").attributes["value"] == "7.5"
    assert tree.css_first("input#days").attributes["value"] == "3"


WILD = ("wait=99", "wait=often", "wait=nan", "days=0", "days=2.5", "reserve=11")


@pytest.mark.parametrize("typed", [*WILD, "reserve=-1", "equity_percent=101"])
def test_a_knob_that_makes_no_sense_is_refused_beside_its_slider(
    coordinator, waiting, typed
):
    answer = coordinator.get(f"/allocation?{typed}")

    name = typed.partition("=")[0]
    tree = LexborHTMLParser(answer.text)
    assert answer.status_code == 422
    assert tree.css_first(f"#{name}-error") is not None


def test_the_reserve_shows_what_it_brings_about(coordinator, waiting):
    page = coordinator.get("/allocation?idle=0&reserve=1")

    tree = LexborHTMLParser(page.text)
    assert "1 instead of 2 are placed" in tree.css_first("#shares-title").parent.text()
    assert "1 kept for the urgent" in tree.css_first("#plans-title").parent.text()
    assert tree.css_first("input#reserve").attributes["value"] == "1"
    assert fields_of(page)["reserve"] == "1"


def test_sliding_brings_the_new_proposal_into_what_is_accepted(coordinator, waiting):
    tree = LexborHTMLParser(coordinator.get("/allocation?idle=0").text)

    sliding = tree.css_first("form[hx-get='/allocation']").attributes
    accepted = tree.css_first("form[action='/allocation/accept']")
    assert accepted.parent.attributes["id"] == "summary"
    assert "#summary" in sliding["hx-select-oob"].split(",")
    assert sliding["hx-sync"] == "this:replace"


def test_who_asked_and_is_placed_is_told_by_the_way_of_asking(coordinator, waiting):
    tree = LexborHTMLParser(coordinator.get("/allocation?idle=0").text)

    [row] = tree.css_first("#shares-title").parent.css("tbody tr")
    assert row.text(separator=" ").split() == ["Online", "3", "2", "67%"]


def test_accepting_books_what_was_seen(coordinator, waiting, begin_as):
    fields = fields_of(coordinator.get("/allocation?idle=0"))

    answer = coordinator.post("/allocation/accept", data=fields)

    with begin_as() as work:
        left = waitlist.waiting(work, None)
    assert (answer.status_code, len(left)) == (303, 1)
    assert "2 booked and told." in coordinator.get(answer.headers["location"]).text


def test_accepting_what_has_changed_shows_it_anew(coordinator, waiting, begin_as):
    fields = fields_of(coordinator.get("/allocation?idle=0"))
    with begin_as() as work:
        given_wish(work, waiting)

    answer = coordinator.post("/allocation/accept", data=fields)

    assert answer.status_code == 409
    assert csrf_of(answer)
    assert "Since you looked" in answer.text


def test_no_chance_of_anybody_is_on_the_page(coordinator, waiting):
    page = coordinator.get("/allocation").text

    assert "p_show" not in page
    assert "risk" not in page
