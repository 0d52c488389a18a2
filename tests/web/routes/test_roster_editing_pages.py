"""Drafts in a browser without one line of JavaScript, and the parts that scripts ask for."""

import pytest
from selectolax.lexbor import LexborHTMLParser
from tests.services.drafts import LINES, another_draft, lines_of
from tests.web.routes.conftest import csrf_of

from horarium.domain.actor import Role
from horarium.services import rosters


@pytest.fixture
def lines(begin_as):
    """What is in a roster's cells now."""

    def read(wanted):
        with begin_as() as work:
            return lines_of(work, wanted)

    return read


def edit(client, draft, action, *, version=1, parts=False, **fields):
    page = client.get(f"/rosters/{draft.id}/edit")
    known = {"csrf": csrf_of(page), "action": action, "version": str(version)}
    headers = {"HX-Request": "true"} if parts else {}
    return client.post(
        f"/rosters/{draft.id}/edit", data={**known, **fields}, headers=headers
    )


def tree_of(answer):
    return LexborHTMLParser(answer.text)


def rows_of(answer):
    """What a script is told of the grid."""
    parts = answer.text.split("<template>")[1].split("</template>")[0]
    return LexborHTMLParser(f"<table>{parts}</table>")


def rows_by_id(tree):
    """The words of each row of the grid; what differs without words is in the labels."""
    return {
        row.id: [
            (cell.attributes.get("aria-label"), cell.text(strip=True))
            for cell in row.css("th, td")
        ]
        for row in tree.css("tr[id]")
    }


def said(answer):
    return tree_of(answer).css_first("#said").text(strip=True)


def test_a_cell_is_set_through_the_form_and_the_page_comes_back_to_it(
    coordinator, draft, lines
):
    answer = edit(coordinator, draft, "set", person="B", on="2026-01-08", shift="D")

    assert answer.status_code == 303
    where = answer.headers["location"]
    assert where.startswith(f"/rosters/{draft.id}/edit?from=2026-01-05&range=28#c-1-3")
    assert lines(draft.id)["B"] == "NN.D..."
    history = tree_of(coordinator.get(where)).css_first("#history").text()
    assert "Dr B, Thu 8 Jan: off → day" in history
    assert "Sam coordinator" in history


@pytest.mark.parametrize(
    ("action", "fields", "expected"),
    [
        ("off", {}, {"A": ".DDDD.."}),
        ("set", {"code": "N"}, {"A": "NDDDD.."}),
        ("swap", {"other": "B"}, {"A": "NDDDD..", "B": "DN....."}),
        ("swap", {"other": "A", "other_on": "2026-01-10"}, {"A": ".DDDDD."}),
        ("give", {"other": "C"}, {"A": ".DDDD..", "C": "D...NNN"}),
    ],
)
def test_every_button_does_what_it_says(
    coordinator, draft, lines, action, fields, expected
):
    edit(coordinator, draft, action, person="A", on="2026-01-05", **fields)

    assert lines(draft.id) == LINES | expected


def test_a_lock_is_seen_in_the_grid_and_keeps_its_cell(coordinator, draft):
    edit(coordinator, draft, "lock", person="A", on="2026-01-05")

    refused = edit(coordinator, draft, "off", version=2, person="A", on="2026-01-05")

    assert refused.status_code == 409
    assert "take the lock away first" in said(refused)
    cell = tree_of(refused).css_first("#c-0-0")
    assert "locked" in cell.attributes["class"]
    assert "locked" in cell.attributes["aria-label"]


def test_what_was_done_is_taken_back_and_made_again(coordinator, draft, lines):
    edit(coordinator, draft, "off", person="A", on="2026-01-05")

    edit(coordinator, draft, "undo", version=2)
    undone = lines(draft.id)
    edit(coordinator, draft, "redo", version=3)

    assert undone == LINES
    assert lines(draft.id)["A"] == ".DDDD.."


def test_a_script_gets_only_the_rows_that_changed_and_what_came_of_it(
    coordinator, draft
):
    answer = edit(
        coordinator,
        draft,
        "swap",
        parts=True,
        person="A",
        on="2026-01-07",
        other="B",
    )

    tree = tree_of(answer)
    rows = rows_of(answer)
    assert [row.id for row in rows.css("tr[id]")] == ["r-0", "r-1", "cover-1"]
    assert rows.css_first("#c-1-2").attributes["data-shift"] == "D"
    assert tree.css_first("#edit-state input[name=version]").attributes["value"] == "2"
    assert said(answer).startswith("Dr A, Wed 7 Jan: day → off; Dr B")
    assert "New must fix: " in said(answer)
    assert "Penalty 23 → 20." in said(answer)
    assert "must fix" in tree.css_first("#problems").text()


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("off", {"person": "A", "on": "2026-01-07"}),
        ("set", {"person": "B", "on": "2026-01-08", "shift": "D"}),
        ("set", {"person": "A", "on": "2026-01-08", "shift": "N"}),
        ("lock", {"person": "A", "on": "2026-01-07"}),
    ],
)
def test_the_rows_that_a_script_is_not_sent_are_as_they_were(
    coordinator, draft, action, fields
):
    address = f"/rosters/{draft.id}/edit"
    before = rows_by_id(tree_of(coordinator.get(address)))

    sent = rows_by_id(rows_of(edit(coordinator, draft, action, parts=True, **fields)))

    after = rows_by_id(tree_of(coordinator.get(address)))
    assert "cover-1" in before
    assert {id: sent.get(id, words) for id, words in before.items()} == after


def test_a_lock_sends_neither_cover_nor_problems_again(coordinator, draft):
    answer = edit(coordinator, draft, "lock", parts=True, person="A", on="2026-01-07")

    assert [row.id for row in rows_of(answer).css("tr[id]")] == ["r-0"]
    assert tree_of(answer).css_first("#problems") is None


def test_a_script_that_is_refused_gets_the_reason_alone(coordinator, draft):
    answer = edit(coordinator, draft, "undo", parts=True)

    assert answer.status_code == 409
    assert said(answer) == "There is nothing to undo in this draft."
    assert "<table" not in answer.text


def test_who_was_overtaken_is_shown_the_draft_as_it_is_and_by_whom(
    coordinator, signed_in, draft, lines
):
    edit(signed_in(Role.COORDINATOR), draft, "off", person="B", on="2026-01-05")

    answer = edit(coordinator, draft, "off", person="A", on="2026-01-05")
    scripted = edit(coordinator, draft, "off", parts=True, person="A", on="2026-01-05")

    assert answer.status_code == 303
    assert (scripted.status_code, scripted.headers["hx-redirect"]) == (
        409,
        answer.headers["location"],
    )
    words = said(coordinator.get(answer.headers["location"]))
    assert words.startswith("Your change was not made: Sam coordinator changed")
    assert lines(draft.id) == LINES | {"B": ".N....."}


def test_the_grid_is_told_where_a_held_duty_may_go(coordinator, draft):
    told = coordinator.get(
        f"/rosters/{draft.id}/targets", params={"person": "A", "on": "2026-01-07"}
    ).json()

    by_place = {(one["row"], one["on"]): one for one in told}
    assert by_place[1, "2026-01-07"]["why"] != ""
    assert by_place[2, "2026-01-07"] == {
        "row": 2,
        "on": "2026-01-07",
        "price": -3,
        "why": "",
    }


def test_a_copy_shows_what_its_original_held(coordinator, draft, begin_as):
    page = coordinator.get("/rosters")
    made = coordinator.post(
        f"/rosters/{draft.id}/copy", data={"csrf": csrf_of(page)}
    ).headers["location"]
    form = {"csrf": csrf_of(page), "version": "1", "action": "off"}
    coordinator.post(made, data={**form, "person": "A", "on": "2026-01-05"})

    cell = tree_of(coordinator.get(made)).css_first("#c-0-0")

    assert cell.css_first("s").text() == "D"


def test_the_list_tells_how_each_roster_stands_and_what_can_be_done(
    coordinator, draft, begin_as
):
    with begin_as() as work:
        other = another_draft(work, LINES | {"A": "DDD.D.."})
        rosters.publish(work, other.id, 1)

    tree = tree_of(coordinator.get("/rosters"))

    first, second = (
        " ".join(row.text(separator=" ").split()) for row in tree.css("tbody tr")
    )
    assert "draft version 1" in first
    assert "Put away" in first
    assert "published version 2" in second
    assert "Put away" not in second
    assert "Edit" not in second


def test_a_draft_is_put_away_and_leaves_the_editor(coordinator, draft):
    page = coordinator.get("/rosters")

    answer = coordinator.post(
        f"/rosters/{draft.id}/archive", data={"csrf": csrf_of(page), "version": "1"}
    )

    assert answer.headers["location"] == "/rosters"
    assert "archived" in coordinator.get("/rosters").text
    refused = edit(coordinator, draft, "off", version=2, person="A", on="2026-01-05")
    assert "stays as it is" in said(refused)


def test_publishing_says_what_it_would_change_and_does_it_once_confirmed(
    coordinator, draft, begin_as
):
    with begin_as() as work:
        lived = another_draft(work, LINES | {"A": "DDDD...", "B": "NN..D.."})
        rosters.publish(work, lived.id, 1)
    page = coordinator.get(f"/rosters/{draft.id}/publish")

    text = " ".join(tree_of(page).css_first("main").text(separator=" ").split())
    assert "2 are told what changes for them: Dr A, Dr B." in text
    answer = coordinator.post(
        f"/rosters/{draft.id}/publish", data={"csrf": csrf_of(page), "version": "1"}
    )

    assert answer.headers["location"] == "/roster?from=2026-01-05"
    assert "Published" in coordinator.get("/roster").text


def test_a_draft_with_something_to_fix_cannot_be_published(coordinator, draft):
    edit(coordinator, draft, "set", person="B", on="2026-01-07", shift="D")

    page = coordinator.get(f"/rosters/{draft.id}/publish")

    assert "Cannot be published: 1 must fix" in page.text
    assert tree_of(page).css_first("form[action$=publish]") is None


def test_each_entry_of_the_history_leads_to_what_changed_since(coordinator, draft):
    for version, person in ((1, "A"), (2, "B")):
        edit(coordinator, draft, "off", version=version, person=person, on="2026-01-06")
    page = tree_of(coordinator.get(f"/rosters/{draft.id}/edit"))

    links = [one.attributes["href"] for one in page.css("#history a")]
    compared = [tree_of(coordinator.get(link)) for link in links]

    assert links == [f"/rosters/{draft.id}/since/{version}" for version in (2, 1)]
    assert ["1 cell" in page.text() for page in compared] == [True, False]
    assert "version 1" in compared[1].css_first("main").text()
    assert "version 3" in compared[1].css_first("main").text()


def since(client, draft, version):
    return client.get(
        f"/rosters/{draft.id}/edit/since/{version}", headers={"HX-Request": "true"}
    )


def test_what_a_reader_missed_is_the_rows_that_differ_and_who_changed_them(
    coordinator, signed_in, draft
):
    edit(signed_in(Role.COORDINATOR), draft, "off", person="B", on="2026-01-05")

    answer = since(coordinator, draft, 1)

    tree = tree_of(answer)
    assert [row.id for row in rows_of(answer).css("tr[id^=r-]")] == ["r-1"]
    assert tree.css_first("#edit-state input[name=version]").attributes["value"] == "2"
    words = tree.css_first("#news").text(strip=True)
    assert words == "Sam coordinator changed this draft: Dr B, Mon 5 Jan: night → off."
    assert tree.css_first("#said") is None


def test_only_what_happened_after_the_version_that_was_read_is_sent(
    coordinator, signed_in, draft
):
    other = signed_in(Role.COORDINATOR)
    for version, person in ((1, "A"), (2, "B")):
        edit(other, draft, "off", version=version, person=person, on="2026-01-06")

    answer = since(coordinator, draft, 1)

    assert 'id="r-0"' in answer.text
    assert 'id="r-1"' in answer.text
    assert "And 1 more, listed below." in answer.text
    assert 'id="r-1"' in since(coordinator, draft, 2).text
    assert 'id="r-0"' not in since(coordinator, draft, 2).text


def test_who_looks_at_a_draft_that_was_put_away_is_told_so(coordinator, draft):
    page = coordinator.get("/rosters")
    coordinator.post(
        f"/rosters/{draft.id}/archive", data={"csrf": csrf_of(page), "version": "1"}
    )

    words = tree_of(since(coordinator, draft, 1)).css_first("#news").text()

    assert "put away" in words


def test_the_stream_of_a_draft_says_its_version(coordinator, draft):
    answer = coordinator.get(
        f"/rosters/{draft.id}/edit/stream", headers={"accept": "text/html"}
    )

    mark = tree_of(answer).css_first("[data-version]")
    assert mark.attributes["data-version"] == "1"
