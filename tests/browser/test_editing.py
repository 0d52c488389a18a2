"""A coordinator changes a draft by keys and by hand, takes a change back, publishes."""

import pytest
from playwright.sync_api import expect
from tests.services.drafts import given_draft, lines_of

from horarium.domain.actor import Role

pytestmark = pytest.mark.browser


@pytest.fixture
def draft(deployment):
    with deployment.work() as work:
        return given_draft(work)


@pytest.fixture
def lines(deployment, draft):
    def read():
        with deployment.work() as work:
            return lines_of(work, draft.id)

    return read


def test_a_draft_is_edited_undone_and_published(visitor, draft, lines):
    page = visitor(Role.COORDINATOR)
    page.get_by_role("link", name="Drafts").click()
    page.get_by_role("link", name="Edit").click()
    said = page.locator("#said")

    page.locator("#c-1-2").click()
    page.keyboard.press("d")
    expect(said).to_contain_text("New must fix")
    expect(page.locator("#c-1-2")).to_be_focused()
    expect(page.locator("#problems")).to_contain_text("must fix")
    page.keyboard.press("Control+z")
    expect(said).to_contain_text("Undone: Dr B, Wed 7 Jan: day → off")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("d")
    page.keyboard.press("k")
    expect(page.locator("#c-1-3")).to_have_class("locked")
    expect(said).to_contain_text("locked")

    page.get_by_role("link", name="Publish…").click()
    page.get_by_role("button", name="Publish and tell them").click()
    expect(page.locator("#status-line")).to_contain_text("Published")
    assert lines() == {"A": "DDDDD..", "B": "NN.D...", "C": "....NNN"}


def test_a_change_keeps_the_rows_that_were_filtered_for(visitor, draft, lines):
    page = visitor(Role.COORDINATOR)
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.goto(f"/rosters/{draft.id}/edit")

    page.keyboard.press("/")
    page.keyboard.type("Dr B")
    expect(page.locator("#c-0-0")).to_be_hidden()
    page.locator("#c-1-3").click()
    page.keyboard.press("d")

    expect(page.locator("#said")).to_contain_text("Dr B, Thu 8 Jan: off → day")
    expect(page.locator("#c-0-0")).to_be_hidden()
    assert not faults


def test_a_duty_is_dragged_to_where_it_is_shown_to_be_legal(visitor, draft, lines):
    page = visitor(Role.COORDINATOR)
    page.goto(f"/rosters/{draft.id}/edit")
    chip = page.locator("#c-0-2 .chip").bounding_box()
    free = page.locator("#c-2-2").bounding_box()

    page.mouse.move(chip["x"] + 8, chip["y"] + 8)
    page.mouse.down()
    page.mouse.move(free["x"] + 10, free["y"] + 10, steps=4)
    expect(page.locator("#c-2-2.legal")).to_have_attribute("data-price", "-3")
    expect(page.locator("#c-1-2.illegal")).to_have_attribute("data-price", "×")
    page.mouse.up()

    expect(page.locator("#said")).to_contain_text("Dr A, Wed 7 Jan: day → off")
    assert lines() == {"A": "DD.DD..", "B": "NN.....", "C": "..D.NNN"}


def test_a_duty_is_picked_up_and_put_down_by_keys(visitor, draft, lines):
    page = visitor(Role.COORDINATOR)
    page.goto(f"/rosters/{draft.id}/edit")
    page.locator("#c-0-2").focus()
    said = page.locator("#said")

    page.keyboard.press("Enter")
    page.locator("#c-2-2.legal").wait_for()
    page.keyboard.press("ArrowDown")
    expect(said).to_contain_text("Dr B")
    page.keyboard.press("ArrowDown")
    expect(said).to_contain_text("legal, penalty -3")
    page.keyboard.press("Enter")

    expect(said).to_contain_text("Penalty 23 → 20.")
    assert lines()["C"] == "..D.NNN"


def test_who_was_overtaken_sees_by_whom_and_the_draft_as_it_is(visitor, draft, lines):
    first, second = visitor(Role.COORDINATOR), visitor(Role.COORDINATOR)
    second.route("**/edit/stream", lambda route: route.abort())
    for page in (first, second):
        page.goto(f"/rosters/{draft.id}/edit")
        page.locator("#c-0-0").focus()

    first.keyboard.press("Delete")
    expect(first.locator("#said")).to_contain_text("Penalty")
    second.keyboard.press("n")

    expect(second.locator("#said")).to_contain_text(
        "Your change was not made: Sam Field changed this draft"
    )
    expect(second.locator("#c-0-0 .chip")).to_have_count(0)
    assert lines()["A"] == ".DDDD.."


def test_what_one_changes_the_other_sees_without_losing_what_is_being_done(
    visitor, draft, lines
):
    first, second = visitor(Role.COORDINATOR), visitor(Role.COORDINATOR)
    for page in (first, second):
        page.goto(f"/rosters/{draft.id}/edit")
    second.locator("#edit-other").select_option("C")
    second.get_by_text("Who changed what").click()
    second.locator("#c-0-2").focus()
    second.keyboard.press("Enter")
    second.locator("#c-2-2.legal").wait_for()

    first.locator("#c-1-0").focus()
    first.keyboard.press("Delete")

    expect(second.locator("#news")).to_contain_text("Dr B, Mon 5 Jan: night → off")
    expect(second.locator("#c-1-0 .chip")).to_have_count(0)
    expect(second.locator("#history")).to_have_attribute("open", "")
    expect(second.locator("#c-0-2")).to_be_focused()
    expect(second.locator("#c-0-2.held")).to_have_count(1)
    assert second.locator("#edit-other").input_value() == "C"
    second.locator("#c-2-2.legal").wait_for()
    second.locator("#c-2-2").focus()
    second.keyboard.press("Enter")
    expect(second.locator("#said")).to_contain_text("Dr A, Wed 7 Jan: day → off")
    expect(first.locator("#news")).to_contain_text("Dr A, Wed 7 Jan: day → off")
    assert lines() == {"A": "DD.DD..", "B": ".N.....", "C": "..D.NNN"}


def test_who_edits_a_draft_that_another_publishes_is_told(visitor, draft):
    first, second = visitor(Role.COORDINATOR), visitor(Role.COORDINATOR)
    second.goto(f"/rosters/{draft.id}/edit")
    second.locator("#c-0-0").focus()

    first.goto(f"/rosters/{draft.id}/publish")
    first.get_by_role("button", name="Publish and tell them").click()

    expect(second.locator("#news")).to_contain_text("has been published")
