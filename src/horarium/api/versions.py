"""ETag and If-Match: a change says which version it is made to."""

from typing import Annotated, Protocol

from fastapi import Depends
from starlette.responses import Response

from horarium.api.errors import EdgeRefused
from horarium.api.fields import IfMatch
from horarium.services import idempotency
from horarium.services.work import Work


class Versioned(Protocol):
    """Anything whose version counts up with each change."""

    @property
    def version(self) -> int:
        """Which version this is."""
        ...


async def _expected(if_match: IfMatch = None) -> int | None:
    return None if if_match in (None, "*") else int(if_match.strip('"'))


async def _demanded(if_match: IfMatch = None) -> int:
    expected = await _expected(if_match)
    if expected is None:
        raise EdgeRefused(
            "precondition-required",
            "If-Match with the ETag of what was read is wanted.",
        )
    return expected


Expected = Annotated[int | None, Depends(_expected)]
"""The version a client takes for the present one, if it says so."""

Demanded = Annotated[int, Depends(_demanded)]
"""The same where a change without it is refused (428)."""


def unless_repeated(work: Work, key: str | None, expected: int | None) -> int | None:
    """The expected version; none for a request repeated under its key.

    What it asked for was done to that version the first time, which has moved on since.
    """
    return None if key and idempotency.is_used(work, key) else expected


def check(expected: int | None, current: Versioned) -> None:
    """Refuse a change made to another version than the present one."""
    if expected is not None and expected != current.version:
        raise _mismatch(expected, current.version)


def confirm(expected: int | None, changed: Versioned) -> None:
    """Refuse a change, already made but not committed, that went over somebody else's.

    Closes the gap between reading the version and locking the row: one step from the
    expected version is ours, more are not.
    """
    if expected is not None and changed.version > expected + 1:
        raise _mismatch(expected, changed.version - 1)


def tag(response: Response, value: Versioned) -> None:
    """Tell the version of what is answered."""
    response.headers["ETag"] = f'"{value.version}"'


def _mismatch(expected: int, current: int) -> EdgeRefused:
    return EdgeRefused(
        "version-mismatch", f"It is at version {current}; If-Match says {expected}."
    )
