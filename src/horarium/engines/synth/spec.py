"""What a clinic is asked to be: the one description behind every data set.

``ClinicSpec`` is a frozen value; ``dataclasses.replace`` makes variants. Its groups are the
stages of the pipeline: calendar, demand, booking, rates, population, day, signal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from horarium.domain.errors import InvalidField
from horarium.engines.synth.params import (
    BookingCurve,
    StatusRates,
    want_positive,
    want_whole,
    want_within,
)
from horarium.engines.synth.population_spec import Population
from horarium.engines.synth.signal import Signal

if TYPE_CHECKING:
    import pandas as pd

    from horarium.engines.synth.frames import Frames
    from horarium.engines.synth.learning import Role
    from horarium.engines.synth.validation import Report

MONTH_WEIGHTS = (
    1.092, 1.026, 0.990, 0.865, 0.998, 1.035, 0.984, 0.994, 0.993, 1.055, 1.082, 0.887,
)  # fmt: skip
"""January to December, mean 1: NHS England, Hospital Episode Statistics by month, April 2023
to March 2024, outpatient appointments."""
WEEKDAY_WEIGHTS = (1.198, 1.277, 1.185, 1.099, 0.764, 0.791, 0.686)
"""Monday to Sunday, mean 1: Ellis and Jenkins 2012 (PLoS ONE 7(12) e51365), 4.5 million
Scottish appointments from Monday to Friday; the weekend is a straight line through them."""

DAY_MIN = 24 * 60
EARLIEST, LATEST = date(1850, 1, 1), date(2200, 12, 31)
"""The first and the last day of any calendar: their patients' birthdays and their horizons
fit into what pandas can tell in nanoseconds."""
MOST_SLOTS = 20_000_000
"""Of one clinic: some 10 GB of tables. Whoever wants more wants several clinics."""
MOST_WEIGHT, LEAST_OF_LARGEST = 1e9, 1e-6
"""No weight of a day is larger, and none that counts is smaller beside the largest."""
MOST_NOISE = 100.0
_MOST_CV = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """A stretch of clinic on some weekdays (Monday 0), in minutes from midnight, [start, end)."""

    start_min: int = 8 * 60
    end_min: int = 18 * 60
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)

    def __post_init__(self) -> None:
        want_whole("hours.start_min", self.start_min, 0, DAY_MIN - 1)
        want_whole("hours.end_min", self.end_min, 1, DAY_MIN)
        if self.start_min >= self.end_min:
            given = f"{self.start_min} to {self.end_min}"
            raise InvalidField("hours", given, "the start before the end")
        if not set(self.weekdays) <= set(range(7)):
            raise InvalidField("hours.weekdays", str(self.weekdays), "0 to 6")


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """When the clinic is open, and the present.

    ``ranges`` are pairs of days, both included, in any order, without overlap; days in
    ``closed`` (holidays, leave) have no slots. ``reference`` is the present, 00:00 of that
    day: what is booked or cancelled from then on is not known. Slots of ``slot_min`` begin
    with each of ``hours`` and every ``slot_min`` later, as long as they begin before its end.
    All days lie between ``EARLIEST`` and ``LATEST``, and there are at most ``MOST_SLOTS``.
    """

    ranges: tuple[tuple[date, date], ...] = ((date(2024, 1, 1), date(2024, 12, 31)),)
    reference: date = date(2024, 12, 1)
    hours: tuple[Hours, ...] = (Hours(),)
    slot_min: int = 15
    closed: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if not self.ranges:
            raise InvalidField("calendar.ranges", "()", "at least one pair of days")
        for first, last in self.ranges:
            if first > last:
                raise InvalidField(
                    "calendar.ranges", f"{first} to {last}", "the first day first"
                )
        ordered = sorted(self.ranges)
        for (_, last), (first, _) in pairwise(ordered):
            if first <= last:
                raise InvalidField("calendar.ranges", str(first), "no day twice")
        want_whole("calendar.slot_min", self.slot_min, 1, DAY_MIN)
        for day in (ordered[0][0], ordered[-1][1]):
            want_in_reach("calendar.ranges", day)
        want_in_reach("calendar.reference", self.reference)
        self._want_hours_apart()
        self._want_slots_bounded()

    def _want_slots_bounded(self) -> None:
        n_days = sum((last - first).days + 1 for first, last in self.ranges)
        a_week = sum(
            len(set(one.weekdays)) * -(-(one.end_min - one.start_min) // self.slot_min)
            for one in self.hours
        )
        if n_days * a_week / 7 > MOST_SLOTS:
            given = f"{n_days * a_week / 7:,.0f} slots"
            raise InvalidField("calendar", given, f"{MOST_SLOTS:,} at most")

    def _want_hours_apart(self) -> None:
        for weekday in range(7):
            own = sorted(
                (hours.start_min, hours.end_min)
                for hours in self.hours
                if weekday in hours.weekdays
            )
            for (_, end), (start, _) in pairwise(own):
                if start < end:
                    raise InvalidField("calendar.hours", str(start), "no overlap")

    def until(self, horizon_days: int) -> "Calendar":
        """The same, the latest range reaching the last day that can be booked today.

        A clinic that ended before the reference's eve does not go on.
        """
        first, last = max(self.ranges, key=lambda pair: pair[1])
        if self.reference > last + timedelta(days=1):
            return self
        others = tuple(pair for pair in self.ranges if pair != (first, last))
        reach = self.reference + timedelta(days=horizon_days)
        return Calendar(
            ranges=(*others, (first, max(last, reach))),
            reference=self.reference,
            hours=self.hours,
            slot_min=self.slot_min,
            closed=self.closed,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """How many bookings are wanted on which day.

    Bookings per open slot follow month weight times weekday weight; only the ratios count,
    and a weight of 0 closes the day. Each day's demand varies by a normal
    deviate of ``noise`` (a share), after which weekdays and months still match.
    """

    month_weights: tuple[float, ...] = MONTH_WEIGHTS
    weekday_weights: tuple[float, ...] = WEEKDAY_WEIGHTS
    noise: float = 0.1

    def __post_init__(self) -> None:
        _want_weights("demand.month_weights", self.month_weights, 12)
        _want_weights("demand.weekday_weights", self.weekday_weights, 7)
        want_within("demand.noise", self.noise, 0, MOST_NOISE)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFlow:
    """How the clinic day goes; minutes.

    Check-in is normal around ``check_in_mean`` minutes from the promised time: with -10
    and 9.8, 84.6 % are early (Cerruti et al. 2023: 84.4 %). A consultation is lognormal
    with mean ``consult_mean`` and coefficient of variation ``consult_cv``: 6,637 real
    consultations lasted 13.4 minutes with CV 0.465. Its mean is at most ``most_of_slot`` of
    the slot, so that the clinic keeps up, and none lasts longer than ``consult_most``.
    ``gap_s`` is the mean of the seconds between two patients (sd ``gap_sd_s``).
    """

    check_in_mean: float = -10.0
    check_in_sd: float = 9.8
    consult_mean: float = 13.4
    consult_cv: float = 0.465
    consult_most: float = 60.0
    most_of_slot: float = 0.89
    gap_s: float = 60.0
    gap_sd_s: float = 7.65

    def __post_init__(self) -> None:
        for name in ("consult_mean", "consult_most", "most_of_slot"):
            want_positive(f"day.{name}", getattr(self, name), most=DAY_MIN)
        want_positive("day.consult_cv", self.consult_cv, most=_MOST_CV)
        want_within("day.check_in_mean", self.check_in_mean, -DAY_MIN, DAY_MIN)
        want_within("day.check_in_sd", self.check_in_sd, 0, DAY_MIN)
        for name in ("gap_s", "gap_sd_s"):
            want_within(f"day.{name}", getattr(self, name), 0, 60 * DAY_MIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicSpec:
    """One clinician's clinic: everything that ``generate`` needs beside the generator."""

    calendar: Calendar = field(default_factory=Calendar)
    demand: Demand = field(default_factory=Demand)
    booking: BookingCurve = field(default_factory=BookingCurve)
    rates: StatusRates = field(default_factory=StatusRates)
    population: Population = field(default_factory=Population)
    day: DayFlow = field(default_factory=DayFlow)
    signal: Signal = field(default_factory=Signal)

    @classmethod
    def fit(
        cls,
        frame: "pd.DataFrame",
        columns: "Mapping[Role, str]",
        *,
        statuses: "Mapping[Any, str] | None" = None,
        smallest_cell: int = 10,
    ) -> "ClinicSpec":
        """A spec like one's own records, learnt as aggregates; see ``learning.learn``."""
        # Learning builds specs, so it can only be known here when somebody learns.
        from horarium.engines.synth.learning import fit

        return fit(frame, columns, statuses=statuses, smallest_cell=smallest_cell)

    def validate(self, frames: "Frames") -> "Report":
        """Requested against achieved, for tables that were generated from this."""
        # Drawing needs no pandas, and the processes that only draw start without it.
        from horarium.engines.synth.validation import validate

        return validate(self, frames)


def _want_weights(name: str, weights: Sequence[float], n: int) -> None:
    if len(weights) != n or not are_weights(weights):
        wanted = f"{n} weights, not all 0; {WEIGHTS_WANTED}"
        raise InvalidField(name, str(tuple(weights)), wanted)


def want_in_reach(name: str, day: date) -> None:
    """Raise ``InvalidField`` unless a calendar may have that day."""
    if not EARLIEST <= day <= LATEST:
        raise InvalidField(name, day.isoformat(), f"{EARLIEST} to {LATEST}")


WEIGHTS_WANTED = (
    f"each 0 or at least {LEAST_OF_LARGEST:g} of the largest, {MOST_WEIGHT:g} at most"
)


def are_weights(weights: Sequence[float]) -> bool:
    """Whether these can be weights of days: see ``WEIGHTS_WANTED``; NaN never is."""
    if not all(0 <= weight <= MOST_WEIGHT for weight in weights):
        return False
    least = LEAST_OF_LARGEST * max(weights, default=0.0)
    return least > 0 and all(weight == 0 or weight >= least for weight in weights)
