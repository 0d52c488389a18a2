"""What one more booking adds to many sessions of one shape, all in one run.

Waits and the work left at the end are carried side by side, so that any weights may be
put on them afterwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from horarium.engines.booking.kernel import Kernel, SlotLoad, Spectrum, cells_for
from horarium.engines.booking.params import Costs
from horarium.engines.booking.problem import Booked, Candidate, Floats, SessionShape

Row = tuple[Sequence[Booked], Candidate]
"""A session's bookings, and who may be the next."""

_MINUTES = Costs(wait=1.0, overtime=1.0, idle=0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """Expected minutes of a session, and what one more adds to them at each slot.

    ``wait_now`` is everybody's together, ``left_now`` the overtime; ``wait`` and
    ``left`` are ``(n_slots,)``.
    """

    wait_now: float
    left_now: float
    wait: Floats
    left: Floats


def added_to(shape: SessionShape, rows: Sequence[Row]) -> list[Sums]:
    """The sums of each row; whoever is added is seen last of the slot."""
    if not rows:
        return []
    of_rows = [[*(one.candidate for one in booked), more] for booked, more in rows]
    everybody = [one for people in of_rows for one in people]
    n_cells = max(cells_for(shape, people) for people in of_rows)
    kernel = Kernel.of(shape, everybody, _MINUTES, n_cells=n_cells)
    loads = _Loads.of(kernel, rows)
    work = _worked(kernel, loads)
    to_go, at_start = _foreseen(kernel, loads)
    added = _added(kernel, loads, work, to_go, [more for _, more in rows])
    return [
        Sums(float(at_start[0, row]), float(at_start[1, row]), *added[:, row])
        for row in range(len(rows))
    ]


@dataclass(frozen=True, slots=True, eq=False)
class _Loads:
    """Of each row and slot, as in ``SlotLoad``: ``(n_rows, n_slots, ...)``."""

    spectra: Spectrum
    shows: Floats
    work: Floats
    among: Floats

    @classmethod
    def of(cls, kernel: Kernel, rows: Sequence[Row]) -> "_Loads":
        table, first = [], 0
        for booked, _ in rows:
            mates: list[list[int]] = [[] for _ in kernel.gaps]
            for place, one in enumerate(booked):
                mates[one.slot].append(first + place)
            table.append([SlotLoad.of(kernel, some) for some in mates])
            first += len(booked) + 1
        return cls(
            np.array([[one.spectrum for one in row] for row in table]),
            np.array([[one.shows for one in row] for row in table]),
            np.array([[one.work for one in row] for row in table]),
            np.array([[one.among for one in row] for row in table]),
        )


def _worked(kernel: Kernel, loads: _Loads) -> Floats:
    """The work as each slot begins, ``(n_rows, n_slots, n_cells)``."""
    n_rows, n_slots = loads.shows.shape
    work = np.zeros((n_rows, n_slots, kernel.n_cells))
    work[:, 0, 0] = 1.0
    for slot in range(n_slots - 1):
        after = kernel.joined(work[:, slot], loads.spectra[:, slot])
        work[:, slot + 1] = kernel.later(after, slot)
    return work


def _foreseen(kernel: Kernel, loads: _Loads) -> tuple[Floats, Floats]:
    """Waits and overtime to go as each slot is over, and those of the whole session."""
    n_rows, n_slots = loads.shows.shape
    to_go = np.empty((2, n_rows, n_slots, kernel.n_cells))
    ahead = np.zeros((2, n_rows, kernel.n_cells))
    ahead[1] = kernel.at_end()
    for slot in reversed(range(n_slots)):
        to_go[:, :, slot] = kernel.earlier(ahead, slot)
        ahead = kernel.foreseen(to_go[:, :, slot], loads.spectra[:, slot])
        shows, among = loads.shows[:, slot, None], loads.among[:, slot, None]
        ahead[0] += kernel.per_wait * (shows * kernel.cells + among)
    return to_go, ahead[..., 0]


def _added(
    kernel: Kernel,
    loads: _Loads,
    work: Floats,
    to_go: Floats,
    asking: Sequence[Candidate],
) -> Floats:
    """Waits and overtime by whoever asks, ``(2, n_rows, n_slots)``."""
    after = kernel.joined(work, loads.spectra)
    spectra = np.array([kernel.spectra[one.law] for one in asking])
    grown = kernel.foreseen(to_go, spectra[:, None])
    added = np.einsum("rsk,wrsk->wrs", after, grown - to_go)
    added[0] += kernel.per_wait * (kernel.waiting(work) + loads.work)
    shows = np.array([one.p_show for one in asking])
    return np.asarray(shows[:, None] * added, dtype=np.float64)
