"""Figures of a tally, and how sure they are."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from types import MappingProxyType

import numpy as np
from scipy.special import stdtrit

from horarium.engines.queueing import Policy
from horarium.engines.simulation.days import Codes, Flags
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

Sums = Mapping[str, Floats]
"""Sums over all days, then over all without each group, ``(1 + n_groups,)``: by the
fields of ``Tally``, ``n_days``, ``n_waits`` and ``p90_min``."""

MEASURES: Mapping[str, Callable[[Sums, Scenario], Floats]] = MappingProxyType(
    {
        "utilisation": lambda s, _: s["busy_min"] / s["open_min"],
        "wait_mean_min": lambda s, _: _ratio(s["wait_min"], s["n_waits"]),
        "wait_p90_min": lambda s, _: s["p90_min"],
        "idle_min": lambda s, of: (
            (s["open_min"] - s["busy_min"]) / (s["n_days"] * of.n_practitioners)
        ),
        "overtime_min": lambda s, of: (
            s["overtime_min"] / (s["n_days"] * of.n_practitioners)
        ),
        "seen_per_hour": lambda s, _: (
            60.0 * s["n_seen"] / (s["open_min"] + s["overtime_min"])
        ),
        "seen": lambda s, _: s["n_seen"] / s["n_days"],
        "booked": lambda s, _: s["n_booked"] / s["n_days"],
        "no_shows": lambda s, _: s["n_missed"] / s["n_days"],
        "empty_slots": lambda s, of: (
            1.0 - (s["n_booked"] - s["n_missed"]) / (s["n_days"] * _n_places(of))
        ),
        "left_unseen": lambda s, _: s["n_left"] / s["n_days"],
        "turned_away": lambda s, _: s["n_turned_away"] / s["n_days"],
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
    n_groups = min(params.n_groups, tallies[0].n_days)
    columns = [
        _columns(scenario, practice.line, days, n_groups)
        for practice, days in zip(practices, tallies, strict=True)
    ]
    return tuple(
        _result(practice.name, own, columns[0], params.confidence)
        for practice, own in zip(practices, columns, strict=True)
    )


def _columns(
    scenario: Scenario, line: Policy, days: Tally, n_groups: int
) -> dict[Key, Floats]:
    """Each figure of all days, then without each group, ``(1 + n_groups,)``."""
    group = np.arange(days.n_days) % n_groups
    of_group = group[days.wait_day]
    sums = _sums(days, group, n_groups)
    whole = _of_waits(days.wait_min, of_group, n_groups)
    sums |= whole
    found = {(_OVERALL, "", name): of(sums, scenario) for name, of in MEASURES.items()}
    scopes = (
        (_CLASS, scenario.classes, days.wait_class),
        (_RISK, RISK_GROUPS, days.wait_group),
    )
    for scope, names, codes in scopes:
        for code, name in enumerate(names):
            mine = np.flatnonzero(codes == code)
            waits, groups = days.wait_min[mine], of_group[mine]
            own = _of_waits(waits, groups, n_groups)
            own["n_days"] = sums["n_days"]
            if scope == _CLASS:
                is_in_time = waits <= line.row(name).target_wait_min
                own["in_target"] = _without_each(is_in_time, groups, n_groups)
            found |= {(scope, name, what): of for what, of in _waits(own).items()}
    return found


def _sums(days: Tally, group: Codes, n_groups: int) -> dict[str, Floats]:
    per_day = {
        one.name: getattr(days, one.name)
        for one in fields(Tally)
        if not one.name.startswith("wait_")
    }
    per_day["n_days"] = np.ones(days.n_days)
    return {
        name: _without_each(values, group, n_groups) for name, values in per_day.items()
    }


def _of_waits(waits: Floats, group: Codes, n_groups: int) -> dict[str, Floats]:
    """The sums of some waits, in any order."""
    n_waits = _without_each(None, group, n_groups)
    return {
        "wait_min": _without_each(waits, group, n_groups),
        "n_waits": n_waits,
        "p90_min": _late(waits, group, n_waits),
    }


def _late(waits: Floats, group: Codes, n_waits: Floats) -> Floats:
    """The late quantile of all waits, then without each group.

    Only the longest waits are put in order: as many as decide it, whichever group is
    left out.
    """
    if not len(waits):
        return np.full(len(n_waits), np.nan)
    from_top = [n - int(LATE_SHARE * max(n - 1, 0)) for n in n_waits.astype(int)]
    n_longest = int(min(len(waits), max(from_top) + len(waits) - n_waits.min()))
    longest = np.argpartition(waits, len(waits) - n_longest)[-n_longest:]
    longest = longest[np.argsort(waits[longest])]
    top, of_top = waits[longest], group[longest]
    rest = [top, *(top[of_top != g] for g in range(len(n_waits) - 1))]
    return np.array([_p90(kept, int(n)) for kept, n in zip(rest, n_waits, strict=True)])


def _without_each(values: Floats | Flags | None, group: Codes, n_groups: int) -> Floats:
    """The sum of all values, then without each group; how many, for ``None``."""
    of_group = np.bincount(group, values, n_groups).astype(float)
    total = of_group.sum()
    return np.concatenate([[total], total - of_group])


def _waits(own: Sums) -> dict[str, Floats]:
    nobody = np.full_like(own["n_days"], np.nan)
    return {
        "seen": own["n_waits"] / own["n_days"],
        "wait_mean_min": _ratio(own["wait_min"], own["n_waits"]),
        "wait_p90_min": own["p90_min"],
        "in_target": _ratio(own["in_target"], own["n_waits"])
        if "in_target" in own
        else nobody,
    }


def _result(
    name: str, own: dict[Key, Floats], first: dict[Key, Floats], confidence: float
) -> PracticeResult:
    columns = np.array(list(own.values()))
    others = np.array([first[key] for key in own])
    sure = dict(zip(own, _estimates(columns, confidence), strict=True))
    changes = dict(zip(own, _estimates(columns - others, confidence), strict=True))
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
    return _estimates(column[np.newaxis], confidence)[0]


def _estimates(columns: Floats, confidence: float) -> list[Estimate]:
    """The same for each row."""
    n_groups = columns.shape[1] - 1
    half_widths = np.full(len(columns), np.nan)
    if n_groups >= 2:
        known = np.isfinite(columns).all(axis=1)
        error = np.sqrt((n_groups - 1) * columns[known, 1:].var(axis=1))
        half_widths[known] = error * stdtrit(n_groups - 1, (1.0 + confidence) / 2.0)
    pairs = zip(columns[:, 0].tolist(), half_widths.tolist(), strict=True)
    return [Estimate(value, half_width) for value, half_width in pairs]


def _nested(sure: dict[Key, Estimate], scope: str) -> dict[str, dict[str, Estimate]]:
    found: dict[str, dict[str, Estimate]] = {}
    for (one, which, name), estimate in sure.items():
        if one == scope:
            found.setdefault(which, {})[name] = estimate
    return found


def _n_places(scenario: Scenario) -> float:
    return float(scenario.n_practitioners * len(scenario.slot_starts))


def _ratio(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.full_like(part, np.nan), where=whole > 0)


def _p90(top: Floats, n: int) -> float:
    """The quantile of ``n`` values between the two nearest, as numpy's; ``top`` are the
    largest of them, ascending."""
    if not n:
        return float("nan")
    at = LATE_SHARE * (n - 1)
    low = int(at)
    before = n - len(top)
    above = top[min(low + 1, n - 1) - before]
    return float(top[low - before] + (at - low) * (above - top[low - before]))
