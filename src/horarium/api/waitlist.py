"""The waitlist: joined, left; offers accepted and declined."""

from starlette.responses import Response

from horarium.api import answers, versions
from horarium.api import booking_answers as told
from horarium.api.answers import Listing
from horarium.api.availability import MaybeService
from horarium.api.booking_bodies import WaitlistEntry
from horarium.api.deps import WorkDep
from horarium.api.fields import IdempotencyKey
from horarium.api.routing import api_router, documented
from horarium.domain.ids import OfferId, ServiceId, SessionId, WishId
from horarium.services import waitlist

router = api_router("", "waitlist")


@router.post("/waitlist", status_code=201, responses=documented(404, 409, 413))
def join_waitlist(
    work: WorkDep,
    body: WaitlistEntry,
    response: Response,
    idempotency_key: IdempotencyKey = None,
) -> told.Wish:
    """Put a patient on the list for a service."""
    wish = waitlist.join(work, body.to_request(idempotency_key))
    versions.tag(response, wish)
    return told.Wish.of(wish)


@router.get("/waitlist", responses=documented())
def list_waitlist(work: WorkDep, service: MaybeService = None) -> Listing[told.Wish]:
    """Who waits, longest on the list first."""
    wanted = ServiceId(service) if service else None
    return Listing(items=told.Wish.each(waitlist.waiting(work, wanted)))


@router.get("/waitlist/{wish}", responses=documented(404))
def get_wish(work: WorkDep, wish: WishId, response: Response) -> told.Wish:
    """One entry of the list."""
    found = waitlist.get(work, wish)
    versions.tag(response, found)
    return told.Wish.of(found)


@router.post("/waitlist/{wish}/leave", responses=documented(404, 409, 412))
def leave_waitlist(
    work: WorkDep, wish: WishId, expected: versions.Expected, response: Response
) -> told.Wish:
    """Take a patient off the list; an open offer goes to the next."""
    if expected is not None:
        versions.check(expected, waitlist.get(work, wish))
    left = waitlist.leave(work, wish)
    versions.confirm(expected, left)
    versions.tag(response, left)
    return told.Wish.of(left)


@router.get("/waitlist/{wish}/offers", responses=documented(404))
def list_offers_of_wish(work: WorkDep, wish: WishId) -> Listing[told.Offer]:
    """What was offered to one entry of the list, oldest first."""
    waitlist.get(work, wish)
    return Listing(items=told.Offer.each(waitlist.offers_of_wish(work, wish)))


@router.get("/sessions/{session}/offers", responses=documented(404))
def list_offers(work: WorkDep, session: SessionId) -> Listing[told.Offer]:
    """What was offered of a session, oldest first."""
    return Listing(items=told.Offer.each(waitlist.of_session(work, session)))


@router.get("/offers/{offer}", responses=documented(404))
def get_offer(work: WorkDep, offer: OfferId, response: Response) -> told.Offer:
    """One offer."""
    found = waitlist.get_offer(work, offer)
    versions.tag(response, found)
    return told.Offer.of(found)


@router.post(
    "/offers/{offer}/accept", status_code=201, responses=documented(404, 409, 412)
)
def accept_offer(
    work: WorkDep,
    offer: OfferId,
    expected: versions.Expected,
    idempotency_key: IdempotencyKey = None,
) -> answers.Booked:
    """Take the place for the patient; accepting again answers the same."""
    expected = versions.unless_repeated(work, idempotency_key, expected)
    if expected is not None:
        versions.check(expected, waitlist.get_offer(work, offer))
    booked = waitlist.accept(work, offer, idempotency_key=idempotency_key)
    if expected is not None:
        versions.confirm(expected, waitlist.get_offer(work, offer))
    return answers.Booked.of(booked)


@router.post("/offers/{offer}/decline", responses=documented(404, 409, 412))
def decline_offer(
    work: WorkDep, offer: OfferId, expected: versions.Expected, response: Response
) -> told.Offer:
    """Say no for the patient; the place goes to the next."""
    if expected is not None:
        versions.check(expected, waitlist.get_offer(work, offer))
    declined = waitlist.decline(work, offer)
    versions.confirm(expected, declined)
    versions.tag(response, declined)
    return told.Offer.of(declined)
