"""A duty picked up: where it may be put down, before it is."""

from dataclasses import dataclass
from datetime import date

from horarium.domain.errors import RosterNotEditable
from horarium.domain.ids import RosterId
from horarium.domain.roster import RosterStatus
from horarium.engines.rostering.judging import Judge
from horarium.engines.rostering.roster import OFF
from horarium.engines.rostering.targets import Target, targets
from horarium.services import existing
from horarium.services.permissions import Permission
from horarium.services.roster_editing.moves import Desk
from horarium.services.rosters import RosterSheet, judged
from horarium.services.work import Work


@dataclass(frozen=True, slots=True)
class Held:
    """What is held, and every place it may go to with the price of it."""

    sheet: RosterSheet
    row: int
    day: int
    targets: tuple[Target, ...]

    def person(self, row: int) -> str:
        """The staff code of a row."""
        return self.sheet.problem.people[row].id

    def on(self, day: int) -> date:
        """The date of a day."""
        return self.sheet.problem.horizon.date_of(day)

    def is_free(self, target: Target) -> bool:
        """Whether nobody works in that cell, so that it takes the duty and gives none."""
        return bool(self.sheet.roster.cells[target.row, target.day] == OFF)


def hold(work: Work, wanted: RosterId, person: str, on: date) -> Held:
    """Where what ``person`` does on a day may go; locked cells are illegal places.

    Refuses with ``RosterNotEditable`` and ``InvalidField``.
    """
    work.require(Permission.ROSTER_EDIT)
    stored = existing.roster(work, wanted)
    if stored.status is not RosterStatus.DRAFT:
        raise RosterNotEditable(stored.status.value)
    sheet = judged(stored)
    Desk(sheet.problem, sheet.roster).now(person, on)
    row = sheet.problem.tables.people[person]
    day = sheet.problem.horizon.day_of(on)
    judge = Judge(sheet.problem, sheet.roster, sheet.breaches)
    return Held(sheet, row, day, targets(judge, row, day))
