"""The exact cost of every placement one step away: one patient moved, or two swapped.

A forward sweep carries, for each patient taken out, the work that is then in front of
each later slot; a backward sweep the cost to go behind each earlier one. A swap puts
the other in the place of the one: as coming is a chance between two rows, the row
without and the row with that consultation are all that must be carried.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from horarium.engines.booking.kernel import (
    Kernel,
    Runs,
    SlotLoad,
    Slots,
    opened,
)
from horarium.engines.booking.problem import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours:
    """Costs of the neighbours; infinite where there is none.

    ``moves[i, t]``: candidate ``i`` comes at slot ``t`` instead. ``swaps[i, j]``:
    ``i`` and ``j`` exchange their slots, ``i`` being the earlier. Of several equal
    candidates in one slot only the first is listed.
    """

    moves: Floats
    swaps: Floats


def neighbours(kernel: Kernel, runs: Runs, slots: Slots) -> Neighbours:
    """All moves and swaps of the placement that ``runs`` was made of."""
    listed = _listed(kernel, runs)
    shape = (len(slots), len(runs.loads))
    moves = np.full(shape, np.inf)
    swaps = np.full((len(slots), len(slots)), np.inf)
    without = {
        one: SlotLoad.of(kernel, [m for m in runs.members[slots[one]] if m != one])
        for mates in listed
        for one in mates
    }
    ahead = {
        one: opened(kernel, load, runs.to_go[slots[one]])
        for one, load in without.items()
    }
    _sweep_back(kernel, runs, listed, ahead, moves)
    _Forward(kernel, runs, listed, without, ahead).sweep(moves, swaps)
    return Neighbours(moves + kernel.rest, swaps + kernel.rest)


def _kind(kernel: Kernel, one: int) -> tuple[float, int]:
    return float(kernel.shows[one]), id(kernel.spectra[kernel.laws[one]])


def _listed(kernel: Kernel, runs: Runs) -> tuple[tuple[int, ...], ...]:
    """By slot, the first of each kind of candidate in it."""
    return tuple(
        tuple({_kind(kernel, one): one for one in reversed(mates)}.values())
        for mates in runs.members
    )


def _spent(kernel: Kernel, runs: Runs) -> Floats:
    """What waiting has cost when each slot begins, ``(n_slots + 1,)``."""
    shows = np.array([load.shows for load in runs.loads])
    among = np.array([load.among for load in runs.loads])
    each = kernel.per_wait * (shows * kernel.waiting(runs.work) + among)
    return np.concatenate([[0.0], np.cumsum(each)])


def _sweep_back(
    kernel: Kernel,
    runs: Runs,
    listed: Sequence[Sequence[int]],
    ahead: dict[int, Floats],
    moves: Floats,
) -> None:
    """Costs of moving each candidate to an earlier slot."""
    spent, waits = _spent(kernel, runs), kernel.waiting(runs.work)
    out: list[int] = []
    rows = np.empty((0, kernel.n_cells))
    for slot in reversed(range(len(runs.loads))):
        load = runs.loads[slot]
        if out:
            to_go = kernel.earlier(rows, slot)
            shows = kernel.shows[out]
            stays = kernel.joined(runs.work[slot], load.spectrum)
            grows = _by_law(kernel, out, stays)
            own = kernel.per_wait * shows * (waits[slot] + load.work)
            behind = (1 - shows) * (to_go @ stays) + shows * np.einsum(
                "rk,rk->r", to_go, grows
            )
            moves[out, slot] = spent[slot + 1] + own + behind
            rows = opened(kernel, load, to_go)
        if listed[slot]:
            out.extend(listed[slot])
            fresh = np.array([ahead[one] for one in listed[slot]])
            rows = np.concatenate([rows, fresh])


def _by_law(kernel: Kernel, out: Sequence[int], work: Floats) -> Floats:
    """The work with each candidate's consultation on top, a row for each."""
    grown = {
        law: kernel.joined(work, kernel.spectra[law])
        for law in {kernel.laws[one] for one in out}
    }
    return np.array([grown[kernel.laws[one]] for one in out])


class _Forward:
    """The forward sweep: ``rows[0]`` without the candidate, ``rows[1 + l]`` with law l."""

    def __init__(
        self,
        kernel: Kernel,
        runs: Runs,
        listed: Sequence[Sequence[int]],
        without: dict[int, SlotLoad],
        ahead: dict[int, Floats],
    ) -> None:
        self.kernel, self.runs, self.listed = kernel, runs, listed
        self.without, self.ahead = without, ahead
        everybody = [one for mates in listed for one in mates]
        self.may_swap = len({_kind(kernel, one) for one in everybody}) > 1
        self.laws = sorted(kernel.spectra, key=lambda law: (law.mean_min, law.pmf))
        self.law_of = {one: self.laws.index(kernel.laws[one]) for one in everybody}
        self.n_kinds = 1 + len(self.laws) if self.may_swap else 1
        self.out: list[int] = []
        self.rows = np.empty((self.n_kinds, 0, kernel.n_cells))
        self.spent = np.empty((self.n_kinds, 0))

    def sweep(self, moves: Floats, swaps: Floats) -> None:
        """Fill in the moves to later slots, and the swaps."""
        before = _spent(self.kernel, self.runs)
        for slot in range(len(self.runs.loads)):
            if self.out:
                moves[self.out, slot] = self._joining(slot)
                if self.may_swap and self.listed[slot]:
                    swaps[np.ix_(self.out, self.listed[slot])] = self._swapped(slot)
            self._pass(slot)
            for one in self.listed[slot]:
                self._take_out(one, slot, float(before[slot]))

    def _joining(self, slot: int) -> Floats:
        """The cost when each of those taken out comes at ``slot`` instead."""
        kernel, load = self.kernel, self.runs.loads[slot]
        to_go = self.runs.to_go[slot]
        shows = kernel.shows[self.out]
        open_to = opened(kernel, load, to_go)
        own = kernel.per_wait * (kernel.cells + load.work)
        waits = kernel.per_wait * (load.shows * kernel.cells + load.among)
        with_law = np.array(
            [
                kernel.foreseen(to_go, load.spectrum * kernel.spectra[law])
                + waits
                + own
                for law in self.laws
            ]
        )
        stays = self.rows[0] @ open_to
        comes = np.einsum(
            "rk,rk->r", self.rows[0], with_law[[self.law_of[one] for one in self.out]]
        )
        joined: Floats = self.spent[0] + (1 - shows) * stays + shows * comes
        return joined

    def _swapped(self, slot: int) -> Floats:
        """The cost when each of those taken out exchanges with each of this slot."""
        kernel, mates = self.kernel, self.listed[slot]
        comes = kernel.shows[self.out][:, None]
        whose = [self.law_of[one] for one in self.out]
        columns = []
        for mate in mates:
            open_to = self.ahead[mate]
            filled = self._filled(mate, slot)
            show, law = float(kernel.shows[mate]), self.law_of[mate]
            row = (1 - comes) * open_to + comes * filled[whose]
            gone = self.spent[0] + np.einsum("rk,rk->r", self.rows[0], row)
            there = self.spent[1 + law] + np.einsum("rk,rk->r", self.rows[1 + law], row)
            columns.append((1 - show) * gone + show * there)
        return np.array(columns).T

    def _filled(self, mate: int, slot: int) -> Floats:
        """Cost to go with ``mate`` gone and a consultation of each law instead."""
        kernel, load = self.kernel, self.without[mate]
        to_go = self.runs.to_go[slot]
        waits = kernel.per_wait * (
            (load.shows + 1) * kernel.cells + load.among + load.work
        )
        spectra = np.array([load.spectrum * kernel.spectra[law] for law in self.laws])
        many = np.broadcast_to(to_go, (len(self.laws), kernel.n_cells))
        return kernel.foreseen(many, spectra) + waits

    def _pass(self, slot: int) -> None:
        if not self.out:
            return
        kernel, load = self.kernel, self.runs.loads[slot]
        waits = load.shows * kernel.waiting(self.rows) + load.among
        self.spent = self.spent + kernel.per_wait * waits
        self.rows = kernel.later(kernel.joined(self.rows, load.spectrum), slot)

    def _take_out(self, one: int, slot: int, before: float) -> None:
        kernel, load = self.kernel, self.without[one]
        work = self.runs.work[slot]
        wait = float(kernel.waiting(work))
        left = before + kernel.per_wait * (load.shows * wait + load.among)
        own = kernel.per_wait * (wait + load.work)
        laws = self.laws[: self.n_kinds - 1]
        spectra = [
            load.spectrum,
            *(load.spectrum * kernel.spectra[law] for law in laws),
        ]
        many = np.broadcast_to(work, (self.n_kinds, kernel.n_cells))
        fresh = kernel.later(kernel.joined(many, np.array(spectra)), slot)
        spent = np.full((self.n_kinds, 1), left)
        spent[1:] += own
        self.rows = np.concatenate([self.rows, fresh[:, None, :]], axis=1)
        self.spent = np.concatenate([self.spent, spent], axis=1)
        self.out.append(one)
