"""The engine's description of what an ``AppointmentScheduler`` was asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from horarium.engines.synth.age_groups import AgeGroups
from horarium.engines.synth.constants import CHECK_IN_STD_MIN, OLDEST_AGE
from horarium.engines.synth.params import BookingCurve, StatusRates
from horarium.engines.synth.population_spec import Cell, Population
from horarium.engines.synth.signal import Signal
from horarium.engines.synth.spec import (
    MOST_NOISE,
    Calendar,
    ClinicSpec,
    DayFlow,
    Demand,
    Hours,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ages:
    """Cut-offs as given: below and above them nobody comes when ``truncated``."""

    lower: int
    upper: int
    truncated: bool
    bin_size: int

    @property
    def youngest(self) -> int:
        """The youngest age that comes."""
        return max(self.lower, 0) if self.truncated else 0

    @property
    def oldest(self) -> int:
        """The oldest age that comes."""
        return self.upper if self.truncated else max(self.upper, OLDEST_AGE)

    @property
    def groups(self) -> AgeGroups:
        """The groups of the table: every age that comes has one."""
        return AgeGroups(
            step=self.bin_size,
            lowest=min(self.youngest, self.upper - 1),
            top=self.upper,
        )


def calendar_of(
    days: Sequence[tuple[date, date]],
    reference: date,
    blocks: Sequence[tuple[int, int]],
    weekdays: tuple[int, ...],
    slot_min: int,
) -> Calendar:
    """The calendar with the same stretches on every working day."""
    hours = tuple(
        Hours(start_min=start, end_min=end, weekdays=weekdays) for start, end in blocks
    )
    return Calendar(
        ranges=tuple(days), reference=reference, hours=hours, slot_min=slot_min
    )


def demand_of(
    month: Mapping[int, float], weekday: Mapping[int, float], noise: float
) -> Demand:
    """The demand, weights in the order of the calendar; more noise than the most is that."""
    return Demand(
        month_weights=tuple(month.values()),
        weekday_weights=tuple(weekday.values()),
        noise=min(noise, MOST_NOISE),
    )


def rates_of(given: Mapping[str, float]) -> StatusRates:
    """The rates, divided by their sum."""
    total = sum(given.values())
    return StatusRates(
        cancelled=given["cancelled"] / total,
        no_show=given["did not attend"] / total,
        unknown=given["unknown"] / total,
    )


def curve_of(fill: float, lead: int, horizon: int, rebook_ratio: float) -> BookingCurve:
    """The booking curve; the ratio is of patients rebooked and of slots refilled."""
    return BookingCurve(
        fill_rate=fill,
        median_lead_days=lead,
        horizon_days=horizon,
        refill_rate=rebook_ratio,
        rebook_rate=rebook_ratio,
    )


def population_of(
    cells: tuple[Cell, ...], ages: Ages, visits: float, first: float
) -> Population:
    """The population between the cut-offs."""
    return Population(
        cells=cells,
        youngest=ages.youngest,
        oldest=ages.oldest,
        visits_per_year=visits,
        first_attendance=first,
    )


def spec_of(
    calendar: Calendar,
    demand: Demand,
    booking: BookingCurve,
    rates: StatusRates,
    population: Population,
    check_in_mean: float,
) -> ClinicSpec:
    """All of it, with the published signal in who stays away."""
    return ClinicSpec(
        calendar=calendar,
        demand=demand,
        booking=booking,
        rates=rates,
        population=population,
        day=DayFlow(check_in_mean=check_in_mean, check_in_sd=CHECK_IN_STD_MIN),
        signal=Signal(),
    )
