"""Figures of a tally, and how sure they are."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import numpy as np
from scipy.special import stdtrit

from horarium.engines.queueing import Policy
from horarium.engines.simulation.days import Flags
from horarium.engines.simulation.lengths import Floats
from horarium.engines.simulation.outcome import Estimate, PracticeResult
from horarium.engines.simulation.params import SimulationParams
from horarium.engines.simulation.practice import Practice
from horarium.engines.simulation.problem import RISK_GROUPS, Scenario
from horarium.engines.simulation.tally import Tally

Key = tuple[str, str, str]
"""Scope (overall, class or risk), which of it, and the name of the figure."""

LATE_SHARE = 0.9
_OVERALL, _CLASS, _RISK = "overall", "class", "risk"

MEASURES: Mapping[str, Callable[[Tally, Scenario], float]] = MappingProxyType(
    {
        "utilisation": lambda t, _: _ratio(t.busy_min, t.open_min),
        "wait_mean_min": lambda t, _: _mean(t.wait_min),
        "wait_p90_min": lambda t, _: _p90(t.wait_min),
        "idle_min": lambda t, s: (
            float((t.open_min - t.busy_min).mean()) / s.n_practitioners
        ),
        "overtime_min": lambda t, s: float(t.overtime_min.mean()) / s.n_practitioners,
        "seen_per_hour": lambda t, _: (
            60 * _ratio(t.n_seen, t.open_min + t.overtime_min)
        ),
        "seen": lambda t, _: float(t.n_seen.mean()),
        "booked": lambda t, _: float(t.n_booked.mean()),
        "no_shows": lambda t, _: float(t.n_missed.mean()),
        "empty_slots": lambda t, s: (
            1.0 - _ratio(t.n_booked - t.n_missed, _places(t, s))
        ),
        "left_unseen": lambda t, _: float(t.n_left.mean()),
        "turned_away": lambda t, _: float(t.n_turned_away.mean()),
    }
)
"""Of a clinic day; ``idle_min`` and ``overtime_min`` of one practitioner's session,
``seen_per_hour`` of one practitioner's hour worked. ``utilisation`` is consultation
within the session over its time without lunch; ``empty_slots`` is the share of
appointment times that no booked patient came for, overbooked ones set against it."""

WAITS = ("seen", "wait_mean_min", "wait_p90_min", "in_target")
"""Of a class or risk group; ``in_target`` is against the target of the class and has no
value for a risk group."""


def results(
    scenario: Scenario,
    practices: Sequence[Practice],
    tallies: Sequence[Tally],
    params: SimulationParams,
) -> tuple[PracticeResult, ...]:
    """Every practice's figures with intervals; differences are from the first one's.

    The delete-a-group jackknife: the days are dealt into groups, every figure is taken
    anew without each group, and the spread of those tells the error, of means, ratios
    and quantiles alike; of a difference too, since the days are the same.
    """
    n_days = tallies[0].n_days
    n_groups = min(params.n_groups, n_days)
    group = np.arange(n_days) % n_groups
    kept = [np.ones(n_days, dtype=bool), *(group != g for g in range(n_groups))]
    columns = [
        _columns(scenario, p, t, kept) for p, t in zip(practices, tallies, strict=True)
    ]
    return tuple(
        _result(practice.name, own, columns[0], params.confidence)
        for practice, own in zip(practices, columns, strict=True)
    )


def _columns(
    scenario: Scenario, practice: Practice, whole: Tally, kept: Sequence[Flags]
) -> dict[Key, Floats]:
    """Each figure of all days, then without each group, ``(1 + n_groups,)``."""
    rows = [_figures(scenario, practice.line, whole.of_days(days)) for days in kept]
    return {key: np.array([row[key] for row in rows]) for key in rows[0]}


def _figures(scenario: Scenario, line: Policy, days: Tally) -> dict[Key, float]:
    found = {(_OVERALL, "", name): of(days, scenario) for name, of in MEASURES.items()}
    for code, name in enumerate(scenario.classes):
        waits = days.wait_min[days.wait_class == code]
        target_min = line.row(name).target_wait_min
        found |= _waits((_CLASS, name), waits, days.n_days, target_min)
    for code, name in enumerate(RISK_GROUPS):
        waits = days.wait_min[days.wait_group == code]
        found |= _waits((_RISK, name), waits, days.n_days, None)
    return found


def _waits(
    scope: tuple[str, str], waits: Floats, n_days: int, target_min: float | None
) -> dict[Key, float]:
    in_target = np.nan if target_min is None else _mean(waits <= target_min)
    values = (len(waits) / n_days, _mean(waits), _p90(waits), in_target)
    return {(*scope, name): one for name, one in zip(WAITS, values, strict=True)}


def _result(
    name: str, own: dict[Key, Floats], first: dict[Key, Floats], confidence: float
) -> PracticeResult:
    sure = {key: estimated(column, confidence) for key, column in own.items()}
    changes = {
        key: estimated(column - first[key], confidence) for key, column in own.items()
    }
    return PracticeResult(
        name=name,
        overall={key[2]: one for key, one in sure.items() if key[0] == _OVERALL},
        by_class=_nested(sure, _CLASS),
        by_risk=_nested(sure, _RISK),
        against_first={key[2]: c for key, c in changes.items() if key[0] == _OVERALL},
        against_first_by_class=_nested(changes, _CLASS),
    )


def estimated(column: Floats, confidence: float) -> Estimate:
    """The first value, with Student's interval from the values without each group."""
    value, without = float(column[0]), column[1:]
    n_groups = len(without)
    if n_groups < 2 or not np.isfinite(column).all():
        return Estimate(value, float("nan"))
    error = np.sqrt((n_groups - 1) * without.var())
    quantile = float(stdtrit(n_groups - 1, (1.0 + confidence) / 2.0))
    return Estimate(value, quantile * float(error))


def _nested(sure: dict[Key, Estimate], scope: str) -> dict[str, dict[str, Estimate]]:
    found: dict[str, dict[str, Estimate]] = {}
    for (one, which, name), estimate in sure.items():
        if one == scope:
            found.setdefault(which, {})[name] = estimate
    return found


def _places(days: Tally, scenario: Scenario) -> Floats:
    places = float(scenario.n_practitioners * len(scenario.slot_starts))
    return np.full(days.n_days, places)


def _ratio(part: Floats, whole: Floats) -> float:
    return float(part.sum() / whole.sum())


def _mean(
    values: "np.ndarray[tuple[int, ...], np.dtype[np.float64 | np.bool_]]",
) -> float:
    return float(values.mean()) if len(values) else float("nan")


def _p90(values: Floats) -> float:
    return float(np.quantile(values, LATE_SHARE)) if len(values) else float("nan")
