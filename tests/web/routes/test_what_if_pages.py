"""The administrator asks what if, watches, and reads the answer."""

from contextlib import contextmanager

import pytest
from selectolax.lexbor import LexborHTMLParser
from tests.web.routes.conftest import csrf_of

from horarium.domain.actor import Role
from horarium.services import what_if
from horarium.worker.tasks import MOST_ATTEMPTS, play


@pytest.fixture
def admin(signed_in):
    return signed_in(Role.ADMIN)


def ask(admin, **fields):
    csrf = csrf_of(admin.get("/what-if"))
    return admin.post("/what-if", data={"csrf": csrf, "n_days": "20", **fields})


def test_a_question_is_played_and_answered_with_intervals(admin, begin_as):
    address = ask(admin, no_show_percent="30").headers["location"]
    before = LexborHTMLParser(admin.get(address).text)

    with begin_as() as work:
        [run] = what_if.runs(work)
    play(begin_as, run.id, attempt=0, is_stopping=lambda: False)

    after = admin.get(address).text
    assert before.css_first("live-part progress").attributes["value"] == "0.0"
    assert "What 20 days came to" in after
    assert "planned overbooking" in after
    assert "±" in after
    titles = LexborHTMLParser(after).css("figcaption strong")
    assert [one.text() for one in titles] == ["Mean wait, min", "Time used, %"]
    live = admin.get(f"{address}/stream", headers={"accept": "text/html"})
    assert "Played." in live.text


def test_days_that_end_their_workers_are_given_up(admin, begin_as):
    address = ask(admin).headers["location"]
    with begin_as() as work:
        [run] = what_if.runs(work)

    @contextmanager
    def open_work():
        with begin_as() as work:
            yield work

    play(open_work, run.id, attempt=MOST_ATTEMPTS, is_stopping=lambda: False)

    assert "again and again" in admin.get(address).text


@pytest.mark.parametrize(
    ("name", "typed"),
    [("n_days", "5"), ("no_show_percent", "many"), ("idle_cost", "nan")],
)
def test_what_makes_no_sense_is_refused_beside_its_slider(admin, name, typed):
    answer = ask(admin, **{name: typed})

    assert answer.status_code == 422
    assert LexborHTMLParser(answer.text).css_first(f"#{name}-error") is not None


def test_a_kind_of_clinic_that_nobody_knows_is_refused(admin):
    assert ask(admin, preset="moon").status_code == 422
