"""What a fit came to, as plain values that a row and a page can hold."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from math import isfinite, nan
from typing import Any

from horarium.engines.attendance import AttendanceModel, Evaluation
from horarium.engines.attendance.features import EXCLUDED, FEATURES
from horarium.engines.attendance.outcome import GroupCalibration, Metrics, Renewal


def report_of(model: AttendanceModel, judged: Evaluation | None) -> dict[str, Any]:
    """Data, protocol, metrics, groups and drift; no judgement, no such keys."""
    training = model.training
    data = {
        "n_visits": training.n_visits,
        "no_show_rate": training.no_show_rate,
        "first_day": training.first_day.isoformat(),
        "end_day": training.end_day.isoformat(),
    }
    report: dict[str, Any] = {
        "training": data,
        "shift": asdict(model.shift),
        "features": list(FEATURES) if model.params.model != "rate" else [],
        "excluded": list(EXCLUDED),
        "moment": model.params.moment.value,
    }
    if judged is not None:
        report |= {
            "metrics": asdict(judged.metrics),
            "static": asdict(judged.static),
            "groups": groups_of(judged.groups),
            "drift": _drift(judged.drift),
            "n_nights": judged.n_nights,
            "fit_seconds": round(judged.fit_seconds, 3),
        }
    return report


def renewal_of(found: Renewal) -> dict[str, Any]:
    """Days and number of the new outcomes, shifts before and after, groups, drift."""
    return {
        "first_day": found.first_day.isoformat(),
        "end_day": found.end_day.isoformat(),
        "n_outcomes": found.n_outcomes,
        "before": asdict(found.before),
        "after": asdict(found.after),
        "groups": groups_of(found.groups),
        "drift": _drift(found.drift),
    }


def judged_of(report: Mapping[str, Any], method: str) -> Evaluation | None:
    """The judgement that a report tells of, as ``report_of`` wrote it."""
    if "metrics" not in report:
        return None
    return Evaluation(
        model=method,
        metrics=Metrics(**report["metrics"]),
        static=Metrics(**report["static"]),
        groups=tuple(_group(one) for one in report["groups"]),
        drift=report["drift"],
        fit_seconds=report["fit_seconds"],
        n_nights=report["n_nights"],
    )


def _group(one: Mapping[str, Any]) -> GroupCalibration:
    known = {name: one[name] for name in ("group", "value", "n_visits", "observed")}
    low, high = (nan if one[end] is None else one[end] for end in ("low", "high"))
    return GroupCalibration(**known, expected=one["expected"], low=low, high=high)


def _drift(found: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in found.items()}


def groups_of(groups: Iterable[GroupCalibration]) -> list[dict[str, Any]]:
    """Calibration by group; a ratio where nothing was expected is None."""
    return [
        {
            "group": one.group,
            "value": one.value,
            "n_visits": one.n_visits,
            "observed": one.observed,
            "expected": round(one.expected, 2),
            "ratio": _finite(one.ratio),
            "low": _finite(one.low),
            "high": _finite(one.high),
        }
        for one in groups
    ]


def _finite(value: float) -> float | None:
    return round(value, 4) if isfinite(value) else None
