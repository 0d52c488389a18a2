"""What people come for, from the first click to the last."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from tests.browser.rosters import given_roster
from tests.builders import given_practitioner, given_session

from horarium.domain.actor import Role

pytestmark = pytest.mark.browser


@pytest.fixture
def session(deployment):
    """A session that is on now, with room for three."""
    with deployment.work() as work:
        start = work.clock.now() - timedelta(minutes=30)
        practitioner = given_practitioner(work, name="Dr Noor Haddad")
        return given_session(work, practitioner=practitioner, start=start, capacity=3)


def test_a_walk_in_is_called_seen_on_the_board_and_completed(visitor, session):
    board, desk = visitor(), visitor(Role.STAFF)
    doctor = visitor(Role.DOCTOR, practitioner=session.practitioner)
    board.goto("/board")
    doctor.goto("/clinic")

    desk.goto("/desk")
    walk_in = desk.locator("form[action='/desk/walk-in']")
    walk_in.get_by_label("Name").fill("Quentin Unmistakable")
    walk_in.get_by_role("button").click()
    number = f"{session.series} 1"
    expect(desk.locator("main")).to_contain_text(number)
    link = desk.get_by_role("link", name="Page and slip for the patient")
    phone = visitor()
    phone.goto(link.get_attribute("href"))
    expect(phone.locator("main")).to_contain_text(number)

    doctor.get_by_role("button", name=f"Call next ({number})").click()
    expect(board.locator("live-board, [data-live]").first).to_contain_text(number)
    expect(phone.locator("main")).to_contain_text("Please go in")

    doctor.get_by_role("button", name="Start").click()
    expect(phone.locator("main")).to_contain_text("With the doctor")
    doctor.get_by_role("button", name="Complete").click()
    expect(phone.locator("main")).to_contain_text("Done")
    expect(board.locator("body")).not_to_contain_text(number)
    for page in (board, phone):
        expect(page.locator("body")).not_to_contain_text("Unmistakable")


def test_the_coordinator_filters_the_roster_and_follows_a_problem(visitor, deployment):
    with deployment.work() as work:
        given_roster(work)
    page = visitor(Role.COORDINATOR)

    page.get_by_role("link", name="Roster", exact=True).first.click()
    page.get_by_label("Name or grade").fill("Noor")
    expect(page.get_by_role("rowheader", name="Noor Haddad")).to_be_visible()
    expect(page.get_by_role("rowheader", name="Ivo Lund")).to_be_hidden()

    page.get_by_label("Name or grade").fill("")
    of_noor = page.locator("a", has_text="Noor Haddad")
    folded = page.locator("#problems details:not([open])", has=of_noor).first
    folded.locator("summary").click()
    problem = page.locator("#problems a:visible", has_text="Noor Haddad").first
    target = problem.get_attribute("href").partition("#")[2]
    problem.click()

    expect(page.locator(f"#{target}")).to_be_focused()
    label = page.locator(f"#{target}").get_attribute("aria-label")
    assert "to improve" in label


def test_what_is_typed_before_the_scripts_arrive_filters_the_roster(
    visitor, deployment
):
    with deployment.work() as work:
        given_roster(work)
    page = visitor(Role.COORDINATOR)
    held = []
    page.route("**/roster-filter.js*", lambda route: held.append(route))

    page.goto("/roster", wait_until="commit")
    page.get_by_label("Name or grade").fill("Noor")
    expect(page.get_by_role("rowheader", name="Ivo Lund")).to_be_visible()
    held.pop().continue_()

    expect(page.get_by_role("rowheader", name="Ivo Lund")).to_be_hidden()
    expect(page.get_by_role("rowheader", name="Noor Haddad")).to_be_visible()
    assert "q=Noor" in page.url
