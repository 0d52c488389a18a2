"""People on the roster ask, swap and subscribe through pages; coordinators decide."""

import re
from datetime import timedelta

import pytest
from selectolax.lexbor import LexborHTMLParser
from tests.builders import given_practitioner
from tests.services.duties import MONDAY, given_ward
from tests.web.routes.conftest import csrf_of

from horarium.domain.actor import Role
from horarium.services import duty_requests, swaps

NEXT_MONDAY = MONDAY + timedelta(days=7)
REASON = "a scan that nobody needs to know of"


@pytest.fixture
def ward(begin_as):
    with begin_as() as work:
        made = given_ward(work)
        swaps.set_approval(work, is_needed=False)
    return made


@pytest.fixture
def registrar(signed_in, ward):
    """Makes a browser of the n-th person."""
    return lambda n: signed_in(Role.DOCTOR, practitioner=ward.team[n].id)


def post(client, page, path, **form):
    return client.post(path, data={"csrf": csrf_of(client.get(page)), **form})


def words(answer):
    body = LexborHTMLParser(answer.text).css_first("main")
    return re.sub(r"\s+", " ", body.text(separator=" "))


def test_my_duties_show_what_comes_next_and_the_month(registrar):
    page = registrar(0).get("/duties")

    text = words(page)
    assert page.status_code == 200
    assert "Tuesday 6 January" in text
    assert "Mon 12 Jan" in text
    assert "January 2026" in text
    assert "Night" in text


def test_a_request_shows_its_effect_before_it_is_made(registrar, begin_as, ward):
    client = registrar(0)
    form = {"kind": "off", "first_on": "2026-01-07", "reason": REASON}

    shown = post(client, "/duties/requests", "/duties/requests", step="show", **form)
    asked = post(client, "/duties/requests", "/duties/requests", step="ask", **form)

    assert "Day freed" in words(shown)
    assert "below" in words(shown) or "fewer than wanted" in words(shown)
    assert f'value="{REASON}"' in shown.text
    assert asked.status_code == 303
    assert REASON in client.get("/duties/requests").text


def test_a_private_reason_is_on_no_page_of_a_peer(registrar, signed_in):
    mine, peer = registrar(0), registrar(1)
    form = {"kind": "off", "first_on": "2026-01-07", "reason": REASON}
    post(mine, "/duties/requests", "/duties/requests", **form)

    pages = ("/duties", "/duties/requests", "/duties/swaps", "/duties/fairness")
    seen = [peer.get(path).text for path in (*pages, "/roster")]
    inbox = signed_in(Role.COORDINATOR).get("/requests")

    assert not [text for text in seen if REASON in text]
    assert REASON in inbox.text


def test_a_wrong_date_keeps_what_was_typed(registrar):
    form = {"kind": "off", "first_on": "soon", "reason": REASON}

    answer = post(registrar(0), "/duties/requests", "/duties/requests", **form)

    page = LexborHTMLParser(answer.text)
    assert answer.status_code == 422
    assert page.css_first("#first-on").attributes["aria-invalid"] == "true"
    assert page.css_first("#reason").attributes["value"] == REASON


def test_the_coordinator_grants_with_one_click_and_refuses_with_a_reason(
    registrar, signed_in, begin_as, ward
):
    for day in ("2026-01-07", "2026-01-08"):
        form = {"kind": "off", "first_on": day}
        post(registrar(0), "/duties/requests", "/duties/requests", **form)
    coordinator = signed_in(Role.COORDINATOR)
    with begin_as(Role.COORDINATOR) as work:
        first, second = (one.id for one in duty_requests.waiting(work))

    post(coordinator, "/requests", f"/requests/{first}", decision="grant")
    bare = post(coordinator, "/requests", f"/requests/{second}", decision="refuse")
    post(
        coordinator,
        "/requests",
        f"/requests/{second}",
        decision="refuse",
        answer="too few",
    )

    assert bare.status_code == 422
    assert "why it is refused" in words(bare)
    text = words(registrar(0).get("/duties/requests"))
    assert "granted" in text
    assert "too few" in text


def test_a_duty_that_has_begun_is_not_among_those_to_give_away(registrar):
    by_day, by_night = (registrar(n).get("/duties/swaps") for n in (0, 2))

    begun, ahead = (
        [
            one.attributes["value"]
            for one in LexborHTMLParser(page.text).css("#on option")
        ]
        for page in (by_day, by_night)
    )
    assert begun[0] == "2026-01-07"
    assert ahead[0] == "2026-01-06"


def test_a_duty_is_offered_taken_and_gone_for_the_second(registrar):
    giver, taker, late = (registrar(n) for n in (0, 1, 2))
    on = NEXT_MONDAY.isoformat()
    listed = giver.get(f"/duties/swaps?on={on}")
    post(giver, "/duties/swaps", "/duties/swaps/offers", on=on)
    seen = LexborHTMLParser(taker.get("/duties/swaps").text)
    path = seen.css_first('form[action$="/accept"]').attributes["action"]

    taken = post(taker, "/duties/swaps", path)
    gone = post(late, "/duties/swaps", path)

    assert "Offer this duty" in words(listed)
    assert taken.status_code == 303
    assert gone.status_code == 409
    assert "somebody was quicker" in words(gone)
    assert "done" in words(giver.get("/duties/swaps"))


def test_the_ledger_shows_the_others_without_names_and_why_me(registrar, ward):
    page = registrar(0).get(f"/duties/fairness?on={NEXT_MONDAY.isoformat()}")

    text = words(page)
    assert "Nights" in text
    assert "carry more" in text
    assert not [one.name for one in ward.team[1:] if one.name in text]
    assert "Mon 12 Jan" in text


def test_the_calendar_link_is_shown_once_and_fetched_without_signing_in(
    registrar, browser
):
    client = registrar(0)
    made = post(client, "/duties", "/duties/calendar")
    url = LexborHTMLParser(made.text).css_first("#feed").attributes["value"]
    path = url.partition("testserver")[2]

    feed = browser().get(path)
    same = browser().get(path, headers={"If-None-Match": feed.headers["etag"]})
    post(client, "/duties", "/duties/calendar/revoke")
    ended = browser().get(path)

    assert feed.headers["content-type"].startswith("text/calendar")
    assert feed.text.count("BEGIN:VEVENT") == 5
    assert (same.status_code, same.content) == (304, b"")
    assert ended.status_code == 404
    assert url not in client.get("/duties").text


def test_whoever_is_on_no_roster_is_told_so(signed_in, given, begin_as):
    lone = signed_in(Role.DOCTOR, practitioner=given(given_practitioner).id)

    assert "No duty to come" in words(lone.get("/duties"))
    assert "on no published roster" in words(lone.get("/duties/fairness"))


def test_the_department_says_whether_swaps_wait(signed_in, ward):
    coordinator = signed_in(Role.COORDINATOR)
    before = words(coordinator.get("/requests"))

    post(coordinator, "/requests", "/requests/policy", approval="1")

    assert "Swaps happen at once" in before
    assert "Swaps wait for a coordinator" in words(coordinator.get("/requests"))
