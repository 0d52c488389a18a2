"""Offers: a freed place goes to somebody on the waitlist, as a hold that expires.

Lock order is the session first, then offers and wishes, here and everywhere.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from horarium.domain.errors import Conflict, NoSuchThing, OfferOver
from horarium.domain.ids import OfferId, SessionId, WishId
from horarium.domain.session import Session
from horarium.domain.waitlist import Offer, OfferStatus, Wish, WishStatus
from horarium.engines.queueing.waitlist import next_offer
from horarium.services import availability, existing, limits
from horarium.services.availability.slots import takes_anybody
from horarium.services.booked import Booked
from horarium.services.holds import confirm_held, place_hold, release_held
from horarium.services.notifications import Template, tell, time_words
from horarium.services.waitlist.looking import (
    existing_offer,
    existing_wish,
    is_own,
)
from horarium.services.waitlist.places import Places, places_of
from horarium.services.work import OpenWork, Work
from horarium.store import holds as hold_store
from horarium.store import people
from horarium.store import sessions as session_store
from horarium.store import waitlist as store

MOST_STARTS = 8
"""Free slots of one session that are tried before nobody is said to want one."""

MOST_OF_A_SWEEP = 200


def offer_freed(work: Work, wanted: SessionId) -> Offer | None:
    """Offer a free place of a session to the best candidate, as a hold that expires.

    ``None`` when no place is free or nobody waits for it; then nothing has changed. May
    be called whenever a place may have become free: each call offers one place at most.
    """
    session = session_store.by_id(work.db, wanted)
    if session is None or not takes_anybody(session):
        return None
    if not store.suiting(work.db, session):
        return None
    session_store.lock(work.db, wanted)
    hold_store.settle(work.db, work.organisation, wanted, at=work.clock.now())
    places = places_of(work, wanted)
    wishes = store.suiting(work.db, places.session)
    could_come = limits.possible(work, places.session, {one.patient for one in wishes})
    starts = availability.free_starts(work, places.session)[:MOST_STARTS]
    for start in starts:
        could = [one for one in wishes if could_come(one.patient, start)]
        offer = _offer_place(work, places, start, could)
        if offer is not None:
            return offer
    return None


def accept(
    work: Work, wanted: OfferId, *, idempotency_key: str | None = None
) -> Booked:
    """Take an offered place: the hold becomes a booking.

    Raises ``OfferOver`` when the offer was answered otherwise or ran out.
    """
    offer = _answerable_offer(work, wanted)
    if offer.status is OfferStatus.OUT and offer.expires_at <= work.clock.now():
        raise OfferOver(OfferStatus.EXPIRED.value)
    if offer.status not in (OfferStatus.OUT, OfferStatus.ACCEPTED):
        raise OfferOver(offer.status.value)
    booked = confirm_held(work, offer.appointment, idempotency_key=idempotency_key)
    if offer.status is OfferStatus.OUT:
        store.move_offer(work.db, wanted, OfferStatus.ACCEPTED)
        store.move_wish(work.db, offer.wish, WishStatus.PLACED)
        work.record("waitlist.accept", ("offer", wanted), patient=offer.patient)
    return booked


def decline(work: Work, wanted: OfferId) -> Offer:
    """Say no to an offered place; it goes to the next, the wish stays on the list."""
    offer = _answerable_offer(work, wanted)
    if offer.status is not OfferStatus.OUT:
        raise OfferOver(offer.status.value)
    _pass_by(work, offer, OfferStatus.DECLINED)
    work.record("waitlist.decline", ("offer", wanted), patient=offer.patient)
    offer_freed(work, offer.session)
    return existing_offer(work, wanted)


def expire(work: Work, wanted: OfferId) -> Offer:
    """Let an offer go whose time is over, and offer the place to the next."""
    offer = _locked_offer(work, wanted)
    if offer.status is OfferStatus.OUT and offer.expires_at <= work.clock.now():
        _pass_by(work, offer, OfferStatus.EXPIRED)
        work.record("waitlist.expire", ("offer", wanted), patient=offer.patient)
        _tell(work, offer, Template.OFFER_OVER)
        offer_freed(work, offer.session)
    return existing_offer(work, wanted)


def sweep(open_work: OpenWork) -> int:
    """What time alone brings: holds and offers run out, freed places are offered.

    One transaction for each; how many there were. For a job that runs now and then: no
    place waits for it, only the next in line does.
    """
    with open_work() as work:
        now = work.clock.now()
        store.end_past(work.db, today=work.today)
        over = store.expired(work.db, at=now, limit=MOST_OF_A_SWEEP)
        held = hold_store.sessions_with_expired(work.db, at=now, limit=MOST_OF_A_SWEEP)
    for offer in over:
        with open_work() as work:
            expire(work, offer)
    for session in held:
        with open_work() as work:
            hold_store.settle(work.db, work.organisation, session, at=now)
    with open_work() as work:
        wanted = store.sessions_wanted(work.db, since=now, limit=MOST_OF_A_SWEEP)
    n_offered = 0
    for session in wanted:
        with open_work() as work:
            n_offered += offer_freed(work, session) is not None
    return len(over) + len(held) + n_offered


def _offer_place(
    work: Work, places: Places, start: datetime, wishes: Iterable[Wish]
) -> Offer | None:
    now = work.clock.now()
    passed = _passed_by(work, places.session.id, wishes)
    left = {one.id: one for one in wishes if one.id not in passed}
    while left:
        asked = [places.wish(one) for one in left.values()]
        best = next_offer(places.line, asked, start, now, places.policy)
        if best is None:
            return None
        wish = left.pop(WishId(UUID(str(best.wish))))
        try:
            return _offer_to(work, places.session, wish, start, best.expires_at)
        except Conflict:
            # Booked elsewhere at that time, or in this line already: the next, then.
            continue
    return None


def _offer_to(
    work: Work, session: Session, wish: Wish, start: datetime, until: datetime
) -> Offer:
    held = place_hold(work, session, start, wish.patient, wish.source, until)
    offer = Offer(
        id=OfferId(work.new_id()),
        wish=wish.id,
        patient=wish.patient,
        appointment=held.id,
        session=session.id,
        start=start,
        expires_at=held.held_until_at or until,
        status=OfferStatus.OUT,
    )
    store.add_offer(work.db, work.organisation, offer, at=work.clock.now())
    store.move_wish(work.db, wish.id, WishStatus.OFFERED)
    work.record("waitlist.offer", ("offer", offer.id), patient=wish.patient)
    _tell(work, offer, Template.OFFER)
    return offer


def _passed_by(work: Work, session: SessionId, wishes: Iterable[Wish]) -> set[WishId]:
    """Who has an offer out, or has let a place of this session pass: not asked again."""
    offers = store.offers_of(work.db, wishes=[one.id for one in wishes])
    return {
        one.wish
        for one in offers
        if one.status is OfferStatus.OUT or one.session == session
    }


def _pass_by(work: Work, offer: Offer, status: OfferStatus) -> None:
    """The hold ends, the wish waits on behind those whom fewer offers have passed."""
    release_held(work, offer.appointment, f"offer {status.value}")
    store.move_offer(work.db, offer.id, status)
    wish = existing_wish(work, offer.wish)
    store.move_wish(work.db, offer.wish, WishStatus.WAITING, n_passed=wish.n_passed + 1)


def _tell(work: Work, offer: Offer, template: Template) -> None:
    session = session_store.by_id(work.db, offer.session)
    patient = people.patient_by_id(work.db, offer.patient)
    if session is None or patient is None:
        return
    tell(
        work,
        template,
        offer.patient,
        at=offer.start,
        session=session,
        offer=str(offer.id),
        until=time_words(work, offer.expires_at, patient.language),
    )


def _answerable_offer(work: Work, wanted: OfferId) -> Offer:
    """The offer, locked, if it is the asker's to answer."""
    offer = existing_offer(work, wanted)
    if not is_own(work, offer.patient):
        raise NoSuchThing("offer", str(wanted))
    return _locked_offer(work, wanted)


def _locked_offer(work: Work, wanted: OfferId) -> Offer:
    session_store.lock(work.db, existing_offer(work, wanted).session)
    return existing.required(
        store.offer_by_id(work.db, wanted, lock=True), "offer", wanted
    )
