"""Rosters side by side, and drafts that are followed."""

import threading

from selectolax.lexbor import LexborHTMLParser
from tests.services.drafts import LINES, another_draft
from tests.web.routes.conftest import csrf_of

from horarium.web import streams


def tree_of(answer):
    return LexborHTMLParser(answer.text)


def test_two_drafts_are_compared_side_by_side(coordinator, draft, begin_as):
    with begin_as() as work:
        other = another_draft(work, LINES | {"A": "DDD.D..", "B": "NN.D..."})

    answer = coordinator.get(f"/rosters/compare?a={draft.id}&b={other.id}")

    text = " ".join(tree_of(answer).css_first("main").text(separator=" ").split())
    assert "Penalty 23 20 -3" in text
    assert "Dr B 2 nights, 0 weekends 24 h 32 h +8" in text
    assert "2 cells differ" in text
    assert "Dr A Thu 8 Jan day off" in text


def test_rosters_of_different_days_are_compared_on_those_of_both(
    coordinator, draft, begin_as
):
    later, after = ({"start": f"2026-01-{day}", "days": 7} for day in ("09", "12"))
    with begin_as() as work:
        other = another_draft(work, LINES, horizon=later)
        apart = another_draft(work, LINES, horizon=after)

    shared = tree_of(coordinator.get(f"/rosters/compare?a={draft.id}&b={other.id}"))
    refused = coordinator.get(f"/rosters/compare?a={draft.id}&b={apart.id}")

    text = " ".join(shared.css_first("main").text(separator=" ").split())
    assert "on the 3 days of both, Fri 9 Jan to Sun 11 Jan" in text
    assert "Before: A small week, 5 Jan to 11 Jan (draft)" in text
    assert "Mon 12 Jan" not in text
    assert refused.status_code == 422
    assert "days of A small week, 2026-01-05 to 2026-01-11" in refused.text


def test_signing_out_ends_the_streams_that_are_open(
    app, browser, coordinator, draft, monkeypatch
):
    monkeypatch.setattr(streams, "BEAT_S", 0.02)
    same = browser()
    same.cookies = coordinator.cookies
    token = csrf_of(coordinator.get("/rosters"))
    answers = []

    def follow():
        answers.append(coordinator.get(f"/rosters/{draft.id}/edit/stream"))

    follower = threading.Thread(target=follow, daemon=True)
    follower.start()
    while not app.state.hub.n_watchers and follower.is_alive():
        follower.join(timeout=0.01)
    same.post("/logout", data={"csrf": token})
    follower.join(timeout=20)

    assert [answer.status_code for answer in answers] == [200]
    assert "data-version" in answers[0].text
