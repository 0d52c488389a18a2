"""Doing what a plan says: all of it, or a refusal and none of it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from horarium.domain.availability import UnavailabilityKind
from horarium.domain.errors import (
    PlanOutdated,
    StillServing,
)
from horarium.domain.ids import SessionId, TokenId
from horarium.domain.interval import Interval
from horarium.domain.session import Session, SessionStatus
from horarium.domain.token import Token, TokenStatus
from horarium.engines.queueing.events import Cancel, Transfer, UndoCall
from horarium.services import limits
from horarium.services.availability import NewUnavailability, keep_away
from horarium.services.line_loading import Loaded, load
from horarium.services.line_steps import Step, take
from horarium.services.line_visitors import Onward, is_here, join
from horarium.services.notifications import Cause, Template, tell
from horarium.services.permissions import Permission
from horarium.services.reallocation.planning import has_called, kept
from horarium.services.reallocation.planning import plan as make_plan
from horarium.services.reallocation.trigger import Move, Plan, Trigger, TriggerKind
from horarium.services.waitlist import JoinWaitlist, put_on
from horarium.services.work import Work
from horarium.store import line_places as place_store
from horarium.store import reallocations as store
from horarium.store import sessions as session_store
from horarium.store import waitlist as waitlist_store

CAUSES = {
    TriggerKind.ABSENT: Cause.DOCTOR_AWAY,
    TriggerKind.CANCELLED: Cause.CANCELLED,
    TriggerKind.CUT_SHORT: Cause.CUT_SHORT,
    TriggerKind.LATE: Cause.LATE,
}
"""What patients are told of why; a coordinator's own reason may be a doctor's secret."""

WISH_DAYS = 60
"""For so many days somebody left behind waits for a place."""


def get(work: Work, wanted: UUID) -> Plan:
    """One plan, applied or not."""
    work.require(Permission.SESSION_REALLOCATE)
    return kept(work, wanted)


def at_once(
    work: Work, trigger: Trigger, *, idempotency_key: str | None = None
) -> Plan:
    """Plan and apply in one go, for those who need no preview."""
    made = make_plan(work, trigger, idempotency_key=idempotency_key)
    return apply(work, made.id)


def apply(work: Work, wanted: UUID) -> Plan:
    """Move everybody, put the rest on the waitlist, close or shorten the sources.

    A plan is applied once; asked again, the answer is the same. Raises ``PlanOutdated``
    when anything it counts on has changed, ``StillServing`` while a session that ends
    has a patient in consultation, and what joining a line refuses.
    """
    work.require(Permission.SESSION_REALLOCATE)
    plan = kept(work, wanted, lock=True)
    if plan.applied_at is not None:
        return plan
    place_store.lock_all(work.db, plan.sessions)
    lines = {key: load(work, key, lock=False) for key in plan.sources}
    _require_unchanged(work, plan, lines)
    _require_possible(work, plan, lines)
    for one in lines.values():
        _empty(work, plan, one)
    new_labels = _join_all(work, plan, lines)
    _wait_for_places(work, plan, lines)
    for one in lines.values():
        _end(work, plan.trigger, one)
    if plan.trigger.kind is TriggerKind.ABSENT:
        _keep_away(work, plan.trigger)
    return _applied(work, plan, new_labels)


def _require_unchanged(
    work: Work, plan: Plan, lines: Mapping[SessionId, Loaded]
) -> None:
    for key, version in plan.sessions.items():
        known = lines.get(key)
        now = known.session if known else session_store.by_id(work.db, key)
        if now is None or now.version != version:
            series = now.series if now else "?"
            raise PlanOutdated(str(plan.id), f"Session {series}")
    tokens = {key: one for line in lines.values() for key, one in line.tokens.items()}
    for token, version in plan.tokens.items():
        if tokens[token].version != version:
            raise PlanOutdated(str(plan.id), f"Token {tokens[token].label}")


def _require_possible(
    work: Work, plan: Plan, lines: Mapping[SessionId, Loaded]
) -> None:
    """Nobody is moved where, as has been noted since the preview, they cannot come."""
    going: dict[SessionId, list[Move]] = {}
    for move in plan.moves:
        going.setdefault(move.session, []).append(move)
    sessions = session_store.by_ids(work.db, going)
    for key, moves in going.items():
        who = {one.token: lines[one.source].tokens[one.token].patient for one in moves}
        could_come = limits.possible(work, sessions[key], set(who.values()))
        for one in moves:
            if not could_come(who[one.token], one.start):
                raise PlanOutdated(str(plan.id), f"What {one.label} needs")


def _empty(work: Work, plan: Plan, one: Loaded) -> None:
    """Take everybody of the plan out of a source."""
    at = work.clock.now()
    details = {"plan": str(plan.id)}
    steps = []
    if plan.trigger.ends_sessions and one.line.serving is not None:
        if not has_called(one):
            raise StillServing(str(one.line.tokens[one.line.serving].number))
        steps.append(Step(UndoCall(at), "reallocation.undo_call"))
    steps += [
        Step(Transfer(at, move.token), "reallocation.move", move.token, details)
        for move in plan.moves
        if move.source == one.session.id
    ]
    steps += [
        Step(Cancel(at, left.token), "reallocation.leave_behind", left.token, details)
        for left in plan.leftovers
        if left.source == one.session.id
    ]
    take(work, one, steps)


def _join_all(
    work: Work, plan: Plan, lines: Mapping[SessionId, Loaded]
) -> dict[TokenId, str]:
    labels: dict[TokenId, str] = {}
    for move in plan.moves:
        old = lines[move.source].tokens[move.token]
        session = session_store.by_id(work.db, move.session)
        if session is None:
            raise PlanOutdated(str(plan.id), "A session")
        waits_on = is_here(old) and session.on_date == work.today
        onward = Onward(
            session=session,
            start=None if waits_on or old.overflow else move.start,
            overflow=old.overflow,
            keeps_line=session.on_date == lines[move.source].session.on_date,
            cause=CAUSES[plan.trigger.kind],
        )
        new = join(work, old, onward, action="reallocation.move")
        labels[move.token] = new.label
    return labels


def _wait_for_places(work: Work, plan: Plan, lines: Mapping[SessionId, Loaded]) -> None:
    """Whoever found no place goes to the waitlist, unless already on it."""
    for left in plan.leftovers:
        token = lines[left.source].tokens[left.token]
        session = lines[left.source].session
        _wish(work, token, session)
        at = token.slot_start_at or session.interval.start
        cause = CAUSES[plan.trigger.kind].value
        tell(
            work,
            Template.WAITLISTED,
            token.patient,
            at=at,
            session=session,
            cause=cause,
        )
        work.announce(
            "token.waitlisted",
            token=token.id,
            patient=token.patient,
            session=session.id,
        )


def _wish(work: Work, token: Token, session: Session) -> None:
    waiting = waitlist_store.waiting(work.db, service=session.service)
    if any(one.patient == token.patient for one in waiting):
        return
    put_on(
        work,
        JoinWaitlist(
            patient=token.patient,
            service=session.service,
            first_on=work.today,
            last_on=work.today + timedelta(days=WISH_DAYS),
            source=token.source,
        ),
    )


def _end(work: Work, trigger: Trigger, one: Loaded) -> None:
    """What the trigger means for a source, now that it is empty of those who go."""
    now, session = work.clock.now(), one.session
    if trigger.kind is TriggerKind.LATE:
        session_store.change(work.db, session.id, late_min=trigger.minutes)
    elif trigger.kind is TriggerKind.CUT_SHORT:
        _shorten(work, trigger, session.id)
    else:
        store.drop_holds(work.db, session.id, since=session.interval.start)
        was_held = any(
            token.status is TokenStatus.COMPLETED for token in one.tokens.values()
        )
        status = SessionStatus.CLOSED if was_held else SessionStatus.CANCELLED
        session_store.change(work.db, session.id, status=status.value, closed_at=now)
    work.record(
        f"reallocation.{trigger.kind.value}",
        ("session", session.id),
        reason=trigger.reason,
    )
    work.announce(
        "line.changed", session=session.id, action=f"reallocation.{trigger.kind}"
    )


def _keep_away(work: Work, trigger: Trigger) -> None:
    """Who is absent is not to be booked that day, in sessions not yet opened either."""
    if trigger.on is None:
        raise AssertionError("an absence has its day")
    begin = datetime.combine(trigger.on, time(), work.zone)
    end = datetime.combine(trigger.on + timedelta(days=1), time(), work.zone)
    leave = NewUnavailability(
        kind=UnavailabilityKind.LEAVE,
        during=Interval(begin, end),
        reason=trigger.reason,
        practitioner=trigger.practitioner,
    )
    keep_away(work, leave)


def _shorten(work: Work, trigger: Trigger, wanted: SessionId) -> None:
    """The new end, and no more places than are in use or still fit."""
    session = session_store.by_id(work.db, wanted)
    if session is None or trigger.end is None or trigger.end >= session.interval.end:
        return
    end = max(trigger.end, session.interval.start + timedelta(minutes=1))
    store.drop_holds(work.db, wanted, since=end)
    session = session_store.by_id(work.db, wanted) or session
    length = timedelta(minutes=session.slot_min)
    n_slots = (end - session.interval.start) // length
    in_use = session.capacity - session.places_left
    store.shorten(
        work.db,
        wanted,
        Interval(session.interval.start, end),
        capacity=max(in_use, min(session.capacity, n_slots)),
    )


def _applied(work: Work, plan: Plan, new_labels: dict[TokenId, str]) -> Plan:
    at = work.clock.now()
    report: dict[str, Any] = {
        "new_labels": {str(key): label for key, label in new_labels.items()}
    }
    store.mark_applied(work.db, plan.id, report, at=at)
    work.record(
        "reallocation.apply",
        ("reallocation", plan.id),
        kind=plan.trigger.kind.value,
        moves=len(plan.moves),
        leftovers=len(plan.leftovers),
    )
    return replace(plan, applied_at=at, new_labels=new_labels)
