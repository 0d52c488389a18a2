"""The threads of one search: one proves, the others improve."""

import threading
from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from horarium.engines.rostering.apart import can_hold_apart
from horarium.engines.rostering.columns.effort import Effort
from horarium.engines.rostering.columns.known import Known
from horarium.engines.rostering.cpsat import Search, search
from horarium.engines.rostering.encode import Encoded
from horarium.engines.rostering.improve import Improver
from horarium.engines.rostering.incumbent import Incumbent, Standing
from horarium.engines.rostering.model import Ints
from horarium.engines.rostering.nearest import nearest
from horarium.engines.rostering.params import SolveParams
from horarium.engines.rostering.parts import Parts
from horarium.engines.rostering.reduction import Reduced
from horarium.engines.rostering.roster import Roster
from horarium.engines.rostering.start import (
    ONE_PERSON_WORK,
    all_at_once,
    complete,
    complete_near,
    is_separable,
    one_by_one,
)

if TYPE_CHECKING:
    from horarium.engines.rostering.columns.combine import Combiner

MAX_TERMS_TO_PROVE = 4_000_000
"""Above this CP-SAT spends the whole time reading the model; such rosters are only
improved."""

FEW_CELLS = 150
"""Up to so many cells CP-SAT proves alone before the lines of people are taken apart."""

MANY_CELLS = 3000
SMALL_GAP = 0.5
"""With more cells than this CP-SAT alone proves next to nothing on the public instances:
where lines of people have left a gap no larger than so, improving pays more."""

WORK_TO_COMBINE = 1.0
"""With less deterministic seconds for proving it is not worth taking them apart."""

COVERED_POLL_S = 0.05

SPELL = 4.0
"""Deterministic seconds of neighbourhoods between parts built anew, once these are in
vain or not to be had yet."""

FIRST_PROOF_WORK = 4.0
"""Deterministic seconds a single worker gives to proving before it improves."""


class Workers:
    """Runs a search in the background; a context manager that ends it.

    Everything happens in the reduced system; objectives and bounds are those of the
    whole problem.
    """

    def __init__(
        self,
        encoded: Encoded,
        reduced: Reduced,
        params: SolveParams,
        remaining_s: Callable[[], float],
    ) -> None:
        self._encoded, self._reduced = encoded, reduced
        self._params, self._remaining_s = params, remaining_s
        self._incumbent = Incumbent(params.gap)
        self._halt = threading.Event()
        self._pool = ThreadPoolExecutor(params.n_workers)
        self._futures: list[Future[None]] = []
        self.is_infeasible = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._halt.set()
        self._pool.shutdown()

    @property
    def standing(self) -> Standing:
        """The best roster so far and the bound."""
        return self._incumbent.standing

    def begin(self, start_from: Roster | None) -> None:
        """Set the first worker off; it calls the others when there is a roster."""
        self._futures.append(self._pool.submit(self._lead, start_from))

    def wait(self, timeout_s: float) -> bool:
        """Wait a little; whether the search is over. Raises what a worker raised."""
        done, running = wait(self._futures, timeout_s, FIRST_EXCEPTION)
        for future in done:
            future.result()
        return not running

    def _lead(self, start_from: Roster | None) -> None:
        self._incumbent.prove(_least(self._reduced))
        parts = Parts(self._reduced.system)
        people, days = _cells_left(self._encoded, self._reduced)
        main, *others = np.random.default_rng(self._params.seed).spawn(
            self._params.n_workers
        )
        proof, rest = self._shares(is_alone=not others)
        may_combine = len(people) > FEW_CELLS and (
            proof is None or proof >= WORK_TO_COMBINE
        )
        combiner = self._combiner(parts) if may_combine else None
        is_free = is_separable(parts.system, people)
        whole = combiner if is_free else None
        prepare = self._preparing(combiner, is_free=is_free, is_alone=not others)
        values = self._started(parts, start_from)
        if values is None and is_free and not self._halted():
            values = self._first(parts, people, main, whole)
        if values is None and self._halted():
            return
        if values is None and is_free and self._is_hopeless(people):
            self.is_infeasible = True
            return
        if values is None:
            values, found = all_at_once(parts, self._how())
            self.is_infeasible = found.is_infeasible
        if values is None:
            return
        self._offer(values)
        improver = Improver(
            parts=parts,
            person_of_cell=people,
            day_of_cell=days,
            incumbent=self._incumbent,
            constant=self._reduced.constant,
            halted=self._halted,
            remaining_s=self._remaining_s,
        )
        for rng in others:
            job = partial(self._improve, improver, combiner, rng)
            self._futures.append(self._pool.submit(job))
        if whole is not None:
            whole.polish(self._effort(None), main)
        prepare()
        if combiner is not None:
            is_large = len(people) > MANY_CELLS or not self._may_prove()
            may_go_on = combiner.annealing.is_possible and rest is None
            combiner.run(
                self._effort(None if may_go_on else proof),
                main,
                is_endless=is_large,
                is_helped=bool(others),
            )
        if self._may_prove() and not self._is_nearly_proven(len(people)):
            self._prove(proof)
        improver.run(main, rest)

    def _preparing(
        self, combiner: "Combiner | None", *, is_free: bool, is_alone: bool
    ) -> Callable[[], None]:
        """What makes ready to anneal; somebody idle begins with it at once."""
        if combiner is None or is_free:
            return lambda: None
        prepare = partial(combiner.annealing.prepare, self._halted)
        if not is_alone:
            self._futures.append(self._pool.submit(prepare))
        return prepare

    def _improve(
        self, improver: Improver, combiner: "Combiner | None", rng: Generator
    ) -> None:
        """Build parts anew and set neighbourhoods free in turn, until halted."""
        own, of_parts = rng.spawn(2)
        build: Callable[[], bool] | None = None
        while combiner is not None and not combiner.is_covered.wait(COVERED_POLL_S):
            if self._halted():
                return
        while not self._halted():
            if build is None and combiner is not None:
                build = combiner.build(self._effort(None), of_parts)
            if combiner is None or build is None:
                improver.run(own, None if combiner is None else SPELL)
                continue
            before_s = self._remaining_s()
            build()
            # A deterministic second of small steps may be several of the clock.
            is_cooled = combiner.annealing.is_possible
            limit_s = before_s - self._remaining_s() if is_cooled else np.inf
            improver.run(own, SPELL, limit_s)

    def _combiner(self, parts: Parts) -> "Combiner":
        """What proves bounds and builds rosters from whole lines of single people."""
        # Loading a compiler takes half a second that those who never solve are spared.
        from horarium.engines.rostering.columns.combine import Combiner

        def note(roster: Roster) -> Known | None:
            values = self._values_near(parts, roster)
            if values is None:
                return None
            self._offer(values)
            return self._roster(values), self._cost(values)

        model = self._encoded, self._reduced
        n_threads = self._params.n_workers
        return Combiner(model, self._incumbent.prove, note, self._known, n_threads)

    def _effort(self, work_limit: float | None) -> Effort:
        return Effort(
            halted=self._halted,
            remaining_s=self._remaining_s,
            work_limit=np.inf if work_limit is None else work_limit,
        )

    def _known(self) -> Known | None:
        """The best roster so far and what it costs."""
        now = self.standing
        if now.values is None or now.objective is None:
            return None
        return self._roster(now.values), now.objective

    def _roster(self, values: Ints) -> Roster:
        return self._encoded.roster(self._reduced.whole(values))

    def _started(self, parts: Parts, start_from: Roster | None) -> Ints | None:
        """Values of the roster to start from, if there is one and it is legal."""
        return None if start_from is None else self._values_of(parts, start_from)

    def _first(
        self,
        parts: Parts,
        people: NDArray[np.intp],
        rng: Generator,
        combiner: "Combiner | None",
    ) -> Ints | None:
        """Values of a roster where no hard row ties people together, if one is found."""
        if combiner is not None and len(people) > MANY_CELLS:
            first = combiner.first(self._effort(None), rng)
            values = None if first is None else self._values_of(parts, first)
            if values is not None:
                return values
        return one_by_one(parts, people, rng, self._how(), self._params.n_workers)

    def _is_hopeless(self, people: NDArray[np.intp]) -> bool:
        """Whether somebody alone cannot keep the hard rules, where they are apart."""
        how = replace(self._how(), work_limit=ONE_PERSON_WORK)
        return can_hold_apart(self._reduced.system, people, how) is False

    def _values_of(self, parts: Parts, roster: Roster) -> Ints | None:
        """Values of all variables in a roster, or None when it is not legal."""
        if not self._encoded.is_expressible(roster):
            return None
        return self._complete(parts, self._encoded.cell_values(roster), self._how())

    def _values_near(self, parts: Parts, roster: Roster) -> Ints | None:
        """Values of all variables in a roster, or in a legal one near it."""
        if not self._encoded.is_expressible(roster):
            return None
        cells = self._left(parts, self._encoded.cell_values(roster))
        if cells is None:
            return None
        how, now = self._how(), self.standing.values
        near = None if now is None else complete_near(parts, now, cells, how)
        if near is not None or not self._may_prove():
            return near
        places = _cells_left(self._encoded, self._reduced)
        return nearest(parts, places, cells, how)

    def _complete(self, parts: Parts, whole: Ints, how: Search) -> Ints | None:
        """``complete`` for values of all cells, also those that are decided."""
        cells = self._left(parts, whole)
        return None if cells is None else complete(parts, cells, how)

    def _left(self, parts: Parts, whole: Ints) -> Ints | None:
        """Of all cells those that are left; None if others are not as decided."""
        first = self._encoded.system.first_cell
        cells = slice(first, first + self._encoded.system.n_cells)
        kept = self._reduced.kept[: parts.system.n_cells]
        expected = self._reduced.base[cells].copy()
        expected[kept - first] = whole[kept - first]
        return whole[kept - first] if np.array_equal(expected, whole) else None

    def _prove(self, work_limit: float | None) -> None:
        """Search the whole system, with a bound, from the incumbent on."""
        constant = self._reduced.constant

        def note(values: Ints | None, bound: int) -> None:
            self._incumbent.prove(bound + constant)
            if values is not None:
                self._offer(values)

        how = replace(
            self._how(),
            work_limit=work_limit,
            values=self.standing.values,
            on_news=note,
        )
        found = search(self._reduced.system, how)
        if found.values is not None:
            self._offer(found.values)
        self._incumbent.prove(found.bound + constant)

    def _shares(self, *, is_alone: bool) -> tuple[float | None, float | None]:
        """Work for proving, and for improving after it."""
        limit = self._params.work_limit
        if not is_alone:
            return limit, limit
        if limit is None:
            return FIRST_PROOF_WORK, None
        proof = min(FIRST_PROOF_WORK, limit / 4)
        return proof, limit - proof

    def _offer(self, values: Ints) -> None:
        self._incumbent.offer(values, self._cost(values))

    def _cost(self, values: Ints) -> int:
        return self._reduced.system.value(values) + self._reduced.constant

    def _how(self) -> Search:
        return Search(
            limit_s=self._remaining_s(),
            seed=self._params.seed % 2**31,
            gap=self._params.gap,
            should_stop=self._halted,
        )

    def _may_prove(self) -> bool:
        return len(self._reduced.system.columns) <= MAX_TERMS_TO_PROVE

    def _is_nearly_proven(self, n_cells: int) -> bool:
        """Whether what is left to prove is little, and too much for CP-SAT all the same."""
        return n_cells > MANY_CELLS and self.standing.is_within(SMALL_GAP)

    def _halted(self) -> bool:
        return (
            self._halt.is_set()
            or self._remaining_s() <= 0
            or self.standing.is_within(self._params.gap)
        )


def _cells_left(
    encoded: Encoded, reduced: Reduced
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The person and the day of each cell of the reduced system."""
    people, days = encoded.places()
    left = reduced.kept[: reduced.system.n_cells] - encoded.system.first_cell
    return people[left], days[left]


def _least(reduced: Reduced) -> int:
    """What every roster costs at least, by bounds alone."""
    system = reduced.system
    cheapest = np.minimum(system.cost * system.lower, system.cost * system.upper)
    return int(cheapest.sum()) + reduced.constant
