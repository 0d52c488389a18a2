"""A roster from a mix: decide what the mix is nearly sure of, mix again, until all is."""

import numpy as np

from horarium.engines.rostering.columns.bound import SCALE, atom_prices, whole_prices
from horarium.engines.rostering.columns.columns import Columns
from horarium.engines.rostering.columns.effort import Effort, work_of
from horarium.engines.rostering.columns.kernel import UNREACHED
from horarium.engines.rostering.columns.master import Master, Mix
from horarium.engines.rostering.columns.pricer import Line, Priced
from horarium.engines.rostering.columns.structure import Bools
from horarium.engines.rostering.model import Ints
from horarium.engines.rostering.roster import OFF, Roster

SURE = 0.75
"""The share from which on a cell is decided: that of Strandmark, Qu & Curtois (2020)."""

ROUNDS = 3
"""Rounds of new lines after each decision; more hardly change what is decided next."""

UNDECIDED = -2


class Dive:
    """One descent from a fractional mix to a roster."""

    def __init__(self, columns: Columns, master: Master, effort: Effort) -> None:
        self._columns, self._master, self._effort = columns, master, effort
        n_people = len(columns.pricers)
        self._n_days, self._n_choices = columns.shape
        self._decided = np.full((n_people, self._n_days), UNDECIDED, dtype=np.int64)
        self.work = 0.0

    def run(self, mix: Mix) -> Roster | None:
        """The roster at the end, or None if halted before; all lines may be used again."""
        current: Mix | None = mix
        while current is not None and (self._decided == UNDECIDED).any():
            if self._effort.halted():
                current = None
                break
            self._decide(current)
            current = self._remix()
        self._master.forbid(range(len(self._master.lines)), most=np.inf)
        return None if current is None else Roster.of(self._decided)

    def _decide(self, mix: Mix) -> None:
        """Decide the cells that are nearly sure, at least those of the surest line."""
        shares = self._shares(mix)
        is_open = self._decided == UNDECIDED
        surest = shares.max(axis=2)
        sure = is_open & (surest >= SURE)
        choice = shares.argmax(axis=2)
        if not sure.any():
            place = int(np.argmax(np.where(is_open, surest, -1.0)))
            sure.flat[place] = True
        before = self._decided.copy()
        found = np.where(choice == self._n_choices, OFF, choice)
        self._decided = np.where(sure, found, self._decided)
        for person in np.flatnonzero(sure.any(axis=1)).tolist():
            if self._columns.pricers[person].can_be(self._only(person)):
                continue
            self._decided[person] = before[person]
            self._take_line(person, mix)

    def _take_line(self, person: int, mix: Mix) -> None:
        """The line of a person with the largest share, whole."""
        best, most = None, -1.0
        for line, share in zip(self._master.lines, mix.shares, strict=True):
            if line.person == person and share > most and self._is_kept(line):
                best, most = line, float(share)
        if best is not None:
            self._decided[person] = best.shifts

    def _remix(self) -> Mix | None:
        """The cheapest mix that keeps what is decided, some new lines included."""
        lines = self._master.lines
        self._master.forbid(
            [place for place, line in enumerate(lines) if not self._is_kept(line)]
        )
        mix = self._master.solve(self._effort)
        for _ in range(ROUNDS):
            if mix is None or self._effort.halted() or not self._add(mix):
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
            priced = pricer.price(prices, SCALE, only=self._only(person))
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
