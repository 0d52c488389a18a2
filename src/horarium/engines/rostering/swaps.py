"""Who could take a duty that somebody wants to give away, and for what in return."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from horarium.engines.rostering.check import want_fit
from horarium.engines.rostering.disruption import Present
from horarium.engines.rostering.horizon import Day
from horarium.engines.rostering.judging import Cells, Effect, Judge
from horarium.engines.rostering.problem import RosterProblem
from horarium.engines.rostering.roster import OFF, Roster
from horarium.engines.rostering.rules.fairness import Fairness
from horarium.engines.rostering.rules.requests import RequestsAreMet
from horarium.engines.rostering.wants import want, want_known

Place: TypeAlias = tuple[int, int]
"""A person and a day, by index."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """What ``person`` works on ``day``."""

    person: str
    day: Day


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """``giver`` gives the duty on ``day`` to ``taker``."""

    giver: str
    taker: str
    day: Day
    shift_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What a swap means for one person: by how much their penalties move.

    ``fairness`` and ``requests`` are part of ``penalty``; below 0 is better for them.
    """

    person: str
    penalty: int
    fairness: int
    requests: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """Duties that change hands together; nothing about it breaks a hard rule.

    ``penalty`` is by how much the whole roster's objective moves.
    """

    handovers: tuple[Handover, ...]
    shares: tuple[Share, ...]
    penalty: int

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody who has to agree, the one who asks first."""
        return tuple(share.person for share in self.shares)


def swaps(
    problem: RosterProblem,
    roster: Roster,
    give: Duty,
    *,
    now: datetime | None = None,
    taker: str | None = None,
) -> tuple[Swap, ...]:
    """Every legal way for one other person to take ``give``, the best first.

    A plain give-away; an exchange of the duties of that day; or a duty of another day in
    return. Nothing that has begun by ``now`` changes hands. With a ``taker`` only the
    ways for that person. Raises ``InvalidField`` when there is no such duty, or it has
    begun.
    """
    exchange = Exchange(problem, roster, now, taker)
    place = exchange.place_of(give)
    found = [
        swap
        for cells, handovers in exchange.ideas(place)
        if (swap := exchange.judged(cells, handovers)) is not None
    ]
    return tuple(sorted(found, key=_order))


def _order(swap: Swap) -> tuple[object, ...]:
    last = swap.handovers[-1]
    return swap.penalty, len(swap.handovers), last.taker, last.giver, last.day


class Exchange:
    """What may change hands in one roster."""

    def __init__(
        self,
        problem: RosterProblem,
        roster: Roster,
        now: datetime | None,
        taker: str | None = None,
    ) -> None:
        want_fit(problem, roster)
        self.problem, self.roster = problem, roster
        self._taker = taker
        self.judge = Judge(problem, roster)
        self._bad: dict[tuple[tuple[Place, int], ...], bool] = {}
        self._free, self._may_have = Present.of(problem, now).may_have(problem, roster)
        self._fair = {r.key for r in problem.rules if isinstance(r, Fairness)}
        self._asked = {r.key for r in problem.rules if isinstance(r, RequestsAreMet)}

    def place_of(self, duty: Duty) -> Place:
        """Where the duty is; raises ``InvalidField`` when it cannot be given."""
        people = self.problem.tables.people
        want_known("give.person", [duty.person], people)
        days = self.problem.n_days
        want(0 <= duty.day < days, "give.day", duty.day, f"a day from 0 to {days - 1}")
        place = people[duty.person], duty.day
        can = self.roster.cells[place] != OFF and bool(self._free[place])
        when = self.problem.horizon.name_of(duty.day)
        wanted = f"a day with a duty of {duty.person} that has not begun"
        want(can, "give.day", when, wanted)
        return place

    def ideas(self, place: Place) -> Iterator[tuple[Cells, tuple[Handover, ...]]]:
        """What one other person could do, each line legal for the person who has it."""
        giver, day = place
        shift = int(self.roster.cells[place])
        for taker in self._others(giver):
            theirs = int(self.roster.cells[taker, day])
            if not self._free[taker, day] or theirs == shift:
                continue
            if not self.problem.tables.eligible[taker, shift]:
                continue
            if theirs != OFF:
                if self.problem.tables.eligible[giver, theirs]:
                    yield (
                        {place: theirs, (taker, day): shift},
                        (
                            self.handover(place, taker),
                            self.handover((taker, day), giver),
                        ),
                    )
                continue
            if not self._is_no_good({(taker, day): shift}):
                yield {place: OFF, (taker, day): shift}, (self.handover(place, taker),)
            yield from self._in_return(place, taker)

    def _in_return(
        self, place: Place, taker: int
    ) -> Iterator[tuple[Cells, tuple[Handover, ...]]]:
        giver, day = place
        shift = int(self.roster.cells[place])
        for other in range(self.problem.n_days):
            back = int(self.roster.cells[taker, other])
            if not self._may_come_back((giver, taker), other, back):
                continue
            if self._is_no_good({place: OFF, (giver, other): back}):
                continue
            if self._is_no_good({(taker, day): shift, (taker, other): OFF}):
                continue
            yield (
                {
                    place: OFF,
                    (taker, day): shift,
                    (taker, other): OFF,
                    (giver, other): back,
                },
                (self.handover(place, taker), self.handover((taker, other), giver)),
            )

    def _may_come_back(self, pair: tuple[int, int], day: int, shift: int) -> bool:
        giver, taker = pair
        return (
            shift != OFF
            and self.roster.cells[giver, day] == OFF
            and bool(self._free[giver, day] and self._free[taker, day])
            and bool(self._may_have[giver, day, shift])
            and bool(self.problem.tables.eligible[giver, shift])
            and not self.problem.people[giver].is_on_leave(day)
        )

    def _is_no_good(self, cells: Cells) -> bool:
        """Whether one person's cells break a hard rule about one person."""
        key = tuple(sorted(cells.items()))
        if key not in self._bad:
            self._bad[key] = self.judge.breaks_line(key[0][0][0], cells)
        return self._bad[key]

    def _others(self, giver: int) -> list[int]:
        return [
            row
            for row, person in enumerate(self.problem.people)
            if row != giver and self._taker in (None, person.id)
        ]

    def may_take(self, taker: int, day: int, cells: Cells) -> bool:
        """Whether ``taker`` may have these ``cells``, one of them being on ``day``."""
        shift = cells[taker, day]
        may_have = self._free[taker, day] and self._may_have[taker, day, shift]
        is_able = self.problem.tables.eligible[taker, shift]
        return bool(may_have and is_able) and not self._is_no_good(cells)

    def handover(self, place: Place, taker: int) -> Handover:
        """The duty at ``place`` going to ``taker``."""
        problem, (giver, day) = self.problem, place
        return Handover(
            giver=problem.people[giver].id,
            taker=problem.people[taker].id,
            day=day,
            shift_type=problem.shift_types[self.roster.cells[place]].id,
        )

    def judged(self, cells: Cells, handovers: Sequence[Handover]) -> Swap | None:
        """The swap with its effects, or None when a hard rule is in the way."""
        effect = self.judge.effect(cells)
        if not effect.is_legal:
            return None
        people = dict.fromkeys(
            person for h in handovers for person in (h.giver, h.taker)
        )
        return Swap(
            handovers=tuple(handovers),
            shares=tuple(self._share(person, cells, effect) for person in people),
            penalty=effect.penalty,
        )

    def _share(self, person: str, cells: Cells, effect: Effect) -> Share:
        row = self.problem.tables.people[person]
        own = self.judge.line(row, {at: s for at, s in cells.items() if at[0] == row})
        return Share(
            person=person,
            penalty=effect.by_person.get(person, 0),
            fairness=sum(
                cost for rule, cost in own.by_rule.items() if rule in self._fair
            ),
            requests=sum(
                cost for rule, cost in own.by_rule.items() if rule in self._asked
            ),
        )
