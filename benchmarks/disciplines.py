"""Four disciplines on the same days: who waits how long, and how good the estimates are.

    python benchmarks/disciplines.py [--days 400] [--seed 1]

One doctor, five hours of Poisson arrivals, lognormal consultations of mean 6 min and CV
0.6, at traffic intensities 1.0 and 0.85. Every discipline plays the same days. Prints
JSON; half-widths are of 95 % intervals over days.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from clinic_day import (
    MIX,
    SERVICE,
    TARGET_MIN,
    Patient,
    Visit,
    a_day,
    after_nine,
    arrivals_per_min,
    play,
)

from horarium.engines.queueing import (
    DISCIPLINES,
    Line,
    Outlook,
    Policy,
    WaitEstimate,
    expected_wait,
)
from horarium.engines.queueing.calibration import PastWait, calibrate
from horarium.engines.queueing.service_time import ServiceTimes
from horarium.engines.queueing.waiting import fixed_wait_min

LOADS = (1.0, 0.85)
Days = list[list[Patient]]


@dataclass(frozen=True, slots=True)
class Estimated:
    """What was announced at check-in and what the wait then was, minutes."""

    priority_class: str
    announced: WaitEstimate
    actual_min: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    report = {}
    for load in LOADS:
        rng = np.random.default_rng(asked.seed)
        days = [a_day(rng, load) for _ in range(asked.days)]
        report[f"rho {load}"] = {
            name: judged(days, Policy(discipline=discipline))
            for name, discipline in DISCIPLINES.items()
        }
    rng = np.random.default_rng(asked.seed + 1)
    past, judged_on = (
        [a_day(rng, 1.0) for _ in range(asked.days)] for _ in ("past", "judged on")
    )
    report["estimates, rho 1.0"] = {
        name: estimates(past, judged_on, Policy(discipline=discipline))
        for name, discipline in DISCIPLINES.items()
    }
    print(json.dumps({"days": asked.days, "seed": asked.seed} | report, indent=2))


def judged(days: Days, policy: Policy) -> dict[str, object]:
    """Waits by class, the walk-ins' tail, and the worst of each day."""
    visits = [list(play(day, policy)) for day in days]
    waits = {name: _waits(visits, name) for name in MIX}
    in_target = {
        name: 100 * float((waits[name] <= TARGET_MIN[name]).mean()) for name in MIX
    }
    worst = [_latest(day) for day in visits if day]
    walk_ins = waits["walk-in"]
    everybody = np.concatenate(list(waits.values()))
    return {
        "mean_wait_min": {name: _mean_by_day(visits, name) for name in MIX},
        "mean_wait_all_min": round(float(everybody.mean()), 2),
        "walk_in_p90_min": _p90_by_day(visits),
        "walk_in_max_min": round(float(walk_ins.max()), 1),
        "in_target_percent": {k: round(v, 1) for k, v in in_target.items()},
        "worst_class_in_target_percent": round(min(in_target.values()), 1),
        "daily_max_lateness_min": _with_half_width(worst),
    }


def estimates(past: Days, judged_on: Days, policy: Policy) -> dict[str, object]:
    """Calibrated on past days, judged on other days, by class."""
    raw = Outlook(service=ServiceTimes(SERVICE), arrivals_per_min=arrivals_per_min(1.0))
    waited = [
        PastWait(
            e.priority_class, e.announced.low_min, e.announced.high_min, e.actual_min
        )
        for e in announced(past, policy, raw)
    ]
    outlook = replace(raw, calibration=calibrate(waited, raw.coverage))
    told = announced(judged_on, policy, outlook)
    return {
        name: accuracy([e for e in told if e.priority_class == name]) for name in MIX
    } | {"everybody": accuracy(told), "uncalibrated_coverage_percent": _covered(waited)}


def announced(days: Days, policy: Policy, outlook: Outlook) -> list[Estimated]:
    """Every patient's estimate at check-in beside the wait that followed."""
    found = []
    for day in days:
        told: dict[int, WaitEstimate] = {}

        def ask(
            line: Line, patient: Patient, told: dict[int, WaitEstimate] = told
        ) -> None:
            now = after_nine(patient.arrives_min)
            told[patient.number] = expected_wait(
                line, patient.number, now, policy, outlook
            )

        for visit in play(day, policy, ask):
            patient = visit.patient
            estimate = told[patient.number]
            found.append(Estimated(patient.priority_class, estimate, visit.wait_min))
    return found


def accuracy(told: Sequence[Estimated]) -> dict[str, float]:
    """Error of the middle, coverage and width of the interval; and position x 10 min."""
    actual = np.array([e.actual_min for e in told])
    middle = np.array([e.announced.middle_min for e in told])
    low = np.array([e.announced.low_min for e in told])
    high = np.array([e.announced.high_min for e in told])
    fixed = np.array([fixed_wait_min(e.announced.people_ahead + 1) for e in told])
    covered = (low <= actual) & (actual <= high)
    return {
        "n": len(told),
        "mean_abs_error_min": round(float(np.abs(middle - actual).mean()), 2),
        "coverage_percent": round(100 * float(covered.mean()), 1),
        "mean_width_min": round(float((high - low).mean()), 1),
        "fixed_10_min_mean_abs_error_min": round(
            float(np.abs(fixed - actual).mean()), 2
        ),
    }


def _covered(waited: list[PastWait]) -> float:
    hits = [wait.low_min <= wait.actual_min <= wait.high_min for wait in waited]
    return round(100 * sum(hits) / len(hits), 1)


def _waits(visits: list[list[Visit]], name: str) -> np.ndarray:
    return np.array(
        [v.wait_min for day in visits for v in day if v.patient.priority_class == name]
    )


def _latest(day: list[Visit]) -> float:
    """The maximum lateness of a day, minutes past the target; below 0: all in time."""
    return max(v.wait_min - TARGET_MIN[v.patient.priority_class] for v in day)


def _mean_by_day(visits: list[list[Visit]], name: str) -> dict[str, float]:
    """Mean over patients; the half-width by the ratio estimator over days."""
    of_days = [_waits([day], name) for day in visits]
    sums = np.array([waits.sum() for waits in of_days])
    counts = np.array([len(waits) for waits in of_days])
    mean = sums.sum() / counts.sum()
    spread = (sums - mean * counts).std(ddof=1) / counts.mean()
    half = 1.96 * spread / np.sqrt(len(visits))
    return {"mean": round(float(mean), 2), "half_width": round(float(half), 2)}


def _p90_by_day(visits: list[list[Visit]]) -> dict[str, float]:
    """The 90th percentile of all walk-ins; the half-width by resampling days."""
    rng = np.random.default_rng(0)
    of_days = [_waits([day], "walk-in") for day in visits]
    resampled = [
        np.quantile(np.concatenate([of_days[i] for i in picks]), 0.9)
        for picks in rng.integers(0, len(of_days), (200, len(of_days)))
    ]
    p90 = float(np.quantile(np.concatenate(of_days), 0.9))
    half = 1.96 * float(np.std(resampled))
    return {"p90": round(p90, 1), "half_width": round(half, 1)}


def _with_half_width(values: list[float]) -> dict[str, float]:
    half = 1.96 * np.std(values, ddof=1) / np.sqrt(len(values))
    return {
        "mean": round(float(np.mean(values)), 2),
        "half_width": round(float(half), 2),
    }


if __name__ == "__main__":
    main()
