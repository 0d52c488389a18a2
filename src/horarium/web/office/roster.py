"""The roster page."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from horarium.domain.roster import StoredRoster
from horarium.services import rosters
from horarium.web.office.roster_page import roster_page
from horarium.web.pages.roster import RosterView
from horarium.web.typed import day_or_none
from horarium.web.visit import Visit, VisitDep

router = APIRouter()

RANGES = (28, 84)
Words = Annotated[str, Query(max_length=100)]


@router.get("/roster")
def show_roster(
    visit: VisitDep,
    start: Annotated[str, Query(alias="from", max_length=10)] = "",
    span: Annotated[str, Query(alias="range", max_length=3)] = "",
    q: Words = "",
    site: Words = "",
    problems: Annotated[str, Query(max_length=1)] = "",
    day: Annotated[str, Query(max_length=10)] = "",
) -> HTMLResponse:
    """The published roster, as the address asks to see it."""
    n_days = int(span) if span in {str(one) for one in RANGES} else RANGES[0]
    with visit.work() as work:
        first = day_or_none(start) or _default_start(visit, rosters.current(work))
        last = first + timedelta(days=n_days - 1)
        sheets = rosters.sheets_between(work, first, last)
    view = RosterView(
        start=first,
        range_days=n_days,
        query=q,
        site=site,
        only_problems=problems == "1",
        day=day_or_none(day),
    )
    return visit.show(roster_page(visit, view, sheets))


def _default_start(visit: Visit, current: StoredRoster | None) -> date:
    if current is not None:
        return current.starts_on
    today = visit.now().date()
    return today - timedelta(days=today.weekday())
