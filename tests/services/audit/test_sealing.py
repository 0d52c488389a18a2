"""Sealing looks at what is committed and what is under way, so these tests commit."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import StoppedClock

from horarium.domain.actor import Role
from horarium.domain.errors import RoleMissing
from horarium.services import audit
from horarium.services.audit import Notary, Verification, Witness
from horarium.services.audit.canonical import Header
from horarium.services.work import Work
from horarium.store import events, seals
from horarium.store.database import Database
from horarium.store.people import Organisation
from horarium.store.seals import Seal

BeginAs = Callable[..., AbstractContextManager[Work]]


@pytest.fixture
def notary(tmp_path: Path) -> Notary:
    """A notary with a key of its own."""
    return Notary(tmp_path)


def happen(work: Work, n: int = 1) -> None:
    """Let ``n`` events happen."""
    for number in range(n):
        work.record("tests.happen", ("thing", number), number=number)


def all_seals(begin_as: BeginAs) -> list[Seal]:
    with begin_as() as work:
        return [seal for piece in seals.in_order(work.db) for seal in piece]


def verified(begin_as: BeginAs, folder: Path) -> Verification:
    with begin_as() as work:
        return audit.verify(work, Witness(folder))


def test_what_is_committed_is_sealed_once(
    begin_as: BeginAs, notary: Notary, tmp_path: Path
) -> None:
    with begin_as() as work:
        happen(work, 3)

    assert audit.seal_pending(begin_as, notary) == 3
    assert audit.seal_pending(begin_as, notary) == 0

    outcome = verified(begin_as, tmp_path)
    assert outcome.is_intact
    assert (outcome.n_events, outcome.n_seals, outcome.n_pending) == (3, 1, 0)


def test_each_seal_names_the_one_before(begin_as: BeginAs, notary: Notary) -> None:
    for _ in range(3):
        with begin_as() as work:
            happen(work)
        audit.seal_pending(begin_as, notary)

    first, second, third = all_seals(begin_as)

    with begin_as() as work:
        owner = work.organisation
    assert [first.number, second.number, third.number] == [1, 2, 3]
    assert first.previous == bytes(32)
    assert second.previous == Header.of(owner, first).digest()
    assert third.previous == Header.of(owner, second).digest()


def test_what_is_not_committed_yet_is_sealed_later(
    begin_as: BeginAs, notary: Notary, tmp_path: Path
) -> None:
    with begin_as() as late:
        happen(late)
        with begin_as() as early:
            happen(early, 2)
        assert audit.seal_pending(begin_as, notary) == 2

    assert audit.seal_pending(begin_as, notary) == 1

    assert all_seals(begin_as)[1].event_ids < all_seals(begin_as)[0].event_ids
    outcome = verified(begin_as, tmp_path)
    assert outcome.is_intact
    assert outcome.n_events == 3


def test_what_is_rolled_back_leaves_no_trace_in_the_seals(
    begin_as: BeginAs, notary: Notary, tmp_path: Path
) -> None:
    def fail() -> None:
        with begin_as() as work:
            happen(work, 5)
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fail()
    with begin_as() as work:
        happen(work)

    assert audit.seal_pending(begin_as, notary) == 1
    assert verified(begin_as, tmp_path).is_intact


def test_nothing_is_settled_below_what_is_under_way(
    begin_as: BeginAs, notary: Notary
) -> None:
    with begin_as() as late:
        happen(late)
        for _ in range(3):
            with begin_as() as early:
                happen(early)
            audit.seal_pending(begin_as, notary)
        stuck = all_seals(begin_as)

    lowest = min(event for seal in stuck for event in seal.event_ids)
    assert all(seal.settled_id < lowest for seal in stuck)


def test_nor_is_the_very_youngest_that_is_under_way(
    begin_as: BeginAs, notary: Notary
) -> None:
    with begin_as() as work:
        happen(work)
    with begin_as() as youngest:
        happen(youngest)
        audit.seal_pending(begin_as, notary)

    [first] = all_seals(begin_as)
    assert first.settled_id <= first.event_ids[0]


@pytest.mark.parametrize("stays", [False, True])
@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(
    "step", ["last_event_id", "own_number", "oldest_under_way", "unsealed_ids"]
)
def test_a_writer_who_begins_while_the_sealer_looks_is_not_lost(
    begin_as: BeginAs,
    notary: Notary,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    *,
    after: bool,
    stays: bool,
) -> None:
    look = getattr(seals, step)
    with begin_as() as work:
        happen(work)

    with ExitStack() as under_way:

        def interrupted(*words: Any, **named: Any) -> Any:
            monkeypatch.setattr(seals, step, look)
            seen = look(*words, **named) if after else None
            writer = under_way.enter_context(begin_as())
            happen(writer)
            if not stays:
                under_way.close()
            return seen if after else look(*words, **named)

        monkeypatch.setattr(seals, step, interrupted)
        audit.seal_pending(begin_as, notary)
    for _ in range(2):
        with begin_as() as work:
            happen(work)
        audit.seal_pending(begin_as, notary)

    outcome = verified(begin_as, tmp_path)
    assert outcome.is_intact
    assert (outcome.n_events, outcome.n_pending) == (4, 0)


def test_what_is_over_is_settled_and_not_looked_at_again(
    begin_as: BeginAs, notary: Notary
) -> None:
    with begin_as() as late:
        happen(late)
        with begin_as() as early:
            happen(early)
        audit.seal_pending(begin_as, notary)
    audit.seal_pending(begin_as, notary)
    newest = all_seals(begin_as)[-1].last_id

    # Transaction numbers are the server's, so another worker's test may be the elder.
    for _ in range(300):
        with begin_as() as work:
            happen(work)
        audit.seal_pending(begin_as, notary)
        if all_seals(begin_as)[-1].settled_id >= newest:
            break
        threading.Event().wait(0.1)

    assert all_seals(begin_as)[-1].settled_id >= newest


def test_many_that_write_at_once_lose_no_event_to_the_sealer(
    begin_as: BeginAs, notary: Notary, tmp_path: Path
) -> None:
    with ExitStack() as others:
        writers: list[Work] = []
        for turn in range(12):
            if len(writers) < 4:
                writers.append(others.enter_context(begin_as()))
            for writer in writers:
                happen(writer)
            with begin_as() as quick:
                happen(quick)
            audit.seal_pending(begin_as, notary)
            if turn % 3 == 2:
                with begin_as() as work:
                    assert audit.verify(work, Witness(tmp_path)).is_intact

    audit.seal_pending(begin_as, notary)

    with begin_as() as work:
        n_events = events.count(work.db)
    outcome = verified(begin_as, tmp_path)
    assert outcome.is_intact
    assert outcome.n_events == n_events


@pytest.mark.parametrize("batch", [1, 3, 7, 8])
def test_too_many_for_one_seal_make_several(
    begin_as: BeginAs, notary: Notary, tmp_path: Path, batch: int
) -> None:
    with begin_as() as late:
        happen(late, 2)
        with begin_as() as work:
            happen(work, 8)
        assert audit.seal_pending(begin_as, notary, batch=batch) == 8

    assert audit.seal_pending(begin_as, notary, batch=batch) == 2

    assert max(len(seal.event_ids) for seal in all_seals(begin_as)) == batch
    outcome = verified(begin_as, tmp_path)
    assert outcome.is_intact
    assert (outcome.n_events, outcome.n_pending) == (10, 0)


@pytest.mark.parametrize("shift", [10**9, -(10**9)])
def test_a_dump_restored_into_a_server_that_counts_otherwise_goes_on(
    begin_as: BeginAs,
    notary: Notary,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    shift: int,
) -> None:
    own_number, oldest = seals.own_number, seals.oldest_under_way
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(seals, "own_number", lambda db: own_number(db) + shift)
        elsewhere.setattr(seals, "oldest_under_way", lambda db: oldest(db) + shift)
        for _ in range(3):
            with begin_as() as work:
                happen(work, 2)
            audit.seal_pending(begin_as, notary)

    n_sealed = []
    for _ in range(3):
        with begin_as() as late:
            happen(late)
            with begin_as() as early:
                happen(early)
            n_sealed.append(audit.seal_pending(begin_as, notary))
        n_sealed.append(audit.seal_pending(begin_as, notary))

    assert n_sealed == [1, 1, 1, 1, 1, 1]
    outcome = verified(begin_as, tmp_path)
    assert outcome.is_intact
    assert (outcome.n_events, outcome.n_pending) == (12, 0)


def test_a_second_sealer_stands_back(begin_as: BeginAs, notary: Notary) -> None:
    with begin_as() as work:
        happen(work)

    with begin_as() as first, begin_as() as second:
        made = audit.seal(first, notary)
        assert audit.seal(second, notary) is None

    assert made
    assert [seal.number for seal in all_seals(begin_as)] == [1]


def test_a_checkpoint_is_left_only_once_its_seal_is_committed(
    begin_as: BeginAs, notary: Notary, tmp_path: Path, organisation: Organisation
) -> None:
    with begin_as() as work:
        happen(work)
    with begin_as() as work:
        audit.seal(work, notary)
        assert list(Witness(tmp_path).checkpoints(organisation.id)) == []
        work.db.rollback()

    audit.seal_pending(begin_as, notary)

    told = [one.number for one in Witness(tmp_path).checkpoints(organisation.id)]
    assert told == [1]


def test_every_organisation_has_a_chain_of_its_own(
    database: Database,
    clock: StoppedClock,
    begin_as: BeginAs,
    new_organisation: Callable[[], Organisation],
    notary: Notary,
) -> None:
    elsewhere = new_organisation().id
    with begin_as() as here, begin_as(organisation=elsewhere) as there:
        happen(here, 2)
        happen(there, 3)

    audit.seal_everything(database, clock, notary)

    for organisation, n_events in (({}, 2), ({"organisation": elsewhere}, 3)):
        with begin_as(**organisation) as work:
            head = seals.head(work.db)
        assert head
        assert (head.number, len(head.event_ids)) == (1, n_events)


def test_only_those_who_may_read_the_trail_may_seal_and_verify_it(
    work_as: Callable[..., Work], notary: Notary, tmp_path: Path
) -> None:
    staff = work_as(Role.STAFF)

    with pytest.raises(RoleMissing):
        audit.seal(staff, notary)
    with pytest.raises(RoleMissing):
        audit.verify(staff, Witness(tmp_path))
