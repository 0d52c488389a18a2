"""The patients themselves: age, sex, name, and where they live."""

import numpy as np
from numpy.random import Generator

from horarium.engines.synth.drawn import Ints, People
from horarium.engines.synth.names import STOCKS
from horarium.engines.synth.spec import ClinicSpec
from horarium.engines.synth.stages.ages import ages
from horarium.engines.synth.stages.stays import Stays

_SHAPE_OF_DISTANCE = 2.0
_N_DECILES = 10


def people(spec: ClinicSpec, stays: Stays, rng: Generator) -> People:
    """One person for each stay; ages and sexes of the bookings follow the cells of the population."""
    ageing, naming, living = rng.spawn(3)
    n = len(stays.n)
    found = ages(spec.population, stays, ageing)
    distance = living.gamma(_SHAPE_OF_DISTANCE, 1 / _SHAPE_OF_DISTANCE, n)
    return People(
        sex=found.sex,
        birth=found.birth,
        name=_names(n, naming),
        distance_km=np.round(distance * spec.population.mean_distance_km, 1),
        decile=living.integers(1, _N_DECILES + 1, n).astype(np.int8),
        own_effect=living.standard_normal(n),
    )


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
