"""Risk buys help: another reminder, a call, transport, an easier way to another time.

A list never says why somebody is on it, and no page of a patient or of the desk shows a
chance. With the switch off everybody is alike, and those who booked longest ago come
first: they have had most time to forget.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from math import ceil

from horarium.domain.attendance import (
    HelpCall,
    HelpKind,
    HelpOutcome,
    PastVisit,
    ScorePurpose,
)
from horarium.domain.ids import AppointmentId
from horarium.services import existing
from horarium.services.attendance.scoring import scores
from horarium.services.permissions import Permission
from horarium.services.work import Work
from horarium.store import attendance as store
from horarium.store import attendance_help as help_store

CALL_SHARE = 0.2
MOST_CALLS = 20
"""What a desk can ring in a day."""

REMINDER_SHARE = 0.3
REMIND_AHEAD = timedelta(days=3)
CALL_AHEAD = timedelta(days=1)


def plan_help(work: Work) -> int:
    """Choose who is rung today and who gets another reminder; once a day, how many.

    Today's calls are about tomorrow's visits, the reminders about those in three days.
    """
    if store.setting(work.db).helped_on == work.today:
        return 0
    called = _riskiest(work, work.today + CALL_AHEAD, CALL_SHARE)[:MOST_CALLS]
    reminded = _riskiest(work, work.today + REMIND_AHEAD, REMINDER_SHARE)
    n_helped = sum(
        help_store.add(
            work.db,
            work.organisation,
            kind,
            chosen,
            on=work.today,
            at=work.clock.now(),
        )
        for kind, chosen in (
            (HelpKind.CALL, called),
            (HelpKind.EXTRA_REMINDER, reminded),
        )
    )
    known = store.setting(work.db)
    store.keep_setting(work.db, work.organisation, replace(known, helped_on=work.today))
    work.record(
        "attendance.plan-help",
        ("organisation", work.organisation),
        calls=len(called),
        reminders=len(reminded),
    )
    return n_helped


def calls(work: Work, on: date | None = None) -> list[HelpCall]:
    """Whom the desk rings on a day, by the time of the visit."""
    work.require(Permission.CALL_MAKE)
    return help_store.calls(work.db, on or work.today)


def settle_call(work: Work, wanted: AppointmentId, outcome: HelpOutcome) -> HelpCall:
    """Say what came of a call; saying it again corrects it."""
    work.require(Permission.CALL_MAKE)
    call = _existing(work, wanted)
    help_store.settle(work.db, wanted, outcome, at=work.clock.now())
    work.record(
        "attendance.call",
        ("appointment", wanted),
        patient=call.patient,
        outcome=outcome.value,
    )
    return _existing(work, wanted)


def _existing(work: Work, wanted: AppointmentId) -> HelpCall:
    return existing.required(help_store.call_of(work.db, wanted), "call", wanted)


def _riskiest(work: Work, day: date, share: float) -> Sequence[AppointmentId]:
    found = [one for one in _on(work, day) if one.no_show is None]
    chances = scores(work, [one.appointment for one in found], ScorePurpose.DAY_AHEAD)
    known = [one for one in found if one.appointment in chances]
    ranked = sorted(known, key=lambda one: _rank(one, chances))
    return [one.appointment for one in ranked[: ceil(share * len(known))]]


def _rank(
    one: PastVisit, chances: Mapping[AppointmentId, float]
) -> tuple[float, datetime, AppointmentId]:
    return round(chances[one.appointment], 9), one.booked_at, one.appointment


def _on(work: Work, day: date) -> list[PastVisit]:
    begin = datetime.combine(day, time(), work.zone)
    end = datetime.combine(day + timedelta(days=1), time(), work.zone)
    return store.visits(work.db, begin, end)
