"""Everybody on duty on one day, for phones."""

from datetime import date

from horarium.engines.rostering.roster import OFF
from horarium.web.office.looks import looks_of, site_names
from horarium.web.office.roster_cover import cover_by_shift
from horarium.web.office.roster_range import RosterRange
from horarium.web.pages.roster import OneDay, OnShift


def one_day(shown: RosterRange, on: date) -> OneDay:
    """The shifts of the day with who works them, and who is on leave."""
    at = shown.days.index(on)
    sheet = shown.sheet_of[on]
    looks, sites = looks_of(sheet.problem), site_names(sheet.problem)
    working: dict[str, list[str]] = {}
    away = []
    day = sheet.problem.horizon.day_of(on)
    for person in sheet.problem.people:
        cell = shown.shift_on(person.id, on)
        if cell != OFF:
            shift = sheet.problem.shift_types[cell]
            working.setdefault(shift.id, []).append(person.title)
        elif person.is_on_leave(day):
            away.append(person.title)
    return OneDay(
        on=on,
        shifts=tuple(
            OnShift(
                looks[shift.id],
                sites.get(shift.site, shift.site),
                counts[at],
                tuple(sorted(working.get(shift.id, ()))),
            )
            for shift, counts in cover_by_shift(shown)
            if shift.id in looks and (counts[at].have or counts[at].wanted)
        ),
        away=tuple(sorted(away)),
    )
