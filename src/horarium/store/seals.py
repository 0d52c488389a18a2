"""Seals over the audit trail, and the events as the sealer and the verifier read them.

Ids of events are handed out before their transactions commit, so an event may turn up
below others that were sealed already. A seal therefore notes three numbers. ``last_id``
is the newest id handed out when it was made (or, where there were too many for one seal,
the newest it took; never less than the seal before). ``horizon`` is the number of the sealer's own
transaction, drawn after that: whoever had an id up to ``last_id`` has a lower one. Once
every transaction below a ``horizon`` has ended, no event can turn up at or below its
``last_id`` any more, and what one further look finds there is all there will ever be: that
id is then ``settled_id``, and the sealer never looks below it again.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import (
    BigInteger,
    Row,
    Text,
    any_,
    bindparam,
    cast,
    extract,
    insert,
    select,
    text,
)
from sqlalchemy.dialects import postgresql

from horarium.domain.ids import OrganisationId
from horarium.store.database import Db
from horarium.store.tables import event, event_seal

_LOWEST_ID, _HIGHEST_ID = -(2**63), 2**63 - 1


class EventRow(NamedTuple):
    """One event in plain values: ``at_us`` in microseconds since 1970, ``details`` as text."""

    id: int
    organisation: str
    at_us: int
    actor_kind: str
    actor: str | None
    actor_role: str
    action: str
    object_kind: str
    object_id: str
    patient: str | None
    details: str
    request_id: str | None
    xid: int


@dataclass(frozen=True, slots=True)
class Seal:
    """Some events, sealed together; one leaf of 32 bytes an event, in the same order.

    ``previous`` is the digest of the seal before. See the module for the last three.
    """

    number: int
    sealed_at: datetime
    event_ids: tuple[int, ...]
    leaves: bytes
    root: bytes
    previous: bytes
    signature: bytes
    last_id: int
    horizon: int
    settled_id: int


_EVENT = select(
    event.c.id,
    cast(event.c.organisation_id, Text),
    cast(extract("epoch", event.c.at) * 1_000_000, BigInteger),
    event.c.actor_kind,
    cast(event.c.actor_id, Text),
    event.c.actor_role,
    event.c.action,
    event.c.object_kind,
    event.c.object_id,
    cast(event.c.patient_id, Text),
    cast(event.c.details, Text),
    event.c.request_id,
    event.c.xid,
)

_UNSEALED_IDS = text("""
    with known as materialized (
        select jsonb_array_elements_text(event_ids)::bigint as id from event_seal
        where number > (
            select coalesce(max(number), 0) from event_seal where last_id <= :after
        )
    ), candidate as materialized (
        select id from event where id > :after and id <= :upto
        order by id limit :n_rows + (select count(*) from known)
    )
    select id from candidate except select id from known order by id limit :n_rows
""")
_BY_IDS = _EVENT.where(
    event.c.id == any_(bindparam("ids", type_=postgresql.ARRAY(BigInteger)))
)
_LAST_ID = text(
    "select coalesce(pg_sequence_last_value(pg_get_serial_sequence('event', 'id')), 0)"
)
_OWN_NUMBER = text("select pg_current_xact_id()::text::bigint")
_OLDEST = text("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
_LOCK = text(
    "select pg_try_advisory_xact_lock(hashtextextended('event_seal ' || :owner, 0))"
)


def claim(db: Db, owner: OrganisationId) -> bool:
    """Be the organisation's only sealer until the transaction ends; false if another is."""
    return bool(db.execute(_LOCK, {"owner": str(owner)}).scalar_one())


def last_event_id(db: Db) -> int:
    """The newest id handed out to an event, whether committed or not; 0 before the first."""
    return int(db.execute(_LAST_ID).scalar_one())


def own_number(db: Db) -> int:
    """This transaction's number, above all that were given before."""
    return int(db.execute(_OWN_NUMBER).scalar_one())


def oldest_under_way(db: Db) -> int:
    """The lowest number of a transaction that has not ended; this one counts too."""
    return int(db.execute(_OLDEST).scalar_one())


def settled_id(db: Db) -> int:
    """Up to which id the newest seal knows that every event is sealed; 0 without one."""
    query = (
        select(event_seal.c.settled_id).order_by(event_seal.c.number.desc()).limit(1)
    )
    return db.execute(query).scalar_one_or_none() or 0


def settled_by(db: Db, oldest: int) -> int:
    """The highest ``last_id`` of a seal whose ``horizon`` is not above ``oldest``, or 0."""
    query = (
        select(event_seal.c.last_id)
        .where(event_seal.c.horizon <= oldest)
        .order_by(event_seal.c.number.desc())
        .limit(1)
    )
    return db.execute(query).scalar_one_or_none() or 0


def unsealed_ids(
    db: Db, *, after: int, limit: int, upto: int = _HIGHEST_ID
) -> list[int]:
    """Ids in ``(after, upto]`` of committed events that no seal holds, the lowest first."""
    known = {"after": after, "upto": upto, "n_rows": limit}
    return list(db.execute(_UNSEALED_IDS, known).scalars())


def by_ids(db: Db, ids: Collection[int]) -> dict[int, EventRow]:
    """The events with these ids, as far as they are there."""
    rows = db.execute(_BY_IDS, {"ids": list(ids)}).all()
    return {row[0]: EventRow._make(row) for row in rows}


def all_ids(db: Db, *, at_once: int = 50_000) -> Iterator[NDArray[np.int64]]:
    """The id of every event, ascending, in pieces of at most ``at_once``."""
    after = _LOWEST_ID
    while True:
        rows = db.execute(
            select(event.c.id)
            .where(event.c.id > after)
            .order_by(event.c.id)
            .limit(at_once)
        )
        ids = np.array(rows.scalars().all(), dtype=np.int64)
        if ids.size == 0:
            return
        yield ids
        after = int(ids[-1])


def add(db: Db, owner: OrganisationId, value: Seal) -> None:
    """Keep a seal."""
    db.execute(
        insert(event_seal).values(
            organisation_id=owner,
            number=value.number,
            sealed_at=value.sealed_at,
            event_ids=list(value.event_ids),
            leaves=value.leaves,
            root=value.root,
            previous=value.previous,
            signature=value.signature,
            last_id=value.last_id,
            horizon=value.horizon,
            settled_id=value.settled_id,
        )
    )


def head(db: Db) -> Seal | None:
    """The newest seal."""
    query = select(event_seal).order_by(event_seal.c.number.desc()).limit(1)
    row = db.execute(query).one_or_none()
    return _seal(row) if row else None


def in_order(db: Db, *, at_once: int = 100) -> Iterator[Sequence[Seal]]:
    """Every seal from the first, in pieces of at most ``at_once``."""
    after = _LOWEST_ID
    while True:
        rows = db.execute(
            select(event_seal)
            .where(event_seal.c.number > after)
            .order_by(event_seal.c.number)
            .limit(at_once)
        )
        seals = [_seal(row) for row in rows]
        if not seals:
            return
        yield seals
        after = seals[-1].number


def _seal(row: Row[Any]) -> Seal:
    return Seal(
        number=row.number,
        sealed_at=row.sealed_at,
        event_ids=tuple(row.event_ids),
        leaves=row.leaves,
        root=row.root,
        previous=row.previous,
        signature=row.signature,
        last_id=row.last_id,
        horizon=row.horizon,
        settled_id=row.settled_id,
    )
