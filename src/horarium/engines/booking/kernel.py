"""The recursion forwards and backwards for many alternatives at once.

Forwards runs the distribution of the work, backwards the cost to go as a function of
the work; the product of the two is the cost of the whole. So what one more booking
costs at every slot takes two runs, not one for each slot. Rows are alternatives, shape
``(..., n_cells)``; consultations are products in the frequency domain. What reaches
beyond the last cell stays in it, both ways, so the two runs agree to rounding.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np
from numpy.fft import irfft, rfft
from numpy.typing import NDArray

from horarium.engines.booking.params import Costs
from horarium.engines.booking.problem import (
    Candidate,
    Floats,
    ServiceLaw,
    SessionShape,
)

Spectrum = NDArray[np.complex128]
Slots = NDArray[np.intp]

_SPREADS = 6.0
_MATES = 3
"""How many full consultations of one slot fit before the spectrum wraps around."""


@dataclass(frozen=True, slots=True, eq=False)
class Kernel:
    """A session, its candidates, and everything that no placement changes.

    ``per_wait`` and ``per_left`` are the cost of one cell of a patient's wait and of
    one cell of work left at the end. ``rest`` is the cost that the set alone decides.
    """

    gaps: tuple[int, ...]
    n_cells: int
    n_padded: int
    spectra: Mapping[ServiceLaw, Spectrum]
    shows: Floats
    means: Floats
    laws: tuple[ServiceLaw, ...]
    per_wait: float
    per_left: float
    rest: float
    cells: Floats

    @classmethod
    def of(
        cls,
        shape: SessionShape,
        candidates: Sequence[Candidate],
        costs: Costs,
        *,
        n_cells: int | None = None,
    ) -> "Kernel":
        """The kernel of these candidates; enough cells for any placement of them all,
        or ``n_cells`` where only some are placed together."""
        laws = tuple(one.law for one in candidates)
        longest = max((len(law.pmf) for law in laws), default=1)
        n_cells = n_cells or cells_for(shape, candidates)
        n_padded = _fast_length(n_cells + _MATES * longest)
        spectra = {law: rfft(np.array(law.pmf), n_padded) for law in set(laws)}
        shows = np.array([one.p_show for one in candidates])
        means = np.array([law.mean_min for law in laws]) / shape.grid_min
        work_min = float(shows @ means) * shape.grid_min
        return cls(
            gaps=shape.gaps,
            n_cells=n_cells,
            n_padded=n_padded,
            spectra=spectra,
            shows=shows,
            means=means,
            laws=laws,
            per_wait=costs.wait * shape.grid_min,
            per_left=(costs.overtime + costs.idle) * shape.grid_min,
            rest=costs.idle * (shape.length_min - work_min),
            cells=np.arange(n_cells, dtype=float),
        )

    def comes(self, candidate: int) -> Spectrum:
        """The spectrum of what a candidate adds to the work, ``(n_frequencies,)``."""
        show = self.shows[candidate]
        spectrum: Spectrum = 1.0 - show + show * self.spectra[self.laws[candidate]]
        return spectrum

    def joined(self, work: Floats, spectrum: Spectrum) -> Floats:
        """Rows of work with somebody's consultation on top."""
        after = irfft(rfft(work, self.n_padded) * spectrum, self.n_padded)
        kept = after[..., : self.n_cells]
        kept[..., -1] += after[..., self.n_cells :].sum(axis=-1)
        return np.ascontiguousarray(kept)

    def foreseen(self, to_go: Floats, spectrum: Spectrum) -> Floats:
        """Rows of cost to go before the consultation, from those after it."""
        beyond = self.n_padded - self.n_cells
        flat = np.repeat(to_go[..., -1:], beyond, axis=-1)
        padded = np.concatenate([to_go, flat], axis=-1)
        before = irfft(rfft(padded) * np.conj(spectrum), self.n_padded)
        return np.ascontiguousarray(before[..., : self.n_cells])

    def later(self, work: Floats, slot: int) -> Floats:
        """Rows of work when the slot after ``slot`` begins, or the session ends."""
        gap = min(self.gaps[slot], self.n_cells - 1)
        rest = np.zeros_like(work)
        rest[..., : self.n_cells - gap] = work[..., gap:]
        rest[..., 0] += work[..., :gap].sum(axis=-1)
        return rest

    def earlier(self, to_go: Floats, slot: int) -> Floats:
        """Rows of cost to go when ``slot`` is over, from those at the next."""
        gap = min(self.gaps[slot], self.n_cells - 1)
        nought = np.repeat(to_go[..., :1], gap, axis=-1)
        return np.concatenate([nought, to_go[..., : self.n_cells - gap]], axis=-1)

    def at_end(self) -> Floats:
        """The cost of the work that is left when the session ends."""
        return self.per_left * self.cells

    def waiting(self, work: Floats) -> Floats:
        """The mean work of each row, in cells: what somebody who comes now waits."""
        mean: Floats = work @ self.cells
        return mean


@dataclass(frozen=True, slots=True, eq=False)
class SlotLoad:
    """Who is told to come at one slot: the spectrum of their work, and their sums.

    ``shows`` is how many of them come on average, ``work`` the cells of work they
    bring, ``among`` what they wait for each other, cells weighted by coming.
    """

    spectrum: Spectrum
    shows: float
    work: float
    among: float

    @classmethod
    def of(cls, kernel: Kernel, members: Sequence[int]) -> "SlotLoad":
        """The load of these candidates, seen in this order."""
        spectrum = np.ones(kernel.n_padded // 2 + 1, dtype=complex)
        shows = work = among = 0.0
        for one in members:
            spectrum = spectrum * kernel.comes(one)
            among += kernel.shows[one] * work
            work += kernel.shows[one] * kernel.means[one]
            shows += kernel.shows[one]
        return cls(spectrum, float(shows), float(work), float(among))


@dataclass(frozen=True, slots=True, eq=False)
class Runs:
    """Both runs over one placement.

    ``work`` and ``to_go`` are ``(n_slots, n_cells)``: the work as each slot begins, and
    the cost to go as each slot is over. ``loads`` are the slots'; ``cost`` is whole.
    """

    members: tuple[tuple[int, ...], ...]
    loads: tuple[SlotLoad, ...]
    work: Floats
    to_go: Floats
    cost: float


def run(kernel: Kernel, slots: Slots) -> Runs:
    """Both runs over the placement: ``slots[i]`` is where candidate ``i`` comes."""
    n_slots = len(kernel.gaps)
    members = tuple(
        tuple(int(one) for one in np.flatnonzero(slots == slot))
        for slot in range(n_slots)
    )
    loads = tuple(SlotLoad.of(kernel, mates) for mates in members)
    work = np.zeros((n_slots, kernel.n_cells))
    work[0, 0] = 1.0
    for slot in range(n_slots - 1):
        after = kernel.joined(work[slot], loads[slot].spectrum)
        work[slot + 1] = kernel.later(after, slot)
    to_go = np.empty((n_slots, kernel.n_cells))
    ahead = kernel.at_end()
    for slot in reversed(range(n_slots)):
        to_go[slot] = kernel.earlier(ahead, slot)
        ahead = opened(kernel, loads[slot], to_go[slot])
    cost = float(ahead[0]) + kernel.rest
    return Runs(members, loads, work, to_go, cost)


def opened(kernel: Kernel, load: SlotLoad, to_go: Floats) -> Floats:
    """Rows of cost to go as a slot begins, from those as it is over."""
    waits = kernel.per_wait * (load.shows * kernel.cells + load.among)
    return kernel.foreseen(to_go, load.spectrum) + waits


def cells_for(shape: SessionShape, candidates: Sequence[Candidate]) -> int:
    """All work and six times its spread, at most all that there could be."""
    longest = max((len(one.law.pmf) for one in candidates), default=1)
    mean = sum(one.p_show * one.law.mean_min for one in candidates)
    spread = sqrt(
        sum(
            one.p_show * (one.law.variance + one.law.mean_min**2)
            - (one.p_show * one.law.mean_min) ** 2
            for one in candidates
        )
    )
    enough = ceil((mean + _SPREADS * spread) / shape.grid_min) + longest
    return min(enough, longest * max(len(candidates), 1)) + 1


def _fast_length(least: int) -> int:
    """The next length without a prime factor above 5, which transforms like."""
    length = least
    while pow(30, 64, length):
        length += 1
    return length
