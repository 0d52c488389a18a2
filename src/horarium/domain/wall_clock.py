"""From what a clock on the wall shows to instants, also where it is put forward or back."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_A_SECOND = timedelta(seconds=1)


def instant_at(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, at which the clocks of ``zone`` show ``at`` on ``day``.

    Of a time that they show twice, the first. A time that they skip is the instant at
    which they jump, so what begins in the gap begins after it, and what lies in it
    altogether has no length.
    """
    local = datetime.combine(day, at, zone)
    usual = local.astimezone(UTC)
    before = local.replace(fold=1).astimezone(UTC)
    return usual if usual <= before else _jump_between(before, usual, zone)


def is_shown(day: date, at: time, zone: ZoneInfo) -> bool:
    """Whether the clocks of ``zone`` show ``at`` on ``day`` at all."""
    local = datetime.combine(day, at, zone)
    return local.astimezone(UTC).astimezone(zone).time() == at


def _jump_between(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The second at which the offset of ``after`` begins to hold."""
    offset = after.astimezone(zone).utcoffset()
    while after - before > _A_SECOND:
        middle = before + timedelta(seconds=(after - before) // _A_SECOND // 2)
        if middle.astimezone(zone).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after
