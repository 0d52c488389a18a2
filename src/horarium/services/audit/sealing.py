"""Sealing: after the fact, so that no booking waits for it."""

from dataclasses import replace
from datetime import UTC, datetime

from horarium.domain.clock import Clock
from horarium.services import organisations
from horarium.services.audit.canonical import Header, leaf
from horarium.services.audit.merkle import HASH_BYTES, joined, root_of
from horarium.services.audit.notary import Notary
from horarium.services.permissions import Permission
from horarium.services.work import OpenWork, Work
from horarium.store import seals as store
from horarium.store.database import Database
from horarium.store.seals import Seal

BATCH = 10_000
"""Events under one seal at most; 32 bytes a leaf make 320 kB."""

NO_PREVIOUS = bytes(HASH_BYTES)
"""What the first seal of an organisation names as the one before it."""

_NOTHING = Seal(
    number=0,
    sealed_at=datetime.min.replace(tzinfo=UTC),
    event_ids=(),
    leaves=b"",
    root=b"",
    previous=b"",
    signature=b"",
    last_id=0,
    horizon=0,
    settled_id=0,
)


def seal_everything(database: Database, clock: Clock, notary: Notary) -> int:
    """Seal what every organisation has unsealed; how many events that were."""
    openers = organisations.openers(database, clock).values()
    return sum(seal_pending(open_work, notary) for open_work in openers)


def seal_pending(open_work: OpenWork, notary: Notary, *, batch: int = BATCH) -> int:
    """Seal what one organisation has unsealed, ``batch`` events at a time; how many.

    Opens its own units of work: a checkpoint is left outside the database only when its
    seal is committed. Nought also while another process is sealing.
    """
    n_sealed = 0
    while True:
        with open_work() as work:
            made = seal(work, notary, batch=batch)
        if made is None:
            return n_sealed
        notary.attest(Header.of(work.organisation, made), made.signature)
        n_sealed += len(made.event_ids)
        if len(made.event_ids) < batch:
            return n_sealed


def seal(work: Work, notary: Notary, *, batch: int = BATCH) -> Seal | None:
    """Seal up to ``batch`` events; ``None`` when there are none or another sealer works."""
    work.require(Permission.AUDIT_READ)
    if not store.claim(work.db, work.organisation):
        return None
    if not store.unsealed_ids(work.db, after=store.settled_id(work.db), limit=1):
        return None
    before = store.head(work.db) or _NOTHING
    draft = _with_leaves(work, _draft(work, before, batch))
    signature = notary.sign(Header.of(work.organisation, draft))
    made = replace(draft, signature=signature)
    store.add(work.db, work.organisation, made)
    return made


def _draft(work: Work, before: Seal, batch: int) -> Seal:
    """Choose the events; what the three numbers mean is told in ``store/seals.py``."""
    # The order matters: the newest id, then a number above all that drew one, then who is
    # still under way, then the events.
    newest = store.last_event_id(work.db)
    horizon = store.own_number(work.db)
    oldest = store.oldest_under_way(work.db)
    ids = store.unsealed_ids(work.db, after=before.settled_id, upto=newest, limit=batch)
    end = ids[-1] if len(ids) == batch else newest
    last_id = max(before.last_id, end)
    settled = last_id if oldest >= horizon else store.settled_by(work.db, oldest)
    return replace(
        before,
        number=before.number + 1,
        sealed_at=work.clock.now(),
        event_ids=tuple(ids),
        previous=_digest(work, before),
        last_id=last_id,
        horizon=horizon,
        settled_id=max(before.settled_id, min(settled, end)),
    )


def _with_leaves(work: Work, draft: Seal) -> Seal:
    rows = store.by_ids(work.db, draft.event_ids)
    leaves = [leaf(rows[event]) for event in draft.event_ids]
    return replace(draft, leaves=joined(leaves), root=root_of(leaves))


def _digest(work: Work, before: Seal) -> bytes:
    return (
        NO_PREVIOUS
        if before is _NOTHING
        else Header.of(work.organisation, before).digest()
    )
