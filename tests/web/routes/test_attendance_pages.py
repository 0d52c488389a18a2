"""The administrator's page of attendance, the desk's calls, and scores that nobody sees."""

import re
from datetime import timedelta

import pytest
from selectolax.lexbor import LexborHTMLParser
from tests.builders import given_patient, given_session
from tests.services.attendance.builders import given_fit, given_visit
from tests.web.routes.conftest import csrf_of

from horarium.domain.actor import Role
from horarium.services import attendance
from horarium.store import attendance_scores
from horarium.web.office.attendance_marks import doubt_of


def press(client, page: str, path: str, **fields):
    return client.post(path, data={"csrf": csrf_of(client.get(page)), **fields})


@pytest.fixture
def admin(signed_in):
    return signed_in(Role.ADMIN)


@pytest.fixture
def helped(begin_as, clock):
    """Six visits of tomorrow that were scored, some of them chosen for a call."""
    with begin_as() as work:
        given_fit(work)
        start = clock.at + timedelta(days=1)
        session = given_session(work, start=start)
        patient = given_patient(work)
        given_visit(work, session, 5, lead_days=28, patient_id=patient.id)
        for place in range(5):
            given_visit(work, session, place, lead_days=place * 5 + 1)
        attendance.keep(work)
        return session, patient, attendance_scores.log_of(work.db, limit=100)


def test_the_page_shows_the_model_in_force_and_its_fits(admin, helped):
    tree = LexborHTMLParser(admin.get("/attendance").text)

    assert "spline-logistic" in tree.css_first("#force-title").parent.text()
    assert "diagnosis" in tree.css_first("#looks-title").parent.text()
    assert "# Card" in tree.css_first("pre").text()


def test_before_anything_was_learnt_the_page_says_so(admin):
    page = admin.get("/attendance").text

    assert "Nothing has been learnt yet." in page


def test_learning_anew_is_asked_for_and_watched(admin, begin_as):
    answer = press(admin, "/attendance", "/attendance/fits")

    page = LexborHTMLParser(admin.get("/attendance").text)
    live = admin.get("/attendance/stream", headers={"accept": "text/html"})
    assert answer.status_code == 303
    assert page.css_first("live-part progress") is not None
    assert "Waiting for a worker" in live.text


def test_the_switch_is_turned_off_with_a_reason(admin, begin_as):
    fields = {"method": "rate", "power": "off"}
    refused = press(admin, "/attendance", "/attendance/setting", **fields)
    done = press(admin, "/attendance", "/attendance/setting", reason="x", **fields)

    with begin_as() as work:
        setting = attendance.setting(work)
    assert (refused.status_code, done.status_code) == (422, 303)
    assert (setting.is_off, setting.method) == (True, "rate")


def test_how_it_goes_on_learning_is_chosen_and_a_wild_rhythm_is_told(admin, begin_as):
    fields = {"method": "rate", "nightly": "off", "reason": "x"}
    path = "/attendance/setting"
    wild = press(admin, "/attendance", path, **fields, learn_every_days="often")
    done = press(admin, "/attendance", path, **fields, learn_every_days="14")
    press(admin, "/attendance", path, method="svm", reason="x")

    with begin_as() as work:
        setting = attendance.setting(work)
    error = LexborHTMLParser(wild.text).css_first("#learn_every_days-error")
    assert (wild.status_code, done.status_code) == (422, 303)
    assert "whole number" in error.text()
    assert (setting.recalibrates, setting.learn_every_days) == (False, 14)


def test_the_page_shows_each_night_and_the_card_of_the_last(signed_in, begin_as, clock):
    with begin_as() as work:
        given_fit(work)
        given_visit(work, given_session(work), 1, lead_days=3, status="noshow")
    clock.at += timedelta(days=1)
    with begin_as() as work:
        attendance.recalibrate(work)

    tree = LexborHTMLParser(signed_in(Role.ADMIN).get("/attendance").text)

    assert "1.1" in tree.css_first("#nights-title").parent.css_first("tbody").text()
    assert "## Recalibrated" in tree.css_first("pre").text()


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0.41, 0.72, "from 0.41 to 0.72"),
        (None, None, "too few to say"),
        (0.56, 0.72, ""),
    ],
)
def test_a_page_says_what_a_dozen_missed_visits_cannot_tell(low, high, words):
    marks = {"no_show_rate": 0.08, "n_visits": 150, "auc_low": low, "auc_high": high}

    told = doubt_of(marks)

    assert words in told
    assert bool(told) == bool(words)


def test_the_desk_rings_and_says_what_came_of_it(signed_in, helped, begin_as):
    desk = signed_in(Role.STAFF)
    tree = LexborHTMLParser(desk.get("/desk/calls").text)
    form = tree.css_first("form[action^='/desk/calls/']").attributes["action"]

    answer = press(desk, "/desk/calls", form, outcome="transport")

    assert answer.status_code == 303
    assert "needs transport" in desk.get("/desk/calls").text.split("<form")[1]


def test_an_outcome_that_nobody_knows_is_refused(signed_in, helped):
    desk = signed_in(Role.STAFF)
    tree = LexborHTMLParser(desk.get("/desk/calls").text)
    form = tree.css_first("form[action^='/desk/calls/']").attributes["action"]

    assert press(desk, "/desk/calls", form, outcome="rude").status_code == 422


def shown(client, *paths: str) -> str:
    return " ".join(client.get(path).text for path in paths)


def test_no_page_of_the_desk_or_of_a_patient_shows_a_chance(signed_in, helped):
    session, known, log = helped
    staff = signed_in(Role.STAFF)
    patient = signed_in(Role.PATIENT, patient=known.id)
    pages = shown(
        staff,
        "/",
        "/desk",
        "/desk/calls",
        f"/desk/sessions/{session.id}",
        f"/patients/{known.id}",
        "/book",
    ) + shown(patient, "/", "/my")

    chances = {f"{one.p_show:.3f}"[1:] for one in log} | {
        f"{100 * (1 - one.p_show):.0f} %" for one in log
    }
    assert len(log) >= 5
    assert not [one for one in chances if one in pages]
    assert not re.search(
        r"no-show risk|likely to miss|p_show|score", pages, re.IGNORECASE
    )
