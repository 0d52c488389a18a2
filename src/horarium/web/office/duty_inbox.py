"""The coordinator's inbox: requests and swaps to decide."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, Response

from horarium.domain.duty_request import DutyRequest
from horarium.domain.errors import InvalidField, Refused
from horarium.domain.ids import DutyRequestId, SwapDealId
from horarium.domain.swap import SwapDeal
from horarium.services import duty_requests, swaps
from horarium.web.duties.requests import IMPORTANCES, KINDS
from horarium.web.duties.words import day_words, days_words
from horarium.web.errors import status_of
from horarium.web.pages.duties import InboxPage, InboxRow
from horarium.web.pages.shell import Flash, FormState, Tone
from horarium.web.visit import PostDep, Visit, VisitDep

router = APIRouter(prefix="/requests")

Text = Annotated[str, Form(max_length=400)]
GRANT = "grant"


@router.get("")
def show_inbox(visit: VisitDep) -> HTMLResponse:
    """What waits for a decision."""
    return _show(visit)


@router.post("/policy")
def set_swap_policy(visit: PostDep, approval: Text = "") -> Response:
    """Say whether swaps wait for a coordinator."""
    with visit.work() as work:
        swaps.set_approval(work, is_needed=bool(approval))
    return visit.to(router.prefix)


@router.post("/swaps/{deal}")
def decide_swap(
    visit: PostDep, deal: SwapDealId, decision: Text = "", answer: Text = ""
) -> Response:
    """Approve or refuse a swap."""
    try:
        with visit.work() as work:
            if decision == GRANT:
                swaps.approve(work, deal)
            else:
                swaps.refuse(work, deal, answer)
    except Refused as refusal:
        return _refused(visit, refusal, str(deal), answer)
    return visit.to(router.prefix)


@router.post("/{request}")
def decide_request(
    visit: PostDep, request: DutyRequestId, decision: Text = "", answer: Text = ""
) -> Response:
    """Grant or refuse a request."""
    try:
        with visit.work() as work:
            is_granted = decision == GRANT
            duty_requests.decide(work, request, is_granted=is_granted, answer=answer)
    except Refused as refusal:
        return _refused(visit, refusal, str(request), answer)
    return visit.to(router.prefix)


def _refused(visit: Visit, refusal: Refused, key: str, answer: str) -> Response:
    errors = {"answer": refusal.sentence()} if isinstance(refusal, InvalidField) else {}
    typed = {key: FormState({"answer": answer}, errors)}
    flash = None if errors else Flash(refusal.sentence(), Tone.BAD)
    return _show(visit, typed, flash, status_of(refusal))


def _show(
    visit: Visit,
    typed: dict[str, FormState] | None = None,
    flash: Flash | None = None,
    status: int = 200,
) -> HTMLResponse:
    forms = typed or {}
    with visit.work() as work:
        asked = duty_requests.waiting(work)
        agreed = swaps.to_decide(work)
        names = swaps.names(work)
        needs_approval = swaps.needs_approval(work)
    page = InboxPage(
        shell=visit.shell(flash),
        requests=tuple(_request(visit, one, forms) for one in asked),
        swaps=tuple(_swap(visit, one, names, forms) for one in agreed),
        needs_approval=needs_approval,
    )
    return visit.show(page, status)


def _request(visit: Visit, one: DutyRequest, forms: dict[str, FormState]) -> InboxRow:
    shifts = f" ({', '.join(one.shift_types)})" if one.shift_types else ""
    days = days_words(one.first_on, one.last_on)
    return InboxRow(
        title=f"{KINDS[one.kind]}{shifts}, {days}",
        who=one.name,
        detail=" · ".join(filter(None, (IMPORTANCES[one.importance], one.reason))),
        asked=visit.local(one.asked_at),
        path=f"{router.prefix}/{one.id}",
        form=forms.get(str(one.id), FormState()),
    )


def _swap(
    visit: Visit, one: SwapDeal, names: dict[str, str], forms: dict[str, FormState]
) -> InboxRow:
    moves = "; ".join(
        f"{names.get(move.giver, move.giver)} → {names.get(move.taker, move.taker)}: "
        f"{move.shift_type} on {day_words(move.on_date)}"
        for move in one.handovers
    )
    return InboxRow(
        title=moves,
        who=", ".join(names.get(code, code) for code in one.parties),
        detail="all have agreed",
        asked=visit.local(one.proposed_at),
        path=f"{router.prefix}/swaps/{one.id}",
        form=forms.get(str(one.id), FormState()),
    )
