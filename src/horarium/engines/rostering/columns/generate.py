"""Column generation: prices of the linking rows that prove the best bound they can."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from horarium.engines.rostering.columns.bound import SCALE, whole_prices
from horarium.engines.rostering.columns.columns import Columns
from horarium.engines.rostering.columns.effort import Effort, work_of
from horarium.engines.rostering.columns.master import UNMET, Master, Mix
from horarium.engines.rostering.model import FREE, Ints

STAYS = 0.5
"""How far the next prices stay with those that proved the best bound so far: plain
simplex prices jump, and what they bring in is thrown out again (Wentges 1997)."""

LINES_A_PERSON = 3

NEAR = 0.05
"""How much of what a mix may save at most is left to a roster that is to be beaten."""

ROUNDING = 1e-6
"""What a linear program is off by at most."""


@dataclass(frozen=True, slots=True, eq=False)
class Generated:
    """The best bound, the whole row prices that prove it, and the last mix.

    There may be lines that are younger than the mix. ``is_finished`` when more rounds
    would prove no more.
    """

    bound: int
    steps: Ints
    mix: Mix | None
    work: float
    is_finished: bool


def generate(
    columns: Columns,
    master: Master,
    effort: Effort,
    on_bound: Callable[[int], None] = lambda _: None,
    first_steps: Ints | None = None,
    to_beat: float = np.inf,
) -> Generated:
    """Price, mix, and price again until the mix and the bound meet.

    ``master`` is given every line found. ``on_bound`` is told of each better bound. The
    first prices are 0 unless there are ``first_steps`` to begin with. Where a roster of
    cost ``to_beat`` is known, it also ends when the mix is nearly as good as can be. A
    ransom that the mix still pays at the end is raised.
    """
    linking = columns.linking
    steps = first_steps
    if steps is None:
        steps = np.zeros(linking.n_rows, dtype=np.int64)
    best = Generated(-FREE, steps, None, 0.0, is_finished=False)
    work = 0.0
    mix: Mix | None = None
    while not effort.halted() and work < effort.work_limit:
        bound, found = columns.price(steps, LINES_A_PERSON)
        if bound > best.bound:
            best = Generated(bound, steps, None, 0.0, is_finished=False)
            on_bound(bound)
        n_new = master.add(line for priced in found for line in priced.lines)
        work += work_of(sum(priced.work for priced in found), len(master.lines))
        if effort.enough(best.bound):
            break
        latest = master.solve(effort)
        if latest is None:
            break
        mix = latest
        left = mix.objective + linking.constant - best.bound
        is_simplex = n_new == 0 and np.array_equal(
            steps, whole_prices(linking, mix.prices)
        )
        if is_simplex or left <= _negligible(to_beat - best.bound):
            if mix.unmet > UNMET and master.make_dearer():
                continue
            return Generated(best.bound, best.steps, mix, work, is_finished=True)
        stays = STAYS if n_new else 0.0
        mixed = stays * best.steps / SCALE + (1 - stays) * mix.prices
        steps = whole_prices(linking, mixed)
    return Generated(best.bound, best.steps, mix, work, is_finished=False)


def _negligible(worth: float) -> float:
    """What may be left between mix and bound, when so much at most is to be saved."""
    return max(ROUNDING, NEAR * worth) if np.isfinite(worth) else ROUNDING
