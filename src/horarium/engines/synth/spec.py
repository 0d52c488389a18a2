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


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """A stretch of clinic on some weekdays (Monday 0), in minutes from midnight, [start, end)."""

    start_min: int = 8 * 60
    end_min: int = 18 * 60
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)

    def __post_init__(self) -> None:
        if not 0 <= self.start_min < self.end_min <= DAY_MIN:
            given = f"{self.start_min} to {self.end_min}"
            raise InvalidField("hours", given, "0 <= start < end <= 1440 minutes")
        if not set(self.weekdays) <= set(range(7)):
            raise InvalidField("hours.weekdays", str(self.weekdays), "0 to 6")


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """When the clinic is open, and the present.

    ``ranges`` are pairs of days, both included, in any order, without overlap; days in
    ``closed`` (holidays, leave) have no slots. ``reference`` is the present, 00:00 of that
    day: what is booked or cancelled from then on is not known. Slots of ``slot_min`` begin
    with each of ``hours`` and every ``slot_min`` later, as long as they begin before its end.
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
        if not 1 <= self.slot_min <= DAY_MIN:
            raise InvalidField("calendar.slot_min", str(self.slot_min), "1 to 1440")
        self._want_hours_apart()

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
        """The same, the latest range reaching the last day that can be booked today."""
        first, last = max(self.ranges, key=lambda pair: pair[1])
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
        if not 0 <= self.noise < float("inf"):
            raise InvalidField("demand.noise", str(self.noise), "0 or more")


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
        for name in ("consult_mean", "consult_cv", "consult_most", "most_of_slot"):
            want_positive(f"day.{name}", getattr(self, name))
        for name in ("check_in_sd", "gap_s", "gap_sd_s"):
            if not 0 <= getattr(self, name) < float("inf"):
                raise InvalidField(f"day.{name}", str(getattr(self, name)), "0 or more")


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
    is_sound = len(weights) == n and all(0 <= w < float("inf") for w in weights)
    if not is_sound or not any(weights):
        raise InvalidField(name, str(tuple(weights)), f"{n} weights from 0, not all 0")
