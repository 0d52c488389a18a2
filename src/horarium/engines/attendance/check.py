"""An independent judge: what a visit's past was, worked out one visit at a time.

It shares no code with ``features`` and is slow on purpose; the two must agree.
"""

from collections.abc import Iterable
from datetime import date, datetime

from horarium.engines.attendance.params import AttendanceParams
from horarium.engines.attendance.problem import Visit


def known_past(
    visit: Visit, others: Iterable[Visit], as_of: datetime, params: AttendanceParams
) -> dict[str, float]:
    """The features of ``visit`` that look back, as of an instant, by name."""
    mine = [o for o in others if o.patient == visit.patient and o.id != visit.id]
    over = sorted(
        (o for o in mine if _is_over(o, visit, as_of.date())),
        key=lambda o: (o.day, o.booked_at, o.id),
    )
    told = [o for o in mine if o.booked_at <= as_of]
    advance = [o for o in over if o.booked_at.date() < o.day]
    same_day = [o for o in told if o.day == visit.day]
    last = over[-1] if over else None
    facts = _counts("", over, visit, params.prior_no_show, params)
    facts |= _counts("_advance", advance, visit, params.prior_advance, params)
    return facts | {
        "last_outcome": float(bool(last.no_show)) if last else -1.0,
        "days_since_last": float(min((visit.day - last.day).days, 99))
        if last
        else 99.0,
        "n_meanwhile": float(sum(_is_meanwhile(o, visit) for o in told)),
        "n_missed_meanwhile": float(
            sum(_is_meanwhile(o, visit) and bool(o.no_show) for o in over)
        ),
        "n_same_day": float(len(same_day)),
        "n_same_day_before": float(
            sum(o.booked_at < visit.booked_at for o in same_day)
        ),
    }


def _is_over(other: Visit, visit: Visit, today: date) -> bool:
    return other.no_show is not None and other.day < today and other.day < visit.day


def _is_meanwhile(other: Visit, visit: Visit) -> bool:
    return visit.booked_at.date() <= other.day < visit.day


def _counts(
    suffix: str, over: list[Visit], visit: Visit, prior: float, params: AttendanceParams
) -> dict[str, float]:
    weights = [0.5 ** ((visit.day - o.day).days / params.half_life_days) for o in over]
    n_past = sum(weights)
    n_missed = sum(w for w, o in zip(weights, over, strict=True) if o.no_show)
    imagined = params.prior_visits
    rate = (n_missed + imagined * prior) / (n_past + imagined)
    names = (f"n_past{suffix}", f"n_missed{suffix}", f"past_rate{suffix}")
    return dict(zip(names, (n_past, n_missed, rate), strict=True))
