"""Duties that change hands: ways, offers, rings, deals, and what is decided."""

from starlette.responses import Response

from horarium.api import versions
from horarium.api.answers import Listing
from horarium.api.deps import WorkDep
from horarium.api.duty_answers import (
    DecisionBody,
    OfferBody,
    OfferedDutyAnswer,
    RingAnswer,
    RingBody,
    SwapDealAnswer,
    SwapOfferAnswer,
    SwapPolicy,
    SwapWayAnswer,
    TakeBody,
)
from horarium.api.fields import Day, IdempotencyKey
from horarium.api.routing import api_router, documented
from horarium.domain.ids import SwapDealId, SwapOfferId
from horarium.domain.swap import SwapDeal, SwapOffer
from horarium.services import swaps

router = api_router("/swaps", "duties")


@router.get("/ways", responses=documented())
def list_swap_ways(work: WorkDep, on: Day) -> Listing[SwapWayAnswer]:
    """The legal ways for others to take the asker's duty of a day, the best first."""
    return Listing(items=SwapWayAnswer.each(swaps.ways(work, on)))


@router.post("/offers", status_code=201, responses=documented(409, 413))
def offer_duty(
    work: WorkDep,
    body: OfferBody,
    response: Response,
    idempotency_key: IdempotencyKey = None,
) -> SwapOfferAnswer:
    """Offer the asker's duty of a day to everybody who could legally take it."""
    made = swaps.offer(work, body.on_date, idempotency_key=idempotency_key)
    response.headers["Location"] = f"/api/v1/swaps/offers/{made.id}"
    return _offer(response, made)


@router.get("/offers", responses=documented())
def list_own_swap_offers(work: WorkDep) -> Listing[SwapOfferAnswer]:
    """The asker's open offers, by day."""
    return Listing(items=SwapOfferAnswer.each(swaps.own_offers(work)))


@router.get("/offers/to-me", responses=documented())
def list_swap_offers(work: WorkDep) -> Listing[OfferedDutyAnswer]:
    """What others offer and the asker could legally take as the roster is now."""
    return Listing(items=OfferedDutyAnswer.each(swaps.offers_to_me(work)))


@router.get("/offers/{offer}", responses=documented(404))
def get_swap_offer(
    work: WorkDep, offer: SwapOfferId, response: Response
) -> SwapOfferAnswer:
    """One of the asker's own offers."""
    return _offer(response, swaps.get_offer(work, offer))


@router.post("/offers/{offer}/withdraw", responses=documented(404, 409, 412))
def withdraw_swap_offer(
    work: WorkDep,
    offer: SwapOfferId,
    expected: versions.Expected,
    response: Response,
) -> SwapOfferAnswer:
    """Take an offer back that nobody has taken."""
    if expected is not None:
        versions.check(expected, swaps.get_offer(work, offer))
    swaps.withdraw(work, offer)
    return _offer(response, swaps.get_offer(work, offer))


@router.post(
    "/offers/{offer}/accept", status_code=201, responses=documented(404, 409, 413)
)
def accept_swap_offer(
    work: WorkDep,
    offer: SwapOfferId,
    body: TakeBody,
    response: Response,
    idempotency_key: IdempotencyKey = None,
) -> SwapDealAnswer:
    """Take an offered duty; whether that is legal is judged now, on the roster as it is."""
    deal = swaps.accept(work, offer, body.back, idempotency_key=idempotency_key)
    return _new_deal(response, deal)


@router.get("/rings", responses=documented())
def list_swap_rings(work: WorkDep) -> Listing[RingAnswer]:
    """The rings of open offers that one of the asker's could be part of."""
    return Listing(items=RingAnswer.each(swaps.rings(work)))


@router.post("/rings", status_code=201, responses=documented(409, 413))
def propose_swap_ring(
    work: WorkDep,
    body: RingBody,
    response: Response,
    idempotency_key: IdempotencyKey = None,
) -> SwapDealAnswer:
    """Propose a ring to its people; the asker is one of them and agrees by asking."""
    offers = body.to_offers()
    deal = swaps.propose(work, offers, idempotency_key=idempotency_key)
    return _new_deal(response, deal)


@router.get("/deals", responses=documented())
def list_swap_deals(work: WorkDep) -> Listing[SwapDealAnswer]:
    """The deals that the asker is part of, the newest first; at most 30."""
    return Listing(items=SwapDealAnswer.each(swaps.own_deals(work)))


@router.get("/deals/to-decide", responses=documented())
def list_swaps_to_decide(work: WorkDep) -> Listing[SwapDealAnswer]:
    """Swaps that all concerned have agreed to and no coordinator has looked at."""
    return Listing(items=SwapDealAnswer.each(swaps.to_decide(work)))


@router.get("/deals/{deal}", responses=documented(404))
def get_swap_deal(
    work: WorkDep, deal: SwapDealId, response: Response
) -> SwapDealAnswer:
    """One deal; it is there for its people and for who decides."""
    return _deal(response, swaps.get_deal(work, deal))


@router.post("/deals/{deal}/consent", responses=documented(404, 409, 412))
def consent_to_swap(
    work: WorkDep, deal: SwapDealId, expected: versions.Expected, response: Response
) -> SwapDealAnswer:
    """Agree to a proposed ring; when all have, it is done or goes to a coordinator."""
    if expected is not None:
        versions.check(expected, swaps.get_deal(work, deal))
    return _deal(response, swaps.consent(work, deal))


@router.post("/deals/{deal}/decline", responses=documented(404, 409, 412))
def decline_swap(
    work: WorkDep, deal: SwapDealId, expected: versions.Expected, response: Response
) -> SwapDealAnswer:
    """Say no to a proposed ring; nobody's duty moves and the offers stay open."""
    if expected is not None:
        versions.check(expected, swaps.get_deal(work, deal))
    return _deal(response, swaps.decline(work, deal))


@router.post("/deals/{deal}/decision", responses=documented(404, 409, 412, 413))
def decide_swap(
    work: WorkDep,
    deal: SwapDealId,
    body: DecisionBody,
    expected: versions.Expected,
    response: Response,
) -> SwapDealAnswer:
    """Let a swap happen, or refuse it and say why; the roster is judged anew."""
    if expected is not None:
        versions.check(expected, swaps.get_deal(work, deal))
    if body.is_granted:
        return _deal(response, swaps.approve(work, deal))
    return _deal(response, swaps.refuse(work, deal, body.answer))


@router.get("/policy", responses=documented())
def get_swap_policy(work: WorkDep) -> SwapPolicy:
    """Whether swaps wait for a coordinator in this department."""
    return SwapPolicy(needs_approval=swaps.needs_approval(work))


@router.put("/policy", responses=documented(413))
def set_swap_policy(work: WorkDep, body: SwapPolicy) -> SwapPolicy:
    """Say whether swaps wait for a coordinator in this department."""
    swaps.set_approval(work, is_needed=body.needs_approval)
    return body


def _offer(response: Response, made: SwapOffer) -> SwapOfferAnswer:
    versions.tag(response, made)
    return SwapOfferAnswer.of(made)


def _deal(response: Response, deal: SwapDeal) -> SwapDealAnswer:
    versions.tag(response, deal)
    return SwapDealAnswer.of(deal)


def _new_deal(response: Response, deal: SwapDeal) -> SwapDealAnswer:
    response.headers["Location"] = f"/api/v1/swaps/deals/{deal.id}"
    return _deal(response, deal)
