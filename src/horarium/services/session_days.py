"""When a session is of the present: what happens on the day happens only then."""

import asyncio
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from horarium.domain.clock import Clock
from horarium.domain.errors import NotToday
from horarium.domain.ids import SessionId
from horarium.domain.interval import Interval
from horarium.domain.session import Session
from horarium.services.work import Asked, OpenWork
from horarium.store import sessions as store

EARLY = timedelta(hours=2)
"""So long before a session that begins just after midnight people come on the eve."""

OVERRUN = timedelta(hours=6)
"""So long after its end a session that runs on past midnight may still be served."""

MOST_REMEMBERED = 5000


def day_of(session: Session, zone: ZoneInfo) -> Interval:
    """The instants at which the clinic may live a session: its calendar day in ``zone``.

    Longer by ``EARLY`` or ``OVERRUN`` where a session lies at midnight. A day of 23 or 25
    hours is as long as that.
    """
    midnight = datetime.combine(session.on_date, time(), zone)
    next_midnight = datetime.combine(session.on_date + timedelta(days=1), time(), zone)
    # Two instants of one zone compare by their wall clocks, so UTC it is.
    return Interval(
        min(midnight.astimezone(UTC), session.interval.start - EARLY),
        max(next_midnight.astimezone(UTC), session.interval.end + OVERRUN),
    )


def is_now(session: Session, now: datetime, zone: ZoneInfo) -> bool:
    """Whether ``now`` is within the day of a session."""
    day = day_of(session, zone)
    return day.start <= now < day.end


def require_now(asked: Asked, session: Session, field: str) -> None:
    """Refuse with ``NotToday`` what is asked of a session of another day.

    ``field`` is how the request named it.
    """
    if not is_now(session, asked.clock.now(), asked.zone):
        raise NotToday(
            field,
            f"{session.series} of {session.on_date.isoformat()}",
            f"one of today, {asked.today.isoformat()}",
        )


class KnownDays:
    """The days of sessions, asked of the database once each.

    A session never changes its day; only its end may move, and forward never.
    """

    def __init__(self, open_work: OpenWork, clock: Clock) -> None:
        self._open_work = open_work
        self._clock = clock
        self._known: dict[SessionId, Interval] = {}

    async def is_now(self, wanted: SessionId) -> bool:
        """Whether it is the day of a session; also when there is none."""
        day = self._known.get(wanted)
        if day is None:
            day = await asyncio.to_thread(self._look_up, wanted)
        return day is None or day.start <= self._clock.now() < day.end

    def _look_up(self, wanted: SessionId) -> Interval | None:
        with self._open_work() as work:
            session = store.by_id(work.db, wanted)
            if session is None:
                return None
            day = day_of(session, work.zone)
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        self._known[wanted] = day
        return day
