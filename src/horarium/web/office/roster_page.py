"""From judged rosters to the roster page."""

from collections.abc import Sequence
from datetime import date, timedelta

from horarium.domain.roster import RosterStatus
from horarium.services.permissions import Permission, may
from horarium.services.rosters import RosterSheet
from horarium.web.office.looks import legend
from horarium.web.office.roster_cover import cover_rows
from horarium.web.office.roster_links import links_of
from horarium.web.office.roster_people import my_shifts, people_rows
from horarium.web.office.roster_problems import problem_groups
from horarium.web.office.roster_range import RosterRange
from horarium.web.office.roster_today import one_day
from horarium.web.pages.roster import Day, RosterHead, RosterPage, RosterView, Row
from horarium.web.pages.shell import Choice
from horarium.web.visit import Visit

SATURDAY = 5


def roster_page(
    visit: Visit, view: RosterView, sheets: Sequence[RosterSheet]
) -> RosterPage:
    """The page of ``view``; without sheets it says that there is no roster yet."""
    if not sheets:
        return _empty_page(visit, view)
    shown = RosterRange.of(view.start, view.range_days, sheets, only_for=_reader(visit))
    rows = people_rows(shown)
    days = _days(visit, shown)
    me = next((row for row in rows if row.is_me), None)
    return RosterPage(
        shell=visit.shell(),
        view=view,
        head=_head(visit, shown, rows),
        days=days,
        rows=rows,
        cover=cover_rows(shown),
        problems=problem_groups(shown),
        legend=legend(shown.main.problem),
        sites=_sites(view, rows),
        one_day=one_day(shown, _chosen_day(visit, view, shown)),
        mine=my_shifts(shown, me, visit.now().date()) if me else None,
        may_edit=may(visit.actor, Permission.ROSTER_SOLVE),
    )


def _reader(visit: Visit) -> str | None:
    """The practitioner who may see only own reasons; None sees everybody's."""
    if may(visit.actor, Permission.ROSTER_SOLVE):
        return None
    return str(visit.actor.practitioner)


def _head(visit: Visit, shown: RosterRange, rows: Sequence[Row]) -> RosterHead:
    stored = shown.main.stored
    seconds = stored.summary.get("seconds")
    bound = stored.summary.get("bound")
    changed = stored.published_at or stored.created_at
    soft = [one for one in shown.breaches if not one.breach.is_hard]
    first, last = shown.days[0], shown.days[-1]
    is_maker = may(visit.actor, Permission.ROSTER_SOLVE)
    return RosterHead(
        title=f"{stored.name}, {_words(first)} to {_words(last)}",
        status=stored.status.value.capitalize(),
        is_published=stored.status is RosterStatus.PUBLISHED,
        version=stored.version,
        changed_at=visit.local(changed),
        n_must_fix=len(shown.breaches) - len(soft),
        n_to_improve=len(soft),
        penalty=shown.main.penalty,
        bound=int(bound) if bound is not None else None,
        solved_in=timedelta(seconds=float(seconds)) if seconds is not None else None,
        files=f"/rosters/{stored.id}/files",
        asks=links_of(stored, "")[1:] if is_maker else (),
        asked_at=f"/rosters/{stored.id}",
    )


def _days(visit: Visit, shown: RosterRange) -> tuple[Day, ...]:
    today = visit.now().date()
    return tuple(Day(on, on.weekday() >= SATURDAY, on == today) for on in shown.days)


def _sites(view: RosterView, rows: Sequence[Row]) -> tuple[Choice, ...]:
    names = sorted({row.site for row in rows if row.site})
    return (
        Choice("", "All sites", not view.site),
        *(Choice(name, name, name == view.site) for name in names),
    )


def _chosen_day(visit: Visit, view: RosterView, shown: RosterRange) -> date:
    today = visit.now().date()
    for wanted in (view.day, today):
        if wanted in shown.days:
            return wanted
    return shown.days[0]


def _empty_page(visit: Visit, view: RosterView) -> RosterPage:
    return RosterPage(
        shell=visit.shell(),
        view=view,
        head=RosterHead(
            title="Roster",
            status="None",
            is_published=False,
            version=0,
            changed_at=visit.now(),
            n_must_fix=0,
            n_to_improve=0,
            penalty=0,
        ),
        days=(),
        rows=(),
        cover=(),
        problems=(),
        legend=(),
        sites=(),
    )


def _words(on: date) -> str:
    return f"{on.day} {on:%B}"
