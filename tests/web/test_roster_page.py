from dataclasses import replace
from datetime import date

import pytest
from tests.web.roster_builders import (
    DAY,
    NIGHT,
    START,
    make_head,
    make_marked_row,
    make_mine,
    make_roster_page,
    make_row,
)

from horarium.web.pages.roster import (
    CoverCount,
    CoverRow,
    Load,
    RosterView,
    cover_totals,
)


def test_the_grid_says_its_roles_and_how_large_it_is(show):
    tree = show(make_roster_page(3, 28))
    grid = tree.css_first("[role=grid]")

    assert grid.attributes["aria-rowcount"] == "4"
    assert grid.attributes["aria-colcount"] == "32"
    assert len(grid.css("[role=rowgroup]")) == 4
    assert len(grid.css("tbody:first-of-type [role=row]")) == 3
    assert len(grid.css("thead [role=columnheader]")) == 32
    assert len(grid.css("tbody:first-of-type [role=rowheader]")) == 3
    assert len(grid.css("td[data-day][role=gridcell]")) == 3 * 28


def test_a_cell_says_all_of_itself(show):
    tree = show(make_roster_page(rows=(make_marked_row(),)))
    labels = [tree.css_first(f"#c-0-{n}").attributes["aria-label"] for n in range(6)]

    assert labels == [
        "Ana Ruiz, Mon 5 Jan, day, locked",
        "Ana Ruiz, Tue 6 Jan, day, locked, must fix: 5 of 11 h rest",
        "Ana Ruiz, Wed 7 Jan, long day, wants off, to improve: one of three long days",
        "Ana Ruiz, Thu 8 Jan, long day, East, was N",
        "Ana Ruiz, Fri 9 Jan, off, locked",
        "Ana Ruiz, Sat 10 Jan, off",
    ]


def test_a_holiday_is_named_in_the_heading_and_in_each_cell(show):
    page = make_roster_page(1)
    first = replace(page.days[0], holiday="New Year observed")

    tree = show(replace(page, days=(first, *page.days[1:])))

    assert "New Year observed" in tree.css_first("#c-0-0").attributes["aria-label"]
    heading = tree.css("thead th")[1]
    assert heading.attributes["aria-label"] == "Mon 5 Jan, New Year observed"


def test_a_cell_carries_what_an_editor_needs(show):
    tree = show(make_roster_page(2))
    cell = tree.css_first("#c-1-3")

    assert cell.attributes["data-row"] == "1"
    assert cell.attributes["data-day"] == "3"
    assert cell.attributes["data-shift"] == make_row(1).cells[3].shift.code
    assert tree.css_first("roster-grid").attributes["data-version"] == "3"
    assert "data-editable" in tree.css_first("roster-grid").attributes


def test_a_doctor_gets_the_same_grid_read_only(show):
    tree = show(make_roster_page(may_edit=False))

    assert tree.css_first("[role=grid]").attributes["aria-readonly"] == "true"
    assert "data-editable" not in tree.css_first("roster-grid").attributes


def test_a_day_that_lacks_somebody_is_marked_in_words_and_figures(show):
    cover = (CoverRow(NIGHT, "North", (CoverCount(1, 2), CoverCount(2, 2))),)
    page = make_roster_page(1, 2, cover=cover)
    page = replace(page, problems=())

    cells = show(page).css(".cover td:not(.load-gap)")

    assert [cell.text(strip=True) for cell in cells] == ["1/2", "2"]
    assert cells[0].attributes["aria-label"].endswith("1 of 2, too few")
    assert cells[1].attributes["aria-label"].endswith("2 of 2")


def test_too_many_at_one_site_do_not_hide_too_few_at_another():
    rows = (
        CoverRow(DAY, "North", (CoverCount(5, 3), CoverCount(3, 3))),
        CoverRow(DAY, "East", (CoverCount(1, 2), CoverCount(3, 2))),
    )

    (total,) = cover_totals(rows)

    assert total.site == ""
    assert total.counts == (CoverCount(4, 5), CoverCount(6, 5))
    assert [count.is_under for count in total.counts] == [True, False]


def test_problems_lead_to_their_cells_grouped_by_rule(show):
    tree = show(make_roster_page(3))
    groups = tree.css("#problems details")

    assert [g.css_first("summary strong").text() for g in groups] == [
        "At least 11 h rest between shifts",
        "Enough people on every shift",
    ]
    assert ["open" in group.attributes for group in groups] == [True, False]
    assert "32 × 10 = 320 penalty" in groups[1].text()
    assert "and 30 more" in groups[1].text()
    links = [a.attributes["href"] for a in tree.css("#problems a")]
    assert links == ["#c-0-1", "#c-1-4"]
    assert all(tree.css_first(link) for link in links)


def test_a_problem_of_somebody_filtered_out_leads_to_the_unfiltered_page(show):
    page = make_roster_page(3)

    tree = show(replace(page, view=replace(page.view, query="chitra")))

    link = tree.css("#problems a")[0].attributes["href"]
    assert link == "/roster?from=2026-01-05&range=28#c-0-1"


def test_the_filter_hides_rows_and_keeps_what_was_asked(show):
    page = make_roster_page(9)

    tree = show(replace(page, view=replace(page.view, query="ST3 an", site="North")))

    rows = tree.css("tbody:first-of-type tr")
    shown = [row.css_first(".who").text() for row in rows if _is_shown(row)]
    assert shown == ["Ana Ruiz"]
    assert tree.css_first("#q").attributes["value"] == "ST3 an"
    assert tree.css_first("#site option[selected]").attributes["value"] == "North"


def test_a_filter_that_fits_nobody_says_so(show):
    page = make_roster_page(3)

    tree = show(replace(page, view=replace(page.view, query="zz")))

    assert tree.css_first("#found").text(strip=True) == "Nobody fits this filter."


@pytest.mark.parametrize(
    ("view", "is_shown"),
    [
        (RosterView(start=START), True),
        (RosterView(start=START, query="RUIZ st3"), True),
        (RosterView(start=START, query="ruiz st4"), False),
        (RosterView(start=START, site="East"), False),
        (RosterView(start=START, only_problems=True), False),
    ],
)
def test_a_view_shows_whom_every_word_fits(view, is_shown):
    assert view.shows(make_row(0)) is is_shown


def test_only_problems_lets_through_whoever_has_one():
    view = RosterView(start=START, only_problems=True)

    assert view.shows(make_row(0, n_to_improve=1))
    assert view.shows(make_row(0, n_must_fix=1))


def test_the_address_holds_the_view():
    view = RosterView(start=START, query="ana ruiz", site="North", only_problems=True)

    assert view.with_range(84).href() == (
        "/roster?from=2026-01-05&range=84&q=ana+ruiz&site=North&problems=1"
    )
    assert view.moved(28).start == date(2026, 2, 2)
    assert view.on_day(START).href().endswith("&day=2026-01-05")
    assert not view.cleared().is_filtered


def test_the_status_line_says_version_penalty_bound_and_time(show):
    text = show(make_roster_page(1)).css_first(".status-line").text(separator=" ")

    for words in ("Published", "version 3", "1 must fix", "32 to improve"):
        assert words in text
    assert "penalty 320, no roster can be below 310 · solved in 18 s" in text


def test_a_clean_roster_says_that_there_is_nothing_to_fix(show):
    head = make_head(n_must_fix=0, n_to_improve=0, penalty=0)

    tree = show(make_roster_page(1, head=head, problems=()))

    assert "nothing to fix" in tree.css_first(".status-line").text()
    assert "No rule is broken" in tree.css_first("#problems").text()


def test_a_phone_gets_my_shifts_and_one_day_never_only_the_grid(show):
    page = make_roster_page(2)
    mine = make_mine(page.rows[0], page.days)

    phone = show(replace(page, mine=mine)).css_first(".phone")
    other = show(replace(page, mine=mine, view=page.view.on_day(START)))

    assert phone.css_first("h2").text() == "Ana Ruiz"
    assert len(phone.css(".days li")) == 28
    assert phone.css_first("[aria-current=date]").text(strip=True).startswith("6")
    assert other.css_first(".phone h2").text() == "Tuesday 6 January"
    assert "1 of 2, too few" in other.css_first(".onday").text()
    assert other.css_first(".pick input[type=date]").attributes["min"] == "2026-01-05"


def test_weeks_without_a_roster_say_so_and_show_no_status(show):
    page = make_roster_page(0, days=(), rows=(), cover=(), problems=(), one_day=None)

    tree = show(page)

    assert "No roster for these weeks yet" in tree.css_first(".empty").text()
    assert not tree.css(".status-line, roster-grid")
    assert tree.css_first(".moves a")


def test_bars_never_leave_their_box():
    assert Load("200 h", 200, 160, target=400).percent == 100
    assert Load("200 h", 200, 160, target=400).target_percent == 100
    assert Load("0", 0, 0).percent == 0
    assert Load("0", 0, 0).target_percent is None


def _is_shown(row) -> bool:
    return "hidden" not in row.attributes
