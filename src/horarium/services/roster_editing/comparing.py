"""Two rosters side by side: cells, rules, and what everybody works."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from horarium.domain.errors import InvalidField
from horarium.domain.ids import RosterId
from horarium.engines.rostering.report import PersonTotal, person_totals
from horarium.engines.rostering.revising import difference
from horarium.engines.rostering.roster import Breach
from horarium.services import existing
from horarium.services.permissions import Permission
from horarium.services.rosters import RosterSheet, judged
from horarium.services.work import Work


@dataclass(frozen=True, slots=True)
class CellDiff:
    """A cell that differs; nothing is a day off."""

    person: str
    name: str
    on_date: date
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RuleDiff:
    """What a rule costs in one and in the other, and how often each breaks it.

    A rule with hard and soft breaches, as cover may have, has an entry for each.
    """

    rule: str
    sentence: str
    is_hard: bool
    penalty: tuple[int, int]
    n_breaches: tuple[int, int]


@dataclass(frozen=True, slots=True)
class TotalDiff:
    """What somebody works in one and in the other."""

    person: str
    name: str
    worked_min: tuple[int, int]
    n_nights: tuple[int, int]
    n_weekends: tuple[int, int]


@dataclass(frozen=True, slots=True)
class RosterDiff:
    """``before`` and ``after``, and everything in which they differ."""

    before: RosterSheet
    after: RosterSheet
    cells: tuple[CellDiff, ...]
    rules: tuple[RuleDiff, ...]
    people: tuple[TotalDiff, ...]

    @property
    def days(self) -> list[date]:
        """The days of both, on which cells are compared; figures are of all days."""
        return _shared(self.before, self.after)


def diff(work: Work, before: RosterId, after: RosterId) -> RosterDiff:
    """What changes from one roster to another, on the days that both cover.

    Refuses with ``InvalidField`` when no day is covered by both.
    """
    work.require(Permission.ROSTER_EDIT)
    one, other = (
        judged(existing.roster(work, before)),
        judged(existing.roster(work, after)),
    )
    if not _shared(one, other):
        theirs, wanted = (_period(sheet) for sheet in (other, one))
        raise InvalidField(
            "against",
            f"{other.stored.name}, {theirs}",
            f"a roster with days of {one.stored.name}, {wanted}",
        )
    return compared(one, other)


def compared(one: RosterSheet, other: RosterSheet) -> RosterDiff:
    """The same of two that were read already and share some days."""
    return RosterDiff(
        before=one,
        after=other,
        cells=tuple(cell_diffs(one, other)),
        rules=tuple(_rules(one, other)),
        people=tuple(_people(one, other)),
    )


def cell_diffs(one: RosterSheet, other: RosterSheet) -> Iterator[CellDiff]:
    """Cells that differ on days of both, people in the order of ``other``, then days.

    Whoever is only in one of the two is off in the other.
    """
    days = _shared(one, other)
    was, is_now = _duties(one), _duties(other)
    names = {
        person.id: person.title
        for sheet in (one, other)
        for person in sheet.problem.people
    }
    in_order = [p.id for p in other.problem.people]
    gone = [p.id for p in one.problem.people if p.id not in set(in_order)]
    for person in (*in_order, *gone):
        for on in days:
            before, after = was.get((person, on), ""), is_now.get((person, on), "")
            if before != after:
                yield CellDiff(person, names[person], on, before, after)


def _shared(one: RosterSheet, other: RosterSheet) -> list[date]:
    theirs = range(other.problem.n_days)
    horizon = one.problem.horizon
    days = [horizon.date_of(day) for day in range(one.problem.n_days)]
    return [on for on in days if other.problem.horizon.day_of(on) in theirs]


def _period(sheet: RosterSheet) -> str:
    horizon = sheet.problem.horizon
    return f"{horizon.start} to {horizon.date_of(horizon.n_days - 1)}"


def _duties(sheet: RosterSheet) -> dict[tuple[str, date], str]:
    return {
        (duty.staff_code, duty.on_date): duty.shift_type
        for duty in sheet.stored.assignments
    }


def _rules(one: RosterSheet, other: RosterSheet) -> Iterator[RuleDiff]:
    found = difference(one.breaches, other.breaches)
    differing = {
        *found.by_rule,
        *(breach.rule for breach in (*found.appeared, *found.gone)),
    }
    rules = {rule.key: rule for sheet in (one, other) for rule in sheet.problem.rules}
    for key in sorted(differing, key=lambda key: _order(found.by_rule, key)):
        for is_hard in (True, False):
            was, now = (
                [b for b in sheet.breaches if b.rule == key and b.is_hard is is_hard]
                for sheet in (one, other)
            )
            if was or now:
                yield RuleDiff(
                    rule=key,
                    sentence=rules[key].sentence(),
                    is_hard=is_hard,
                    penalty=(_cost(was), _cost(now)),
                    n_breaches=(len(was), len(now)),
                )


def _cost(breaches: Iterable[Breach]) -> int:
    return sum(breach.penalty for breach in breaches)


def _order(costs: Mapping[str, tuple[int, int]], key: str) -> tuple[int, str]:
    was, now = costs.get(key, (0, 0))
    return -abs(now - was), key


def _people(one: RosterSheet, other: RosterSheet) -> Iterator[TotalDiff]:
    was = {total.person: total for total in person_totals(one.problem, one.roster)}
    for person, total in zip(
        other.problem.people,
        person_totals(other.problem, other.roster),
        strict=True,
    ):
        before = was.get(person.id)
        if before is not None and _figures(before) != _figures(total):
            yield TotalDiff(
                person.id,
                person.title,
                (before.worked_min, total.worked_min),
                (before.n_nights, total.n_nights),
                (before.n_weekends, total.n_weekends),
            )


def _figures(total: PersonTotal) -> tuple[int, int, int]:
    return total.worked_min, total.n_nights, total.n_weekends
