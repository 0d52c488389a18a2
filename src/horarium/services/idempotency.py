"""Making a thing once for one key, however often it is asked for."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, Protocol, TypeVar
from uuid import UUID

from pydantic_core import PydanticSerializationError, to_json

from horarium.domain.errors import IdempotencyKeyReused, InvalidField
from horarium.services.work import Work
from horarium.store import idempotency as store
from horarium.store import tokens as token_store

MAX_KEY = 200

KEEP = timedelta(days=30)
"""How long a key is remembered; far longer than any client goes on trying."""


class Made(Protocol):
    """What can be found again by its id."""

    @property
    def id(self) -> UUID:
        """The id."""
        ...


T = TypeVar("T", bound=Made)


@dataclass(frozen=True, slots=True)
class Once:
    """A request under its key, if it has one; ``request`` is the dataclass asked with."""

    key: str | None
    action: str
    request: Any


def once(
    work: Work, asked: Once, make: Callable[[], T], find: Callable[[UUID], T]
) -> T:
    """What ``make`` gives the first time, and what ``find`` finds of it afterwards.

    The key is kept in the same transaction as what was made: after a crash both are
    there or neither. A request that was refused leaves its key free. Raises
    ``IdempotencyKeyReused`` for a key that came with another request.
    """
    if asked.key is None:
        return make()
    check_key(asked.key)
    print_ = fingerprint(asked.key, asked.action, asked.request)
    use = store.claim(
        work.db,
        work.organisation,
        asked.key,
        action=asked.action,
        fingerprint=print_,
        at=work.clock.now(),
    )
    if use is None:
        made = make()
        store.settle(work.db, asked.key, made.id)
        return made
    if (use.action, use.fingerprint) != (asked.action, print_):
        raise IdempotencyKeyReused(asked.key)
    return find(use.made)


def is_used(work: Work, key: str) -> bool:
    """Whether something was made under the key, a token or anything else."""
    check_key(key)
    is_of_token = token_store.by_idempotency_key(work.db, key) is not None
    return is_of_token or store.use_of(work.db, key) is not None


def fingerprint(key: str, action: str, request: Any) -> str:
    """What two requests for the same thing have in common, without telling the thing.

    The key itself goes in as salt, so that equal requests under different keys cannot
    be recognised.
    """
    return hashlib.sha256(_told([key, action, request])).hexdigest()


def _told(asked: list[Any]) -> bytes:
    try:
        return to_json(asked, fallback=str)
    except PydanticSerializationError:
        # Half a character; JSON in ASCII can tell even that.
        *names, request = asked
        return json.dumps([*names, asdict(request)], default=str).encode()


def check_key(key: str) -> None:
    """Refuse with ``InvalidField`` what is no key."""
    if not 1 <= len(key) <= MAX_KEY or "\0" in key:
        raise InvalidField("idempotency_key", "…", f"1 to {MAX_KEY} characters")
