"""What a day came to: figures and nobody's name."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from horarium.engines.queueing.statistics import ClassWaits, SessionFigures
from horarium.services import statistics
from horarium.services.permissions import Permission, may
from horarium.services.statistics import SessionStatistics
from horarium.web.pages.session import FiguresRow, StatisticsPage, WaitsRow
from horarium.web.typed import day_or_none
from horarium.web.visit import Visit, VisitDep
from horarium.web.words import place_of

router = APIRouter(prefix="/statistics")


@router.get("")
def show_statistics(
    visit: VisitDep, on: Annotated[str, Query(max_length=10)] = ""
) -> HTMLResponse:
    """A day's clinics; today without a date that makes sense."""
    day = day_or_none(on) or visit.now().date()
    with visit.work() as work:
        found = statistics.of_day(work, day)
    page = StatisticsPage(
        shell=visit.shell(),
        on=day,
        earlier=f"/statistics?on={day - timedelta(days=1)}",
        later=f"/statistics?on={day + timedelta(days=1)}",
        total=_row("All together", "", "", found.total),
        sessions=tuple(_session(visit, one) for one in found.sessions),
        waits=tuple(_waits(one) for one in found.total.waits),
        n_cancelled=found.n_cancelled_sessions,
    )
    return visit.show(page)


def _session(visit: Visit, one: SessionStatistics) -> FiguresRow:
    session = one.session
    start = visit.local(session.interval.start)
    detail = f"{session.practitioner_name} · {place_of(session)}"
    may_see = may(visit.actor, Permission.TOKEN_READ)
    href = f"/desk/sessions/{session.id}" if may_see else ""
    return _row(f"{start:%H:%M} {session.service_name}", detail, href, one.figures)


def _row(name: str, detail: str, href: str, figures: SessionFigures) -> FiguresRow:
    used = figures.utilisation
    return FiguresRow(
        name=name,
        detail=detail,
        href=href,
        n_booked=figures.n_booked,
        n_waiting=figures.n_waiting,
        n_seen=figures.n_seen,
        n_noshow=figures.n_noshow,
        n_left=figures.n_left,
        utilisation="–" if used is None else f"{used:.0%}",
        share=used or 0.0,
        idle=f"{figures.idle_min:.0f} min",
        overtime=f"{figures.overtime_min:.0f} min",
    )


def _waits(one: ClassWaits) -> WaitsRow:
    share = one.share_in_target
    return WaitsRow(
        name=one.priority_class.replace("_", "-"),
        n=one.n,
        promise=f"{one.fractile:.0%} within {one.target_min:g} min",
        kept="" if share is None else f"{share:.0%}",
        is_kept=one.is_kept,
        mean=_minutes(one.mean_min),
        p90=_minutes(one.p90_min),
        longest=_minutes(one.longest_min),
    )


def _minutes(value: float | None) -> str:
    return "–" if value is None else f"{value:.0f} min"
