"""Build a part of a roster anew out of whole lines, all else being held.

Some people's lines are set free on some days. A mix of lines that differ there only is
found, and a dive makes a roster of it. The prices found serve the next part.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from horarium.engines.rostering.columns.binding import Room, can_be_broken
from horarium.engines.rostering.columns.bound import SCALE, whole_prices
from horarium.engines.rostering.columns.columns import Columns
from horarium.engines.rostering.columns.dive import Dive
from horarium.engines.rostering.columns.effort import Effort
from horarium.engines.rostering.columns.generate import generate
from horarium.engines.rostering.columns.linking import Floats, Linking
from horarium.engines.rostering.columns.marginal import RowPrices
from horarium.engines.rostering.columns.master import Master
from horarium.engines.rostering.columns.pricer import Line, Pricer
from horarium.engines.rostering.columns.statement import FORBIDDEN
from horarium.engines.rostering.columns.stretch import Paths, Stretch, line_along
from horarium.engines.rostering.columns.structure import Bools
from horarium.engines.rostering.columns.unkept import Unkept, less
from horarium.engines.rostering.model import Ints
from horarium.engines.rostering.roster import Roster

AGAIN = 4
"""How often at most a part is built, while there are rows nobody knew of."""

Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """These people, by row, on these days."""

    people: Rows
    days: range

    def mask(self, shape: tuple[int, ...]) -> Bools:
        """Which cells these are, ``shape`` being people × days."""
        chosen: Bools = np.zeros(shape, dtype=bool)
        chosen[self.people, self.days.start : self.days.stop] = True
        return chosen


@dataclass(frozen=True, slots=True, eq=False)
class Rebuilt:
    """What came of a part: a roster, if one was built, and the work in seconds.

    ``is_best`` when no better lines are in the part.
    """

    roster: Roster | None
    work: float
    is_best: bool


class Rebuilder:
    """Builds parts of the rosters of one problem anew, and learns the prices of rows."""

    def __init__(self, columns: Columns, ransom: float) -> None:
        self._columns, self._ransom = columns, ransom
        self._pricers = [one for one in columns.pricers if isinstance(one, Pricer)]
        self._own = columns.linking.own.tocsc()
        self._unkept = Unkept(columns.structure, columns.unkept)
        self._prices: Floats = np.zeros(columns.linking.n_rows)
        self._paths: dict[int, Paths] = {}
        self._lines: dict[int, Line] = {}

    def start_at(self, prices: Floats) -> None:
        """Begin with other prices from now on."""
        self._prices = prices.copy()

    @property
    def prices(self) -> Floats:
        """The prices of the linking rows as they are now."""
        return self._prices

    def rebuild(self, roster: Roster, part: Part, effort: Effort) -> Rebuilt:
        """The roster with ``part`` of it built anew.

        Where it breaks rows that nobody knew of, again with those known.
        """
        found = self._rebuilt(roster, part, effort)
        work = found.work
        for _ in range(AGAIN - 1):
            if found.roster is None or not self._breaks_unkept(found.roster):
                break
            found = self._rebuilt(roster, part, effort.after(work))
            work += found.work
        return replace(found, work=work)

    def _breaks_unkept(self, roster: Roster) -> bool:
        """Whether it breaks rows not known before; from now on they are."""
        return self._follow(roster) and self._unkept.note(self._true())

    def _true(self, without: Collection[int] = ()) -> Ints:
        """How often each variable is true in the lines, of all people but these."""
        true = np.zeros(self._own.shape[1], dtype=np.int64)
        for row, line in self._lines.items():
            if row not in without:
                true[line.atoms] += 1
        return true

    def _rebuilt(self, roster: Roster, part: Part, effort: Effort) -> Rebuilt:
        nothing = Rebuilt(None, 0.0, is_best=False)
        if not self._follow(roster):
            return nothing
        stretches = [
            self._stretch(roster, row, part.days, place)
            for place, row in enumerate(part.people.tolist())
        ]
        open_ = [one for one in stretches if one is not None]
        if len(open_) < len(stretches):
            return nothing
        rows, linking = self._around(part)
        columns = replace(self._columns, linking=linking, pricers=tuple(open_))
        master = Master(linking, len(open_), self._ransom)
        own = [self._lines[row] for row in part.people.tolist()]
        master.add(replace(line, person=place) for place, line in enumerate(own))
        known = master.solve(effort)
        if known is None:
            return nothing
        cost = int(np.rint(known.objective))
        enough = replace(effort, enough=lambda bound: bound >= cost)
        prices = np.zeros(linking.n_rows)
        prices[: len(rows)] = self._prices[rows]
        steps = whole_prices(linking, prices)
        root = generate(columns, master, enough, first_steps=steps, to_beat=cost)
        self._prices[rows] = root.steps[: len(rows)] / SCALE
        if root.mix is None or root.bound >= cost or effort.halted():
            return Rebuilt(None, root.work, is_best=root.bound >= cost)
        dive = Dive(columns, master, effort)
        found = dive.run(root.mix)
        work = root.work + dive.work
        if found is None:
            return Rebuilt(None, work, is_best=False)
        cells = roster.cells.copy()
        cells[part.people] = found.roster.cells
        return Rebuilt(Roster.of(cells), work, is_best=False)

    def merged(self, roster: Roster, built: Roster, part: Part) -> Roster | None:
        """``roster`` with what ``built`` has in ``part``, where a line of it may be so."""
        cells = roster.cells.copy()
        inside = slice(part.days.start, part.days.stop)
        for row in part.people.tolist():
            shifts = cells[row].copy()
            shifts[inside] = built.cells[row, inside]
            if line_along(self._pricers[row], self._path(row), shifts) is not None:
                cells[row] = shifts
        return None if np.array_equal(cells, roster.cells) else Roster.of(cells)

    def cost_of_day(self, roster: Roster) -> Floats:
        """What the rows about each day cost in this roster."""
        n_days = roster.cells.shape[1]
        if not self._follow(roster):
            return np.zeros(n_days)
        linking = self._columns.linking
        sums = np.asarray(linking.own @ self._true(), dtype=np.int64)
        prices = RowPrices.of(linking)
        costs = prices.at(prices.all_rows, sums)
        known = (costs < FORBIDDEN) & (np.diff(linking.own.indptr) > 0)
        first = linking.own.indices[linking.own.indptr[:-1][known]]
        days = self._columns.structure.day[first]
        return np.bincount(days, costs[known], minlength=n_days).astype(np.float64)

    def _follow(self, roster: Roster) -> bool:
        """Know the lines of this roster; False when one is not legal."""
        for row, shifts in enumerate(roster.cells):
            known = self._lines.get(row)
            if known is None or not np.array_equal(known.shifts, shifts):
                line = line_along(self._pricers[row], self._path(row), shifts)
                if line is None:
                    return False
                self._lines[row] = line
        return True

    def _stretch(
        self, roster: Roster, row: int, days: range, place: int
    ) -> Stretch | None:
        shifts, paths = roster.cells[row], self._path(row)
        found = Stretch(self._pricers[row], paths, shifts, days, place=place)
        return found if found.is_possible else None

    def _path(self, row: int) -> Paths:
        person = self._pricers[row].person
        number = id(person.automaton)
        if number not in self._paths:
            self._paths[number] = Paths(person.automaton, person.cells.shape[1])
        return self._paths[number]

    def _around(self, part: Part) -> tuple[Rows, Linking]:
        """The rows that the part has a say in, and what is left to be decided of them.

        Behind them come rows that were unkept until a roster broke them.
        """
        whole = self._columns.linking
        free = [self._atoms_in(row, part.days) for row in part.people.tolist()]
        atoms = np.concatenate(free)
        held = self._true(without=set(part.people.tolist()))
        rows = self._binding(np.unique(self._own[:, atoms].indices), atoms)
        own = whole.own[rows]
        added: Ints = np.asarray(own @ held, dtype=np.int64)
        extra = whole.extra[rows]
        used = np.unique(extra.indices)
        linking = replace(
            whole,
            own=own,
            extra=extra[:, used].tocsr(),
            low=less(whole.low[rows], added),
            high=less(whole.high[rows], added),
            extras=whole.extras[used],
            lower=whole.lower[used],
            upper=whole.upper[used],
            cost=whole.cost[used],
            constant=0,
        )
        return rows, self._unkept.added_to(linking, atoms, held)

    def _binding(self, rows: Rows, atoms: Ints) -> Rows:
        """Those of the rows that have a price or can be broken by these atoms."""
        whole = self._columns.linking
        is_priced = np.diff(whole.extra.indptr)[rows] > 0
        plain = rows[~is_priced]
        outside = self._true()
        outside[atoms] = 0
        own = whole.own[plain]
        room = Room(
            own=own,
            atoms=atoms,
            held=np.asarray(own @ outside, dtype=np.int64),
            low=whole.low[plain],
            high=whole.high[plain],
        )
        open_ = plain[can_be_broken(self._columns.structure, room)]
        return np.sort(np.concatenate([rows[is_priced], open_]))

    def _atoms_in(self, row: int, days: range) -> Ints:
        person = self._pricers[row].person
        cells = person.cells[days.start : days.stop]
        return np.concatenate([cells[cells > 0], person.eithers]).astype(np.int64)
