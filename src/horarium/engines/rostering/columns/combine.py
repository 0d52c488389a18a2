"""Prove and build rosters out of whole lines, beside a search that changes cells."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.random import Generator

from horarium.engines.rostering.columns.bound import SCALE, whole_prices
from horarium.engines.rostering.columns.branch import Cases
from horarium.engines.rostering.columns.choose import Chooser
from horarium.engines.rostering.columns.columns import Columns
from horarium.engines.rostering.columns.dive import Dive
from horarium.engines.rostering.columns.effort import Effort
from horarium.engines.rostering.columns.generate import generate
from horarium.engines.rostering.columns.master import Master
from horarium.engines.rostering.columns.rebuild import Part, Rebuilder
from horarium.engines.rostering.encode import Encoded
from horarium.engines.rostering.model import Ints
from horarium.engines.rostering.reduction import Reduced
from horarium.engines.rostering.roster import Roster

ROOT_ROWS = 1000
"""With more rows that tie people together a mix of whole lines takes too long."""

FIRST_PARTS, ROOT, CASES = 0.25, 0.5, 0.5
"""Shares of the time left that each stage may take at most."""

PATIENCE = 4.0
"""A part that takes so many times as long as it should is given up."""

LEAST_S = 0.01
"""Seconds that any part counts for, so that a search with a limit ends."""

FEW_VAIN, MANY_VAIN = 6, 30
"""Parts built anew in vain before something else is tried."""


@dataclass(frozen=True, slots=True)
class Combiner:
    """What is found goes to ``on_bound`` and ``on_roster``, as soon as it is.

    ``known`` tells the best roster so far and what it costs.
    """

    encoded: Encoded
    reduced: Reduced
    on_bound: Callable[[int], None]
    on_roster: Callable[[Roster], None]
    known: Callable[[], tuple[Roster, int] | None] = lambda: None

    def run(self, effort: Effort, rng: Generator, *, is_endless: bool = False) -> float:
        """Prove a bound and build rosters; the deterministic seconds it took.

        It ends when it hardly pays any more, or, ``is_endless``, when halted.
        """
        columns = Columns.of(self.encoded, self.reduced, effort.halted)
        if columns is None:
            return 0.0
        ransom = _ransom(columns)
        rebuilder = Rebuilder(columns, ransom)
        chooser = Chooser((len(columns.pricers), columns.shape[0]), effort.left, rng)
        build = partial(self._build, rebuilder, chooser)
        work = build(effort.within(FIRST_PARTS * effort.left), FEW_VAIN)
        if columns.linking.n_rows <= ROOT_ROWS:
            work += self._mix(columns, rebuilder, effort.after(work))
        most_vain = np.inf if is_endless else MANY_VAIN
        return work + build(effort.after(work), most_vain)

    def _build(
        self, rebuilder: Rebuilder, chooser: Chooser, effort: Effort, most_vain: float
    ) -> float:
        """Build parts of the best roster anew while it pays; the work it took."""
        n_vain, work = 0, 0.0
        while n_vain < most_vain and not effort.after(work).is_over():
            known = self.known()
            if known is None:
                break
            roster, cost = known
            part = chooser.draw(rebuilder.cost_of_day(roster))
            before = effort.remaining_s()
            limit = effort.after(work).within(PATIENCE * chooser.step_s)
            found = rebuilder.rebuild(roster, part, limit)
            is_by_work = np.isfinite(effort.work_limit)
            seconds = found.work if is_by_work else before - effort.remaining_s()
            if found.roster is not None:
                self._offer(found.roster, part)
            now = self.known()
            saved = 0 if now is None else max(0, cost - now[1])
            chooser.learn(part, saved=saved, seconds=max(seconds, LEAST_S))
            n_vain = 0 if saved else n_vain + 1
            work += max(found.work, LEAST_S)
        return work

    def _offer(self, roster: Roster, part: Part) -> None:
        """Offer what is new, in the place where it is, in the roster that is best now."""
        now = self.known()
        if now is not None:
            is_new = part.mask(roster.cells.shape)
            cells = np.where(is_new, roster.cells, now[0].cells)
            self.on_roster(Roster.of(cells))

    def _mix(self, columns: Columns, rebuilder: Rebuilder, effort: Effort) -> float:
        """Mix whole lines of everybody, for a bound and a roster; the work it took."""
        ransom = _ransom(columns)
        master = Master(columns.linking, len(columns.pricers), ransom)
        known = self.known()
        if known is not None:
            master.add(columns.lines_of(known[0]))
        root = generate(
            columns,
            master,
            effort.within(ROOT * effort.left),
            self.on_bound,
            first_steps=whole_prices(columns.linking, rebuilder.prices),
        )
        rebuilder.start_at(root.steps / SCALE)
        if root.mix is None or effort.halted():
            return root.work
        dive = Dive(columns, master, effort)
        roster = dive.run(root.mix)
        if roster is not None:
            self.on_roster(roster)
        work = root.work + dive.work
        if not root.is_finished or work >= effort.work_limit:
            return work
        cases = Cases(columns, ransom, master.lines)
        rest = effort.after(work)
        cases.run(root, rest.within(CASES * rest.left), self.on_bound)
        return work + cases.work


def _ransom(columns: Columns) -> float:
    """More than anything that can be bought: ten times the dearest variable."""
    costs: Ints = columns.structure.cost
    return 10.0 * float(max(100, abs(costs).max(initial=0)))
