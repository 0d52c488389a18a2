"""Who comes in which year: entry, return and leaving of the clinic's patients."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from horarium.engines.synth.days import year_of
from horarium.engines.synth.drawn import Ints
from horarium.engines.synth.population_spec import Population
from horarium.engines.synth.stages.partings import part

_ROOM = 1.5
"""The panel is this much larger than the number who come back each year."""
_CROWDED = 4
"""With fewer patients than this many busiest days, they come in turn and not at random."""


@dataclass(frozen=True, slots=True)
class Chains:
    """Chains of bookings to be dealt out: ``of_row`` and ``day`` per booking, ``year`` per
    chain."""

    of_row: Ints
    day: Ints
    year: Ints


class _Register:
    """Everybody seen so far, and until which year each of them stays with the clinic."""

    def __init__(self, rng: Generator) -> None:
        self._rng = rng
        self._stays_until = np.empty(0, dtype=np.float64)

    def __len__(self) -> int:
        return len(self._stays_until)

    def enter(self, n: int, year: int, mean_stay: float) -> Ints:
        """``n`` new patients, by number."""
        first = len(self)
        until = year + mean_stay * self._rng.standard_exponential(n)
        self._stays_until = np.concatenate([self._stays_until, until])
        return np.arange(first, first + n, dtype=np.int32)

    def back(self, n: int, year: int) -> Ints:
        """``n`` who were seen before: those who have not left, and others if too few."""
        shuffled = self._rng.permutation(len(self)).astype(np.int32)
        has_left = self._stays_until[shuffled] < year
        return shuffled[np.argsort(has_left, kind="stable")][:n]


def panel_of(population: Population, chains: Chains, rng: Generator) -> Ints:
    """The patient of each chain, shape ``(n_chains,)``; nobody comes twice on a day.

    A year has as many patients as its bookings and the visits per year allow.
    """
    entering, dealing, parting = rng.spawn(3)
    register = _Register(entering)
    patient = np.empty(len(chains.year), dtype=np.int32)
    n_rows = np.bincount(chains.of_row, minlength=len(chains.year))
    busiest = _busiest(chains)
    for year in np.unique(chains.year).tolist():
        own = np.flatnonzero(chains.year == year)
        least = min(len(own), 2 * busiest.get(year, 1))
        n_bookings = int(n_rows[own].sum())
        n = max(least, round(n_bookings / population.visits_per_year))
        n_new = round(population.first_attendance * n_bookings)
        seen = _seen(register, year, min(n, len(own)), n_new)
        if len(seen) < _CROWDED * busiest.get(year, 1):
            patient[own] = dealing.permutation(seen)[np.arange(len(own)) % len(seen)]
        else:
            more = seen[dealing.integers(len(seen), size=len(own) - len(seen))]
            patient[own] = dealing.permutation(np.concatenate([seen, more]))
    part(chains.of_row, chains.day, chains.year, patient, parting)
    return patient


def _busiest(chains: Chains) -> dict[int, int]:
    """The most bookings for one day, by year."""
    days, n = np.unique(chains.day, return_counts=True)
    most: dict[int, int] = {}
    for year, count in zip(year_of(days).tolist(), n.tolist(), strict=True):
        most[year] = max(most.get(year, 0), count)
    return most


def _seen(register: _Register, year: int, n: int, n_new_usual: int) -> Ints:
    """The ``n`` patients of a year: new ones, and those who come back."""
    n_new = min(n, max(n_new_usual, n - len(register)))
    returns = max(1.0, (n - n_new_usual) / n_new_usual) if n_new_usual else 1e9
    back = register.back(n - n_new, year)
    return np.concatenate([back, register.enter(n_new, year, _ROOM * returns)])
