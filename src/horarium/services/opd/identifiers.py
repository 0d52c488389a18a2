"""Identifiers as clients of the OPD interface send them: any text."""

from datetime import UTC, datetime
from uuid import UUID

_TIMESTAMP_SHIFT = 80


def uuid_of(text: str) -> UUID | None:
    """The identifier in ``text``; nothing when it is none of ours."""
    try:
        return UUID(text)
    except ValueError:
        return None


def made_at(key: UUID) -> datetime:
    """When the thing was made, to the millisecond: a UUIDv7 says it."""
    return datetime.fromtimestamp((key.int >> _TIMESTAMP_SHIFT) / 1000, UTC)
