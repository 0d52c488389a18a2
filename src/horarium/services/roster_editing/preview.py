"""What publishing a draft would change, before it is done."""

from dataclasses import dataclass
from datetime import date, timedelta

from horarium.domain.ids import RosterId
from horarium.domain.roster import RosterStatus, StoredRoster
from horarium.services import existing
from horarium.services.permissions import Permission
from horarium.services.roster_editing.comparing import CellDiff, cell_diffs
from horarium.services.rosters import RosterSheet, judged
from horarium.services.work import Work
from horarium.store import rosters as store


@dataclass(frozen=True, slots=True)
class PublishPreview:
    """A roster, the published ones that share days with it, and what would change.

    ``cells`` are those from today on that differ from what people live by now; on days
    without a published roster nothing differs, they are new.
    """

    sheet: RosterSheet
    lived: tuple[RosterSheet, ...]
    cells: tuple[CellDiff, ...]

    @property
    def people(self) -> tuple[str, ...]:
        """Those for whom something changes, by name."""
        return tuple(sorted({cell.name for cell in self.cells}))


def preview(work: Work, wanted: RosterId) -> PublishPreview:
    """What publishing a roster would change for whom."""
    work.require(Permission.ROSTER_PUBLISH)
    stored = existing.roster(work, wanted)
    sheet = judged(stored)
    lived = [
        judged(existing.roster(work, one.id))
        for one in store.headings(work.db)
        if one.status is RosterStatus.PUBLISHED and _overlap(one, stored)
    ]
    cells = [
        cell
        for one in lived
        for cell in cell_diffs(one, sheet)
        if cell.on_date >= work.today
    ]
    return PublishPreview(sheet, tuple(lived), tuple(cells))


def _overlap(one: StoredRoster, other: StoredRoster) -> bool:
    if one.id == other.id:
        return False
    return one.starts_on < _end(other) and other.starts_on < _end(one)


def _end(stored: StoredRoster) -> date:
    return stored.starts_on + timedelta(days=stored.n_days)
