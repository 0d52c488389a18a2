"""Whether a model still fits: by group of patients, and by how its inputs are spread."""

from collections.abc import Mapping

import numpy as np

from horarium.engines.attendance.ages import AGE_BANDS
from horarium.engines.attendance.features import FEATURES, Matrix
from horarium.engines.attendance.outcome import GroupCalibration, Training
from horarium.engines.attendance.problem import Flags, Floats, Texts, Visits

DRIFTED = 0.25
"""A population stability index above this calls for a look; 0.1 is the usual unrest."""

NORMAL_95 = 1.96
"""So many standard deviations either side hold 95 in 100."""

LEAST_ROWS = 100
"""Below, chance alone moves the index by more than unrest does."""

_N_BINS = 10
_LEAST_SHARE = 1e-4
"""Keeps the logarithm of an empty bin finite."""


def by_group(visits: Visits, p_show: Floats) -> tuple[GroupCalibration, ...]:
    """Missed visits observed and expected in each group, in the order of their names.

    First everybody, then age bands, then every group that the visits carry.
    Visits without an outcome do not count. The interval takes visits as independent.
    """
    over = visits.has_outcome
    groups: dict[str, Texts] = {"age": _age_bands(visits.age), **visits.groups}
    everybody = np.full(len(visits), "all", dtype=object)
    return tuple(
        _calibration(name, value, visits, p_show, over & (column == value))
        for name, column in {"everybody": everybody, **groups}.items()
        for value in sorted(set(column[over]), key=_as_read)
    )


def _as_read(value: str) -> tuple[int, str]:
    """Bands of age in the order of the ages, which is not that of the alphabet."""
    return len(value.partition(" ")[0]), value


def _calibration(
    name: str, value: str, visits: Visits, p_show: Floats, rows: Flags
) -> GroupCalibration:
    missed, chance = visits.no_show[rows], 1.0 - p_show[rows]
    observed, expected = float(missed.sum()), float(chance.sum())
    spread = float((chance * (1.0 - chance)).sum())
    low, high = _interval(observed, expected, spread)
    return GroupCalibration(
        group=name,
        value=value,
        n_visits=len(missed),
        observed=observed,
        expected=expected,
        low=low,
        high=high,
    )


def _interval(observed: float, expected: float, variance: float) -> tuple[float, float]:
    """All ratios that would make ``observed`` no surprise at 95 %; none is below 0.

    The score interval: those ``r`` with ``(observed - r * expected)**2`` at most
    ``1.96**2 * r * variance``, the ends being the roots. It stays honest where the normal
    one around the ratio goes below nothing.
    """
    if not expected:
        return float("nan"), float("nan")
    stretch = NORMAL_95**2 * variance / expected
    middle = observed + stretch / 2.0
    margin = float(np.sqrt(max(middle**2 - observed**2, 0.0)))
    return max(middle - margin, 0.0) / expected, (middle + margin) / expected


def _age_bands(age: Floats) -> Texts:
    bands = np.full(len(age), "unknown", dtype=object)
    for low, end in AGE_BANDS:
        bands[(age >= low) & (age < end)] = f"{low} to {end - 1}"
    return bands


def spread(
    x: Matrix,
) -> tuple[tuple[tuple[float, ...], ...], tuple[tuple[float, ...], ...]]:
    """Inner edges and shares of each column of ``x``, as ``Training`` keeps them."""
    edges = tuple(_edges(column) for column in x.T)
    shares = tuple(_shares(column, cut) for column, cut in zip(x.T, edges, strict=True))
    return edges, shares


def drift(training: Training, x: Matrix) -> Mapping[str, float]:
    """The population stability index of each feature, rows of ``x`` against training.

    0 is no change; see ``DRIFTED``. What so many rows would differ by chance is taken
    off, ``(n_bins - 1) * (1 / n_then + 1 / n_now)``; of fewer than ``LEAST_ROWS`` rows
    nothing can be told, and nothing is.
    """
    if min(len(x), training.n_visits) < LEAST_ROWS:
        return {}
    by_chance = 1.0 / len(x) + 1.0 / training.n_visits
    return {
        name: _stability(np.array(shares), np.array(_shares(column, edges)), by_chance)
        for name, column, edges, shares in zip(
            FEATURES, x.T, training.edges, training.shares, strict=True
        )
    }


def _stability(before: Floats, now: Floats, by_chance: float) -> float:
    n_used = int(((before > 0) | (now > 0)).sum())
    before, now = np.maximum(before, _LEAST_SHARE), np.maximum(now, _LEAST_SHARE)
    index = float(((now - before) * np.log(now / before)).sum())
    return max(index - (n_used - 1) * by_chance, 0.0)


def _edges(column: Floats) -> tuple[float, ...]:
    told = column[~np.isnan(column)]
    if len(told) == 0:
        return ()
    cuts = np.quantile(told, np.arange(1, _N_BINS) / _N_BINS)
    return tuple(float(cut) for cut in np.unique(cuts))


def _shares(column: Floats, edges: tuple[float, ...]) -> tuple[float, ...]:
    """The share of the rows in each bin; unknown values have a bin of their own."""
    told = column[~np.isnan(column)]
    bins = np.bincount(np.digitize(told, edges), minlength=len(edges) + 1)
    counts = np.append(bins, len(column) - len(told))
    return tuple(float(one) for one in counts / max(len(column), 1))
