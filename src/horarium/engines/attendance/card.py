"""The model card: what a model is, what it may be used for, and how good it was."""

from collections.abc import Iterable, Mapping
from datetime import date

from horarium.engines.attendance.ages import AGE_BANDS
from horarium.engines.attendance.features import EXCLUDED, FEATURES
from horarium.engines.attendance.monitor import DRIFTED
from horarium.engines.attendance.outcome import (
    AttendanceModel,
    Evaluation,
    GroupCalibration,
    Metrics,
    Renewal,
    Shift,
)

USE = (
    "A chance may buy help: a reminder, a call, transport, an easier way to move the "
    "visit, or a count of how many a session can take. It must not be used to give "
    "anybody a worse time, to refuse a visit, to charge, or to label a patient where "
    "staff or patients see it. Every score is logged; a person may always decide "
    "otherwise; the model `rate` switches individual scores off."
)


def write_card(
    model: AttendanceModel,
    made_on: date,
    evaluation: Evaluation | None = None,
    *,
    version: str = "",
    renewal: Renewal | None = None,
) -> str:
    """The card in Markdown; without an evaluation it says that there is none.

    ``renewal`` is what the latest recalibration found, of a model that was learnt
    earlier; ``version`` tells the cards of one department apart.
    """
    training, params = model.training, model.params
    parts = [
        f"# Attendance model of {made_on.isoformat()}",
        f"## Use\n\n{USE}",
        "## Data\n\n"
        + _table(
            ("", ""),
            [
                *([("version", version)] if version else []),
                ("method", params.model),
                ("visits learnt from", f"{training.n_visits:,}"),
                ("of days", f"{training.first_day} to before {training.end_day}"),
                ("missed", f"{training.no_show_rate:.1%}"),
                ("scored at", params.moment.value),
                ("recalibration now", _shift(model.shift)),
            ],
        ),
        *([] if renewal is None else [_renewed(renewal)]),
        f"## Looks at\n\n{', '.join(FEATURES)}."
        + ("" if params.use_age else " Age is switched off."),
        f"## Never looks at\n\n{', '.join(EXCLUDED)}.",
        _judged(evaluation),
    ]
    return "\n\n".join(parts) + "\n"


def _renewed(found: Renewal) -> str:
    drifted = {n: v for n, v in found.drift.items() if v >= DRIFTED}
    return "\n\n".join(
        (
            "## Recalibrated\n\nOutcomes that came in since, of "
            f"{found.first_day} to before {found.end_day}: {found.n_outcomes:,}. Until "
            f"then the recalibration was {_shift(found.before)}. Missed visits, observed "
            "over what was expected till then:\n\n" + _groups(found.groups),
            f"Features spread otherwise than in training: {_worst(drifted)}.",
        )
    )


def _shift(shift: Shift) -> str:
    ages = "".join(
        f", {add:+.3f} more from {low} to {end - 1}"
        for (low, end), add in zip(AGE_BANDS, shift.by_age, strict=False)
    )
    own_day = f"{shift.same_day:+.3f} on the day of booking"
    return f"{shift.advance:+.3f} log-odds, {own_day}{ages}"


def _worst(drifted: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {value:.2f}" for name, value in drifted.items()) or "none"


def _judged(evaluation: Evaluation | None) -> str:
    if evaluation is None:
        return "## Judgement\n\nThis model has not been judged on later visits yet."
    drifted = {n: v for n, v in evaluation.drift.items() if v >= DRIFTED}
    return "\n\n".join(
        (
            "## Judgement on later visits\n\nEach visit was scored with what was known "
            f"at its moment; {evaluation.n_nights} nights of recalibration. "
            f"{_missed(evaluation.metrics)} In brackets 95 % intervals, patients being "
            "drawn.\n\n"
            + _table(
                ("", "recalibrated nightly", "left alone"),
                _rows(evaluation.metrics, evaluation.static),
            ),
            "## Calibration by group\n\nMissed visits, observed over expected.\n\n"
            + _groups(evaluation.groups),
            f"## Drift\n\nFeatures spread otherwise than in training: {_worst(drifted)}.",
        )
    )


def _missed(marks: Metrics) -> str:
    n_missed = round(marks.no_show_rate * marks.n_visits)
    return f"{n_missed:,} of {marks.n_visits:,} visits were missed."


def _rows(nightly: Metrics, static: Metrics) -> list[tuple[str, ...]]:
    names = ("auc", "auc_lead_1", "average_precision", "brier", "log_loss", "ece15")
    return [(name, _mark(nightly, name), _mark(static, name)) for name in names]


def _mark(marks: Metrics, name: str) -> str:
    """A mark, with its interval where it has one."""
    low, high = (
        getattr(marks, f"{name}_low", None),
        getattr(marks, f"{name}_high", None),
    )
    interval = "" if low is None or high is None else f" ({low:.3f} to {high:.3f})"
    return _number(getattr(marks, name)) + interval


def _groups(groups: Iterable[GroupCalibration]) -> str:
    return _table(
        ("group", "visits", "observed", "expected", "ratio", "95 % interval"),
        [
            (
                f"{one.group}: {one.value or 'not told'}",
                f"{one.n_visits:,}",
                f"{one.observed:,.0f}",
                f"{one.expected:,.1f}",
                f"{one.ratio:.2f}",
                f"{one.low:.2f} to {one.high:.2f}",
            )
            for one in groups
        ],
    )


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"


def _table(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [header, tuple("---" for _ in header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
