"""One event at a time: a line and what happened give the line after it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from horarium.domain.errors import (
    AlreadyInLine,
    InvalidField,
    NothingToUndo,
    OutOfTurn,
    SessionNotOpen,
    StillServing,
)
from horarium.domain.token import TokenStatus
from horarium.engines.queueing import events
from horarium.engines.queueing.capacity import admitted
from horarium.engines.queueing.discipline import BAND, ENTRY
from horarium.engines.queueing.events import Event, TokenEvent
from horarium.engines.queueing.order import Order
from horarium.engines.queueing.place import key_of, order_of, token_of
from horarium.engines.queueing.policy import Policy
from horarium.engines.queueing.problem import (
    BEING_SERVED,
    FINISHED,
    Line,
    LineSession,
    LineToken,
    require_aware,
    revised,
)
from horarium.engines.queueing.transitions import Move, landing

_JUST_BEHIND = timedelta(milliseconds=1)
"""Puts a returning token behind the one it is level with, not beside it."""


def advance(line: Line, event: Event, policy: Policy) -> Line:
    """The line after ``event``; the one given is left as it was.

    Refuses with ``IllegalMove`` what the transition table does not know, with
    ``OutOfTurn`` a call that is not the discipline's and gives no reason, with
    ``StillServing`` a second patient for one doctor, with ``NothingToUndo``,
    ``NoSuchThing`` (unknown token), ``AlreadyInLine`` (id known),
    ``SessionNotOpen`` (closed), ``SessionFull``, ``QuotaHeld``, ``OverflowFull`` and
    ``InvalidField`` what their names say.
    """
    if event.at.tzinfo is None:
        require_aware("at", event.at)
    handle = _HANDLERS.get(type(event), _move)
    return handle(line, event, policy)


def _move(line: Line, event: TokenEvent, policy: Policy) -> Line:
    old = token_of(line, event.token)
    status = landing(old.status, event.move)
    changes = _CHANGES[event.move](old, event.at)
    return _with_token(line, old, revised(old, status=status, **changes), policy)


def _ended(token: LineToken, at: datetime) -> dict[str, Any]:
    return {"ended_at": at}


_CHANGES: Mapping[Move, Callable[[LineToken, datetime], dict[str, Any]]] = {
    Move.ARRIVE: lambda _, at: {"arrived_at": at},
    Move.RECALL: lambda token, _: {"n_recalls": token.n_recalls + 1},
    Move.START: lambda _, at: {"started_at": at},
    Move.SKIP: lambda token, at: {"skipped_at": at, "n_skips": token.n_skips + 1},
    Move.COMPLETE: _ended,
    Move.NO_SHOW: _ended,
    Move.CANCEL: _ended,
    Move.LEAVE: _ended,
    Move.TRANSFER: _ended,
    Move.UNDO_CALL: lambda *_: {"called_at": None, "n_recalls": 0},
}


def _with_token(line: Line, old: LineToken, new: LineToken, policy: Policy) -> Line:
    order = order_of(line, policy)
    if old.status is TokenStatus.ARRIVED:
        order = order.without(order.index(key_of(old, policy), old.id))
    elif new.status is TokenStatus.ARRIVED:
        order = order.including(key_of(new, policy), new.id)
    return _in_order(line, old, new, order)


def _in_order(line: Line, old: LineToken, new: LineToken, order: Order) -> Line:
    serving = line.serving
    if new.status in BEING_SERVED:
        serving = new.id
    elif old.status in BEING_SERVED:
        serving = None
    return Line(line.session, {**line.tokens, new.id: new}, serving, order)


def _join(line: Line, event: events.Join, policy: Policy) -> Line:
    token = event.token
    if line.session.closed_at is not None:
        raise SessionNotOpen(line.session.name, "over")
    if token.id in line.tokens:
        raise AlreadyInLine(str(line.tokens[token.id].number))
    if token.status not in (TokenStatus.BOOKED, TokenStatus.ARRIVED):
        raise InvalidField("status", token.status, "booked or arrived")
    policy.row(token.priority_class)
    token = admitted(line, token, event.at, policy)
    order = order_of(line, policy)
    if token.status is TokenStatus.ARRIVED:
        order = order.including(key_of(token, policy), token.id)
    return Line(line.session, {**line.tokens, token.id: token}, line.serving, order)


def _call(line: Line, event: events.Call, policy: Policy) -> Line:
    if line.serving is not None:
        raise StillServing(str(line.tokens[line.serving].number))
    old = token_of(line, event.token)
    status = landing(old.status, Move.CALL)
    order = order_of(line, policy)
    at = policy.discipline.choose(order.keys, event.at.timestamp())
    if order.ids[at] != old.id:
        if not event.reason:
            due = line.tokens[order.ids[at]]
            raise OutOfTurn(str(old.number), str(due.number))
        at = order.index(key_of(old, policy), old.id)
    session = line.session
    if session.began_at is None or session.break_from is not None:
        began_at = session.began_at or event.at
        line = _in_session(line, began_at=began_at, break_from=None, break_until=None)
    new = revised(old, status=status, called_at=event.at)
    return _in_order(line, old, new, order.without(at))


def _undo_call(line: Line, event: events.UndoCall, policy: Policy) -> Line:
    old = line.tokens.get(line.serving) if line.serving is not None else None
    if old is None or old.status is TokenStatus.IN_CONSULTATION:
        raise NothingToUndo(line.session.name)
    changes = _CHANGES[Move.UNDO_CALL](old, event.at)
    status = landing(old.status, Move.UNDO_CALL)
    return _with_token(line, old, revised(old, status=status, **changes), policy)


def _return(line: Line, event: events.Return, policy: Policy) -> Line:
    old = token_of(line, event.token)
    status = landing(old.status, event.move)
    if line.session.closed_at is not None:
        raise SessionNotOpen(line.session.name, "over")
    admitted_again = old
    if old.status is TokenStatus.NO_SHOW:
        admitted_again = admitted(line, old, event.at, policy)
    new = revised(
        admitted_again,
        status=status,
        arrived_at=old.arrived_at or event.at,
        entry_at=_entry_on_return(line, old, event.at, policy),
        called_at=None,
        ended_at=None,
        skipped_at=None,
        n_recalls=0,
    )
    return _with_token(line, old, new, policy)


def _entry_on_return(
    line: Line, token: LineToken, at: datetime, policy: Policy
) -> datetime:
    """Within the grace behind ``reentry_places`` of the band, else the class's end.

    Early birds, whose time has not come, do not count among the places.
    """
    grace = timedelta(minutes=policy.grace_min)
    in_time = (
        token.status is TokenStatus.SKIPPED
        and token.skipped_at is not None
        and token.arrived_at is not None
        and at - token.skipped_at <= grace
    )
    if not in_time:
        return at
    discipline, row = policy.discipline, policy.row(token.priority_class)
    old_entry = token.counts_from
    now_s, band = at.timestamp(), key_of(token, policy)[BAND]
    keys = order_of(line, policy).keys
    peers = [key for key in keys if key[BAND] == band and key[ENTRY] <= now_s]
    places = min(policy.reentry_places, len(peers))
    if places == 0:
        return old_entry
    entry_s = discipline.entry_behind(row, peers[places - 1], now_s)
    return max(old_entry, datetime.fromtimestamp(entry_s, UTC) + _JUST_BEHIND)


def _run_late(line: Line, event: events.RunLate, policy: Policy) -> Line:
    return _in_session(line, late_min=event.late_min)


def _pause(line: Line, event: events.Pause, policy: Policy) -> Line:
    return _in_session(line, break_from=event.at, break_until=event.until)


def _resume(line: Line, event: events.Resume, policy: Policy) -> Line:
    return _in_session(line, break_from=None, break_until=None)


_AT_CLOSE: Mapping[TokenStatus, Move] = {
    TokenStatus.BOOKED: Move.NO_SHOW,
    TokenStatus.SKIPPED: Move.NO_SHOW,
    TokenStatus.ARRIVED: Move.LEAVE,
}


def _close(line: Line, event: events.Close, policy: Policy) -> Line:
    if line.serving is not None:
        raise StillServing(str(line.tokens[line.serving].number))
    tokens = {
        token.id: token
        if token.status in FINISHED
        else revised(
            token,
            status=landing(token.status, _AT_CLOSE[token.status]),
            ended_at=event.at,
        )
        for token in line.tokens.values()
    }
    closed = _in_session(line, closed_at=event.at)
    return Line(closed.session, tokens)


def _in_session(line: Line, **changes: Any) -> Line:
    if line.session.closed_at is not None:
        raise SessionNotOpen(line.session.name, "over")
    session: LineSession = replace(line.session, **changes)
    return Line(session, line.tokens, line.serving, line.order)


_HANDLERS: Mapping[type[Event], Callable[[Line, Any, Policy], Line]] = {
    events.Join: _join,
    events.Call: _call,
    events.UndoCall: _undo_call,
    events.Return: _return,
    events.RunLate: _run_late,
    events.Pause: _pause,
    events.Resume: _resume,
    events.Close: _close,
}


def changed(before: Line, after: Line) -> tuple[LineToken, ...]:
    """The tokens of ``after`` that are new or differ, in the line's order.

    What a store must write back. Tokens that an event left alone are the same objects,
    so this costs one comparison of identity a token.
    """
    old = before.tokens
    return tuple(t for t in after.tokens.values() if old.get(t.id) is not t)
