"""Trying the loop out: a morning, a doctor with a clinic, a call at seven."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as time_of_day

from horarium.domain.absence import AbsenceKind
from horarium.domain.errors import NoSuchThing
from horarium.domain.people import Practitioner
from horarium.services.loop.absences import NewAbsence, report_absence
from horarium.services.loop.applying import apply
from horarium.services.loop.cause import Cause
from horarium.services.loop.plan import LoopPlan
from horarium.services.loop.proposing import ProposalParams, propose
from horarium.services.work import Work
from horarium.store import people
from horarium.store import rosters as roster_store
from horarium.store import sessions as session_store

SEVEN = time_of_day(7)

AHEAD_DAYS = 14


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What one call came to; ``seconds`` of reporting, proposing and applying."""

    plan: LoopPlan
    seconds: dict[str, float]


def mornings(work: Work) -> Iterator[datetime]:
    """Seven o'clock on each day to come on which a roster's clinic has patients."""
    for days in range(1, AHEAD_DAYS + 1):
        day = work.today + timedelta(days=days)
        if callers(work, day):
            yield datetime.combine(day, SEVEN, work.zone)


def callers(work: Work, day: date) -> list[Practitioner]:
    """Doctors with a clinic of the roster and patients on a day, fullest first."""
    roster = roster_store.published_on(work.db, day)
    if roster is None:
        return []
    on_duty = {one.practitioner for one in roster.assignments if one.on_date == day}
    booked = {
        one.practitioner: one.taken
        for one in session_store.on_date(work.db, day)
        if not one.status.is_over and one.taken and one.practitioner in on_duty
    }
    team = [one for one in people.practitioners(work.db) if one.id in booked]
    return sorted(team, key=lambda one: (-booked[one.id], one.staff_code))


def called_by(work: Work, day: date, staff_code: str | None) -> Practitioner:
    """Who calls: somebody in particular, or whose clinic is the fullest."""
    if staff_code is None:
        found = callers(work, day)
        if not found:
            raise NoSuchThing("clinic with patients", day.isoformat())
        return found[0]
    one = people.practitioner_by_code(work.db, staff_code)
    if one is None:
        raise NoSuchThing("practitioner", staff_code)
    return one


def sick_call(
    work: Work, who: Practitioner, n_days: int, params: ProposalParams
) -> Rehearsed:
    """Report, propose and apply in one go, each with its time.

    A plan that needs more than ``params.limit`` is left to a worker and not applied.
    """
    last = work.today + timedelta(days=n_days - 1)
    began = time.perf_counter()
    absence = report_absence(
        work,
        NewAbsence(
            first_on=work.today,
            last_on=last,
            kind=AbsenceKind.SICK,
            practitioner=who.id,
        ),
    )
    reported = time.perf_counter()
    plan = propose(work, Cause.absent(absence), params)
    proposed = time.perf_counter()
    if plan.made_at is not None:
        plan = apply(work, plan.id, plan.version)
    applied = time.perf_counter()
    seconds = {
        "report": round(reported - began, 3),
        **plan.seconds,
        "propose": round(proposed - reported, 3),
        "apply": round(applied - proposed, 3),
    }
    return Rehearsed(plan, seconds)
