"""Swaps: offering a duty, taking one, rings, and what became of them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, Response

from horarium.domain.errors import Conflict, InvalidField
from horarium.domain.ids import SwapDealId, SwapOfferId
from horarium.services import swaps
from horarium.web.duties.swaps_page import swaps_page
from horarium.web.errors import status_of
from horarium.web.pages.shell import Flash, Tone
from horarium.web.typed import day_or_none
from horarium.web.visit import PostDep, VisitDep

router = APIRouter(prefix="/duties/swaps")

Text = Annotated[str, Form(max_length=400)]


@router.get("")
def show_swaps(
    visit: VisitDep, on: Annotated[str, Query(max_length=10)] = ""
) -> HTMLResponse:
    """My duties with who could take them, what is offered to me, my swaps."""
    return visit.show(swaps_page(visit, day_or_none(on)))


@router.post("/offers")
def offer_duty(visit: PostDep, on: Text = "") -> Response:
    """Offer a duty to whoever could take it."""
    day = day_or_none(on)
    if day is None:
        raise InvalidField("on", on, "a date like 2026-02-28")
    with visit.work() as work:
        swaps.offer(work, day)
    return visit.to(router.prefix)


@router.post("/offers/{offer}/withdraw")
def withdraw_offer(visit: PostDep, offer: SwapOfferId) -> Response:
    """Take an offer back."""
    with visit.work() as work:
        swaps.withdraw(work, offer)
    return visit.to(router.prefix)


@router.post("/offers/{offer}/accept")
def accept_duty(visit: PostDep, offer: SwapOfferId, back: Text = "") -> Response:
    """Take an offered duty, for a duty of mine on the day ``back`` if it is given."""
    try:
        with visit.work() as work:
            swaps.accept(work, offer, day_or_none(back))
    except Conflict as refusal:
        flash = Flash(refusal.sentence(), Tone.BAD)
        return visit.show(swaps_page(visit, None, flash), status_of(refusal))
    return visit.to(router.prefix)


@router.post("/rings")
def propose_ring(visit: PostDep, offers: Text = "") -> Response:
    """Propose a ring of offers to its people."""
    with visit.work() as work:
        swaps.propose(work, _offers(offers))
    return visit.to(router.prefix)


@router.post("/deals/{deal}/consent")
def consent_to_ring(visit: PostDep, deal: SwapDealId) -> Response:
    """Agree to a ring."""
    with visit.work() as work:
        swaps.consent(work, deal)
    return visit.to(router.prefix)


@router.post("/deals/{deal}/decline")
def decline_ring(visit: PostDep, deal: SwapDealId) -> Response:
    """Say no to a ring."""
    with visit.work() as work:
        swaps.decline(work, deal)
    return visit.to(router.prefix)


def _offers(typed: str) -> tuple[SwapOfferId, ...]:
    try:
        return tuple(SwapOfferId(UUID(one)) for one in typed.split())
    except ValueError:
        raise InvalidField("offers", typed, "ids of offers") from None
