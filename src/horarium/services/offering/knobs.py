"""What the coordinator weighs: the sliders of the allocation page."""

from dataclasses import dataclass

from horarium.domain.errors import InvalidField
from horarium.engines.booking import Caps, Costs

MOST_WEIGHT = 20.0
MOST_DAYS = 28
MOST_RESERVE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Knobs:
    """Weights of a minute of waiting, overtime and idleness, and what no plan exceeds.

    ``most_wait_min`` is the mean wait of a session, ``most_overtime_min`` its expected
    overtime; ``days`` is how far ahead places are looked for. ``reserve`` free times of
    each session are kept for the urgent. Whichever way people asked, online or at the
    desk, say, at least ``equity_percent`` of everybody's share of them is placed; 0 asks
    for nothing. Raises ``InvalidField``.
    """

    wait: float = 1.0
    overtime: float = 5.0
    idle: float = 3.0
    most_wait_min: float = 15.0
    most_overtime_min: float = 15.0
    days: int = 14
    reserve: int = 0
    equity_percent: float = 0.0

    def __post_init__(self) -> None:
        for name in ("wait", "overtime", "idle"):
            _want(self, name, 0.0, MOST_WEIGHT)
        for name in ("most_wait_min", "most_overtime_min"):
            _want(self, name, 0.0, 120.0)
        _want(self, "days", 1, MOST_DAYS)
        _want(self, "reserve", 0, MOST_RESERVE)
        _want(self, "equity_percent", 0, 100)

    @property
    def costs(self) -> Costs:
        """The same for the engine."""
        return Costs(wait=self.wait, overtime=self.overtime, idle=self.idle)

    @property
    def has_limits(self) -> bool:
        """Whether anything is kept back or shared out, beyond what a place is worth."""
        return self.reserve > 0 or self.equity_percent > 0

    @property
    def caps(self) -> Caps:
        """The same for the engine; nobody shares a time with more than one other."""
        return Caps(
            per_slot=2,
            mean_wait_min=self.most_wait_min,
            overtime_min=self.most_overtime_min,
        )


def _want(knobs: Knobs, name: str, least: float, most: float) -> None:
    value = getattr(knobs, name)
    if not least <= value <= most:
        raise InvalidField(name, str(value), f"{least:g} to {most:g}")
