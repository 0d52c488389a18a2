"""The patients themselves: age, sex, name, and where they live."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from horarium.engines.synth.days import years_before
from horarium.engines.synth.drawn import Ints, People
from horarium.engines.synth.names import STOCKS
from horarium.engines.synth.population_spec import Population
from horarium.engines.synth.pyramid import Sex
from horarium.engines.synth.spec import ClinicSpec

_SHAPE_OF_DISTANCE = 2.0
_N_DECILES = 10


@dataclass(frozen=True, slots=True)
class Stays:
    """When each patient comes: ``day`` per booking; ``order`` puts bookings by patient.

    A patient's bookings are ``order[start : start + n]``; ``first`` and ``last`` are days of
    appointments, ``known_from`` the day of the first call.
    """

    day: Ints
    order: Ints
    start: Ints
    n: Ints
    first: Ints
    last: Ints
    known_from: Ints


def people(spec: ClinicSpec, stays: Stays, rng: Generator) -> People:
    """One person for each stay; ages and sexes of the bookings follow the cells."""
    ageing, naming, living = rng.spawn(3)
    n = len(stays.n)
    cell = _cells(spec.population, stays, ageing)
    cells = spec.population.within()
    sexes = np.array([list(Sex).index(one.sex) for one in cells], dtype=np.int8)
    distance = living.gamma(_SHAPE_OF_DISTANCE, 1 / _SHAPE_OF_DISTANCE, n)
    return People(
        sex=sexes[cell],
        birth=_births(spec.population, stays, cell, ageing),
        name=_names(n, naming),
        distance_km=np.round(distance * spec.population.mean_distance_km, 1),
        decile=living.integers(1, _N_DECILES + 1, n).astype(np.int8),
        own_effect=living.standard_normal(n),
    )


def _cells(population: Population, stays: Stays, rng: Generator) -> Ints:
    """The cell of each patient, so that the shares hold for the bookings.

    Patients in random order cut up the bookings laid end to end; each takes the cell in
    which the middle of their own bookings lies.
    """
    order = rng.permutation(len(stays.n))
    reached = np.cumsum(stays.n[order])
    middle = (reached - stays.n[order] / 2) / max(int(stays.n.sum()), 1)
    bounds = np.cumsum([cell.share for cell in population.within()])
    cell = np.empty(len(order), dtype=np.int32)
    found = np.searchsorted(bounds, middle * bounds[-1], side="right")
    cell[order] = np.minimum(found, len(bounds) - 1)
    return cell


def _births(population: Population, stays: Stays, cell: Ints, rng: Generator) -> Ints:
    """Birthdays that give the age of the cell at one of the patient's bookings, any.

    Nobody is younger than the youngest or older than the oldest at any booking, as far as
    the patient stays no longer than that; nobody is booked before birth.
    """
    cells = population.within()
    low = np.array([one.youngest for one in cells])[cell]
    high = np.array([one.oldest for one in cells])[cell]
    age = rng.integers(low, high + 1)
    row = stays.start + (rng.random(len(cell)) * stays.n).astype(np.int32)
    then = stays.day[stays.order[row]]
    birth = years_before(then, age) - rng.integers(0, 365, len(cell))
    too_old = years_before(stays.last, population.oldest + 1)
    birth = np.maximum(birth, too_old + 1)
    birth = np.minimum(birth, years_before(stays.first, population.youngest))
    return np.asarray(np.minimum(birth, stays.known_from), dtype=np.int32)


def _names(n: int, rng: Generator) -> Ints:
    """Places in ``all_names``: a stock by its share, then any name of it."""
    sizes = np.array([len(stock.given) * len(stock.family) for stock in STOCKS])
    shares = np.array([stock.share for stock in STOCKS])
    stock = np.searchsorted(np.cumsum(shares / shares.sum())[:-1], rng.random(n))
    start = np.cumsum(sizes) - sizes
    within = (rng.random(n) * sizes[stock]).astype(np.int64)
    return np.asarray(start[stock] + within, dtype=np.int32)


def all_names() -> list[str]:
    """Every name that can be drawn, in a fixed order."""
    return [
        f"{given} {family}"
        for stock in STOCKS
        for given in stock.given
        for family in stock.family
    ]
