"""Half-open stretches of time."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """The instants from ``start`` up to but not including ``end``.

    Both ends are aware; they are kept in UTC whatever zone they came in. Raises
    ``ValueError`` for a naive end and for an interval that is empty or runs backwards.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        for name in ("start", "end"):
            instant = getattr(self, name)
            if instant.tzinfo is None:
                raise ValueError(
                    f"{name} is {instant!r}; an instant with a zone is wanted"
                )
            object.__setattr__(self, name, instant.astimezone(UTC))
        if self.end <= self.start:
            raise ValueError(
                f"end is {self.end.isoformat()}; "
                f"an instant after the start {self.start.isoformat()} is wanted"
            )

    @property
    def duration(self) -> timedelta:
        """Elapsed time; a night over a clock change is 11 or 13 hours."""
        return self.end - self.start

    def overlaps(self, other: "Interval") -> bool:
        """Whether the two share an instant; back to back is no overlap."""
        return self.start < other.end and other.start < self.end

    def contains(self, instant: datetime) -> bool:
        """Whether ``instant`` lies inside; the end does not."""
        return self.start <= instant < self.end

    def shifted(self, by: timedelta) -> "Interval":
        """The same length, ``by`` later."""
        return Interval(self.start + by, self.end + by)
