"""A stretch of days out of one or several rosters that follow each other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from horarium.domain.roster import RosterStatus
from horarium.engines.rostering.people import Person
from horarium.engines.rostering.roster import OFF, Breach
from horarium.services.rosters import RosterSheet


@dataclass(frozen=True, slots=True)
class PlacedBreach:
    """A breach with the sheet it is in; ``days`` are dates of the page."""

    sheet: RosterSheet
    breach: Breach
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class RosterRange:
    """What the page shows: ``days`` that some sheet covers, each by one sheet.

    ``people`` has everybody of any sheet by their id in the rosters, in the order of the
    main sheet; ``only_for`` is the practitioner (its id as text) who reads and may not
    see the reasons of others.
    """

    days: tuple[date, ...]
    sheet_of: dict[date, RosterSheet]
    people: dict[str, Person]
    breaches: tuple[PlacedBreach, ...]
    practitioners: dict[str, str]
    only_for: str | None

    @classmethod
    def of(
        cls,
        start: date,
        n_days: int,
        sheets: Sequence[RosterSheet],
        *,
        only_for: str | None,
    ) -> Self:
        """The days from ``start`` on; a published roster goes before an archived one."""
        in_order = sorted(sheets, key=_rank)
        wanted = [start + timedelta(days=k) for k in range(n_days)]
        sheet_of = {
            on: sheet
            for on in wanted
            for sheet in [next((s for s in in_order if _covers(s, on)), None)]
            if sheet is not None
        }
        shown = list({id(sheet): sheet for sheet in sheet_of.values()}.values())
        practitioners = _practitioners(shown)
        mine = {code for code, key in practitioners.items() if key == only_for}
        return cls(
            days=tuple(sheet_of),
            sheet_of=sheet_of,
            people=_people(shown),
            breaches=tuple(_placed(shown, sheet_of, mine if only_for else None)),
            practitioners=practitioners,
            only_for=only_for,
        )

    @property
    def main(self) -> RosterSheet:
        """The sheet that the heading speaks of: the published one that begins last."""
        sheets = {id(one): one for one in self.sheet_of.values()}.values()
        published = [s for s in sheets if s.stored.status is RosterStatus.PUBLISHED]
        return max(published or sheets, key=lambda s: s.stored.starts_on)

    @property
    def sheets(self) -> list[RosterSheet]:
        """The sheets that are shown, by start."""
        found = {id(one): one for one in self.sheet_of.values()}.values()
        return sorted(found, key=lambda s: s.stored.starts_on)

    def shift_on(self, person: str, on: date) -> int:
        """The shift type's index in its sheet's problem, or ``OFF``."""
        sheet = self.sheet_of[on]
        row = sheet.problem.tables.people.get(person)
        if row is None:
            return OFF
        return int(sheet.roster.cells[row, sheet.problem.horizon.day_of(on)])

    def may_see(self, person: str) -> bool:
        """Whether the reader may see this person's requests and reasons."""
        return self.only_for is None or self.practitioners.get(person) == self.only_for


def _rank(sheet: RosterSheet) -> tuple[bool, float]:
    published = sheet.stored.published_at
    newest_first = -published.timestamp() if published else 0.0
    return sheet.stored.status is not RosterStatus.PUBLISHED, newest_first


def _covers(sheet: RosterSheet, on: date) -> bool:
    return 0 <= sheet.problem.horizon.day_of(on) < sheet.problem.n_days


def _people(sheets: Sequence[RosterSheet]) -> dict[str, Person]:
    by_newest = sorted(sheets, key=lambda s: s.stored.starts_on, reverse=True)
    people: dict[str, Person] = {}
    for sheet in by_newest:
        for person in sheet.problem.people:
            people.setdefault(person.id, person)
    return people


def _practitioners(sheets: Sequence[RosterSheet]) -> dict[str, str]:
    return {
        duty.staff_code: str(duty.practitioner)
        for sheet in sheets
        for duty in sheet.stored.assignments
    }


def _placed(
    sheets: Sequence[RosterSheet],
    sheet_of: dict[date, RosterSheet],
    mine: set[str] | None,
) -> Iterator[PlacedBreach]:
    for sheet in sheets:
        for breach in sheet.breaches:
            if mine is not None and breach.person and breach.person not in mine:
                continue
            days = [sheet.problem.horizon.date_of(day) for day in breach.days]
            here = tuple(on for on in days if sheet_of.get(on) is sheet)
            if here or not days:
                yield PlacedBreach(sheet, breach, here)
