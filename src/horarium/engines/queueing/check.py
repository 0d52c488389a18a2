"""An independent judge of what happened in a line.

It shares no code with ``advance``, ``transitions`` or the disciplines: it keeps its own
small books from the events and compares them with the line that the engine ended with.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from horarium.domain.token import TokenStatus
from horarium.engines.queueing import events as ev
from horarium.engines.queueing.policy import Policy
from horarium.engines.queueing.priority import PriorityClass
from horarium.engines.queueing.problem import Line, LineToken, TokenKey


@dataclass(frozen=True, slots=True)
class Breach:
    """A promise that the history broke: which one, for whom, when."""

    promise: str
    token: TokenKey
    at: datetime | None = None


@dataclass(slots=True)
class _Entry:
    """The judge's own book on one token."""

    token: LineToken
    row: PriorityClass
    status: str
    entry: datetime | None = None
    is_exempt: bool = False
    must_follow: frozenset[TokenKey] = frozenset()
    n_must_follow: int = 0
    n_served: int = 0
    skipped_at: datetime | None = None


@dataclass(slots=True)
class _Books:
    policy: Policy
    entries: dict[TokenKey, _Entry] = field(default_factory=dict)
    with_doctor: TokenKey | None = None
    breaches: list[Breach] = field(default_factory=list)

    def require(self, holds: bool, promise: str, event: ev.TokenEvent) -> None:
        if not holds:
            self.breaches.append(Breach(promise, event.token, event.at))

    def waiting(self) -> Iterable[_Entry]:
        return (e for e in self.entries.values() if e.status == "waiting")


def breaches(
    before: Line, happened: Iterable[ev.Event], after: Line, policy: Policy
) -> tuple[Breach, ...]:
    """What is wrong with ``after``, reached from ``before`` by these accepted events.

    ``before`` must be a line where nobody has been called yet. Empty when all holds:
    nobody is lost, renumbered or served twice; one patient at a time and nobody
    displaced once called; every call without a reason keeps first come, first served in
    a class, the bands, and the order that the policy's discipline promises; a returning
    patient waits for the places the policy asks; capacity and overflow keep their limits.
    """
    books = _Books(policy)
    for token in before.tokens.values():
        _add(books, token)
    for event in happened:
        _RULES[type(event)](books, event)
    books.breaches.extend(_ledger(books, after))
    books.breaches.extend(_capacity(after))
    return tuple(books.breaches)


def _add(books: _Books, token: LineToken) -> None:
    entry = _Entry(token, books.policy.row(token.priority_class), "expected")
    books.entries[token.id] = entry
    if token.arrived_at is not None:
        _arrived(entry, token.arrived_at)


def _arrived(entry: _Entry, at: datetime) -> None:
    promised = entry.token.entry_at or entry.token.slot_start or at
    entry.entry = max(at, promised)
    entry.status = "waiting"


def _joined(books: _Books, event: ev.Join) -> None:
    if event.token.id in books.entries:
        books.breaches.append(Breach("one-token-once", event.token.id, event.at))
    _add(books, event.token)


def _checked_in(books: _Books, event: ev.Arrive) -> None:
    entry = books.entries[event.token]
    books.require(entry.status == "expected", "check-in-once", event)
    _arrived(entry, event.at)


def _called(books: _Books, event: ev.Call) -> None:
    entry = books.entries[event.token]
    books.require(entry.status == "waiting", "only-the-waiting-are-called", event)
    books.require(books.with_doctor is None, "one-at-a-time", event)
    if not event.reason:
        _judge_turn(books, entry, event)
    entry.status = "called"
    books.with_doctor = event.token


def _judge_turn(books: _Books, called: _Entry, event: ev.Call) -> None:
    still_ahead = sum(
        books.entries[other].status == "waiting" for other in called.must_follow
    )
    allowed = len(called.must_follow) - called.n_must_follow
    books.require(still_ahead <= allowed, "re-entry-behind-k", event)
    if called.is_exempt or called.entry is None:
        return
    entitled = called.entry <= event.at
    for other in books.waiting():
        if other is called or other.is_exempt or other.entry is None:
            continue
        if other.entry > event.at:
            continue
        books.require(entitled, "early-birds-do-not-overtake", event)
        if other.row.name == called.row.name:
            fair = called.entry <= other.entry
            books.require(fair, "first-come-first-served-in-class", event)
        may_go = _MAY_GO_FIRST[books.policy.discipline.name]
        books.require(may_go(called, other, event.at), "discipline", event)


def _fifo(called: _Entry, other: _Entry, at: datetime) -> bool:
    return _entered(called) <= _entered(other)


def _weights(called: _Entry, other: _Entry, at: datetime) -> bool:
    return called.row.weight > other.row.weight or (
        called.row.weight == other.row.weight and _fifo(called, other, at)
    )


def _banded_edd(called: _Entry, other: _Entry, at: datetime) -> bool:
    """A lower band, or within the difference of the targets after the other one."""
    if called.row.band != other.row.band:
        return called.row.band < other.row.band
    after = (_entered(called) - _entered(other)) / timedelta(minutes=1)
    return after <= other.row.target_wait_min - called.row.target_wait_min + 1e-6


def _banded_apq(called: _Entry, other: _Entry, at: datetime) -> bool:
    if called.row.band != other.row.band:
        return called.row.band < other.row.band
    return _share(called, at) >= _share(other, at) - 1e-9


def _share(entry: _Entry, at: datetime) -> float:
    waited = (at - _entered(entry)) / timedelta(minutes=1)
    return waited / entry.row.target_wait_min


def _entered(entry: _Entry) -> datetime:
    if entry.entry is None:
        raise AssertionError(f"token {entry.token.number} waits without an entry")
    return entry.entry


_MAY_GO_FIRST: Mapping[str, Callable[[_Entry, _Entry, datetime], bool]] = {
    "fifo": _fifo,
    "weights": _weights,
    "banded-edd": _banded_edd,
    "banded-apq": _banded_apq,
}


def _recalled(books: _Books, event: ev.Recall) -> None:
    called = books.entries[event.token].status == "called"
    books.require(called, "recall-after-call", event)


def _started(books: _Books, event: ev.Start) -> None:
    entry = books.entries[event.token]
    books.require(entry.status == "called", "start-after-call", event)
    books.require(books.with_doctor == event.token, "nobody-displaced", event)
    entry.status = "serving"
    entry.n_served += 1
    books.require(entry.n_served == 1, "served-once", event)


def _completed(books: _Books, event: ev.Complete) -> None:
    entry = books.entries[event.token]
    books.require(entry.status == "serving", "complete-after-start", event)
    entry.status = "completed"
    books.with_doctor = None


def _skipped(books: _Books, event: ev.Skip) -> None:
    entry = books.entries[event.token]
    books.require(entry.status == "called", "skip-after-call", event)
    entry.status = "skipped"
    entry.skipped_at = event.at
    books.with_doctor = None


def _returned(books: _Books, event: ev.Return) -> None:
    entry = books.entries[event.token]
    books.require(entry.status in ("skipped", "noshow"), "return-after-skip", event)
    grace = timedelta(minutes=books.policy.grace_min)
    since = entry.skipped_at if entry.status == "skipped" else None
    entry.is_exempt = since is not None and event.at - since <= grace
    if entry.is_exempt:
        entry.must_follow = frozenset(
            other.token.id
            for other in books.waiting()
            if _same_band(other, entry, books) and _entered(other) <= event.at
        )
        places = books.policy.reentry_places
        entry.n_must_follow = min(places, len(entry.must_follow))
    else:
        entry.must_follow, entry.n_must_follow = frozenset(), 0
        entry.entry = event.at
    entry.status = "waiting"


def _same_band(one: _Entry, other: _Entry, books: _Books) -> bool:
    match books.policy.discipline.name:
        case "fifo":
            return True
        case "weights":
            return one.row.weight == other.row.weight
        case "banded-apq":  # accumulating priorities keep no places
            return False
        case _:
            return one.row.band == other.row.band


def _gone(status: str) -> Callable[[_Books, ev.TokenEvent], None]:
    def note(books: _Books, event: ev.TokenEvent) -> None:
        entry = books.entries[event.token]
        is_open = entry.status not in ("serving", "completed", *_GONE)
        books.require(is_open, "gone-once", event)
        if books.with_doctor == event.token:
            books.with_doctor = None
        entry.status = status

    return note


_GONE = ("noshow", "cancelled", "left", "transferred")


def _undone(books: _Books, event: ev.UndoCall) -> None:
    if books.with_doctor is not None:
        books.entries[books.with_doctor].status = "waiting"
        books.with_doctor = None


def _closed(books: _Books, event: ev.Close) -> None:
    for entry in books.entries.values():
        if entry.status in ("expected", "skipped"):
            entry.status = "noshow"
        elif entry.status == "waiting":
            entry.status = "left"


def _irrelevant(books: _Books, event: ev.Event) -> None:
    return


_RULES: Mapping[type[ev.Event], Callable[[_Books, Any], None]] = {
    ev.Join: _joined,
    ev.Arrive: _checked_in,
    ev.Call: _called,
    ev.Recall: _recalled,
    ev.Start: _started,
    ev.Complete: _completed,
    ev.Skip: _skipped,
    ev.Return: _returned,
    ev.NoShow: _gone("noshow"),
    ev.Cancel: _gone("cancelled"),
    ev.Leave: _gone("left"),
    ev.Transfer: _gone("transferred"),
    ev.UndoCall: _undone,
    ev.Close: _closed,
    ev.RunLate: _irrelevant,
    ev.Pause: _irrelevant,
    ev.Resume: _irrelevant,
}

_MEANS = {
    TokenStatus.BOOKED: "expected",
    TokenStatus.ARRIVED: "waiting",
    TokenStatus.CALLED: "called",
    TokenStatus.RECALLED: "called",
    TokenStatus.IN_CONSULTATION: "serving",
}


def _ledger(books: _Books, after: Line) -> Iterable[Breach]:
    """Everybody who joined is there, with the same number and the status of the books."""
    for key, entry in books.entries.items():
        found = after.tokens.get(key)
        if found is None:
            yield Breach("nobody-lost", key)
        elif found.number != entry.token.number:
            yield Breach("number-never-changes", key)
        elif _MEANS.get(found.status, found.status.value) != entry.status:
            yield Breach("status-follows-events", key)
    for key in after.tokens.keys() - books.entries.keys():
        yield Breach("nobody-from-nowhere", key)


def _capacity(after: Line) -> Iterable[Breach]:
    capacity = after.session.capacity
    if capacity is None:
        return
    active = [t for t in after.tokens.values() if t.status.value not in _GONE]
    overflowing = [t for t in active if t.overflow]
    if len(active) - len(overflowing) > capacity:
        yield Breach("capacity", active[-1].id)
    if len(overflowing) > after.session.overflow_limit:
        yield Breach("overflow-limit", overflowing[-1].id)
