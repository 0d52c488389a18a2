"""What was known of a visit at a moment, as numbers: the one place that looks back."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from horarium.domain.errors import InvalidField
from horarium.engines.attendance.params import AttendanceParams, Moment
from horarium.engines.attendance.problem import Flags, Floats, Instants, Visits

Matrix = NDArray[np.float64]

CURVES = ("age", "log_lead", "booked_hour", "past_rate", "past_rate_advance")
"""Features with a bend in them, for models that need to be told."""
STEPS = ("last_outcome",)
"""Categories: here 1 missed, 0 kept, -1 no earlier visit."""
LINES = (
    "lead_days",
    "reminded",
    "n_past",
    "n_missed",
    "n_past_advance",
    "n_missed_advance",
    "days_since_last",
    "n_meanwhile",
    "n_missed_meanwhile",
    "n_same_day",
    "n_same_day_before",
)
FEATURES = (*CURVES, *STEPS, *LINES)
"""The columns of the matrix, in order."""

EXCLUDED = (
    "sex",
    "ethnicity",
    "religion",
    "payer or welfare",
    "neighbourhood",
    "diagnosis",
)
"""What no model is ever shown."""

NEVER_BEFORE_DAYS = 99.0
_DAY = np.timedelta64(1, "D")


def moments(visits: Visits, moment: Moment) -> Instants:
    """The instant at which each visit would be scored, ``datetime64[s]``, ``(n,)``."""
    if moment is Moment.BOOKING:
        return visits.booked_at
    nights: Instants = np.maximum(visits.booked_at, visits.day.astype("datetime64[s]"))
    return nights


def features(
    asked: Visits, known: Visits, as_of: Instants, params: AttendanceParams
) -> Matrix:
    """One row for each asked visit, shape ``(len(asked), len(FEATURES))``.

    ``as_of`` has the moment of each row, or one for all. Of ``known`` a row uses a
    booking only if it was made by its moment, and an outcome only if that visit's day
    lies before the day of its moment; whatever came later may as well not be there.
    ``known`` may hold the asked visits; none sees itself. Raises ``InvalidField`` when
    a visit is asked for before it was booked.
    """
    as_of = np.broadcast_to(as_of, asked.booked_at.shape)
    if (asked.booked_at > as_of).any():
        first = str(as_of[asked.booked_at > as_of][0])
        raise InvalidField("as_of", first, "not before the visit was booked")
    past = _past(asked, known, as_of, params)
    leads = asked.lead_days
    hours = (asked.booked_at - asked.booked_at.astype("datetime64[D]")).astype(float)
    told = asked.reminded if params.moment is Moment.DAY_AHEAD else np.False_
    columns = past | {
        "age": asked.age if params.use_age else np.full(len(asked), np.nan),
        "log_lead": np.log1p(leads),
        "booked_hour": hours / 3600.0,
        "lead_days": leads,
        "reminded": np.broadcast_to(told, leads.shape).astype(float),
    }
    return np.column_stack([columns[name] for name in FEATURES])


def is_same_day(matrix: Matrix) -> Flags:
    """Which rows are of visits booked on their own day, ``(n,)``."""
    same: Flags = matrix[:, FEATURES.index("lead_days")] == 0
    return same


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Each asked visit beside each other known visit of the same patient."""

    row: NDArray[np.intp]
    other: NDArray[np.intp]
    n_rows: int

    def count(self, wanted: Flags, weight: Floats | None = None) -> Floats:
        """For each asked visit, how many others are wanted, or their weight."""
        weights = None if weight is None else weight[wanted]
        found = np.bincount(self.row[wanted], weights, minlength=self.n_rows)
        return found.astype(float)


def _past(
    asked: Visits, known: Visits, as_of: Instants, params: AttendanceParams
) -> dict[str, Floats]:
    pairs = _pairs(asked, known)
    row, other = pairs.row, pairs.other
    today = as_of.astype("datetime64[D]")[row]
    day, own_day = known.day[other], asked.day[row]
    booked = known.booked_at[other] <= as_of[row]
    over = known.has_outcome[other] & (day < today) & (day < own_day)
    missed = over & (known.no_show[other] == 1)
    advance = known.lead_days[other] > 0
    meanwhile = (day >= asked.booked_at.astype("datetime64[D]")[row]) & (day < own_day)
    same_day = booked & (day == own_day)
    earlier = known.booked_at[other] < asked.booked_at[row]
    weight = 0.5 ** ((own_day - day).astype(float) / params.half_life_days)
    n_past, n_missed = pairs.count(over, weight), pairs.count(missed, weight)
    n_advance = pairs.count(over & advance, weight)
    n_missed_advance = pairs.count(missed & advance, weight)
    last = _last(pairs, known, asked, over)
    return {
        "n_past": n_past,
        "n_missed": n_missed,
        "past_rate": _smoothed(n_missed, n_past, params.prior_no_show, params),
        "n_past_advance": n_advance,
        "n_missed_advance": n_missed_advance,
        "past_rate_advance": _smoothed(
            n_missed_advance, n_advance, params.prior_advance, params
        ),
        "last_outcome": last.outcome,
        "days_since_last": last.days,
        "n_meanwhile": pairs.count(booked & meanwhile),
        "n_missed_meanwhile": pairs.count(missed & meanwhile),
        "n_same_day": pairs.count(same_day),
        "n_same_day_before": pairs.count(same_day & earlier),
    }


def _smoothed(
    n_missed: Floats, n_past: Floats, prior: float, params: AttendanceParams
) -> Floats:
    imagined = params.prior_visits
    return (n_missed + imagined * prior) / (n_past + imagined)


class _Last(NamedTuple):
    outcome: Floats
    days: Floats


def _last(pairs: _Pairs, known: Visits, asked: Visits, over: Flags) -> _Last:
    """The latest earlier outcome of each row; of one day's, that booked last."""
    row, other = pairs.row[over], pairs.other[over]
    order = np.lexsort(
        (known.id[other].astype(str), known.booked_at[other], known.day[other], row)
    )
    row, other = row[order], other[order]
    final = np.append(row[1:] != row[:-1], True)[: len(row)]
    outcome = np.full(len(asked), -1.0)
    days = np.full(len(asked), NEVER_BEFORE_DAYS)
    at, seen = row[final], other[final]
    outcome[at] = known.no_show[seen]
    since = (asked.day[at] - known.day[seen]) / _DAY
    days[at] = np.minimum(since, NEVER_BEFORE_DAYS)
    return _Last(outcome, days)


def _pairs(asked: Visits, known: Visits) -> _Pairs:
    patients = np.concatenate([asked.patient, known.patient]).astype(str)
    codes = np.unique(patients, return_inverse=True)[1]
    wanted, have = codes[: len(asked)], codes[len(asked) :]
    order = np.argsort(have, kind="stable")
    begin = np.searchsorted(have[order], wanted, "left")
    n_each = np.searchsorted(have[order], wanted, "right") - begin
    row = np.repeat(np.arange(len(asked)), n_each)
    place = np.arange(len(row)) - np.repeat(np.cumsum(n_each) - n_each, n_each)
    other = order[np.repeat(begin, n_each) + place]
    not_itself = known.id[other] != asked.id[row]
    return _Pairs(row[not_itself], other[not_itself], len(asked))
