"""Prove and build rosters out of whole lines, beside a search that changes cells."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from horarium.engines.rostering.columns.branch import Cases
from horarium.engines.rostering.columns.columns import Columns
from horarium.engines.rostering.columns.dive import Dive
from horarium.engines.rostering.columns.effort import Effort
from horarium.engines.rostering.columns.generate import generate
from horarium.engines.rostering.columns.master import Master
from horarium.engines.rostering.encode import Encoded
from horarium.engines.rostering.model import Ints
from horarium.engines.rostering.reduction import Reduced
from horarium.engines.rostering.roster import Roster


@dataclass(frozen=True, slots=True)
class Combiner:
    """What is found goes to ``on_bound`` and ``on_roster``, as soon as it is."""

    encoded: Encoded
    reduced: Reduced
    on_bound: Callable[[int], None]
    on_roster: Callable[[Roster], None]

    def run(self, effort: Effort, known: Roster | None) -> float:
        """Prove a bound and build a roster; the deterministic seconds it took.

        ``known`` is a roster to begin with.
        """
        columns = Columns.of(self.encoded, self.reduced, effort.halted)
        if columns is None:
            return 0.0
        master = Master(columns.linking, len(columns.pricers), _ransom(columns))
        if known is not None:
            master.add(columns.lines_of(known))
        root = generate(columns, master, effort, self.on_bound)
        if root.mix is None or effort.halted():
            return root.work
        dive = Dive(columns, master, effort)
        roster = dive.run(root.mix)
        if roster is not None:
            self.on_roster(roster)
        work = root.work + dive.work
        if not root.is_finished or work >= effort.work_limit:
            return work
        rest = replace(effort, work_limit=effort.work_limit - work)
        cases = Cases(columns, _ransom(columns), master.lines)
        cases.run(root, rest, self.on_bound)
        return work + cases.work


def _ransom(columns: Columns) -> float:
    """More than anything that can be bought: ten times the dearest variable."""
    costs: Ints = columns.structure.cost
    return 10.0 * float(max(100, abs(costs).max(initial=0)))
