"""Between half-open intervals and PostgreSQL's ``tstzrange``."""

from datetime import datetime

from psycopg.types.range import Range
from sqlalchemy.dialects import postgresql

from horarium.domain.interval import Interval


def to_range(interval: Interval) -> postgresql.Range[datetime]:
    """The ``[)`` range of an interval."""
    return postgresql.Range(interval.start, interval.end, bounds="[)")


def to_interval(value: postgresql.Range[datetime] | Range[datetime]) -> Interval:
    """The interval of a stored range; it has both ends, the schema sees to that."""
    if value.lower is None or value.upper is None:
        raise AssertionError("a stored range without an end")
    return Interval(value.lower, value.upper)
