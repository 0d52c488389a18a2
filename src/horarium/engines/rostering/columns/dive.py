"""A roster from a mix: decide what the mix is nearly sure of, mix again, until all is."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from horarium.engines.rostering.columns.bound import SCALE, atom_prices, whole_prices
from horarium.engines.rostering.columns.columns import Columns
from horarium.engines.rostering.columns.effort import Effort, work_of
from horarium.engines.rostering.columns.kernel import UNREACHED
from horarium.engines.rostering.columns.master import UNMET, Master, Mix
from horarium.engines.rostering.columns.pricer import Line, Priced
from horarium.engines.rostering.columns.structure import Bools
from horarium.engines.rostering.model import Ints
from horarium.engines.rostering.roster import OFF, Roster

SURE = 0.75
"""The share from which on a cell is decided: that of Strandmark, Qu & Curtois (2020)."""

LEAST = 0.1
"""The share of the open cells that is decided at least. Towards the end hardly any is
sure, and to decide them one by one took up to thirteen times as many mixes."""

ROUNDS = 10
"""Rounds of new lines after each decision. With three mixes are dear for want of lines and
decide next what they should not: of public instance 12 a dive ended at 4343 after 25 s of
one core, with twenty at 4040, the best there is, after 6. Ten take half of that on 15."""

FREE_OF_COST = 0.5
"""What decisions cost at most for nothing to be gained by new lines: a roster costs a
whole number. Many mixes cost the same there, and rounds of new lines go on and on."""

CERTAIN = 0.99
"""The share from which on a cell is not thought of as open in the mix that is dived from."""

DOUBT = 0.15
"""How much more or less a share may count when another roster is wanted."""

LINES_A_PERSON = 3

UNDECIDED = -2


@dataclass(frozen=True, slots=True, eq=False)
class Dived:
    """A roster, and which cells, people × days, were open still after each decision.

    The first are those of which the mix was not certain.
    """

    roster: Roster
    opened: list[Bools]


class Dive:
    """One descent from a fractional mix to a roster; with an ``rng`` each is another."""

    def __init__(
        self,
        columns: Columns,
        master: Master,
        effort: Effort,
        rng: Generator | None = None,
    ) -> None:
        self._columns, self._master, self._effort = columns, master, effort
        self._rng = rng
        n_people = len(columns.pricers)
        self._n_days, self._n_choices = columns.shape
        self._decided = np.full((n_people, self._n_days), UNDECIDED, dtype=np.int64)
        self.work = 0.0

    def run(self, mix: Mix) -> Dived | None:
        """What is at the end; all lines may be used again.

        None if halted before, or where nothing more can be decided.
        """
        opened: list[Bools] = [self._shares(mix).max(axis=2) < CERTAIN]
        current: Mix | None = mix
        while current is not None and (self._decided == UNDECIDED).any():
            if self._effort.halted() or not self._decide(current):
                current = None
                break
            opened.append(self._decided == UNDECIDED)
            current = self._remix(current.objective)
        self._master.forbid(range(len(self._master.lines)), most=np.inf)
        return None if current is None else Dived(Roster.of(self._decided), opened)

    def _decide(self, mix: Mix) -> bool:
        """Decide the cells that are nearly sure, at least some of the surest; any at all?"""
        shares = self._shares(mix)
        if self._rng is not None:
            shares += DOUBT * (shares > 0) * self._rng.uniform(-1.0, 1.0, shares.shape)
        is_open = self._decided == UNDECIDED
        surest = shares.max(axis=2)
        sure = is_open & (surest >= SURE)
        n_least = int(np.ceil(LEAST * np.count_nonzero(is_open)))
        order = np.argsort(np.where(is_open, -surest, 1.0), axis=None, kind="stable")
        sure.flat[order[:n_least]] = True
        choice = shares.argmax(axis=2)
        before = self._decided.copy()
        found = np.where(choice == self._n_choices, OFF, choice)
        self._decided = np.where(sure, found, self._decided)
        for person in np.flatnonzero(sure.any(axis=1)).tolist():
            if self._columns.pricers[person].can_be(self._only(person)):
                continue
            self._decided[person] = before[person]
            self._take_line(person, mix)
        return not np.array_equal(self._decided, before)

    def _take_line(self, person: int, mix: Mix) -> None:
        """The line of a person with the largest share, whole."""
        best, most = None, -1.0
        for line, share in zip(self._master.lines, mix.shares, strict=False):
            if line.person == person and share > most and self._is_kept(line):
                best, most = line, float(share)
        if best is not None:
            self._decided[person] = best.shifts

    def _remix(self, before: float) -> Mix | None:
        """The cheapest mix that keeps what is decided, new lines included.

        ``before`` is what one cost that need not keep the latest.
        """
        lines = self._master.lines
        self._master.forbid(
            [place for place, line in enumerate(lines) if not self._is_kept(line)]
        )
        mix = self._master.solve(self._effort)
        for _ in range(ROUNDS):
            if mix is None or self._effort.halted():
                break
            is_kept = mix.unmet <= UNMET
            if is_kept and mix.objective < before + FREE_OF_COST:
                break
            if not self._add(mix):
                break
            mix = self._master.solve(self._effort)
        return mix

    def _add(self, mix: Mix) -> int:
        """Add everybody's best line at the prices of the mix; how many were new."""
        linking, cost = self._columns.linking, self._columns.structure.cost
        steps = whole_prices(linking, mix.prices)
        prices = atom_prices(linking, cost, steps)
        found: list[Line] = []
        looked: list[Priced] = []
        for person, pricer in enumerate(self._columns.pricers):
            if (self._decided[person] != UNDECIDED).all():
                continue
            priced = pricer.price(
                prices, SCALE, n_lines=LINES_A_PERSON, only=self._only(person)
            )
            looked.append(priced)
            if priced.least < min(UNREACHED // 2, mix.wages[person] * SCALE - 1):
                found.extend(priced.lines)
        n_sums = sum(priced.work for priced in looked)
        self.work += work_of(n_sums, len(self._master.lines))
        return self._master.add(found)

    def _shares(self, mix: Mix) -> np.ndarray:
        """How much of each choice the mix has, shape ``(people, days, choices + 1)``."""
        shares = np.zeros((*self._decided.shape, self._n_choices + 1))
        days = np.arange(self._n_days)
        for place in np.flatnonzero(mix.shares > 1e-6).tolist():
            line = self._master.lines[place]
            choice = np.where(line.shifts == OFF, self._n_choices, line.shifts)
            shares[line.person, days, choice] += mix.shares[place]
        return shares

    def _only(self, person: int) -> Bools:
        decided = self._decided[person]
        only: Bools = np.ones((self._n_days, self._n_choices + 1), dtype=bool)
        days = np.flatnonzero(decided != UNDECIDED)
        only[days] = False
        only[days, np.where(decided == OFF, self._n_choices, decided)[days]] = True
        return only

    def _is_kept(self, line: Line) -> bool:
        decided: Ints = self._decided[line.person]
        return bool(((decided == UNDECIDED) | (decided == line.shifts)).all())
