"""Drafts as wholes: opened for a change, copied, put away."""

from dataclasses import dataclass, replace

from horarium.domain.errors import NoSuchThing, RosterNotEditable, RosterStale
from horarium.domain.ids import RosterId
from horarium.domain.roster import RosterStatus, StoredRoster
from horarium.services import existing
from horarium.services.idempotency import Once, once
from horarium.services.permissions import Permission
from horarium.services.rosters import RosterSheet, judged
from horarium.services.work import Work
from horarium.store import rosters as store

COPY_OF = "copy_of"
"""Where the summary of a copy names the roster it was made from."""


def open_draft(work: Work, wanted: RosterId, version: int) -> RosterSheet:
    """The judged draft, held until the transaction ends.

    Refuses with ``RosterStale`` when it changed since ``version``, with
    ``RosterNotEditable`` when it is no draft.
    """
    current = store.lock(work.db, wanted)
    stored = store.by_id(work.db, wanted)
    if stored is None or current is None:
        raise NoSuchThing("roster", str(wanted))
    if stored.status is not RosterStatus.DRAFT:
        raise RosterNotEditable(stored.status.value)
    if current != version:
        raise RosterStale(version, current)
    return judged(stored)


@dataclass(frozen=True, slots=True)
class _Copy:
    """What an idempotency key remembers of a copy."""

    of: RosterId
    name: str


def copy(
    work: Work, wanted: RosterId, name: str = "", *, idempotency_key: str | None = None
) -> StoredRoster:
    """A new draft with the same problem, duties and locks."""
    work.require(Permission.ROSTER_EDIT)
    return once(
        work,
        Once(idempotency_key, "rosters.copy", _Copy(wanted, name)),
        lambda: _copy(work, wanted, name),
        lambda key: existing.roster(work, RosterId(key)),
    )


def _copy(work: Work, wanted: RosterId, name: str) -> StoredRoster:
    original = existing.roster(work, wanted)
    # A figure of the search holds for what it found, so a copy says only the bound.
    kept = {"bound"} & original.summary.keys()
    made = replace(
        original,
        id=RosterId(work.new_id()),
        name=name.strip() or f"{original.name} (copy)",
        status=RosterStatus.DRAFT,
        version=1,
        summary={key: original.summary[key] for key in sorted(kept)}
        | {"status": "copied", COPY_OF: str(original.id)},
        created_at=work.clock.now(),
        published_at=None,
    )
    store.add(work.db, work.organisation, made)
    work.record("rosters.copy", ("roster", made.id), of=str(original.id))
    return made


def archive(work: Work, wanted: RosterId, version: int) -> StoredRoster:
    """Put a draft away; it stays readable, and nobody ever lives by it."""
    work.require(Permission.ROSTER_EDIT)
    stored = open_draft(work, wanted, version).stored
    store.set_status(work.db, wanted, RosterStatus.ARCHIVED)
    work.record("rosters.archive", ("roster", wanted))
    work.announce("roster.changed", roster=wanted)
    return replace(stored, status=RosterStatus.ARCHIVED, version=version + 1)
