"""A draft that several coordinators change: each sees what the others do."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from horarium.domain.ids import RosterId
from horarium.domain.roster import RosterStatus
from horarium.services import roster_editing, rosters
from horarium.services.live import LiveMessage
from horarium.web.office.roster_edit import LookedDep, fragment, view_of
from horarium.web.office.roster_edit_page import about, edit_page, row_numbers
from horarium.web.office.roster_links import roster_href
from horarium.web.pages.roster_edit import CaughtUpParts, DraftMark, DraftOver
from horarium.web.pages.roster_editor import ChangeLine
from horarium.web.pages.shell import Link
from horarium.web.streams import follow
from horarium.web.visit import VisitDep

router = APIRouter(prefix="/rosters")

Version = Annotated[int, Path(ge=0, lt=2**31)]


@router.get("/{roster}/edit/stream")
async def follow_draft(visit: VisitDep, roster: RosterId) -> Response:
    """At which version the draft is; the page then asks for what it has not seen."""

    def draw() -> str:
        with visit.work() as work:
            stored = rosters.get(work, roster)
        return visit.renderer.fragment(DraftMark(stored.version))

    def concerns(message: LiveMessage) -> bool:
        return message.payload.get("roster") == str(roster)

    topics = ("roster.changed", "roster.published")
    return await follow(visit, draw, *topics, concerns=concerns)


@router.get("/{roster}/edit/since/{version}")
def show_others_changes(
    visit: VisitDep, roster: RosterId, version: Version, look: LookedDep
) -> HTMLResponse:
    """The parts of the page that differ from what a reader of that version has."""
    with visit.work() as work:
        caught = roster_editing.catch_up(work, roster, version)
        found = about(work, caught.sheet)
    stored = caught.sheet.stored
    if stored.status is not RosterStatus.DRAFT:
        over = DraftOver(stored.status.value, Link(stored.name, roster_href(stored)))
        return fragment(visit.renderer.fragment(over))
    page = edit_page(visit, view_of(look, found), found)
    numbers = row_numbers(caught.sheet.problem)
    rows = frozenset(numbers[code] for code in caught.people if code in numbers)
    lines = page.editing.changes if page.editing else ()
    parts = CaughtUpParts(page, rows, _news(lines[: len(caught.changes)]))
    return fragment(visit.renderer.fragment(parts))


def _news(lines: Sequence[ChangeLine]) -> str:
    """Who did what last, and how much there was before it."""
    if not lines:
        return ""
    last, *others = lines
    more = f" And {len(others)} more, listed below." if others else ""
    return f"{last.who} changed this draft: {last.text}.{more}"
