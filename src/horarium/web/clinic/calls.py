"""The desk's calls: whom to ring before tomorrow, and what came of it. Never why."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, Response

from horarium.domain.attendance import HelpCall, HelpOutcome
from horarium.domain.errors import InvalidField
from horarium.domain.ids import AppointmentId
from horarium.domain.session import Session
from horarium.services import attendance, sessions
from horarium.web.pages.attendance import CallRow, CallsPage
from horarium.web.pages.shell import Choice
from horarium.web.visit import PostDep, Visit, VisitDep
from horarium.web.words import place_of

router = APIRouter(prefix="/desk/calls")

_WORDS = {
    HelpOutcome.CONFIRMED: "will come",
    HelpOutcome.TRANSPORT: "needs transport",
    HelpOutcome.WANTS_OTHER_TIME: "wants another time",
    HelpOutcome.NOT_REACHED: "not reached",
}


@router.get("")
def show_calls(visit: VisitDep) -> HTMLResponse:
    """Whom to ring today, by the time of the visit."""
    with visit.work() as work:
        found = attendance.calls(work)
        known = {one.session: sessions.get(work, one.session) for one in found}
    page = CallsPage(
        shell=visit.shell(),
        calls=tuple(_row(visit, one, known[one.session]) for one in found),
        outcomes=tuple(Choice(key.value, text) for key, text in _WORDS.items()),
    )
    return visit.show(page)


@router.post("/{appointment}")
def settle_call(
    visit: PostDep,
    appointment: UUID,
    outcome: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """What came of a call."""
    try:
        told = HelpOutcome(outcome)
    except ValueError:
        wanted = f"one of {', '.join(HelpOutcome)}"
        raise InvalidField("outcome", outcome, wanted) from None
    with visit.work() as work:
        attendance.settle_call(work, AppointmentId(appointment), told)
    return visit.to(router.prefix)


def _row(visit: Visit, one: HelpCall, session: Session) -> CallRow:
    move = f"/book?patient={one.patient}&service={session.service}"
    return CallRow(
        id=str(one.appointment),
        name=one.patient_name,
        phone=one.phone or "",
        start=visit.local(one.start),
        where=f"{session.practitioner_name} · {place_of(session)}",
        move_href=f"{move}&move={one.appointment}",
        outcome=_WORDS[one.outcome] if one.outcome else "",
    )
