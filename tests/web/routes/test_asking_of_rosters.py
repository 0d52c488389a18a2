"""What if, why, and which rules conflict, on pages."""

from datetime import UTC, datetime

import pytest
from selectolax.lexbor import LexborHTMLParser
from tests.services.roster_nouns import given_draft, given_lived, given_team, make_week
from tests.web.routes.conftest import csrf_of

from horarium.domain.actor import Role
from horarium.domain.question import QuestionId
from horarium.services import questions
from horarium.store import people

GOOD = {"A": "DDDDD..", "B": "NNNN...", "C": "....NNN"}


@pytest.fixture(autouse=True)
def before_the_roster(clock):
    """Nothing of the roster has begun."""
    clock.at = datetime(2026, 1, 2, 9, tzinfo=UTC)


@pytest.fixture
def draft(begin_as):
    with begin_as() as work:
        given_team(work)
        return given_draft(work, make_week(sites=[{"id": "north"}]), GOOD)


@pytest.fixture
def office(signed_in):
    return signed_in(Role.COORDINATOR)


def tree_of(answer) -> LexborHTMLParser:
    return LexborHTMLParser(answer.text)


def press(client, page: str, path: str, **fields):
    return client.post(path, data={"csrf": csrf_of(client.get(page)), **fields})


def suppose(office, draft, **fields):
    here = f"/rosters/{draft.id}/what-if"
    return press(office, here, here, **fields)


def test_the_page_has_a_form_for_each_kind_of_change(office, draft):
    page = tree_of(office.get(f"/rosters/{draft.id}/what-if"))

    kinds = [one.attributes["value"] for one in page.css("input[name=kind]")]
    assert kinds == ["absence", "cover", "site", "rule", "lock"]


@pytest.mark.parametrize(
    ("today", "proposed"), [(2, "2026-01-05"), (7, "2026-01-07"), (20, "2026-01-11")]
)
def test_the_day_proposed_is_the_nearest_of_the_roster(
    signed_in, draft, clock, today, proposed
):
    clock.at = datetime(2026, 1, today, 9, tzinfo=UTC)
    office = signed_in(Role.COORDINATOR)

    page = tree_of(office.get(f"/rosters/{draft.id}/what-if"))

    assert page.css_first("#absence-first").attributes["value"] == proposed


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "absence", "person": "A", "first": "2026-01-06", "last": "2026-01-06"},
        {"kind": "cover", "shift_type": "D", "on": "2026-01-10", "heads": "1"},
        {"kind": "site", "site": "north", "first": "2026-01-06", "last": "2026-01-06"},
        {"kind": "rule", "rule": "run", "setting": "off"},
        {"kind": "rule", "rule": "fair-nights", "setting": "50"},
        {"kind": "lock", "person": "A", "on": "2026-01-06", "shift_type": ""},
        {"kind": "lock", "person": "A", "on": "2026-01-06", "shift_type": "unlock"},
    ],
    ids=lambda change: f"{change['kind']}-{change.get('setting', '')}",
)
def test_every_kind_is_answered_with_how_sure_it_is(office, draft, change):
    answer = suppose(office, draft, **change)

    page = tree_of(answer)
    assert answer.status_code == 200
    assert page.css("section.card .said .fact-status")


def test_costs_come_as_a_table_of_before_and_after(office, draft):
    answer = suppose(office, draft, kind="rule", rule="fair-nights", setting="50")

    rows = {
        row.css_first("th").text(): [cell.text() for cell in row.css("td")]
        for row in tree_of(answer).css("table.costs tbody tr")
    }
    assert "fair-nights" in rows
    before, after, change = (
        int(text.replace(",", "")) for text in rows["all rules together"]
    )
    assert after - before == change > 0


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "cover", "shift_type": "D", "on": "2026-01-10", "heads": "some"},
        {"kind": "absence", "person": "A", "first": "soon", "last": "2026-01-06"},
        {"kind": "rule", "rule": "run", "setting": "heavier"},
        {"kind": "weather"},
    ],
)
def test_what_makes_no_sense_is_refused_and_kept(office, draft, change):
    answer = suppose(office, draft, **change)

    page = tree_of(answer)
    assert answer.status_code == 422
    assert page.css_first(".flash.bad")
    if "heads" in change:
        assert page.css_first("#cover-heads").attributes["value"] == "some"


def test_a_longer_look_is_followed_stopped_and_kept(office, draft, begin_as):
    change = {"kind": "absence", "person": "A"}
    days = {"first": "2026-01-06", "last": "2026-01-06"}

    answer = suppose(office, draft, **change, **days, longer="1")

    there = answer.headers["location"]
    waiting = tree_of(office.get(there))
    assert waiting.css_first("live-part")
    stream = waiting.css_first("live-part").attributes["data-live"]
    once = office.get(stream, headers={"accept": "text/html"})
    assert "Waiting for a worker" in once.text
    questions.run(begin_as, QuestionId(there.rpartition("/")[2]))
    over = tree_of(office.get(there))
    assert not over.css_first("live-part")
    assert over.css("table.costs")


def test_a_question_that_waits_can_be_stopped(office, draft):
    here = f"/rosters/{draft.id}/what-if"
    asked = press(office, here, f"/rosters/{draft.id}/conflict")
    there = asked.headers["location"]

    press(office, there, f"{there}/stop")

    assert "Stopped" in tree_of(office.get(there)).css_first(".pill").text()


def test_why_names_the_cell_and_who_else_could(office, draft):
    page = tree_of(office.get(f"/rosters/{draft.id}/why?person=A&on=2026-01-06"))

    said = [one.text() for one in page.css(".said li")]
    assert page.css_first("#answer-title").text() == "Dr A, Tue 6 Jan"
    assert said[0].startswith("Dr A works day on Tue 6 Jan.")
    assert any("could" in one for one in said)


def test_why_not_names_the_rule_that_stands_in_the_way(office, draft):
    query = "person=B&on=2026-01-06&instead=D"

    page = tree_of(office.get(f"/rosters/{draft.id}/why?{query}"))

    assert page.css_first("#answer-title").text().endswith("why not day")
    assert len(page.css(".said li")) > 1


@pytest.mark.parametrize(
    "query", ["person=Z&on=2026-01-06", "person=A&on=soon", "person=A&on=2027-01-01"]
)
def test_a_cell_that_the_roster_has_not_is_refused(office, draft, query):
    answer = office.get(f"/rosters/{draft.id}/why?{query}")

    assert answer.status_code == 422
    assert tree_of(answer).css_first(".flash.bad")


def test_a_doctor_asks_why_of_what_is_published_and_sees_no_prices(signed_in, begin_as):
    with begin_as() as work:
        given_team(work)
        lived = given_lived(work, lines=GOOD)
        me = next(p for p in people.practitioners(work.db) if p.staff_code == "B")
    doctor = signed_in(Role.DOCTOR, practitioner=me.id)

    page = tree_of(doctor.get(f"/rosters/{lived.id}/why?person=A&on=2026-01-06"))

    said = " ".join(one.text() for one in page.css(".said li"))
    assert "Dr A works day" in said
    assert "penalty" not in said
    assert not page.css("nav.under-head a[href$=what-if]")
    assert doctor.get(f"/rosters/{lived.id}/what-if").status_code == 403
