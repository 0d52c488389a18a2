"""Where the present comes from."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Anything that knows what time it is."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class WallClock:
    """The machine's own clock; the one place in Horarium that reads it."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - this is where time enters
