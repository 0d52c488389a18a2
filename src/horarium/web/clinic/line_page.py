"""From a line to the doctor's page."""

from collections.abc import Sequence
from datetime import timedelta

from horarium.domain.session import Session
from horarium.domain.token import Token, TokenSource, TokenStatus
from horarium.domain.vitals import TakenVitals
from horarium.services.sessions import MAX_LATE_MIN
from horarium.services.views import LineView
from horarium.services.views import Waiting as Waits
from horarium.web.languages import N_
from horarium.web.pages.clinic import (
    Away,
    ClinicLive,
    ClinicPage,
    Waiting,
    WithMe,
)
from horarium.web.pages.shell import Choice, Flash, FormState, Tone
from horarium.web.visit import Visit
from horarium.web.words import SOURCES, place_of, vitals_lines, wait_text

LONG, TOO_LONG = 0.5, 1.0
"""From which share of the promised wait on a wait is coloured."""


def clinic_page(
    visit: Visit,
    mine: Sequence[Session],
    view: LineView | None,
    *,
    flash: Flash | None,
    late: FormState,
    vitals: Sequence[TakenVitals] = (),
) -> ClinicPage:
    """The whole page; ``view`` is None when there is no clinic today."""
    shell = visit.shell(flash, visit.language)
    if view is None:
        nothing = visit.say(N_("You have no clinic session today."))
        return ClinicPage(shell=shell, live=None, nothing=nothing)
    session = view.session
    start, end = visit.local(session.interval.start), visit.local(session.interval.end)
    return ClinicPage(
        shell=shell,
        live=clinic_live(visit, view, vitals),
        stream=f"/clinic/{session.id}/stream?language={visit.language}",
        heading=f"{session.practitioner_name} · {session.room}",
        subheading=f"{session.service_name}, {session.site}, {start:%H:%M}–{end:%H:%M}",
        sessions=tuple(_choice(visit, one, session) for one in mine),
        late_min=session.late_min,
        most_late_min=MAX_LATE_MIN,
        late=late,
    )


def clinic_live(
    visit: Visit, view: LineView, vitals: Sequence[TakenVitals] = ()
) -> ClinicLive:
    """The live part; ``vitals`` are those of the patient in the room."""
    called = view.with_doctor
    is_called = called and called.status is not TokenStatus.IN_CONSULTATION
    return ClinicLive(
        base=f"/clinic/{view.session.id}",
        csrf=visit.csrf,
        with_me=_with_me(visit, called) if called else None,
        waiting=tuple(_waiting(visit, one) for one in view.waiting),
        n_seen=view.n_seen,
        n_no_show=view.n_noshow,
        n_expected=len(view.booked),
        as_of=visit.now(),
        undo_number=called.label if called and is_called else "",
        away=tuple(
            Away(token=str(one.id), number=one.label, name=one.patient_name)
            for one in view.skipped
        ),
        is_on_break=_is_on_break(visit, view.session),
        vitals=vitals_lines(vitals, visit.say),
    )


def _choice(visit: Visit, one: Session, chosen: Session) -> Choice:
    start = visit.local(one.interval.start)
    text = f"{start:%H:%M} {one.service_name}, {place_of(one)}"
    return Choice(f"/clinic?session={one.id}", text, one.id == chosen.id)


def _is_on_break(visit: Visit, session: Session) -> bool:
    begun, until = session.break_from_at, session.break_until_at
    now = visit.now()
    return begun is not None and begun <= now and (until is None or now < until)


def _with_me(visit: Visit, token: Token) -> WithMe:
    since = token.started_at or token.called_at or token.created_at
    return WithMe(
        token=str(token.id),
        number=token.label,
        name=token.patient_name,
        source=visit.say(SOURCES[token.source]),
        is_started=token.status is TokenStatus.IN_CONSULTATION,
        since=visit.local(since),
        elapsed=max(timedelta(), visit.now() - since),
        note=token.reason or "",
    )


def _waiting(visit: Visit, one: Waits) -> Waiting:
    token = one.token
    since = token.arrived_at or token.created_at
    waited = max(timedelta(), visit.now() - since)
    tone, word = _judged(one.used)
    booked = token.slot_start_at
    return Waiting(
        token=str(token.id),
        number=token.label,
        name=token.patient_name,
        source=visit.say(SOURCES[token.source]),
        waited=waited,
        expected=wait_text(one.wait, visit.say),
        is_emergency=token.source is TokenSource.EMERGENCY,
        wait_tone=tone,
        wait_word=visit.say(word) if word else "",
        appointment_at=visit.local(booked) if booked else None,
    )


def _judged(used: float) -> tuple[Tone, str]:
    if used >= TOO_LONG:
        return Tone.BAD, N_("too long")
    if used >= LONG:
        return Tone.WARN, N_("long")
    return Tone.PLAIN, ""
