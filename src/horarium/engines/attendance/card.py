"""The model card: what a model is, what it may be used for, and how good it was."""

from collections.abc import Iterable
from datetime import date

from horarium.engines.attendance.features import EXCLUDED, FEATURES
from horarium.engines.attendance.monitor import DRIFTED
from horarium.engines.attendance.outcome import (
    AttendanceModel,
    Evaluation,
    GroupCalibration,
    Metrics,
)

USE = (
    "A chance may buy help: a reminder, a call, transport, an easier way to move the "
    "visit, or a count of how many a session can take. It must not be used to give "
    "anybody a worse time, to refuse a visit, to charge, or to label a patient where "
    "staff or patients see it. Every score is logged; a person may always decide "
    "otherwise; the model `rate` switches individual scores off."
)


def write_card(
    model: AttendanceModel, made_on: date, evaluation: Evaluation | None = None
) -> str:
    """The card in Markdown; without an evaluation it says that there is none."""
    training, params = model.training, model.params
    parts = [
        f"# Attendance model of {made_on.isoformat()}",
        f"## Use\n\n{USE}",
        "## Data\n\n"
        + _table(
            ("", ""),
            [
                ("method", params.model),
                ("visits learnt from", f"{training.n_visits:,}"),
                ("of days", f"{training.first_day} to before {training.end_day}"),
                ("missed", f"{training.no_show_rate:.1%}"),
                ("scored at", params.moment.value),
                (
                    "recalibration now",
                    f"{model.shift.advance:+.3f} log-odds, "
                    f"{model.shift.same_day:+.3f} on the day of booking",
                ),
            ],
        ),
        f"## Looks at\n\n{', '.join(FEATURES)}."
        + ("" if params.use_age else " Age is switched off."),
        f"## Never looks at\n\n{', '.join(EXCLUDED)}.",
        _judged(evaluation),
    ]
    return "\n\n".join(parts) + "\n"


def _judged(evaluation: Evaluation | None) -> str:
    if evaluation is None:
        return "## Judgement\n\nThis model has not been judged on later visits yet."
    drifted = {n: v for n, v in evaluation.drift.items() if v >= DRIFTED}
    worst = ", ".join(f"{name} {value:.2f}" for name, value in drifted.items())
    return "\n\n".join(
        (
            "## Judgement on later visits\n\nEach visit was scored with what was known "
            f"at its moment; {evaluation.n_nights} nights of recalibration.\n\n"
            + _table(
                ("", "recalibrated nightly", "left alone"),
                _rows(evaluation.metrics, evaluation.static),
            ),
            "## Calibration by group\n\nMissed visits, observed over expected.\n\n"
            + _groups(evaluation.groups),
            f"## Drift\n\nFeatures spread otherwise than in training: {worst or 'none'}.",
        )
    )


def _rows(nightly: Metrics, static: Metrics) -> list[tuple[str, ...]]:
    names = ("auc", "auc_lead_1", "average_precision", "brier", "log_loss", "ece15")
    return [
        (name, _number(getattr(nightly, name)), _number(getattr(static, name)))
        for name in names
    ]


def _groups(groups: Iterable[GroupCalibration]) -> str:
    return _table(
        ("group", "visits", "observed", "expected", "ratio", "95 % interval"),
        [
            (
                f"{one.group}: {one.value or 'not told'}",
                f"{one.n_visits:,}",
                f"{one.observed:.0f}",
                f"{one.expected:.0f}",
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
