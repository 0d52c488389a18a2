"""What a field of a request may hold: bounded, and nothing PostgreSQL cannot keep."""

import json
import re
from datetime import UTC, date, datetime
from typing import Annotated, Any

from fastapi import Header, Path, Query
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
    WithJsonSchema,
)

from horarium.domain.ids import PractitionerId
from horarium.services.issuing import MAX_KEY
from horarium.services.patients import MAX_NAME, MAX_PHONE
from horarium.services.tokens import MAX_REASON

FIRST_DAY = date(1890, 1, 1)
LAST_DAY = date(2199, 12, 31)

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(rf"{_DAY.pattern}T[0-9:.]+(Z|[+-][0-9:]+)?", re.IGNORECASE)
_KEY = "^[!-~]+$"
_EMAIL = r"^[^@\s\x00]{1,64}@[^@\s\x00]{1,180}$"
_VERSION = r'^(\*|"[0-9]{1,9}")$'
_NO_NUL = r"^[^\x00]*$"
_SAYS_SOMETHING = r"^[^\x00]*[^\s\x00][^\x00]*$"


def _iso_day(value: Any) -> date:
    """A calendar day from its text; dates alone, neither numbers nor instants."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("a day as YYYY-MM-DD is wanted")
    day = date.fromisoformat(value)
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"a day from {FIRST_DAY} to {LAST_DAY} is wanted")
    return day


def _iso_instant(value: Any) -> datetime:
    """An instant from its text; it must say its zone."""
    if not isinstance(value, str) or not _INSTANT.fullmatch(value):
        raise ValueError("an instant as 2026-01-06T09:00:00Z is wanted")
    instant = datetime.fromisoformat(value)
    if instant.tzinfo is None:
        raise ValueError("an instant with its zone or offset is wanted")
    if not FIRST_DAY < instant.date() < LAST_DAY:
        raise ValueError(f"an instant between {FIRST_DAY} and {LAST_DAY} is wanted")
    return instant.astimezone(UTC)


def _keepable(value: Any) -> Any:
    """JSON that PostgreSQL can keep: no NUL, no half characters, no NaN."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        text.encode()
    except (ValueError, RecursionError):
        raise ValueError("sound characters, finite numbers, less depth") from None
    if r"\u0000" in text:
        raise ValueError("text without NUL characters is wanted")
    return value


def _whole(value: Any) -> Any:
    """A number as JSON has it: neither a text nor a truth value."""
    if isinstance(value, bool | str):
        raise ValueError("a whole number is wanted")
    return value


def _text(longest: int, pattern: str) -> StringConstraints:
    return StringConstraints(max_length=longest, pattern=pattern)


_DAY_SCHEMA = WithJsonSchema({"type": "string", "format": "date"})
_INSTANT_SCHEMA = WithJsonSchema({"type": "string", "format": "date-time"})

Day = Annotated[date, BeforeValidator(_iso_day), _DAY_SCHEMA]
Instant = Annotated[datetime, BeforeValidator(_iso_instant), _INSTANT_SCHEMA]
WholeNumber = Annotated[int, BeforeValidator(_whole)]
Keepable = Annotated[dict[str, Any], BeforeValidator(_keepable)]
PersonName = Annotated[str, _text(MAX_NAME, _SAYS_SOMETHING)]
Phone = Annotated[str, _text(MAX_PHONE, _NO_NUL)]
Email = Annotated[str, _text(245, _EMAIL)]
RecordNumber = Annotated[str, _text(40, _SAYS_SOMETHING)]
Reason = Annotated[str, _text(MAX_REASON, _SAYS_SOMETHING)]
Words = Annotated[str, _text(MAX_NAME, _NO_NUL)]

Opaque = Annotated[str, Path(pattern="^[A-Za-z0-9_-]{1,64}$")]
"""The end of a patient's link."""

# What a query or a header may leave out, it still cannot send a null in: the schemas
# below say so, where pydantic's own would promise one.

MaybeDay = Annotated[
    date | None,
    BeforeValidator(_iso_day),
    _DAY_SCHEMA,
    Query(description="A day; today without it."),
]
MaybePractitioner = Annotated[
    PractitionerId | None,
    WithJsonSchema({"type": "string", "format": "uuid"}),
    Query(description="Only of this practitioner."),
]
IdempotencyKey = Annotated[
    str | None,
    Header(
        max_length=MAX_KEY,
        pattern=_KEY,
        description="A key of the client's own; the same key gets the same answer for ever.",
    ),
    WithJsonSchema(
        {"type": "string", "pattern": _KEY, "minLength": 1, "maxLength": MAX_KEY}
    ),
]
IfMatch = Annotated[
    str | None,
    Header(
        pattern=_VERSION,
        description="The ETag of what is being changed; refused with 412 if it moved on.",
    ),
    WithJsonSchema({"type": "string", "pattern": _VERSION}),
]


class Body(BaseModel):
    """What a client sends: nothing unknown, never changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)
