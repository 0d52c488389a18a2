"""My duties: today, what comes next, the month, and the calendar's secret link."""

import calendar
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse

from horarium.services import calendar_feed, own_duties, staff_notices, swaps
from horarium.services.own_duties import OwnDay, OwnRoster
from horarium.services.work import Work
from horarium.web.duties.words import TABS, day_words, look
from horarium.web.pages.duties import CalendarLink, DutiesPage, NextDuty
from horarium.web.pages.home import Item, Tile
from horarium.web.pages.roster import MyDay
from horarium.web.visit import PostDep, Visit, VisitDep

router = APIRouter(prefix="/duties")

N_NEXT = 8
AHEAD = timedelta(days=120)


@router.get("")
def show_own_duties(
    visit: VisitDep, month: Annotated[str, Query(max_length=7)] = ""
) -> HTMLResponse:
    """My own roster."""
    return visit.show(_page(visit, _month(visit, month)))


@router.post("/calendar")
def renew_calendar_link(visit: PostDep) -> HTMLResponse:
    """A new secret link, shown once; the one before ends."""
    with visit.work() as work:
        made = calendar_feed.renew(work)
    url = f"{visit.request.base_url}ical/{made.secret}.ics"
    return visit.show(_page(visit, _month(visit, ""), url))


@router.post("/calendar/revoke")
def revoke_calendar_link(visit: PostDep) -> RedirectResponse:
    """End the secret link."""
    with visit.work() as work:
        calendar_feed.revoke(work)
    return visit.to("/duties")


def _page(visit: Visit, month: date, url: str = "") -> DutiesPage:
    today = visit.now().date()
    with visit.work() as work:
        ahead = own_duties.own_roster(work, today, today + AHEAD)
        shown = own_duties.own_roster(work, month, _last(month))
        news = staff_notices.latest(work)
        link = calendar_feed.link(work)
        offered = _offered(work)
    on_today = next((one for one in ahead.duties if one.on == today), None)
    coming = [one for one in ahead.duties if one.on >= today]
    return DutiesPage(
        shell=visit.shell(),
        tabs=TABS,
        name=visit.actor.name,
        today=_today(on_today) if on_today else None,
        tiles=_tiles(shown, month),
        upcoming=tuple(_next(one, today, offered) for one in coming[:N_NEXT]),
        month=month,
        weeks=_weeks(shown, month, today),
        earlier=f"/duties?month={(month - timedelta(days=1)):%Y-%m}",
        later=f"/duties?month={(_last(month) + timedelta(days=1)):%Y-%m}",
        news=tuple(
            Item(title=one.words, lead=day_words(visit.local(one.at).date()))
            for one in news
        ),
        calendar=CalendarLink(since=link.since if link else None, url=url),
    )


def _offered(work: Work) -> set[date]:
    return {one.on_date for one in swaps.own_offers(work)}


def _today(one: OwnDay) -> Item:
    shown = look(one.shift, site=one.site)
    detail = " · ".join(filter(None, (shown.hours, one.site)))
    return Item(title=shown.name, detail=detail, chip=shown)


def _next(one: OwnDay, today: date, offered: set[date]) -> NextDuty:
    badge = "today" if one.on == today else ""
    return NextDuty(
        on=one.on,
        shift=look(one.shift, site=one.site),
        site=one.site,
        badge="offered" if one.on in offered else badge,
    )


def _tiles(shown: OwnRoster, month: date) -> tuple[Tile, ...]:
    note = f"{month:%B}"
    return (
        Tile(label="Hours", value=f"{shown.worked_min // 60} h", note=note),
        Tile(label="Nights", value=str(shown.n_nights), note=note),
        Tile(label="Weekends", value=str(shown.n_weekends), note=note),
    )


def _weeks(
    shown: OwnRoster, month: date, today: date
) -> tuple[tuple[MyDay | None, ...], ...]:
    """Whole weeks from Monday on."""
    by_date = {one.on: one for one in shown.days}
    weeks = calendar.Calendar().monthdatescalendar(month.year, month.month)
    return tuple(
        tuple(_day(by_date.get(on), on == today) for on in week) for week in weeks
    )


def _day(one: OwnDay | None, is_today: bool) -> MyDay | None:
    if one is None:
        return None
    shown = look(one.shift, is_leave=one.is_leave, site=one.site)
    return MyDay(on=one.on, shift=shown, site=one.site, is_today=is_today)


def _month(visit: Visit, asked: str) -> date:
    """The first day of the month asked for; of the present one for what is no month."""
    try:
        return date.fromisoformat(f"{asked}-01")
    except ValueError:
        return visit.now().date().replace(day=1)


def _last(month: date) -> date:
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])
