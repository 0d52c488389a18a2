"""The people of the panel: names, birth dates, record numbers, telephones."""

from datetime import date, timedelta

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from horarium.domain.errors import InvalidField
from horarium.engines.synth.diary.outcome import Person
from horarium.engines.synth.diary.params import People
from horarium.engines.synth.names import STOCKS
from horarium.engines.synth.pyramid import BAND_YEARS, OLDEST, SHARES, Sex

DAYS_A_YEAR = 365.2425

_MOBILE = "+44 7700 900"
_LANDLINES = (
    "+44 113 496 0", "+44 114 496 0", "+44 115 496 0", "+44 116 496 0",
    "+44 117 496 0", "+44 118 496 0", "+44 121 496 0", "+44 131 496 0",
    "+44 141 496 0", "+44 151 496 0", "+44 161 496 0", "+44 191 498 0",
    "+44 20 7946 0", "+44 29 2018 0", "+44 1632 960",
)  # fmt: skip
"""Blocks of 1,000 numbers that belong to nobody: Ofcom keeps them for drama."""

_LOWEST_RECORD, _N_RECORDS = 100_000, 900_000


def invent_people(
    n: int, rng: Generator, *, on: date, params: People | None = None, first: int = 0
) -> tuple[Person, ...]:
    """``n`` people as they are on the day ``on``, numbered from ``first``.

    Record numbers are distinct, as are telephones up to 16,000 people; two people may
    share a name, as in life. Raises ``InvalidField`` for more people than record numbers.
    """
    if not 0 <= n <= _N_RECORDS:
        raise InvalidField("n", str(n), f"0 to {_N_RECORDS} people")
    params = params or People()
    streams = rng.spawn(4)
    sexes, ages = _sexes_and_ages(n, streams[0], params.youngest)
    births = _births(ages, streams[0], on)
    names = _names(n, streams[1])
    records = _LOWEST_RECORD + streams[2].choice(_N_RECORDS, n, replace=False)
    phones = _phones(n, streams[3], params.has_phone)
    return tuple(
        Person(
            number=first + i,
            record_number=f"D{records[i]}",
            name=names[i],
            sex=sexes[i],
            birth_on=births[i],
            phone=phones[i],
        )
        for i in range(n)
    )


def _sexes_and_ages(
    n: int, rng: Generator, youngest: int
) -> tuple[list[Sex], NDArray[np.int64]]:
    """Sex and completed years, by the pyramid cut off below ``youngest``."""
    cells = [
        (sex, low, high, share * (high - low) / (end - start))
        for sex, shares in SHARES
        for band, share in enumerate(shares)
        for start, end in [_band(band, len(shares))]
        for low, high in [(max(start, youngest), end)]
        if high > low
    ]
    weights = np.array([cell[3] for cell in cells])
    drawn = rng.choice(len(cells), n, p=weights / weights.sum())
    low = np.array([cell[1] for cell in cells])[drawn]
    high = np.array([cell[2] for cell in cells])[drawn]
    return [cells[i][0] for i in drawn], rng.integers(low, high)


def _band(number: int, n_bands: int) -> tuple[int, int]:
    start = number * BAND_YEARS
    return start, OLDEST + 1 if number == n_bands - 1 else start + BAND_YEARS


def _births(ages: NDArray[np.int64], rng: Generator, on: date) -> list[date]:
    """Birth dates that make everybody the age drawn; never quite a birthday."""
    part = rng.uniform(0.003, 0.997, len(ages))
    days = np.floor((ages + part) * DAYS_A_YEAR)
    return [on - timedelta(days=int(day)) for day in days]


def _names(n: int, rng: Generator) -> list[str]:
    stocks = rng.choice(len(STOCKS), n, p=[stock.share for stock in STOCKS])
    given, family = rng.random((2, n))
    return [
        f"{_pick(STOCKS[k].given, g)} {_pick(STOCKS[k].family, f)}"
        for k, g, f in zip(stocks, given, family, strict=True)
    ]


def _pick(names: tuple[str, ...], at: float) -> str:
    return names[int(at * len(names))]


def _phones(n: int, rng: Generator, has_phone: float) -> list[str | None]:
    """From all blocks alike without repetition, until they run out."""
    numbers = [
        f"{block}{k:03d}" for block in (_MOBILE, *_LANDLINES) for k in range(1000)
    ]
    order = rng.permutation(len(numbers))
    owns = rng.random(n) < has_phone
    return [
        numbers[order[i % len(numbers)]] if owned else None
        for i, owned in enumerate(owns)
    ]
