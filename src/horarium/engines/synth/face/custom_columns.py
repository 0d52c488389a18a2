"""A categorical column of one's own in the table of patients."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.random import Generator

from horarium.engines.synth.drawn import Floats

_MOST = 1e300
"""Larger weights are divided first: their sum would be beyond any number."""


def _pareto(n: int) -> Floats:
    return np.asarray(1 / np.arange(1, n + 1))


def _uniform(n: int) -> Floats:
    return np.ones(n)


def _normal(n: int) -> Floats:
    """Bell-shaped about the middle category, so that both ends weigh the same."""
    place = np.arange(n) - (n - 1) / 2
    return np.asarray(np.exp(-0.5 * (place / (n / 4)) ** 2))


DISTRIBUTIONS: dict[str, Callable[[int], Floats]] = {
    "normal": _normal,
    "pareto": _pareto,
    "uniform": _uniform,
}


def categories_of(given: Any) -> list[Any]:
    """``categories`` in order, at least one."""
    is_text = isinstance(given, str | bytes)
    found = list(given) if isinstance(given, Iterable) and not is_text else []
    if not found:
        raise ValueError(f"`categories` must be a non-empty list, not {given!r}")
    return found


def shares(
    distribution: Any, n_categories: int, noise: float, rng: Generator
) -> Floats:
    """The share of each category, in order; each varies evenly by ``noise`` (a share)."""
    if not n_categories:
        raise ValueError("`categories` must be a non-empty list")
    name = distribution.lower() if isinstance(distribution, str) else distribution
    if name not in DISTRIBUTIONS:
        raise ValueError(
            "`distribution_type` must be 'normal', 'pareto' or 'uniform', "
            f"not {distribution!r}"
        )
    spread = min(noise, 1.0)
    factor = rng.uniform(1 - spread, 1 + spread, n_categories)
    weights = DISTRIBUTIONS[name](n_categories) * np.maximum(factor, 1e-9)
    return np.asarray(weights / weights.sum())


def custom_shares(given: Sequence[float], n_categories: int) -> Floats:
    """``custom_probs``, divided by their sum."""
    try:
        weights = np.asarray(list(given), dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"`custom_probs` must be numbers, not {given!r}") from error
    if len(weights) != n_categories:
        raise ValueError(
            f"the length of `custom_probs`, {len(weights)}, must match that of "
            f"`categories`, {n_categories}"
        )
    largest = float(weights.max())
    if not (0 < largest < np.inf and (weights >= 0).all()):
        raise ValueError(
            "`custom_probs` must be numbers from 0 with a positive sum, "
            f"not {list(given)!r}"
        )
    if not np.finfo(np.float64).tiny < largest < _MOST:
        weights = weights / largest
    return np.asarray(weights / weights.sum())
