"""What is proven of a problem by mixes of whole lines, and the rosters found on the way."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator

from horarium.engines.rostering.columns.bound import SCALE, whole_prices
from horarium.engines.rostering.columns.branch import Cases
from horarium.engines.rostering.columns.coarse import coarse_bounds, coarse_mix
from horarium.engines.rostering.columns.columns import Columns
from horarium.engines.rostering.columns.dive import Dive
from horarium.engines.rostering.columns.effort import Effort, work_of
from horarium.engines.rostering.columns.fewest import Mixed, with_fewest
from horarium.engines.rostering.columns.generate import generate
from horarium.engines.rostering.columns.known import Known, Tell
from horarium.engines.rostering.columns.linking import Floats
from horarium.engines.rostering.columns.master import Master, Mix
from horarium.engines.rostering.columns.pricer import Line
from horarium.engines.rostering.columns.rebuild import Rebuilder
from horarium.engines.rostering.columns.settle import Settler
from horarium.engines.rostering.reduction import Reduced

CLIMB, ROOT, CASES, FEWEST = 0.3, 0.5, 0.5, 0.5
"""Shares of the time left that each stage may take at most."""

NEAR = 0.1
"""With a larger gap better rosters are looked for first: cases of public instance 15 prove
1 of 3823 in 9 s, where a roster of 4443 is 4233 in that time."""

MOST_TO_ASK = 3000
"""Cells up to which CP-SAT is asked how few heads can be missing. It says so of public
instances 5 and 9 within seconds each time; of larger ones it proves next to nothing."""

MANY_IDLE = 300
"""Cases split in vain before giving up when nothing else is left that pays."""


@dataclass(slots=True, eq=False)
class Proof:
    """Proves bounds of a problem taken apart; each method returns the work it took.

    What is found goes to ``on_bound`` and ``on_roster``, which says what is legal of it;
    ``known`` tells the best roster so far and what it costs. ``dived`` is what came of a
    dive, ``settler`` settled.
    """

    columns: Columns
    reduced: Reduced
    settler: Settler
    on_bound: Callable[[int], None]
    on_roster: Tell
    known: Callable[[], Known | None]
    dived: Known | None = field(default=None, init=False)
    _root: Mixed | None = field(default=None, init=False)
    _cases: Cases | None = field(default=None, init=False)
    _begun: list[Line] = field(default_factory=list, init=False)
    _cost_at_most: float = field(default=np.inf, init=False)

    @property
    def is_mixed(self) -> bool:
        """Whether a mix of everybody's lines came to its end."""
        return self._root is not None

    @property
    def is_near(self) -> bool:
        """Whether cases of the mix may come near what the best roster costs."""
        known = self.known()
        if self._root is None or known is None:
            return False
        return known[1] - self._root.found.bound <= NEAR * abs(known[1])

    def climb(self, effort: Effort, rng: Generator, aim: float | None = None) -> float:
        """Prove what prices prove that begin with sums of rows and climb from there.

        The ``aim`` is what a good roster costs, where one is known.
        """
        if effort.is_over() or self.columns.is_vast:
            return 0.0
        own = effort.within(CLIMB * effort.left)
        return coarse_bounds(self.columns, self._lines(), own, rng, self.on_bound, aim)

    def at(self, prices: Floats, effort: Effort) -> float:
        """Prove what these prices of the rows prove.

        Those that parts have taught, or none at all: then it is the sum of what
        everybody's best line costs.
        """
        if effort.is_over() or self.columns.is_vast:
            return 0.0
        steps = whole_prices(self.columns.linking, prices)
        bound, found = self.columns.price(steps, 1)
        self.on_bound(bound)
        return work_of(sum(priced.work for priced in found), 0)

    def begin(self, rebuilder: Rebuilder, effort: Effort) -> float:
        """Prove what sums of rows prove; their prices are where ``rebuilder`` begins."""
        if effort.is_over() or self.columns.is_vast:
            return 0.0
        own = effort.within(CLIMB * effort.left)
        begun = coarse_mix(self.columns, self._lines(), own, self.on_bound)
        rebuilder.start_at(begun.prices)
        self._begun = begun.lines
        return begun.work

    def mix(self, rebuilder: Rebuilder, effort: Effort) -> float:
        """Mix whole lines of everybody, for a bound and a roster.

        It begins with the prices of a ``rebuilder``, which goes on with those found.
        """
        columns = self.columns
        ransom = columns.ransom
        master = Master(columns.linking, len(columns.pricers), ransom)
        master.add(self._lines())
        master.add(self._begun)
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
        work = root.work
        work += self._dive(Dive(columns, master, effort), root.mix, effort.after(work))
        if root.is_finished:
            self._root = Mixed(columns, root, list(master.lines))
        return work

    def dive_again(self, effort: Effort, rng: Generator) -> float:
        """Another dive from the mix, where it came to its end; ``dived`` is what it made."""
        self.dived = None
        if self._root is None or effort.is_over():
            return 0.0
        columns = self._root.columns
        master = Master(columns.linking, len(columns.pricers), columns.ransom)
        master.add(self._root.lines)
        mix = master.solve(effort)
        if mix is None:
            return 0.0
        return self._dive(Dive(columns, master, effort, rng), mix, effort)

    def _dive(self, dive: Dive, mix: Mix, effort: Effort) -> float:
        """Tell of what a dive comes to, and search what it was not sure of."""
        found = dive.run(mix)
        self.dived = None if found is None else self.on_roster(found.roster)
        if found is None or self.dived is None:
            return dive.work
        rest = effort.after(dive.work)
        self.dived, work = self.settler.settle(self.dived, found.opened, rest)
        return dive.work + work

    def split(self, effort: Effort) -> float:
        """Prove more than the mix did, where it came to its end, by cases."""
        if self._root is None or effort.is_over():
            return 0.0
        columns, root, lines = self._root.columns, self._root.found, self._root.lines
        self._cases = Cases(columns, columns.ransom, list(lines), root)
        bound = self._cases.run(effort.within(CASES * effort.left), self._tell)
        work = self._cases.work
        return work + self._with_fewest(self._root, bound, effort.after(work))

    def more_cases(self, effort: Effort) -> float:
        """Go on with the cases of the bound for a while, or begin with them."""
        cases = self._cases
        if cases is None:
            return self.split(effort)
        if cases.is_done or effort.is_over():
            return 0.0
        before = cases.work
        cases.run(effort.within(CASES * effort.left), self._tell, MANY_IDLE)
        return cases.work - before

    def _lines(self) -> list[Line]:
        known = self.known()
        return [] if known is None else self.columns.lines_of(known[0])

    def _with_fewest(self, mixed: Mixed, bound: int, effort: Effort) -> float:
        """Prove how few heads can be missing, and cases under that."""
        known = self.known()
        is_asked = self.reduced.system.n_cells <= MOST_TO_ASK
        if known is None or bound >= known[1] or not is_asked:
            return 0.0
        _, cost = known
        asking = effort.within(FEWEST * effort.left)
        found = with_fewest(mixed, self.reduced, cost, asking, self.on_bound)
        if found.found.bound > mixed.found.bound and found.found.mix is not None:
            self._cost_at_most = cost
            ransom = found.columns.ransom
            self._cases = Cases(found.columns, ransom, found.lines, found.found)
        return found.work

    def _tell(self, bound: int) -> None:
        """Tell of a bound of cases; they may be about rosters below some cost only."""
        self.on_bound(int(min(bound, self._cost_at_most)))
