"""Doing what a plan says: roster, clinics, patients and messages in one transaction."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from horarium.domain.absence import AbsenceStatus
from horarium.domain.errors import LoopPlanNotReady, NoSuchThing, PlanOutdated
from horarium.domain.ids import (
    AccountId,
    LoopPlanId,
    PractitionerId,
    RosterId,
    SessionId,
)
from horarium.domain.roster import RosterStatus, StoredRoster
from horarium.services import reallocation, rosters, staff_notices
from horarium.services.clinic_sessions import open_sessions_for
from horarium.services.loop.absences import take_time_away
from horarium.services.loop.cause import CauseKind
from horarium.services.loop.document import plan_of
from horarium.services.loop.mending import has_begun, mended_roster
from horarium.services.loop.plan import Audience, Handover, LoopPlan, PlanStatus
from horarium.services.notifications import Template, tell
from horarium.services.permissions import Permission
from horarium.services.work import Work
from horarium.store import absences as absence_store
from horarium.store import handovers as handover_store
from horarium.store import line_places as place_store
from horarium.store import loop_plans as store
from horarium.store import rosters as roster_store
from horarium.store import sessions as session_store
from horarium.store import tokens as token_store


def apply(work: Work, wanted: LoopPlanId, version: int) -> LoopPlan:
    """Publish the mended roster, hand over and close sessions, move and tell everybody.

    All of it or nothing; applied once, and asked again the answer is the same. Raises
    ``PlanOutdated`` when anything it counts on has changed, ``LoopPlanNotReady`` while
    there is nothing to apply, ``StillServing`` while a session that ends has a patient in
    consultation, ``NoFreeRoom`` and ``PractitionerDoubleBooked``.
    """
    work.require(Permission.ROSTER_REPAIR)
    stored = store.by_id(work.db, wanted, lock=True)
    if stored is None:
        raise NoSuchThing("plan", str(wanted))
    plan = plan_of(stored)
    if plan.status is PlanStatus.APPLIED:
        return plan
    if plan.status is not PlanStatus.READY:
        raise LoopPlanNotReady(plan.status.value)
    if version != plan.version:
        raise PlanOutdated(str(wanted), "The plan")
    roster = _require_unchanged(work, plan)
    if plan.reallocation is not None:
        reallocation.apply(work, plan.reallocation)
    _hand_over(work, plan.handovers)
    new_roster = _publish(work, plan, roster) if roster and _changes(plan) else None
    _close_absence(work, plan)
    _tell_everybody(work, plan)
    return _applied(work, plan, new_roster)


def _require_unchanged(work: Work, plan: LoopPlan) -> StoredRoster | None:
    roster = _locked_roster(work, plan)
    absence = plan.cause.absence
    if absence is not None:
        now = absence_store.by_id(work.db, absence, lock=True)
        if now is None or now.version != plan.absence_version:
            raise PlanOutdated(str(plan.id), "The absence")
    place_store.lock_all(work.db, plan.sessions)
    for key, version in sorted(plan.sessions.items()):
        session = session_store.by_id(work.db, key)
        if session is None or session.version != version:
            series = session.series if session else "?"
            raise PlanOutdated(str(plan.id), f"Session {series}")
    if roster is not None and has_begun(work, roster, plan.duties):
        raise PlanOutdated(str(plan.id), "A duty that has begun")
    return roster


def _locked_roster(work: Work, plan: LoopPlan) -> StoredRoster | None:
    if plan.roster is None:
        return None
    version = roster_store.lock(work.db, plan.roster)
    roster = roster_store.by_id(work.db, plan.roster)
    is_published = roster is not None and roster.status is RosterStatus.PUBLISHED
    if version != plan.roster_version or not is_published:
        raise PlanOutdated(str(plan.id), "The roster")
    return roster


def _changes(plan: LoopPlan) -> bool:
    """Leave is noted in the roster even when no duty changes."""
    return bool(plan.duties) or plan.cause.practitioner is not None


def _hand_over(work: Work, handovers: Iterable[Handover]) -> None:
    to = {one.session: one.target for one in handovers}
    if not to:
        return
    handover_store.hand_over(work.db, to)
    for one in handovers:
        work.record(
            "loop.hand_over",
            ("session", one.session),
            source=str(one.source),
            target=str(one.target),
            n_patients=len(one.tokens),
        )
        work.announce("line.changed", session=one.session, action="loop.hand_over")


def _publish(work: Work, plan: LoopPlan, old: StoredRoster) -> RosterId:
    """The mended roster takes the place of the old one, which becomes history.

    Unlike a draft it may have gaps: somebody fell ill, and nobody else is there.
    """
    problem, roster = mended_roster(work, old, plan.cause, plan.duties)
    summary: dict[str, Any] = {
        "status": "mended",
        "replaces": str(old.id),
        "why": plan.cause.sentence(),
        "seconds": plan.seconds.get("roster", 0.0),
    }
    new = rosters.save_draft(work, problem, roster, summary)
    now = work.clock.now()
    roster_store.set_status(work.db, old.id, RosterStatus.ARCHIVED)
    roster_store.set_status(work.db, new.id, RosterStatus.PUBLISHED, at=now)
    opened = open_sessions_for(work, new, problem)
    for one in plan.duties:
        work.record(
            "loop.change_duty",
            ("practitioner", one.practitioner),
            roster=str(new.id),
            on=one.on.isoformat(),
            before=one.before,
            after=one.after,
            why=one.why.value,
            reason=one.reason,
        )
    work.record(
        "rosters.mend",
        ("roster", new.id),
        replaces=str(old.id),
        n_changes=len(plan.duties),
        n_sessions=len(opened),
    )
    work.announce("roster.published", roster=new.id)
    return new.id


def _close_absence(work: Work, plan: LoopPlan) -> None:
    key = plan.cause.absence
    if key is None or plan.cause.kind is not CauseKind.ABSENT:
        return
    absence = absence_store.by_id(work.db, key)
    if absence is None:
        raise AssertionError("a plan's absence is there")
    values: dict[str, Any] = {"status": AbsenceStatus.COVERED.value}
    if absence.away is None:
        values["unavailability_id"] = take_time_away(work, absence, absence.first_on)
    absence_store.change(work.db, key, **values)
    work.announce("absence.changed", absence=key)


def _tell_everybody(work: Work, plan: LoopPlan) -> None:
    """Staff by name; who is moved or waits has been told by the reallocation."""
    for one in plan.tellings:
        match one.audience:
            case Audience.DOCTOR:
                staff_notices.tell(work, PractitionerId(one.key), one.words)
            case Audience.DESK:
                staff_notices.tell_account(work, AccountId(one.key), one.words)
            case Audience.PATIENT:
                continue
    for given in plan.handovers:
        _tell_patients(work, given)


def _tell_patients(work: Work, given: Handover) -> None:
    session = session_store.by_id(work.db, SessionId(given.session))
    if session is None:
        raise AssertionError("a session just handed over is there")
    for token in token_store.of_session(work.db, session.id):
        if token.id not in given.tokens or not token.status.is_active:
            continue
        tell(
            work,
            Template.NEW_DOCTOR,
            token.patient,
            at=token.slot_start_at or session.interval.start,
            session=session,
            label=token.label,
        )


def _applied(work: Work, plan: LoopPlan, new_roster: RosterId | None) -> LoopPlan:
    at = work.clock.now()
    store.change(
        work.db,
        plan.id,
        status=PlanStatus.APPLIED.value,
        applied_at=at,
        report={"new_roster": str(new_roster) if new_roster else None},
    )
    work.record(
        "loop.apply",
        ("loop-plan", plan.id),
        kind=plan.cause.kind.value,
        n_duties=len(plan.duties),
        n_handovers=len(plan.handovers),
        n_closings=len(plan.closings),
        n_told=len(plan.tellings),
    )
    work.announce("loop.changed", plan=plan.id)
    return replace(
        plan,
        status=PlanStatus.APPLIED,
        applied_at=at,
        new_roster=new_roster,
        version=plan.version + 1,
    )
