"""Knobs that the pipeline and the live diary share, with units and sources."""

from dataclasses import dataclass
from operator import index

from horarium.domain.errors import InvalidField

LONGEST_HORIZON_DAYS = 3650
LONGEST_WAIT_DAYS = 365
"""Ten years ahead, and a year on the waiting list on average: what is longer is a slip."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusRates:
    """What becomes of a booking, as shares of all bookings; the rest attends.

    The defaults are NHS England, Hospital Outpatient Activity 2023-24, summary report 1:
    16.4 % cancelled by either side, 5.9 % did not attend, 0.4 % unknown.
    """

    cancelled: float = 0.164
    no_show: float = 0.059
    unknown: float = 0.004

    def __post_init__(self) -> None:
        for name in ("cancelled", "no_show", "unknown"):
            want_share(f"rates.{name}", getattr(self, name))
        total = self.cancelled + self.no_show + self.unknown
        if total > 1 + 1e-9:
            raise InvalidField("rates", str(total), "1 or less together")

    @property
    def attended(self) -> float:
        """The share of bookings that are kept."""
        return max(0.0, 1 - self.cancelled - self.no_show - self.unknown)

    @property
    def no_show_if_kept(self) -> float:
        """The chance that somebody who did not cancel stays away; 0 if all cancel."""
        return self.no_show / (1 - self.cancelled) if self.cancelled < 1 else 0.0

    @property
    def unknown_if_kept(self) -> float:
        """The chance that it is not known what became of a booking not cancelled."""
        return self.unknown / (1 - self.cancelled) if self.cancelled < 1 else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingCurve:
    """How far ahead the diary fills, and what follows a cancellation.

    ``fill_rate`` is the share of bookable slots that are held when the session starts
    (Buttz 2004: 90 to 95 %). Leads are whole days, 1 to ``horizon_days``, with the stated
    median (Grande et al. 2018: about 10 days). A cancelled slot is given to somebody else
    with the chance ``refill_rate``, or more where the fill rate cannot be reached without.
    A cancelled patient is given another slot with the chance ``rebook_rate``, by the next
    booking made. ``by_patient`` is the share of cancellations that patients make, the
    hospital the rest. ``waitlist_rate`` is the share of the refills that go to people on
    the waiting list, who had been on it ``waitlist_mean_days`` on average. The last five
    are this project's own choice.
    """

    fill_rate: float = 0.9
    median_lead_days: int = 10
    horizon_days: int = 30
    refill_rate: float = 0.5
    rebook_rate: float = 0.5
    by_patient: float = 0.5
    waitlist_rate: float = 0.5
    waitlist_mean_days: float = 21

    def __post_init__(self) -> None:
        for name in (
            "fill_rate",
            "refill_rate",
            "rebook_rate",
            "by_patient",
            "waitlist_rate",
        ):
            want_share(f"booking.{name}", getattr(self, name))
        want_positive(
            "booking.waitlist_mean_days",
            self.waitlist_mean_days,
            most=LONGEST_WAIT_DAYS,
        )
        want_whole("booking.horizon_days", self.horizon_days, 1, LONGEST_HORIZON_DAYS)
        want_whole(
            "booking.median_lead_days", self.median_lead_days, 1, self.horizon_days
        )


def want_share(name: str, value: float) -> None:
    """Raise ``InvalidField`` unless ``value`` lies in 0 to 1; NaN does not."""
    if not 0 <= value <= 1:
        raise InvalidField(name, str(value), "a share from 0 to 1")


def want_positive(name: str, value: float, *, most: float = 1e9) -> None:
    """Raise ``InvalidField`` unless ``value`` lies above 0 and is at most ``most``."""
    if not 0 < value <= most:
        raise InvalidField(name, str(value), f"a number above 0, {most:g} at most")


def want_within(name: str, value: float, low: float, high: float) -> None:
    """Raise ``InvalidField`` unless ``value`` lies in ``low`` to ``high``; NaN does not."""
    if not low <= value <= high:
        raise InvalidField(name, str(value), f"{low:g} to {high:g}")


def want_whole(name: str, value: int, low: int, high: int) -> None:
    """Raise ``InvalidField`` unless ``value`` is a whole number of ``low`` to ``high``."""
    try:
        is_sound = low <= index(value) <= high
    except TypeError:
        is_sound = False
    if not is_sound:
        raise InvalidField(name, str(value), f"a whole number, {low} to {high}")
