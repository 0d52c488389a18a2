"""How large the day is and what goes wrong in it."""

from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta

from horarium.domain.errors import InvalidField
from horarium.domain.token import TokenSource
from horarium.engines.queueing import DISCIPLINES

MOST = {"doctors": 50, "capacity": 500}
MOST_PEOPLE = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class OpdDayParams:
    """The day of the original's simulation, unless said otherwise; raises ``InvalidField``.

    Each of ``doctors`` holds slots of ``slot_hours`` from ``opens`` to ``closes``
    o'clock. ``online``, ``paid`` and ``follow_ups`` have booked before; of them
    ``cancellations`` give up and ``no_shows`` never come. ``walk_ins`` and
    ``emergencies`` come as they come. ``late_doctors`` begin ``late_min`` late, and
    ``reallocations`` slots of doctors who fall ill go to others. A consultation takes
    ``consultation_min`` on average, with the coefficient of variation 0.465 of 6,637
    real ones.
    """

    doctors: int = 3
    opens: int = 9
    closes: int = 17
    slot_hours: int = 2
    capacity: int = 6
    overflow_limit: int = 3
    online: int = 10
    walk_ins: int = 5
    paid: int = 3
    follow_ups: int = 2
    emergencies: int = 2
    cancellations: int = 2
    no_shows: int = 1
    late_doctors: int = 1
    late_min: int = 25
    reallocations: int = 1
    consultation_min: float = 12.0
    discipline: str = "weights"
    day: date = date(2026, 1, 6)

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, int | float) and value < 0:
                raise InvalidField(field.name, str(value), "0 or more")
        _check("doctors", self.doctors, 1, MOST["doctors"])
        _check("capacity", self.capacity, 1, MOST["capacity"])
        _check("opens", self.opens, 0, 22)
        _check("closes", self.closes, self.opens + 1, 23)
        _check("slot_hours", self.slot_hours, 1, self.closes - self.opens)
        _check("late_doctors", self.late_doctors, 0, self.doctors)
        _check("reallocations", self.reallocations, 0, self.doctors * self.n_slots)
        _check("late_min", self.late_min, 0, 60 * self.slot_hours)
        _check(
            "people", self.n_booked + self.walk_ins + self.emergencies, 0, MOST_PEOPLE
        )
        _check("cancellations + no_shows", self.n_absent, 0, self.n_booked)
        if not 1 <= self.consultation_min <= 120:
            wanted = "1 to 120 minutes"
            raise InvalidField("consultation_min", str(self.consultation_min), wanted)
        if self.discipline not in DISCIPLINES:
            raise InvalidField("discipline", self.discipline, ", ".join(DISCIPLINES))

    @property
    def n_booked(self) -> int:
        """Who books before the day."""
        return self.online + self.paid + self.follow_ups

    @property
    def n_absent(self) -> int:
        """Who has booked and is not seen."""
        return self.cancellations + self.no_shows

    @property
    def n_slots(self) -> int:
        """Slots of one doctor; the last ends at closing time or before."""
        return (self.closes - self.opens) // self.slot_hours

    def at(self, hour: float) -> datetime:
        """An instant of the day; the organisation lives in UTC."""
        midnight = datetime.combine(self.day, datetime.min.time(), UTC)
        return midnight + timedelta(hours=hour)

    def counts(self) -> dict[TokenSource, int]:
        """How many come in each of the five ways."""
        return {
            TokenSource.EMERGENCY: self.emergencies,
            TokenSource.PRIORITY: self.paid,
            TokenSource.FOLLOW_UP: self.follow_ups,
            TokenSource.ONLINE: self.online,
            TokenSource.WALK_IN: self.walk_ins,
        }


def _check(name: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise InvalidField(name, str(value), f"{least} to {most}")
