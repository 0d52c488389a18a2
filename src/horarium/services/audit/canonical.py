"""One way to write an event or a seal's header as bytes, so that all hash the same.

Canonical JSON here: keys sorted, no spaces, UTF-8, numbers as Python writes them.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from horarium.services.audit.merkle import leaf_of
from horarium.store.seals import EventRow, Seal

_EVENT_FORMAT = "horarium-event-1"
_SEAL_FORMAT = "horarium-seal-1"

_encode = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, check_circular=False
).encode


def event_bytes(row: EventRow) -> bytes:
    """An event as bytes: a list, the format's name first, then every column.

    The details go in as PostgreSQL writes a ``jsonb``, which has one form for one value.
    """
    return _encode((_EVENT_FORMAT, *row)).encode()


def leaf(row: EventRow) -> bytes:
    """The Merkle leaf of an event."""
    return leaf_of(event_bytes(row))


@dataclass(frozen=True, slots=True)
class Header:
    """What a signature covers; whoever holds it can recognise the seal later.

    ``events`` and ``root`` are SHA-256 in hex: of the list of ids, of the Merkle tree.
    """

    organisation: str
    number: int
    sealed_at: str
    n_events: int
    events: str
    root: str
    previous: str
    last_id: int
    horizon: int
    settled_id: int

    @classmethod
    def of(cls, organisation: object, seal: Seal) -> "Header":
        """The header of a seal as it is kept, whether it holds or not."""
        ids = _encode(list(seal.event_ids)).encode()
        return cls(
            organisation=str(organisation),
            number=seal.number,
            sealed_at=_instant(seal.sealed_at),
            n_events=len(seal.event_ids),
            events=hashlib.sha256(ids).hexdigest(),
            root=seal.root.hex(),
            previous=seal.previous.hex(),
            last_id=seal.last_id,
            horizon=seal.horizon,
            settled_id=seal.settled_id,
        )

    def fields(self) -> dict[str, Any]:
        """The header by name."""
        return {name: getattr(self, name) for name in self.__slots__}

    def to_bytes(self) -> bytes:
        """What is signed and hashed."""
        return _encode(self.fields() | {"format": _SEAL_FORMAT}).encode()

    def digest(self) -> bytes:
        """What the next seal names as its ``previous``."""
        return hashlib.sha256(self.to_bytes()).digest()


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
