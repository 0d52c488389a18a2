"""The published roster as swaps see it: with the leave granted since."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from horarium.domain.errors import DutyGone
from horarium.domain.ids import RosterId
from horarium.domain.roster import RosterStatus, StoredRoster
from horarium.engines.rostering.problem import RosterProblem
from horarium.engines.rostering.roster import OFF, Roster
from horarium.services import rosters
from horarium.services.duty_requests.wishes import granted_wishes, with_wishes
from horarium.services.work import Work
from horarium.store import rosters as store


@dataclass(frozen=True, slots=True)
class SwapSheet:
    """A published roster with the problem that a swap has to answer."""

    stored: StoredRoster
    problem: RosterProblem
    roster: Roster

    def shift_of(self, code: str, on: date) -> str:
        """The shift type that somebody works; empty for a day off or nobody known."""
        row = self.problem.tables.people.get(code)
        day = self.problem.horizon.day_of(on)
        if row is None or not 0 <= day < self.problem.n_days:
            return ""
        cell = int(self.roster.cells[row, day])
        return "" if cell == OFF else self.problem.shift_types[cell].id

    def name_of(self, code: str) -> str:
        """The name of somebody on the roster."""
        return self.problem.people[self.problem.tables.people[code]].title

    def title_of(self, shift: str) -> str:
        """The name of a shift type."""
        return self.problem.shift_types[self.problem.tables.shifts[shift]].title


def sheet_on(work: Work, on: date) -> SwapSheet | None:
    """The roster lived by on a day."""
    stored = store.published_on(work.db, on)
    return _sheet(work, stored) if stored else None


def locked_sheet(work: Work, wanted: RosterId, on: date) -> SwapSheet:
    """The roster, held until the transaction ends.

    Refuses with ``DutyGone`` when it is no longer lived by.
    """
    store.lock(work.db, wanted)
    stored = store.by_id(work.db, wanted)
    if stored is None or stored.status is not RosterStatus.PUBLISHED:
        raise DutyGone(on)
    return _sheet(work, stored)


def _sheet(work: Work, stored: StoredRoster) -> SwapSheet:
    view = rosters.judged(stored)
    last = stored.starts_on + timedelta(days=stored.n_days - 1)
    granted = granted_wishes(work, stored.starts_on, last)
    leave = {code: replace(one, wishes=()) for code, one in granted.items()}
    return SwapSheet(stored, with_wishes(view.problem, leave), view.roster)
