"""Better bounds by asking how few of what is dearest can be missing at all.

A mix may do with fewer missing heads than any roster can: people are in two places by
halves. CP-SAT is asked for a roster that misses no more than the mix does, and costs
less than the best one known. Where there is none, at least one head more is missing in
all that are better, and a mix with that demand costs more; and so on.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from horarium.engines.rostering.columns.branch import DEAR, FRACTION
from horarium.engines.rostering.columns.columns import Columns
from horarium.engines.rostering.columns.effort import Effort
from horarium.engines.rostering.columns.generate import Generated, generate
from horarium.engines.rostering.columns.master import Master
from horarium.engines.rostering.columns.pricer import Line
from horarium.engines.rostering.cpsat import Search, search
from horarium.engines.rostering.model import FREE, Ids
from horarium.engines.rostering.reduction import Reduced, reduce
from horarium.engines.rostering.window import with_row

QUESTION = 0.2
"""The share of the time left that one question may take. On public instances those that
are answered at all are so within seconds; 5 and 7 have one that is not in minutes."""


@dataclass(frozen=True, slots=True, eq=False)
class Mixed:
    """A mix of lines: what it was made of, what it proves, and the work so far.

    ``found.bound`` holds for all rosters that cost less than the one that was known.
    """

    columns: Columns
    found: Generated
    lines: list[Line]
    work: float = 0.0


def with_fewest(
    mixed: Mixed,
    reduced: Reduced,
    cost: int,
    effort: Effort,
    on_bound: Callable[[int], None],
) -> Mixed:
    """``mixed`` with as many of the dearest extras as any roster below ``cost`` has.

    ``cost`` is that of a roster that is known. ``on_bound`` is told of each better
    bound. As far as it gets within ``effort``.
    """
    places = _dearest(mixed)
    while len(places) and not effort.after(mixed.work).is_over():
        mix = mixed.found.mix
        if mix is None or mixed.found.bound >= cost:
            break
        n_mixed = int(np.ceil(mix.extras[places].sum() - FRACTION))
        few = mixed.columns.linking.extras[places], n_mixed
        asking = effort.after(mixed.work)
        asking = asking.within(QUESTION * asking.left)
        is_none, work = _is_impossible(reduced, few, cost, asking)
        mixed = replace(mixed, work=mixed.work + work)
        if not is_none:
            break
        mixed = _with_more(mixed, places, n_mixed + 1, effort.after(mixed.work))
        on_bound(min(mixed.found.bound, cost))
    return mixed


def _dearest(mixed: Mixed) -> Ids:
    """Where the extras of the highest price are, if one of them matters."""
    linking = mixed.columns.linking
    least = max(1.0, DEAR * abs(mixed.found.bound))
    price = int(linking.cost.max(initial=0))
    is_dear = (linking.cost == price) & (price >= least)
    return np.flatnonzero(is_dear).astype(np.int32)


def _is_impossible(
    reduced: Reduced, few: tuple[Ids, int], cost: int, effort: Effort
) -> tuple[bool, float]:
    """Whether no roster below ``cost`` has so few of these variables; and the work."""
    variables, most = few
    system, kept = reduced.system, reduced.kept
    is_left = np.isin(variables, kept)
    left = np.searchsorted(kept, variables[is_left]).astype(np.int32)
    decided = int(reduced.base[variables[~is_left]].sum())
    system = with_row(system, left, 1, most - decided)
    priced = np.flatnonzero(system.cost).astype(np.int32)
    below = cost - 1 - reduced.constant
    system = with_row(system, priced, system.cost[priced], below)
    asked = reduce(system)
    if len(asked.conflicts):
        return True, 0.0
    is_by_work = np.isfinite(effort.work_limit)
    how = Search(
        limit_s=effort.remaining_s(),
        work_limit=effort.work_limit if is_by_work else None,
        should_stop=effort.halted,
    )
    found = search(asked.system, how)
    return found.is_infeasible, found.work


def _with_more(mixed: Mixed, places: Ids, least: int, effort: Effort) -> Mixed:
    """Mixed again, with at least so many of the extras at ``places``."""
    linking = mixed.columns.linking.bounded(places, least, FREE)
    columns = replace(mixed.columns, linking=linking)
    master = Master(linking, len(columns.pricers), columns.ransom)
    master.add(mixed.lines)
    steps = np.append(mixed.found.steps, 0)
    found = generate(columns, master, effort, first_steps=steps)
    bound = max(found.bound, mixed.found.bound)
    return Mixed(
        columns,
        replace(found, bound=bound),
        list(master.lines),
        mixed.work + found.work,
    )
