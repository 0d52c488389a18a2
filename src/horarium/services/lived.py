"""The rosters that were really worked by, day by day, and what they left behind."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from horarium.domain.roster import RosterStatus, StoredRoster
from horarium.engines.rostering.fairness import Ledger, LedgerParams, close, tally
from horarium.engines.rostering.problem import RosterProblem
from horarium.engines.rostering.roster import OFF, Roster
from horarium.services import rosters
from horarium.services.rosters import RosterSheet
from horarium.services.work import Work
from horarium.store import rosters as store

HISTORY_DAYS = 26 * 7
"""The longest reference period of any pack of rules is 26 weeks (UK TCS 2016)."""

HISTORY = "history"
"""The status of a summary that says: this was worked before Horarium came."""


@dataclass(frozen=True, slots=True)
class Lived:
    """A roster and the days of its horizon that were worked by it and no later one."""

    sheet: RosterSheet
    days: tuple[int, ...]

    def roster(self) -> Roster:
        """Its cells on those days; the others are off."""
        cells = np.full_like(self.sheet.roster.cells, OFF)
        cells[:, self.days] = self.sheet.roster.cells[:, self.days]
        return Roster(cells)


def lived_before(work: Work, day: date) -> list[Lived]:
    """What was worked by before ``day``, by start; a day belongs to one roster only.

    That is the one published last for it. Drafts, and drafts put away, were never
    worked by. Asks for no permission.
    """
    headings = [one for one in store.headings(work.db) if _was_lived(one, day)]
    owner: dict[date, StoredRoster] = {}
    for one in sorted(headings, key=lambda one: one.published_at or one.created_at):
        for on in _dates(one):
            if on < day:
                owner[on] = one
    found = []
    for one in sorted(headings, key=lambda one: (one.starts_on, one.id)):
        days = [at for at, on in enumerate(_dates(one)) if owner.get(on) is one]
        stored = store.by_id(work.db, one.id) if days else None
        if stored is not None:
            found.append(Lived(rosters.judged(stored), tuple(days)))
    return found


def history_of(problem: RosterProblem, lived: list[Lived]) -> Roster:
    """The days right before ``problem`` as its people worked them.

    Shape ``(n_people, n)``: as many of the last ``HISTORY_DAYS`` days as are known
    without a gap. Somebody who was not there was off.
    """
    worked = dict[date, Mapping[str, str]]()
    for one in lived:
        worked |= {on: duties for on, duties in _before(one) if on not in worked}
    for one in lived:
        worked |= dict(_own(one))
    start = problem.horizon.start
    n_known = 0
    while n_known < HISTORY_DAYS and start - timedelta(days=n_known + 1) in worked:
        n_known += 1
    cells = np.full((problem.n_people, n_known), OFF, dtype=np.int16)
    shifts = problem.tables.shifts
    for column in range(n_known):
        duties = worked[start - timedelta(days=n_known - column)]
        for row, person in enumerate(problem.people):
            cells[row, column] = shifts.get(duties.get(person.id, ""), OFF)
    return Roster(cells)


def ledger_of(lived: list[Lived], params: LedgerParams) -> Ledger | None:
    """What everybody has carried in these rosters, one after the other."""
    ledger: Ledger | None = None
    for one in lived:
        problem = one.sheet.problem
        closed = close(problem, tally(problem, one.roster(), ledger, params))
        ledger = closed if ledger is None else _joined(ledger, closed, params)
    return ledger


def _joined(old: Ledger, new: Ledger, params: LedgerParams) -> Ledger:
    """The new balances, and the faded old ones of whoever and whatever is not in them."""
    left = 0.5 ** (max(0, (new.as_of - old.as_of).days) / params.half_life_days)
    names = {*old.balances, *new.balances}
    return Ledger(
        as_of=new.as_of,
        balances={
            name: {
                **{p: b * left for p, b in old.balances.get(name, {}).items()},
                **new.balances.get(name, {}),
            }
            for name in sorted(names)
        },
    )


def _was_lived(one: StoredRoster, day: date) -> bool:
    is_history = one.summary.get("status") == HISTORY
    was_published = one.published_at is not None or is_history
    return (
        was_published and one.status is not RosterStatus.DRAFT and one.starts_on < day
    )


def _dates(one: StoredRoster) -> list[date]:
    return [one.starts_on + timedelta(days=day) for day in range(one.n_days)]


def _own(one: Lived) -> Iterator[tuple[date, Mapping[str, str]]]:
    problem, cells = one.sheet.problem, one.sheet.roster.cells
    for day in one.days:
        yield problem.horizon.date_of(day), _duties(problem, cells[:, day].tolist())


def _before(one: Lived) -> Iterator[tuple[date, Mapping[str, str]]]:
    """The days before the roster, as its problem was told of them."""
    problem, cells = one.sheet.problem, one.sheet.problem.history.cells
    for column in range(problem.n_history):
        on = problem.horizon.date_of(column - problem.n_history)
        yield on, _duties(problem, cells[:, column].tolist())


def _duties(problem: RosterProblem, column: list[int]) -> Mapping[str, str]:
    return {
        person.id: problem.shift_types[cell].id
        for person, cell in zip(problem.people, column, strict=True)
        if cell != OFF
    }
