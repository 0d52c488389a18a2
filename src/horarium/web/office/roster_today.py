"""Everybody on duty on one day, for phones."""

from datetime import date

from horarium.engines.rostering.roster import OFF
from horarium.web.office.roster_cover import cover_rows
from horarium.web.office.roster_range import RosterRange
from horarium.web.pages.roster import OneDay, OnShift


def one_day(shown: RosterRange, on: date) -> OneDay:
    """The shifts of the day with who works them, and who is on leave."""
    at = shown.days.index(on)
    sheet = shown.sheet_of[on]
    sites = {one.id: one.name or one.id for one in sheet.problem.sites}
    working: dict[tuple[str, str], list[str]] = {}
    away = []
    day = sheet.problem.horizon.day_of(on)
    for person in sheet.problem.people:
        cell = shown.shift_on(person.id, on)
        if cell != OFF:
            shift = sheet.problem.shift_types[cell]
            key = shift.title, sites.get(shift.site, shift.site)
            working.setdefault(key, []).append(person.title)
        elif person.is_on_leave(day):
            away.append(person.title)
    return OneDay(
        on=on,
        shifts=tuple(
            OnShift(
                row.shift,
                row.site,
                row.counts[at],
                tuple(sorted(working.get((row.shift.name, row.site), ()))),
            )
            for row in cover_rows(shown)
            if row.counts[at].have or row.counts[at].wanted
        ),
        away=tuple(sorted(away)),
    )
