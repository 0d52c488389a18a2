"""Verifying: the chain of seals, then every event against its leaf, then what no seal holds."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from horarium.services.audit.canonical import Header, leaf
from horarium.services.audit.findings import Finding, FindingKind, Verification
from horarium.services.audit.merkle import root_of, split
from horarium.services.audit.notary import Witness
from horarium.services.audit.sealing import NO_PREVIOUS
from horarium.services.permissions import Permission
from horarium.services.work import Work
from horarium.store import seals as store
from horarium.store.seals import EventRow, Seal

_MOST_SWAPS = 200
"""Changed events up to which it is worked out whether they changed places."""


def verify(work: Work, witness: Witness) -> Verification:
    """Look at every seal and every event of the organisation; change nothing.

    Names the very event that was changed, deleted, put in or swapped with another, and
    the seal that was changed or removed. That the newest seals are gone, or that all were
    made anew, shows only against checkpoints.
    """
    work.require(Permission.AUDIT_READ)
    chain = _Chain(work, witness)
    rows = _Rows(work)
    for seals in store.in_order(work.db):
        trusted = [seal for seal in seals if chain.accepts(seal)]
        rows.compare(trusted)
        rows.count_as_sealed(seals)
    chain.end()
    strangers = rows.strangers(chain)
    work.record("audit.verify", ("organisation", work.organisation))
    return Verification(
        n_events=rows.n_sealed,
        n_seals=chain.n_seals,
        n_pending=strangers.n_pending,
        n_checkpoints=sum(map(len, chain.known.values())),
        findings=(*chain.findings, *rows.findings(), *strangers.findings),
    )


class _Chain:
    """Follows the seals one by one."""

    def __init__(self, work: Work, witness: Witness) -> None:
        self.findings: list[Finding] = []
        self.n_seals = 0
        self.settled_id = 0
        self.known: defaultdict[int, set[bytes]] = defaultdict(set)
        for checkpoint in witness.checkpoints(work.organisation):
            self.known[checkpoint.number].add(checkpoint.digest)
        self._organisation = work.organisation
        self._witness = witness
        self._number = 0
        self._digest: bytes | None = NO_PREVIOUS

    def accepts(self, seal: Seal) -> bool:
        """Note what is wrong with a seal; whether its leaves can be relied on."""
        self._note_gap(seal)
        header = Header.of(self._organisation, seal)
        is_genuine = self._is_genuine(seal, header)
        if not is_genuine:
            self._find(FindingKind.SEAL_CHANGED, seal.number)
        elif self.known[seal.number] - {header.digest()}:
            self._find(FindingKind.REWRITTEN, seal.number)
        self._number = seal.number
        # What follows a changed seal is not blamed for it.
        self._digest = header.digest() if is_genuine else None
        self.n_seals += 1
        if is_genuine:
            self.settled_id = seal.settled_id
        return is_genuine

    @property
    def is_whole(self) -> bool:
        """Whether every seal so far is there and as it was made."""
        broken = {FindingKind.SEAL_CHANGED, FindingKind.SEAL_MISSING}
        return not any(finding.kind in broken for finding in self.findings)

    def end(self) -> None:
        """Note the first seal that only a checkpoint remembers."""
        beyond = [number for number in self.known if number > self._number]
        if beyond:
            self._find(FindingKind.TAIL_CUT, min(beyond))

    def _is_genuine(self, seal: Seal, header: Header) -> bool:
        leaves = split(seal.leaves)
        return (
            self._witness.accepts(header, seal.signature)
            and len(leaves) == len(seal.event_ids)
            and root_of(leaves) == seal.root
            and self._digest in {None, seal.previous}
        )

    def _note_gap(self, seal: Seal) -> None:
        for number in range(self._number + 1, seal.number):
            self._find(FindingKind.SEAL_MISSING, number)
            self._digest = None

    def _find(self, kind: FindingKind, seal: int) -> None:
        self.findings.append(Finding(kind, seal=seal))


class _Sealed(NamedTuple):
    """What a seal says of an event."""

    seal: int
    leaf: bytes


@dataclass(frozen=True, slots=True)
class _Strangers:
    """Events that no seal holds: too young, or put in."""

    n_pending: int
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class _Rows:
    """Compares events with their leaves, and keeps count of which are sealed."""

    work: Work
    n_sealed: int = 0
    _ids: list[NDArray[np.int64]] = field(default_factory=list)
    _deleted: dict[int, _Sealed] = field(default_factory=dict)
    _changed: dict[int, tuple[_Sealed, EventRow]] = field(default_factory=dict)

    def count_as_sealed(self, seals: Sequence[Seal]) -> None:
        """Remember the events of these seals."""
        for seal in seals:
            self._ids.append(np.array(seal.event_ids, dtype=np.int64))
            self.n_sealed += len(seal.event_ids)

    def compare(self, seals: Sequence[Seal]) -> None:
        """Hash the events of these seals again."""
        sealed = {
            event: _Sealed(seal.number, one)
            for seal in seals
            for event, one in zip(seal.event_ids, split(seal.leaves), strict=True)
        }
        found = store.by_ids(self.work.db, sealed)
        for event, entry in sealed.items():
            row = found.get(event)
            if row is None:
                self._deleted[event] = entry
            elif leaf(row) != entry.leaf:
                self._changed[event] = (entry, row)

    def findings(self) -> Iterator[Finding]:
        """The events that are gone or not as sealed, by id."""
        came_from = self._came_from()
        for event in sorted({*self._deleted, *self._changed}):
            if event in self._deleted:
                seal = self._deleted[event].seal
                yield Finding(FindingKind.DELETED, event, seal)
                continue
            seal, was = self._changed[event][0].seal, came_from.get(event)
            kind = FindingKind.REORDERED if was is not None else FindingKind.CHANGED
            yield Finding(kind, event, seal, was)

    def strangers(self, chain: _Chain) -> _Strangers:
        """The events that no seal holds; those up to the settled id were put in.

        Unless a seal is gone or changed: then they may well have been under that one.
        """
        kind = FindingKind.INSERTED if chain.is_whole else FindingKind.UNPROVEN
        settled = chain.settled_id
        nothing = np.array([], dtype=np.int64)
        sealed = np.unique(np.concatenate([nothing, *self._ids]))
        n_pending, put_in = 0, []
        for ids in store.all_ids(self.work.db):
            unknown = np.setdiff1d(ids, sealed, assume_unique=True)
            n_pending += int((unknown > settled).sum())
            put_in += [int(event) for event in unknown[unknown <= settled]]
        found = tuple(Finding(kind, event) for event in put_in)
        return _Strangers(n_pending, found)

    def _came_from(self) -> dict[int, int]:
        """For events that hold what was sealed as another: which one that was."""
        places = dict(self._deleted)
        places |= {event: entry for event, (entry, _) in self._changed.items()}
        if len(places) > _MOST_SWAPS:
            return {}
        return {
            event: was
            for event, (_, row) in self._changed.items()
            for was, entry in places.items()
            if was != event and leaf(row._replace(id=was)) == entry.leaf
        }
