"""Knobs of overbooking and allocation, with units."""

from dataclasses import dataclass
from enum import StrEnum
from math import inf

from horarium.domain.errors import InvalidField


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """What a minute is worth against a minute of one patient's waiting.

    ``overtime`` and ``idle`` are of the practitioner. With the defaults a minute of
    overtime and the idle minute that it makes up for weigh as eight patient-minutes
    together, the usual order of magnitude in the literature; the clinic decides.
    """

    wait: float = 1.0
    overtime: float = 5.0
    idle: float = 3.0

    def __post_init__(self) -> None:
        for name in ("wait", "overtime", "idle"):
            if not 0 <= getattr(self, name) < inf:
                wanted = "0 or more, and finite"
                raise InvalidField(name, str(getattr(self, name)), wanted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """What no plan may exceed; ``None`` is no cap.

    ``booked`` is the overbook limit of the whole session, ``per_slot`` of one time.
    ``mean_wait_min`` is per patient who comes; all expectations are exact.
    """

    booked: int | None = None
    per_slot: int | None = 3
    mean_wait_min: float | None = None
    overtime_min: float | None = None

    def __post_init__(self) -> None:
        for name in ("booked", "per_slot", "mean_wait_min", "overtime_min"):
            value = getattr(self, name)
            if value is not None and not value >= 0:
                raise InvalidField(name, str(value), "0 or more, or None")


class Placement(StrEnum):
    """Whether a patient's own chance may decide the patient's time.

    ``RISK_BLIND``: the sum of the chances decides how many are booked, their mean
    decides where; nobody gets a worse time for being thought unreliable.
    ``INDIVIDUAL``: each chance counts, bounded by ``max_wait_ratio``.
    """

    RISK_BLIND = "risk-blind"
    INDIVIDUAL = "individual"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanParams:
    """How to search.

    ``n_booked`` books exactly so many, whatever it costs; ``None`` finds how many pay.
    ``n_starts`` local searches begin from spread-out, greedy and random places, the
    last drawn with ``seed``; ``None`` takes thirty for few candidates down to three for
    many (of 60 brute-forced cases of 7 by 5, twelve starts found 57 optima). Under individual
    placement ``max_wait_ratio`` bounds the mean wait of any group against any other;
    candidates without groups are compared by thirds of risk.
    """

    placement: Placement = Placement.RISK_BLIND
    n_booked: int | None = None
    max_wait_ratio: float = 1.05
    n_starts: int | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        for name in ("n_starts", "n_booked", "max_wait_ratio"):
            value = getattr(self, name)
            if value is not None and not value >= 1:
                raise InvalidField(name, str(value), "1 or more")

    def starts_for(self, n_candidates: int) -> int:
        """How many descents to make for so many candidates."""
        if self.n_starts is not None:
            return self.n_starts
        return max(3, min(30, 1500 // max(n_candidates, 1) ** 2))
