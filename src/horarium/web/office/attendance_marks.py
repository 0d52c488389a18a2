"""The marks of a judged method, with how far luck may have moved them."""

from collections.abc import Mapping
from typing import Any

from horarium.web.pages.attendance import Fact

_MARKS = (
    ("auc", "AUC", "1 tells everybody apart, 0.5 nobody"),
    (
        "auc_lead_1",
        "AUC, booked ahead",
        "among those who did not book for the same day",
    ),
    ("brier", "Brier score", "mean squared error; lower is better"),
    ("log_loss", "Log loss", "lower is better"),
    ("ece15", "Calibration error", "mean distance of expected from observed"),
    ("no_show_rate", "Missed", "share of the judged visits"),
)
_CHANCE = 0.5
"""The AUC of whoever guesses."""


def marks_of(nightly: Mapping[str, Any], static: Mapping[str, Any]) -> tuple[Fact, ...]:
    """Each mark with its 95 % interval where it has one; empty without a judgement."""
    return tuple(
        Fact(
            label,
            _number(nightly[name]),
            "; ".join(_notes(name, note, nightly, static)),
        )
        for name, label, note in _MARKS
        if name in nightly
    )


def doubt_of(metrics: Mapping[str, Any]) -> str:
    """What the judged visits are too few to tell; empty where they are enough."""
    if not metrics:
        return ""
    told = f"{missed_of(metrics)} of {metrics['n_visits']:,} judged visits were missed"
    low, high = metrics.get("auc_low"), metrics.get("auc_high")
    if low is None or high is None:
        return f"{told}: too few to say whether the method tells anybody apart."
    if low > _CHANCE:
        return ""
    return (
        f"{told}. So few leave an AUC from {low:.2f} to {high:.2f} possible: it cannot be "
        "said yet whether the method tells anybody apart or guesses."
    )


def missed_of(metrics: Mapping[str, Any]) -> str:
    """How many of the judged visits were missed."""
    return f"{metrics['no_show_rate'] * metrics['n_visits']:,.0f}"


def _notes(
    name: str, note: str, nightly: Mapping[str, Any], static: Mapping[str, Any]
) -> list[str]:
    low, high = nightly.get(f"{name}_low"), nightly.get(f"{name}_high")
    notes = [note]
    if name == "no_show_rate":
        return [f"{missed_of(nightly)} of {nightly['n_visits']:,} judged visits"]
    if low is not None and high is not None:
        notes = [f"95 % interval {low:.2f} to {high:.2f}", note]
    if static[name] is not None:
        notes.append(f"without recalibration {static[name]:.3f}")
    return notes


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
