"""From the letter on a chip to one of the shift types that carry it."""

from datetime import date

from horarium.domain.errors import InvalidField
from horarium.engines.rostering.report import cover_totals
from horarium.services.rosters import RosterSheet


def shift_for_code(sheet: RosterSheet, person: str, on: date, code: str) -> str:
    """The shift type that a letter most likely means for a person on a day.

    The one that is worked there already, if it has that letter. Else of those with it
    (one a site, one a clinic), the ones the person may work come first, then the ones
    that miss most heads that day, then those at the person's home site. Raises ``InvalidField`` for a letter that none carries.
    """
    problem = sheet.problem
    row = problem.tables.people.get(person)
    day = problem.horizon.day_of(on)
    carrying = [
        index
        for index, shift in enumerate(problem.shift_types)
        if (shift.code or shift.id[:2]) == code
    ]
    if not carrying:
        raise InvalidField("code", code, "the letter of a shift type of this roster")
    if row is None or not 0 <= day < problem.n_days:
        return problem.shift_types[carrying[0]].id
    at_present = int(sheet.roster.cells[row, day])
    if at_present in carrying:
        return problem.shift_types[at_present].id
    cover = cover_totals(problem, sheet.roster)
    home = problem.people[row].home

    def rank(index: int) -> tuple[bool, int, bool, int]:
        missing = cover[index].wanted[day] - cover[index].have[day]
        is_elsewhere = bool(home) and problem.shift_types[index].site != home
        return not problem.tables.eligible[row, index], -missing, is_elsewhere, index

    return problem.shift_types[min(carrying, key=rank)].id
