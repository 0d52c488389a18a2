"""The cover below the roster: how many there are of how many wanted."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.problem import RosterProblem
from horarium.engines.rostering.roster import OFF
from horarium.engines.rostering.shifts import ShiftType
from horarium.services.rosters import RosterSheet
from horarium.web.office.looks import looks_of, site_names, together
from horarium.web.office.roster_range import RosterRange
from horarium.web.pages.roster import CoverCount, CoverRow


def cover_rows(shown: RosterRange) -> tuple[CoverRow, ...]:
    """One row a shift type that any cover asks for, in the order of the main roster.

    Clinics of several services are one kind of shift: their row says which service
    where others say which site.
    """
    sites = site_names(shown.main.problem)
    looks = looks_of(shown.main.problem)
    rows = []
    for shift, counts in cover_by_shift(shown):
        look = looks[shift.id]
        site = sites.get(shift.site, shift.site)
        whole = together(look)
        rows.append(
            CoverRow(whole, site if whole.name == look.name else look.name, counts)
        )
    return tuple(rows)


def cover_by_shift(
    shown: RosterRange,
) -> list[tuple[ShiftType, tuple[CoverCount, ...]]]:
    """The shift types that any cover asks for, with one count a day shown."""
    counts = {id(sheet): _counts(sheet) for sheet in shown.sheets}
    main = shown.main.problem
    asked = {name for one in main.cover if one.wanted for name in one.shift_types}
    nothing = CoverCount(0, 0)
    return [
        (
            shift,
            tuple(
                counts[id(shown.sheet_of[on])].get((shift.id, on), nothing)
                for on in shown.days
            ),
        )
        for shift in main.shift_types
        if shift.id in asked
    ]


def _counts(sheet: RosterSheet) -> dict[tuple[str, date], CoverCount]:
    problem = sheet.problem
    wanted = _wanted(problem, problem.cover)
    have = _have(sheet)
    date_of = problem.horizon.date_of
    return {
        (shift, date_of(day)): CoverCount(have[shift, day], wanted[shift, day])
        for shift, day in have.keys() | wanted.keys()
    }


def _have(sheet: RosterSheet) -> Counter[tuple[str, int]]:
    names = [shift.id for shift in sheet.problem.shift_types]
    return Counter(
        (names[cell], day)
        for row in sheet.roster.cells.tolist()
        for day, cell in enumerate(row)
        if cell != OFF
    )


def _wanted(problem: RosterProblem, cover: Iterable[Cover]) -> Counter[tuple[str, int]]:
    """Heads wanted of one shift type, whoever they are.

    Cover over several shift types, or for a skill or a grade, is part of the same heads
    and is judged by its rule, not counted here.
    """
    wanted: Counter[tuple[str, int]] = Counter()
    for one in cover:
        if len(one.shift_types) == 1 and not one.skills and not one.grades:
            wanted[one.shift_types[0], one.day] += one.wanted
    return wanted
