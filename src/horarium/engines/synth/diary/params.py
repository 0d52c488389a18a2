"""Knobs of the live diary, each with its unit and where its default comes from."""

from dataclasses import dataclass, field

from horarium.engines.synth.params import (
    BookingCurve,
    StatusRates,
    want_positive,
    want_share,
    want_whole,
    want_within,
)
from horarium.engines.synth.signal import Signal

_DAY_MIN = 24 * 60
_MOST_EMERGENCIES = 100
_MOST_OF_SLOT = 10
_MOST_TRIES = 100_000
_OLDEST_YOUNGEST = 90
"""Whoever means more than these has made a slip of the pen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """Where the patients of a session come from.

    ``first_attendance`` is the share of first visits among the booked (NHS England
    2023-24, summary report 2); the rest are follow-ups. ``priority`` is the share of the
    first visits that are booked as priority. ``walk_in_share`` of the places is not
    bookable, and as many people walk in on average. ``emergencies`` is the mean number of
    emergencies a session. The last three are this project's own choice.
    """

    first_attendance: float = 0.325
    priority: float = 0.15
    walk_in_share: float = 0.15
    emergencies: float = 0.12

    def __post_init__(self) -> None:
        for name in ("first_attendance", "priority", "walk_in_share"):
            want_share(f"mix.{name}", getattr(self, name))
        want_within("mix.emergencies", self.emergencies, 0, _MOST_EMERGENCIES)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicDay:
    """How the day itself goes; everything in minutes unless it says otherwise.

    Check-in is normal around ``check_in_mean`` minutes from the promised time: with -10
    and 9.8, 84.6 % are early (Cerruti et al. 2023: 84.4 %). A consultation is lognormal
    with mean ``consult_share`` of the slot and coefficient of variation ``consult_cv``:
    6,637 real consultations lasted 13.4 minutes with CV 0.465, which is 0.89 of a slot of
    15. The doctor begins late by an exponential time of mean ``doctor_late_mean``, cut at
    ``doctor_late_most``, needs ``call_min`` from call to start, and marks as no-show
    whoever is ``no_show_after`` late; these four are this project's own choice.
    """

    check_in_mean: float = -10.0
    check_in_sd: float = 9.8
    consult_share: float = 0.89
    consult_cv: float = 0.465
    doctor_late_mean: float = 7.0
    doctor_late_most: float = 25.0
    call_min: float = 1.0
    no_show_after: float = 30.0

    def __post_init__(self) -> None:
        want_within("day.check_in_mean", self.check_in_mean, -_DAY_MIN, _DAY_MIN)
        for name in (
            "check_in_sd",
            "doctor_late_mean",
            "doctor_late_most",
            "call_min",
            "no_show_after",
        ):
            want_within(f"day.{name}", getattr(self, name), 0, _DAY_MIN)
        want_positive("day.consult_share", self.consult_share, most=_MOST_OF_SLOT)
        want_positive("day.consult_cv", self.consult_cv, most=_MOST_OF_SLOT)


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Who the patients are: completed years of age at the youngest, share with a phone.

    The age and sex table is in ``pyramid``; 16 is where adult medicine begins in the UK.
    """

    youngest: int = 16
    has_phone: float = 0.96

    def __post_init__(self) -> None:
        want_share("people.has_phone", self.has_phone)
        want_whole("people.youngest", self.youngest, 0, _OLDEST_YOUNGEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class SynthParams:
    """All knobs; ``n_tries`` bounds the search for a working line at the present.

    Of ``signal`` the effects of lead, weekday and hour act, with its strength.
    """

    rates: StatusRates = field(default_factory=StatusRates)
    booking: BookingCurve = field(default_factory=BookingCurve)
    mix: Mix = field(default_factory=Mix)
    day: ClinicDay = field(default_factory=ClinicDay)
    people: People = field(default_factory=People)
    signal: Signal = field(default_factory=Signal)
    n_tries: int = 400

    def __post_init__(self) -> None:
        want_whole("n_tries", self.n_tries, 1, _MOST_TRIES)
