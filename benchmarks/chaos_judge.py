"""Whether what was told is true: the invariants, each with what breaks it.

Every check gives the number of breaches, so nought everywhere is what is wanted. Places
are serialised by their numbers, so checking a session's history is linear in its length.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clinic_site import Site


@dataclass(frozen=True, slots=True)
class Told:
    """One answer; ``sent_s`` is when it was first asked, also if it had to be repeated."""

    what: str
    key: str
    session: str
    status: int
    body: Mapping[str, Any]
    sent_s: float
    got_s: float
    was_repeated: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """What the database holds after the day."""

    tokens: Mapping[str, Mapping[str, Any]]
    by_key: Mapping[str, Mapping[str, Any]]
    events: Mapping[str, list[tuple[str, str]]]
    capacity: Mapping[str, int]


_MOVES = {
    "tokens.add_walk_in": ("", "arrived"),
    "tokens.add_emergency": ("", "arrived"),
    "lines.call_next": ("arrived", "called"),
    "lines.start": ("called", "in-consultation"),
    "lines.complete": ("in-consultation", "completed"),
}
_EXPECTED = {
    "book": (201, 409),
    "repeat": (201,),
    "read": (200,),
    "cancel": (200, 409),
    "call": (200, 409),
    "start": (200, 409),
    "complete": (200, 409),
}


def judge(site: Site, told: list[Told]) -> dict[str, int]:
    """Breaches by invariant."""
    kept = _kept(site)
    by_history: dict[str, Callable[[], Iterator[object]]] = {
        "answers nobody expected": lambda: _unexpected(told),
        "I1 acknowledged and there": lambda: _lost(kept, told),
        "I2 one key, one token": lambda: _told_twice(kept, told),
        "I3 never above capacity": lambda: _oversold(kept),
        "I4 first come, lower number": lambda: _overtaken(told),
        "I7 refused and not there": lambda: _refused_and_kept(kept, told),
        "I8 emergencies first": lambda: _emergency_passed_over(kept),
        "I9 only legal moves": lambda: _illegal(kept),
        "I13 own writes are read": lambda: _not_read(kept, told),
        "I14 instants in UTC": lambda: _not_utc(told),
    }
    found = {name: sum(1 for _ in breaches()) for name, breaches in by_history.items()}
    return found | {name: site.rows(query)[0][0] for name, query in _QUERIES.items()}


def _kept(site: Site) -> Kept:
    rows = site.rows(
        "select id::text, session_id::text, number, status, overflow, idempotency_key"
        " from token order by session_id, number"
    )
    names = ("id", "session", "number", "status", "overflow", "key")
    tokens = {row[0]: dict(zip(names, row, strict=True)) for row in rows}
    events: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for session, token, action in site.rows(
        "select details ->> 'session', object_id, action from event"
        " where object_kind = 'token' order by id"
    ):
        events[session].append((token, action))
    capacity = dict(site.rows("select id::text, capacity from session"))
    by_key = {one["key"]: one for one in tokens.values() if one["key"]}
    return Kept(tokens, by_key, events, capacity)


def _unexpected(told: list[Told]) -> Iterator[Told]:
    return (one for one in told if one.status not in _EXPECTED[one.what])


def _lost(kept: Kept, told: list[Told]) -> Iterator[Told]:
    for one in told:
        if one.status not in (200, 201):
            continue
        token = kept.tokens.get(str(one.body["id"]))
        if token is None or token["number"] != one.body["number"]:
            yield one


def _told_twice(kept: Kept, told: list[Told]) -> Iterator[Told]:
    for one in told:
        if one.what in ("book", "repeat") and one.status == 201:
            token = kept.by_key.get(one.key)
            if token is None or token["id"] != one.body["id"]:
                yield one


def _oversold(kept: Kept) -> Iterator[str]:
    for session, events in kept.events.items():
        n_taken = 0
        for token, action in events:
            if kept.tokens[token]["overflow"]:
                continue
            n_taken += action == "tokens.add_walk_in"
            n_taken -= action == "tokens.cancel"
            if n_taken > kept.capacity[session]:
                yield session


def _overtaken(told: list[Told]) -> Iterator[Told]:
    """Who was answered before another asked has the lower number."""
    booked: dict[str, list[Told]] = defaultdict(list)
    for one in told:
        if one.what == "book" and one.status == 201:
            booked[one.session].append(one)
    for history in booked.values():
        history.sort(key=lambda one: one.body["number"])
        earliest_end = float("inf")
        for one in reversed(history):
            if earliest_end < one.sent_s:
                yield one
            earliest_end = min(earliest_end, one.got_s)


def _refused_and_kept(kept: Kept, told: list[Told]) -> Iterator[Told]:
    for one in told:
        if one.what == "book" and one.status == 409 and one.key in kept.by_key:
            yield one


def _emergency_passed_over(kept: Kept) -> Iterator[str]:
    for events in kept.events.values():
        waiting: set[str] = set()
        for token, action in events:
            if action == "lines.call_next" and waiting and token not in waiting:
                yield token
            if action == "tokens.add_emergency":
                waiting.add(token)
            else:
                waiting.discard(token)


def _illegal(kept: Kept) -> Iterator[str]:
    status: dict[str, str] = {}
    for events in kept.events.values():
        for token, action in events:
            before = status.get(token, "")
            if action == "tokens.cancel":
                wanted, after = before, "cancelled"
                is_legal = before in ("arrived", "called")
            else:
                wanted, after = _MOVES[action]
                is_legal = before == wanted
            if not is_legal:
                yield token
            status[token] = after
    for token, row in kept.tokens.items():
        if status.get(token) != row["status"]:
            yield token


def _not_read(kept: Kept, told: list[Told]) -> Iterator[Told]:
    for one in told:
        if one.what == "read" and one.body.get("id") != one.key:
            yield one


def _not_utc(told: list[Told]) -> Iterator[Told]:
    for one in told:
        at = one.body.get("created_at")
        if at is not None and not str(at).endswith("Z"):
            yield one


_QUERIES = {
    "I4 numbers without a gap": "select count(*) from (select session_id from token"
    " group by session_id having max(number) <> count(*) or min(number) <> 1) as wrong",
    "I5 no patient in two places": "select count(*) from appointment a join appointment b"
    " on a.patient_id = b.patient_id and a.id < b.id and a.during && b.during"
    " where a.status in ('pending', 'booked', 'arrived', 'checked-in')"
    " and b.status in ('pending', 'booked', 'arrived', 'checked-in')",
    "I6 no doctor or room in two places": "select count(*) from session a join session b"
    " on a.id < b.id and a.during && b.during and (a.practitioner_id = b.practitioner_id"
    " or a.location_id = b.location_id)"
    " where a.status <> 'cancelled' and b.status <> 'cancelled'",
    "I10 one successor each": "select (select count(*) from token"
    " where status = 'transferred') - (select count(*) from token_transfer)",
    "I11 one event a change": "select count(*) from token t where t.version <> (select"
    " count(*) from event e where e.object_kind = 'token' and e.object_id = t.id::text)",
    "I11 one message a change": "select abs((select count(*) from event"
    " where object_kind = 'token') - (select count(*) from outbox"
    " where topic = 'line.changed'))",
    "I12 one notice a call": "select count(*) from outbox o where o.topic = 'token.called'"
    " and 1 <> (select count(*) from notification n where n.outbox_id = o.id"
    " and n.channel = 'in-app')",
    "I15 counters as recounted": "select count(*) from session s where"
    " row (taken, overflow_taken, last_number) is distinct from (select row ("
    " count(*) filter (where not overflow and status not in"
    " ('cancelled', 'noshow', 'left', 'transferred'))::int,"
    " count(*) filter (where overflow and status not in"
    " ('cancelled', 'noshow', 'left', 'transferred'))::int,"
    " coalesce(max(number), 0)) from token t where t.session_id = s.id)",
}
