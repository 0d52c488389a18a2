"""From today's sessions to the page of the desk."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from horarium.domain.session import Session, SessionStatus
from horarium.domain.token import Token, TokenSource, TokenStatus
from horarium.services.permissions import Permission, may
from horarium.services.views import BookedToday, LineView
from horarium.web.clinic.anywhere import anywhere
from horarium.web.languages import N_, Say, english
from horarium.web.pages.desk import (
    BookedPatient,
    DeskLive,
    DeskPage,
    DeskSession,
    NewToken,
)
from horarium.web.pages.shell import Choice, Flash, FormState, Tone
from horarium.web.visit import Visit
from horarium.web.words import STATUSES, place_of

_EMPTY = FormState()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskState:
    """What the desk page is made from."""

    sessions: Sequence[Session]
    lines: Sequence[LineView]
    tokens: Sequence[BookedToday]
    given: Token | None


def desk_page(
    visit: Visit,
    state: DeskState,
    *,
    query: str,
    forms: Mapping[str, FormState],
    flash: Flash | None,
) -> DeskPage:
    """The whole page."""
    booked = [_booked(visit, one) for one in state.tokens]
    return DeskPage(
        shell=visit.shell(flash, visit.language),
        live=desk_live(visit, state.sessions, state.lines),
        stream=f"/desk/stream?language={visit.language}",
        anywhere=anywhere(visit, state.sessions),
        session_choices=taking_now(
            visit,
            state.sessions,
            {form.value("session") for form in forms.values()},
            visit.say,
        ),
        booked=tuple(one for one in booked if _fits(one, query)),
        n_booked=len(booked),
        query=query,
        walk_in=forms.get("walk_in", _EMPTY),
        emergency=forms.get("emergency", _EMPTY),
        new_token=_given(visit, state) if state.given else None,
        may_add=may(visit.actor, Permission.TOKEN_ADD),
    )


def desk_live(
    visit: Visit, today: Sequence[Session], lines: Sequence[LineView]
) -> DeskLive:
    """The live part: every session of today with its numbers."""
    by_id = {line.session.id: line for line in lines}
    return DeskLive(
        sessions=tuple(_session(visit, one, by_id.get(one.id)) for one in today),
        as_of=visit.now(),
    )


def _session(visit: Visit, one: Session, line: LineView | None) -> DeskSession:
    status, tone = _state(visit, one)
    serving = line.with_doctor if line else None
    return DeskSession(
        id=str(one.id),
        service=one.service_name,
        room=place_of(one),
        doctor=one.practitioner_name,
        start=visit.local(one.interval.start),
        end=visit.local(one.interval.end),
        capacity=one.capacity,
        taken=one.taken,
        held=one.n_held,
        overflow_limit=one.overflow_limit,
        overflow_used=one.overflow_taken,
        n_waiting=len(line.waiting) if line else 0,
        status=status,
        tone=tone,
        now_serving=serving.label if serving else "",
    )


def _state(visit: Visit, one: Session) -> tuple[str, Tone]:
    say = visit.say
    if one.status is SessionStatus.CANCELLED:
        return say(N_("cancelled")), Tone.BAD
    if one.status is SessionStatus.CLOSED or one.interval.end <= visit.now():
        return say(N_("over")), Tone.PLAIN
    if one.late_min:
        return say(N_("late {n} min")).format(n=one.late_min), Tone.WARN
    if not one.places_left:
        return say(N_("full")), Tone.WARN
    if one.interval.start > visit.now():
        return say(N_("not started")), Tone.PLAIN
    return say(N_("open")), Tone.GOOD


def taking_now(
    visit: Visit,
    today: Sequence[Session],
    chosen: Collection[str] = (),
    say: Say = english,
) -> tuple[Choice, ...]:
    """Sessions that take patients now; the one chosen before stays chosen."""
    taking = [
        one
        for one in today
        if not one.status.is_over and one.interval.end > visit.now()
    ]
    return tuple(
        Choice(str(one.id), _title(visit, one, say), str(one.id) in chosen)
        for one in taking
    )


def _title(visit: Visit, one: Session, say: Say) -> str:
    start = visit.local(one.interval.start)
    left = one.places_left
    words = N_("1 place left") if left == 1 else N_("{n} places left")
    places = say(words if left else "full").format(n=left)
    return (
        f"{start:%H:%M} {one.service_name}, {one.practitioner_name}, "
        f"{place_of(one)} ({places})"
    )


def _booked(visit: Visit, one: BookedToday) -> BookedPatient:
    token = one.token
    is_here = token.status is not TokenStatus.BOOKED
    start = token.slot_start_at or one.session.interval.start
    return BookedPatient(
        appointment=str(token.appointment),
        name=token.patient_name,
        born=one.birth_on,
        start=visit.local(start),
        service=one.session.service_name,
        doctor=one.session.practitioner_name,
        status=visit.say(STATUSES[token.status]),
        may_check_in=token.status is TokenStatus.BOOKED,
        token=token.label if is_here else "",
        token_href=f"/t/{token.opaque}" if is_here else "",
        href=f"/patients/{token.patient}",
    )


def _fits(one: BookedPatient, query: str) -> bool:
    searched = f"{one.name} {one.token} {one.token.replace(' ', '')}".casefold()
    return all(word in searched for word in query.casefold().split())


def _given(visit: Visit, state: DeskState) -> NewToken:
    token = state.given
    if token is None:
        raise AssertionError("there is no token to show")
    session = next((one for one in state.sessions if one.id == token.session), None)
    where = f"{session.practitioner_name}, {place_of(session)}" if session else ""
    is_emergency = token.source is TokenSource.EMERGENCY
    return NewToken(
        number=token.label,
        patient=token.patient_name,
        where=where,
        href=f"/t/{token.opaque}",
        note=visit.say(_FIRST) if is_emergency else "",
    )


_FIRST = N_("Emergency: goes before everybody who waits.")
