"""Working out a plan: at once when that is quick, by a worker when it is not."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from horarium.domain.absence import AbsenceStatus
from horarium.domain.errors import AbsenceOver, Refused
from horarium.domain.ids import AbsenceId, LoopPlanId
from horarium.services import existing, reallocation, rosters
from horarium.services.idempotency import Once, once
from horarium.services.loop import clinics
from horarium.services.loop.absences import existing_absence
from horarium.services.loop.cause import Cause
from horarium.services.loop.document import cause_document, plan_document, plan_of
from horarium.services.loop.mending import How, Mended, mend, published_for
from horarium.services.loop.plan import Filling, LoopPlan, PlanStatus
from horarium.services.loop.telling import tellings
from horarium.services.permissions import Permission
from horarium.services.reallocation import Trigger, TriggerKind
from horarium.services.work import OpenWork, Work
from horarium.store import jobs
from horarium.store import loop_plans as store

TASK = "propose"
"""The job's name in the queue."""

AT_ONCE = timedelta(seconds=2)
"""How long somebody is kept waiting before a worker goes on with it."""

PATIENCE = timedelta(seconds=60)
"""How long a worker searches."""

BEAT_S = 0.5
"""How often a worker asks whether it should stop."""

Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalParams:
    """What is to be filled, how long to search, how far patients may be moved."""

    filling: Filling = Filling.CLINICS
    limit: timedelta = AT_ONCE
    within_days: int = 7


@dataclass(frozen=True, slots=True)
class _Proposal:
    """What an idempotency key remembers of a proposal."""

    cause: Cause
    params: ProposalParams


def propose(
    work: Work,
    cause: Cause,
    params: ProposalParams | None = None,
    *,
    idempotency_key: str | None = None,
) -> LoopPlan:
    """A plan to be confirmed; ``working`` when a worker has to go on with it.

    Raises ``AbsenceOver``, and ``InvalidField`` for names the roster does not know.
    """
    work.require(Permission.ROSTER_REPAIR)
    params = params or ProposalParams()
    return once(
        work,
        Once(idempotency_key, "loop.propose", _Proposal(cause, params)),
        lambda: _propose(work, cause, params),
        lambda key: plan_of(_existing(work, LoopPlanId(key))),
    )


def _propose(work: Work, cause: Cause, params: ProposalParams) -> LoopPlan:
    plan = _asked(work, cause, params.filling)
    made = _made(work, plan, params, stop=None)
    if made is None:
        _enqueue(work, plan.id)
        return plan
    return _kept(work, made)


def queue(work: Work, cause: Cause, filling: Filling = Filling.CLINICS) -> LoopPlan:
    """Leave the whole plan to a worker; for those who need not see it."""
    plan = _asked(work, cause, filling)
    _enqueue(work, plan.id)
    return plan


def work_out(open_work: OpenWork, wanted: LoopPlanId) -> None:
    """What a worker does for one job; again for one whose worker was killed."""
    with open_work() as work:
        plan = plan_of(_existing(work, wanted))
    if plan.status is not PlanStatus.WORKING:
        return
    params = ProposalParams(filling=plan.filling, limit=PATIENCE)
    try:
        with open_work() as work, _Watch(open_work, wanted) as watch:
            made = _made(work, plan, params, watch.should_stop)
            if made is not None and not watch.should_stop():
                _kept(work, made)
                return
    except Refused as refusal:
        end(open_work, wanted, PlanStatus.FAILED, refusal.sentence())
        return
    end(open_work, wanted, PlanStatus.FAILED, "No roster was found in time.")


def end(open_work: OpenWork, wanted: LoopPlanId, status: PlanStatus, note: str) -> None:
    """Note that a plan is not going to be, unless it is over already."""
    with open_work() as work:
        if _existing(work, wanted, lock=True).status == PlanStatus.WORKING:
            store.change(work.db, wanted, status=status.value, report={"note": note})
            work.announce("loop.changed", plan=wanted)


def stop(work: Work, wanted: LoopPlanId) -> LoopPlan:
    """Give a plan up that is being worked out; one that is over stays as it is."""
    work.require(Permission.ROSTER_REPAIR)
    if _existing(work, wanted, lock=True).status == PlanStatus.WORKING:
        store.change(
            work.db, wanted, status=PlanStatus.STOPPED.value, stop_requested=True
        )
        work.record("loop.stop", ("loop-plan", wanted))
        work.announce("loop.changed", plan=wanted)
    return plan_of(_existing(work, wanted))


def get(work: Work, wanted: LoopPlanId) -> LoopPlan:
    """One plan, however it stands."""
    work.require(Permission.ROSTER_REPAIR)
    return plan_of(_existing(work, wanted))


def newest(work: Work, absence: AbsenceId) -> LoopPlan | None:
    """The plan of an absence that was asked for last, if any."""
    work.require(Permission.ROSTER_REPAIR)
    found = store.newest_of(work.db, absence)
    return plan_of(found) if found else None


def _asked(work: Work, cause: Cause, filling: Filling) -> LoopPlan:
    if cause.absence is not None:
        absence = existing_absence(work, cause.absence)
        is_over = absence.status is AbsenceStatus.WITHDRAWN
        if is_over and cause == Cause.absent(absence):
            raise AbsenceOver(str(absence.id))
    plan = LoopPlan(
        id=LoopPlanId(work.new_id()),
        cause=cause,
        status=PlanStatus.WORKING,
        asked_at=work.clock.now(),
        filling=filling,
    )
    row = store.StoredLoopPlan(
        id=plan.id,
        absence=cause.absence,
        cause=cause_document(cause, filling),
        status=plan.status.value,
        asked_at=plan.asked_at,
    )
    store.add(work.db, work.organisation, row)
    work.record("loop.propose", ("loop-plan", plan.id), kind=cause.kind.value)
    return plan


def _made(
    work: Work, plan: LoopPlan, params: ProposalParams, stop: Stop | None
) -> LoopPlan | None:
    """The plan with everything in it; ``None`` when the time was up before that."""
    cause, began = plan.cause, time.perf_counter()
    sessions = clinics.to_come(work, cause)
    stored = published_for(work, cause)
    mended: Mended | None = None
    if stored is not None:
        busy = clinics.with_patients(sessions)
        how = How(limit=params.limit, filling=params.filling, busy=busy, stop=stop)
        mended = mend(work, stored, cause, how)
        if mended is None:
            return None
    mended_s = time.perf_counter() - began
    meant = clinics.meant(work, cause, sessions, mended)
    moved = _reallocated(work, meant, params)
    problem = rosters.judged(stored).problem if stored else None
    duties = mended.duties if mended else ()
    counted_on = {one.id: one.version for one in meant.sessions.values()}
    return replace(
        plan,
        status=PlanStatus.READY,
        seen_at=work.clock.now(),
        roster=stored.id if stored else None,
        roster_version=stored.version if stored else 0,
        duties=duties,
        handovers=meant.handovers,
        closings=meant.closings,
        reallocation=moved.id if moved else None,
        tellings=tellings(work, cause, duties, problem, (meant, moved)),
        unresolved=_unresolved(cause, mended),
        is_fewest=mended.is_fewest if mended else True,
        absence_version=_absence_version(work, cause),
        sessions=counted_on | (moved.sessions if moved else {}),
        seconds={
            "roster": round(mended_s, 3),
            "clinics": round(time.perf_counter() - began - mended_s, 3),
        },
    )


def _reallocated(
    work: Work, meant: clinics.Meant, params: ProposalParams
) -> reallocation.Plan | None:
    if not meant.closings:
        return None
    trigger = Trigger(
        kind=TriggerKind.CANCELLED,
        reason="the doctor is away",
        sessions=tuple(one.session for one in meant.closings),
        within_days=params.within_days,
    )
    return reallocation.plan(work, trigger)


def _unresolved(cause: Cause, mended: Mended | None) -> tuple[str, ...]:
    if mended is None:
        return (
            "No published roster covers these days; only clinics are looked after.",
        )
    horizon = rosters.judged(mended.stored).problem.horizon
    last = horizon.date_of(horizon.n_days - 1)
    if cause.last_on <= last:
        return mended.unresolved
    beyond = (
        f"The roster ends on {last:%a} {last.day} {last:%b}; mind the days after it."
    )
    return (*mended.unresolved, beyond)


def _absence_version(work: Work, cause: Cause) -> int:
    if cause.absence is None:
        return 0
    return existing_absence(work, cause.absence).version


def _kept(work: Work, made: LoopPlan) -> LoopPlan:
    """Write a plan down, unless it was given up meanwhile."""
    if _existing(work, made.id, lock=True).status != PlanStatus.WORKING:
        return plan_of(_existing(work, made.id))
    store.change(
        work.db,
        made.id,
        status=made.status.value,
        plan=plan_document(made),
        made_at=work.clock.now(),
    )
    work.announce("loop.changed", plan=made.id)
    return plan_of(_existing(work, made.id))


def _enqueue(work: Work, wanted: LoopPlanId) -> None:
    owner = str(work.organisation)
    jobs.enqueue(
        work.db, TASK, lock=f"propose {owner}", organisation=owner, plan=str(wanted)
    )


def _existing(
    work: Work, wanted: LoopPlanId, *, lock: bool = False
) -> store.StoredLoopPlan:
    return existing.required(store.by_id(work.db, wanted, lock=lock), "plan", wanted)


class _Watch:
    """Beside a search: asks now and then whether somebody has given it up."""

    def __init__(self, open_work: OpenWork, wanted: LoopPlanId) -> None:
        self._open_work = open_work
        self._wanted = wanted
        self._is_given_up = threading.Event()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "_Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(timeout=5)

    def should_stop(self) -> bool:
        """Whether it is to end."""
        return self._is_given_up.is_set()

    def _run(self) -> None:
        while not self._over.wait(BEAT_S):
            with self._open_work() as work:
                if _existing(work, self._wanted).stop_requested:
                    self._is_given_up.set()
                    return
