"""What somebody who looks on sees."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RoomNow:
    """One doctor at a moment; labels are what the board shows."""

    doctor: str
    slot: str
    serving: str | None
    waiting: tuple[str, ...]
    n_seen: int
    late_min: int


@dataclass(frozen=True, slots=True)
class Moment:
    """The department at an instant, and what just happened in it."""

    at: datetime
    news: str
    rooms: tuple[RoomNow, ...]
