"""From a plan that closes the loop to its page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from horarium.domain.ids import SessionId, TokenId
from horarium.domain.session import Session
from horarium.domain.token import TokenSource
from horarium.engines.rostering.moves import Why
from horarium.services import reallocation, rosters, sessions
from horarium.services.loop import (
    Audience,
    DutyChange,
    Filling,
    LoopPlan,
    PlanStatus,
    Waiting,
)
from horarium.services.reallocation import LeftBehind, Move
from horarium.services.rosters import RosterSheet
from horarium.services.staff_notices import day_words
from horarium.services.work import Work
from horarium.web.clinic.reallocations import left_words, shift_words
from horarium.web.greetings import counted
from horarium.web.office.looks import LEAVE, looks_of
from horarium.web.pages.absence import (
    ClinicRow,
    DayChange,
    LoopPage,
    PatientRow,
    PersonDays,
    Reason,
    ToldRow,
)
from horarium.web.pages.roster import OFF, ShiftLook
from horarium.web.pages.shell import Choice, Flash, Link, Tone
from horarium.web.visit import Visit
from horarium.web.words import place_of

_STATES = {
    PlanStatus.WORKING: (
        "being worked out; this page looks again by itself",
        Tone.WARN,
    ),
    PlanStatus.READY: ("proposed; nothing has changed yet", Tone.WARN),
    PlanStatus.STOPPED: ("stopped; nothing has changed", Tone.PLAIN),
    PlanStatus.FAILED: ("not found; nothing has changed", Tone.BAD),
    PlanStatus.APPLIED: ("done", Tone.GOOD),
}
_FILLINGS = {
    Filling.CLINICS: "what cover needs at least, and clinics that have patients",
    Filling.MINIMUM: "only what cover needs at least",
    Filling.WANTED: "everything that there was",
}
_PRIORITIES = [one.value for one in TokenSource]
"""Most urgent first."""


@dataclass(frozen=True, slots=True)
class Known:
    """A plan with everything that its page speaks of."""

    plan: LoopPlan
    sheet: RosterSheet | None
    moved: reallocation.Plan | None
    sessions: Mapping[SessionId, Session]
    waiting: Mapping[TokenId, Waiting]


def gather(work: Work, plan: LoopPlan) -> Known:
    """Read what a plan speaks of."""
    sheet = rosters.get_sheet(work, plan.roster) if plan.roster else None
    moved = reallocation.get(work, plan.reallocation) if plan.reallocation else None
    wanted = {one.session for one in plan.handovers}
    wanted |= {one.session for one in plan.closings}
    wanted |= {one.session for one in moved.moves} if moved else set()
    return Known(
        plan,
        sheet,
        moved,
        {key: sessions.get(work, key) for key in sorted(wanted)},
        {one.token: one for ending in plan.closings for one in ending.waiting},
    )


def loop_page(visit: Visit, known: Known, flash: Flash | None = None) -> LoopPage:
    """The page of a plan, however it stands."""
    plan = known.plan
    state, tone = _STATES[plan.status]
    here = f"/absences/plans/{plan.id}"
    days = sorted({one.on for one in plan.duties})
    return LoopPage(
        shell=visit.shell(flash),
        heading=plan.cause.sentence().removesuffix("."),
        state=f"{state}: {plan.note}" if plan.note else state,
        tone=tone,
        version=plan.version,
        apply=f"{here}/apply" if plan.status is PlanStatus.READY else "",
        stop=f"{here}/stop" if plan.status is PlanStatus.WORKING else "",
        anew="" if plan.status is PlanStatus.APPLIED else f"{here}/anew",
        fillings=tuple(
            Choice(one.value, words, one is plan.filling)
            for one, words in _FILLINGS.items()
        ),
        counts=_counts(plan, known.moved) if plan.made_at else (),
        days=tuple(days),
        people=_people(known, days),
        reasons=tuple(_reasons(known)),
        clinics=_clinics(visit, known),
        moved=_moved(visit, known),
        left=_left(visit, known),
        unresolved=plan.unresolved,
        told=_told(plan),
        n_patients_told=_n_patients(plan),
        proof=_proof(plan),
        links=_links(plan),
    )


def _counts(
    plan: LoopPlan, moved: reallocation.Plan | None
) -> tuple[tuple[int, str], ...]:
    others = {one.practitioner for one in plan.of_others}
    counts = (
        (len(plan.of_others), "day of others changes", "days of others change"),
        (len(others), "person stands in", "people stand in"),
        (len(plan.handovers), "session changes doctor", "sessions change doctor"),
        (len(plan.closings), "session closes", "sessions close"),
        (len(moved.moves) if moved else 0, "patient moves", "patients move"),
        (len(moved.leftovers) if moved else 0, "patient waits", "patients wait"),
    )
    return tuple((n, one if n == 1 else many) for n, one, many in counts)


def _looks(known: Known) -> dict[str, ShiftLook]:
    return looks_of(known.sheet.problem) if known.sheet else {}


def _people(known: Known, days: Sequence[date]) -> tuple[PersonDays, ...]:
    by_person: dict[str, list[DutyChange]] = {}
    for one in known.plan.duties:
        by_person.setdefault(one.staff_code, []).append(one)
    return tuple(
        PersonDays(
            changes[0].name,
            "away"
            if changes[0].practitioner == known.plan.cause.practitioner
            else "stands in",
            tuple(_day(known, code, changes, on) for on in days),
        )
        for code, changes in by_person.items()
    )


def _day(known: Known, code: str, changes: Iterable[DutyChange], on: date) -> DayChange:
    looks = _looks(known)
    for one in changes:
        if one.on == on:
            is_away = one.why is Why.FORCED and not one.after
            after = LEAVE if is_away else looks.get(one.after, OFF)
            return DayChange(on, looks.get(one.before, OFF), after)
    if known.sheet is None:
        return DayChange(on)
    problem = known.sheet.problem
    cells = known.sheet.roster.cells
    cell = int(cells[problem.tables.people[code], problem.horizon.day_of(on)])
    look = looks[problem.shift_types[cell].id] if cell >= 0 else OFF
    return DayChange(on, look, look)


def _reasons(known: Known) -> Iterable[Reason]:
    titles = (
        {one.id: one.title for one in known.sheet.problem.shift_types}
        if known.sheet
        else {}
    )
    for one in known.plan.duties:
        was, now = (titles.get(key, "off") for key in (one.before, one.after))
        what = f"{one.name}, {day_words(one.on)}: {now} instead of {was}"
        yield Reason(what, one.reason)


def _clinics(visit: Visit, known: Known) -> tuple[ClinicRow, ...]:
    given = tuple(
        ClinicRow(
            *_session(visit, known.sessions[one.session], one.source_name),
            f"goes on with {one.target_name}, "
            f"{counted(len(one.tokens), 'patient')} as before",
            Tone.GOOD,
        )
        for one in known.plan.handovers
    )
    closed = tuple(
        ClinicRow(
            *_session(visit, known.sessions[one.session], one.name),
            f"closes, {counted(one.n_patients, 'patient')}",
            Tone.WARN if one.n_patients else Tone.PLAIN,
        )
        for one in known.plan.closings
    )
    return given + closed


def _session(visit: Visit, one: Session, doctor: str) -> tuple[str, str]:
    start = visit.local(one.interval.start)
    where = f"{day_words(one.on_date)}, {start:%H:%M} · {place_of(one)}"
    return f"{one.service_name}, {doctor}", where


def _moved(visit: Visit, known: Known) -> tuple[PatientRow, ...]:
    if known.moved is None:
        return ()
    labels = known.moved.new_labels or {}
    in_order = sorted(
        known.moved.moves, key=lambda one: (*_urgency(known, one), one.start)
    )
    return tuple(
        PatientRow(
            number=one.label,
            priority=known.waiting[one.token].priority,
            was=_was(visit, known, one),
            target=_target(known.sessions[one.session]),
            start=visit.local(one.start),
            shift=shift_words(one.shift_min),
            new=labels.get(one.token, ""),
        )
        for one in in_order
    )


def _left(visit: Visit, known: Known) -> tuple[PatientRow, ...]:
    if known.moved is None:
        return ()
    in_order = sorted(known.moved.leftovers, key=lambda one: _urgency(known, one))
    return tuple(
        PatientRow(
            number=one.label,
            priority=known.waiting[one.token].priority,
            was=_was(visit, known, one),
            shift=left_words(one),
        )
        for one in in_order
    )


def _urgency(known: Known, one: Move | LeftBehind) -> tuple[int, str]:
    return _PRIORITIES.index(known.waiting[one.token].priority), str(one.token)


def _was(visit: Visit, known: Known, one: Move | LeftBehind) -> datetime:
    return visit.local(known.waiting[one.token].due_at)


def _target(one: Session) -> str:
    return f"{one.service_name}, {one.practitioner_name}, {place_of(one)}"


def _told(plan: LoopPlan) -> tuple[ToldRow, ...]:
    staff = (one for one in plan.tellings if one.audience is not Audience.PATIENT)
    return tuple(ToldRow(one.name, one.words) for one in staff)


def _n_patients(plan: LoopPlan) -> int:
    patients = (one for one in plan.tellings if one.audience is Audience.PATIENT)
    return len({one.key for one in patients})


def _proof(plan: LoopPlan) -> str:
    """What is known of how few the changes are."""
    if not plan.of_others:
        return "Nobody else's days change."
    fewest = "no fewer will do" if plan.is_fewest else "fewer may do, given more time"
    return f"{counted(len(plan.of_others), 'changed day')} of others; {fewest}."


def _links(plan: LoopPlan) -> tuple[Link, ...]:
    if plan.status is not PlanStatus.APPLIED:
        return (Link("Edit the absence", "/absences"),)
    day = plan.cause.first_on.isoformat()
    links = [Link("The roster", f"/roster?from={day}"), Link("The board", "/board")]
    if plan.roster is not None and plan.new_roster is not None:
        compared = f"/rosters/compare?a={plan.roster}&b={plan.new_roster}"
        links.insert(1, Link("What changed", compared))
    if plan.reallocation is not None:
        links.insert(1, Link("New numbers", f"/reallocations/{plan.reallocation}"))
    return tuple(links)
