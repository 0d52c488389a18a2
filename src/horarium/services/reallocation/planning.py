"""Planning where patients go: nothing is done yet, somebody has to confirm."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from horarium.domain.errors import NoSuchThing
from horarium.domain.ids import SessionId, TokenId
from horarium.domain.session import Session
from horarium.domain.token import TokenStatus
from horarium.engines.queueing import Line, advance
from horarium.engines.queueing import reallocate as engine
from horarium.engines.queueing.events import UndoCall
from horarium.engines.queueing.outcome import Leftover, Placement, ReallocationPlan
from horarium.engines.queueing.params import ReallocationParams
from horarium.services import existing
from horarium.services.idempotency import Once, once
from horarium.services.line_loading import Loaded, load_all
from horarium.services.line_steps import token_id
from horarium.services.outlook import outlooks
from horarium.services.permissions import Permission
from horarium.services.reallocation import places
from horarium.services.reallocation.document import cause_of, document_of, plan_of
from horarium.services.reallocation.places import Displaced, Target
from horarium.services.reallocation.trigger import (
    LeftBehind,
    Move,
    Plan,
    Trigger,
    TriggerKind,
)
from horarium.services.sessions import require_open
from horarium.services.tokens import checked_reason
from horarium.services.work import Work
from horarium.store import reallocations as store
from horarium.store import sessions as session_store


def plan(work: Work, trigger: Trigger, *, idempotency_key: str | None = None) -> Plan:
    """Who has to move and where to, at the least total cost; kept, not applied.

    Raises ``NoSuchThing`` and ``SessionNotOpen``.
    """
    work.require(Permission.SESSION_REALLOCATE)
    return once(
        work,
        Once(idempotency_key, "reallocation.plan", trigger),
        lambda: _plan(work, trigger),
        lambda key: kept(work, key),
    )


def kept(work: Work, wanted: UUID, *, lock: bool = False) -> Plan:
    """The plan with that id; refuse with ``NoSuchThing``."""
    stored = store.by_id(work.db, wanted, lock=lock)
    if stored is None:
        raise NoSuchThing("reallocation", str(wanted))
    return plan_of(stored)


def _plan(work: Work, trigger: Trigger) -> Plan:
    trigger = replace(trigger, reason=checked_reason(trigger.reason))
    sources = load_all(work, _sources(work, trigger))
    displaced = _displaced(work, trigger, sources)
    made = _assigned(work, trigger, sources, displaced)
    row = store.StoredPlan(
        made.id, cause_of(trigger), document_of(made), None, made.made_at, None
    )
    store.add(work.db, work.organisation, row)
    work.record(
        "reallocation.plan",
        ("reallocation", made.id),
        kind=trigger.kind.value,
        moves=len(made.moves),
        leftovers=len(made.leftovers),
    )
    return made


def _sources(work: Work, trigger: Trigger) -> list[Session]:
    named = [trigger.session] if trigger.session is not None else trigger.sessions
    if named:
        return [_open_session(work, key) for key in sorted(set(named))]
    if trigger.practitioner is None or trigger.on is None:
        raise AssertionError("a trigger names a session, or somebody and a day")
    existing.practitioner(work, trigger.practitioner)
    found = session_store.on_date(
        work.db, trigger.on, practitioner_id=trigger.practitioner
    )
    return sorted(
        (one for one in found if not one.status.is_over), key=lambda one: one.id
    )


def _open_session(work: Work, wanted: SessionId) -> Session:
    session = existing.session(work, wanted)
    require_open(session)
    return session


def _displaced(
    work: Work, trigger: Trigger, sources: Sequence[Loaded]
) -> list[Displaced]:
    known, now = outlooks(work, sources), work.clock.now()
    found = []
    for one in sources:
        line, until = _what_is_left(one, trigger, now)
        leaving = engine.displaced(line, until, now, one.policy, known[one.session.id])
        found += [
            Displaced(one.tokens[token_id(token.id)], token, one.session)
            for token in leaving
        ]
    return found


def _what_is_left(
    one: Loaded, trigger: Trigger, now: datetime
) -> tuple[Line, datetime]:
    """The line after the trigger, and until when its doctor sees anybody new."""
    end = one.session.interval.end
    if trigger.kind is TriggerKind.LATE:
        late = replace(one.line.session, late_min=float(trigger.minutes or 0))
        return replace(one.line, session=late), end
    if trigger.kind is TriggerKind.CUT_SHORT:
        return one.line, min(trigger.end or end, end)
    if has_called(one):
        return advance(one.line, UndoCall(now), one.policy), now
    return one.line, now


def has_called(one: Loaded) -> bool:
    """Whether somebody is called who is not in the room yet."""
    serving = one.line.serving
    if serving is None:
        return False
    return one.line.tokens[serving].status is not TokenStatus.IN_CONSULTATION


def _assigned(
    work: Work,
    trigger: Trigger,
    sources: Sequence[Loaded],
    displaced: Sequence[Displaced],
) -> Plan:
    found = places.targets(work, trigger, [one.session for one in sources])
    by_name = {str(one.session.id): one.session for one in found}
    chosen = _chosen(work, sources, displaced, found)
    leaving = {one.token.id: one for one in displaced}
    moves = tuple(_move(one, leaving, by_name) for one in chosen.moves)
    receiving = {by_name[one.session].id: by_name[one.session] for one in chosen.moves}
    n_movable = sum(
        token.status in engine.MAY_MOVE
        for one in sources
        for token in one.tokens.values()
    )
    return Plan(
        id=work.new_id(),
        trigger=trigger,
        sources=tuple(one.session.id for one in sources),
        moves=moves,
        leftovers=tuple(_left_behind(one, leaving) for one in chosen.leftovers),
        n_staying=max(0, n_movable - len(displaced)),
        sessions={
            one.id: one.version
            for one in (*(line.session for line in sources), *receiving.values())
        },
        tokens={one.token.id: one.token.version for one in displaced},
        made_at=work.clock.now(),
    )


def _chosen(
    work: Work,
    sources: Sequence[Loaded],
    displaced: Sequence[Displaced],
    found: Sequence[Target],
) -> ReallocationPlan:
    if not displaced:
        return ReallocationPlan((), ())
    offered = list(places.openings(work, found))
    return engine.plan(
        list(places.claims(work, displaced, offered, found)),
        offered,
        work.clock.now(),
        sources[0].policy,
        ReallocationParams(),
    )


def _move(
    one: Placement, leaving: Mapping[TokenId, Displaced], by_name: Mapping[str, Session]
) -> Move:
    gone = leaving[token_id(one.token)]
    return Move(
        gone.token.id,
        gone.token.label,
        gone.source.id,
        by_name[one.session].id,
        one.start,
        round(one.shift_min, 1),
    )


def _left_behind(one: Leftover, leaving: Mapping[TokenId, Displaced]) -> LeftBehind:
    gone = leaving[token_id(one.token)]
    return LeftBehind(
        gone.token.id, gone.token.label, gone.source.id, one.reason, one.misfit
    )
