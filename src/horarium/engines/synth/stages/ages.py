"""Ages and sexes that follow the table in every year, though everybody grows older."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from horarium.engines.synth.days import completed_years, year_of, years_before
from horarium.engines.synth.drawn import Codes, Floats, Ints
from horarium.engines.synth.population_spec import Population
from horarium.engines.synth.pyramid import OLDEST_EVER, Sex
from horarium.engines.synth.sorting import order_of
from horarium.engines.synth.stages.stays import Stays

_LESS_THAN_A_YEAR = 300
_ROOM = 1.5


@dataclass(frozen=True, slots=True)
class _Table:
    """The cells in order of age: ages they span, share, sex; ``of`` finds a cell.

    ``of`` has shape ``(2, 131)``, by sex and completed years, -1 where there is no cell.
    """

    low: Ints
    high: Ints
    share: Floats
    sex: Codes
    of: Ints

    @classmethod
    def made(cls, population: Population) -> "_Table":
        cells = sorted(population.within(), key=lambda cell: cell.youngest)
        of = np.full((2, OLDEST_EVER + 1), -1, dtype=np.int32)
        for place, cell in enumerate(cells):
            of[list(Sex).index(cell.sex), cell.youngest : cell.oldest + 1] = place
        return cls(
            low=np.array([cell.youngest for cell in cells], dtype=np.int32),
            high=np.array([cell.oldest for cell in cells], dtype=np.int32),
            share=np.array([cell.share for cell in cells]),
            sex=np.array([list(Sex).index(cell.sex) for cell in cells], dtype=np.int8),
            of=of,
        )


@dataclass(frozen=True, slots=True)
class Ages:
    """Sex and day of birth of each patient."""

    sex: Codes
    birth: Ints


@dataclass(frozen=True, slots=True)
class _Year:
    """The bookings of a year: whose they are, their days, and who comes for the first time.

    ``new`` are patients; ``rows_of_new`` the bookings of each, ``first_row`` where theirs
    begin in ``patient``, which is in order.
    """

    patient: Ints
    day: Ints
    new: NDArray[np.intp]
    rows_of_new: Ints
    first_row: NDArray[np.intp]


def ages(population: Population, stays: Stays, rng: Generator) -> Ages:
    """Newcomers of each year fill up what those who return leave open in each cell.

    Nobody is younger than the youngest or older than the oldest at any booking, as far as
    the patient stays no longer than that, and nobody is booked before birth.
    """
    table = _Table.made(population)
    sex = np.zeros(len(stays.n), dtype=np.int8)
    birth = np.zeros(len(stays.n), dtype=np.int32)
    for year in _years(stays):
        is_back = ~np.isin(year.patient, year.new)
        back = year.patient[is_back]
        age = completed_years(birth[back], year.day[is_back])
        there = table.of[sex[back], np.clip(age, 0, OLDEST_EVER)]
        n = np.bincount(there[there >= 0], minlength=len(table.share))
        lacking = np.maximum(table.share * len(year.patient) - n, 0.0)
        cell = _dealt(population, stays, year, _or_else(lacking, table), table, rng)
        sex[year.new] = table.sex[cell]
        birth[year.new] = _births(population, stays, year, table, cell, rng)
    return Ages(sex, birth)


def _years(stays: Stays) -> list[_Year]:
    """The bookings by calendar year, each in order of the patients."""
    of_row = np.repeat(np.arange(len(stays.n), dtype=np.int32), stays.n)
    day = stays.day[stays.order]
    year, entered = year_of(day), year_of(stays.first)
    order = order_of(year)
    found = []
    for part in np.split(order, np.flatnonzero(np.diff(year[order])) + 1):
        if not len(part):
            continue
        new = np.flatnonzero(entered == year[part[0]])
        first = np.searchsorted(of_row[part], new)
        n = np.searchsorted(of_row[part], new, side="right") - first
        found.append(_Year(of_row[part], day[part], new, n.astype(np.int32), first))
    return found


def _or_else(lacking: Floats, table: _Table) -> Floats:
    return lacking if lacking.any() else table.share


def _dealt(
    population: Population,
    stays: Stays,
    year: _Year,
    lacking: Floats,
    table: _Table,
    rng: Generator,
) -> NDArray[np.intp]:
    """The cell of each newcomer, so that what is lacking is made up in bookings.

    Newcomers in random order cut up the bookings laid end to end; each takes the cell in
    which the middle of their own lies. Whoever is of the oldest age stays less than a year,
    since nobody older comes.
    """
    n = year.rows_of_new
    order = rng.permutation(len(n))
    top = lacking[table.low == population.oldest].sum() / lacking.sum()
    is_short = (stays.last - stays.first)[year.new[order]] < _LESS_THAN_A_YEAR
    moves = is_short & (np.cumsum(n[order] * is_short) <= _ROOM * top * n.sum())
    order = np.concatenate([order[~moves], order[moves]])
    middle = np.cumsum(n[order]) - n[order] / 2
    bounds = np.cumsum(lacking)
    found = np.searchsorted(bounds, middle / n.sum() * bounds[-1], side="right")
    cell = np.empty(len(n), dtype=np.intp)
    cell[order] = np.minimum(found, len(bounds) - 1)
    return cell


def _births(
    population: Population,
    stays: Stays,
    year: _Year,
    table: _Table,
    cell: NDArray[np.intp],
    rng: Generator,
) -> Ints:
    """Birthdays that give an age of the cell at one of the year's bookings, any of them."""
    age = rng.integers(table.low[cell], table.high[cell] + 1)
    row = year.first_row + (rng.random(len(cell)) * year.rows_of_new).astype(np.intp)
    birth = years_before(year.day[row], age) - rng.integers(0, 365, len(cell))
    oldest = years_before(stays.last[year.new], population.oldest + 1) + 1
    youngest = years_before(stays.first[year.new], population.youngest)
    birth = np.minimum(np.maximum(birth, oldest), youngest)
    return np.asarray(np.minimum(birth, stays.known_from[year.new]), dtype=np.int32)
