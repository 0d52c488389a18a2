"""Pages of drafts for tests: the editor, the list, a comparison, publishing."""

from dataclasses import replace
from datetime import date
from typing import Any

from tests.web.builders import at, make_shell
from tests.web.roster_builders import make_marked_row, make_roster_page

from horarium.domain.actor import Role
from horarium.web.pages.roster import RosterPage
from horarium.web.pages.roster_edit import (
    CellLine,
    ComparePage,
    Pair,
    PublishPage,
    RosterLine,
    RosterListPage,
)
from horarium.web.pages.roster_editor import ChangeLine, Editing, ShiftKey
from horarium.web.pages.shell import Choice, Flash, FormState, Link, PageValue, Tone

FIRST, LAST = date(2026, 1, 5), date(2026, 2, 1)
CELLS = (
    CellLine("Ana Ruiz", date(2026, 1, 8), "night", "off"),
    CellLine("Ben Okoro", date(2026, 1, 8), "off", "night"),
)
TWO = (Choice("r-1", "Registrars (draft)", True), Choice("r-2", "Registrars"))


def make_editing(page: RosterPage, **changes: Any) -> Editing:
    editing = Editing(
        base="/rosters/r-1",
        version=3,
        people=tuple(Choice(f"S{row.number}", row.name) for row in page.rows),
        shifts=(Choice("D-N", "D · Day North"), Choice("N-N", "N · Night North")),
        keys=(ShiftKey("d", "D", "day"), ShiftKey("n", "N", "night")),
        form=FormState(),
        can_undo=True,
        can_redo=False,
        changes=(
            ChangeLine(
                "Mia Moss", at(8), "Ana Ruiz, Tue 6 Jan: night → off", "320 → 310"
            ),
        ),
        said="Ana Ruiz, Tue 6 Jan: night → off. Penalty 320 → 310.",
    )
    return replace(editing, **changes)


def make_draft_page(n_people: int = 6, n_days: int = 28, **changes: Any) -> RosterPage:
    page = make_roster_page(n_people, n_days)
    head = replace(page.head, status="Draft", is_published=False)
    rows = (make_marked_row(), *page.rows[1:]) if n_days == 28 else page.rows
    page = replace(page, head=head, rows=rows)
    return replace(page, editing=make_editing(page, **changes))


def make_line(**changes: Any) -> RosterLine:
    line = RosterLine(
        id="r-1",
        name="Registrars",
        first=FIRST,
        last=LAST,
        status="draft",
        version=3,
        made_at=at(8),
        n_changes=2,
        n_must_fix=1,
        n_to_improve=32,
        penalty=320,
        show="/rosters/r-1/edit",
        edit="/rosters/r-1/edit",
        copy="/rosters/r-1/copy",
        publish="/rosters/r-1/publish",
        archive="/rosters/r-1/archive",
    )
    return replace(line, **changes)


def make_list_page(**changes: Any) -> RosterListPage:
    lived = make_line(
        id="r-2",
        name="Registrars, as lived",
        status="published",
        n_changes=0,
        n_must_fix=0,
        edit="",
        publish="",
        archive="",
    )
    past = replace(lived, status="archived", n_must_fix=None, penalty=None)
    page = RosterListPage(
        shell=make_shell(Role.COORDINATOR, here="/rosters"),
        rosters=(make_line(), lived, past),
        choices=TWO,
    )
    return replace(page, **changes)


def make_compare_page(**changes: Any) -> ComparePage:
    page = ComparePage(
        shell=make_shell(Role.COORDINATOR, here="/rosters/compare"),
        one=TWO,
        other=TWO,
        links=(Link("Registrars (draft)", "/rosters/r-1/edit"), Link("It", "/roster")),
        totals=(Pair("Penalty", "", "320", "310", "-10", "good"),),
        rules=(Pair("At least 11 h rest", "must fix", "0", "1", "+1", "bad"),),
        people=(Pair("Ana Ruiz", "4 nights, 2 weekends", "162 h", "150 h", "-12"),),
        cells=CELLS,
        n_cells=70,
    )
    return replace(page, **changes)


def make_publish_page(**changes: Any) -> PublishPage:
    page = PublishPage(
        shell=make_shell(Role.COORDINATOR, here="/rosters/r-1/publish"),
        name="Registrars",
        base="/rosters/r-1",
        version=3,
        first=FIRST,
        last=LAST,
        penalty=320,
        n_to_improve=32,
        blocked=(),
        n_blocked=0,
        replaces=("Registrars, 5 Jan to 1 Feb (published)",),
        people=("Ana Ruiz", "Ben Okoro"),
        cells=CELLS,
        n_cells=2,
    )
    return replace(page, **changes)


def drafted() -> dict[str, PageValue]:
    """One page or more of every template about drafts."""
    stale = Flash("The roster is at version 4; you were looking at 3.", Tone.BAD)
    shell = make_shell(Role.COORDINATOR, here="/rosters")
    return {
        "draft": make_draft_page(),
        "draft-refused": make_draft_page(
            said="Ana Ruiz is locked on 2026-01-06; take the lock away first.",
            is_bad=True,
            can_undo=False,
            changes=(),
        ),
        "rosters": make_list_page(),
        "rosters-none": make_list_page(rosters=(), choices=()),
        "rosters-refused": make_list_page(shell=replace(shell, flash=stale)),
        "compare": make_compare_page(),
        "compare-unchosen": make_compare_page(links=(), cells=(), n_cells=0),
        "publish": make_publish_page(),
        "publish-first": make_publish_page(replaces=(), cells=(), people=()),
        "publish-blocked": make_publish_page(
            blocked=("Ana Ruiz has 5 h of rest before Tue 6 Jan.",), n_blocked=3
        ),
    }
