"""What the booking engine answers."""

from dataclasses import dataclass
from enum import StrEnum

from horarium.engines.booking.problem import Booked


@dataclass(frozen=True, slots=True)
class PatientWait:
    """The wait of one booked patient, if present: mean, and the chance of a long one."""

    mean_min: float
    p_long: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What a session with these bookings may expect, exactly.

    ``waits`` are in the order the bookings were given. ``mean_wait_min`` is per patient
    who comes and ``p_long`` the share of them who wait longer than ``long_min``.
    ``overtime_min`` is work left at the end of the session, ``p_overtime`` the chance of
    any; ``idle_min`` is the practitioner's idle time within the session, and
    ``utilisation`` the share of it spent with patients.
    """

    n_booked: int
    seen: float
    waits: tuple[PatientWait, ...]
    mean_wait_min: float
    total_wait_min: float
    p_long: float
    long_min: float
    overtime_min: float
    p_overtime: float
    idle_min: float
    utilisation: float


class Stop(StrEnum):
    """Why a plan books nobody more."""

    COST = "cost"
    NOBODY_LEFT = "nobody-left"
    BOOKED = "booked"
    PER_SLOT = "per-slot"
    MEAN_WAIT = "mean-wait"
    OVERTIME = "overtime"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How many to book and where.

    ``booked`` keeps the order of the candidates. ``cost_min`` is in patient-minutes, as
    ``Costs`` weighs them. ``alpha_min`` has for each slot what one more booking there
    would cost, its own wait and what it does to everybody behind included; a negative
    cost is a gain. ``today`` is the usual practice, one a slot, of the same candidates.
    ``wait_ratio`` is the highest mean wait of a group over the lowest.
    """

    booked: tuple[Booked, ...]
    forecast: Forecast
    today: Forecast
    cost_min: float
    alpha_min: tuple[float, ...]
    stopped_by: Stop
    wait_ratio: float


@dataclass(frozen=True, slots=True)
class Offer:
    """A slot for one more patient: what it costs in patient-minutes, what follows."""

    slot: int
    alpha_min: float
    mean_wait_min: float
    overtime_min: float
