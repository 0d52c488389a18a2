"""Reading the waitlist, and whose it is to answer."""

from horarium.domain.ids import OfferId, PatientId, ServiceId, SessionId, WishId
from horarium.domain.waitlist import Offer, OfferStatus, Wish
from horarium.services import existing
from horarium.services.permissions import Permission
from horarium.services.work import Work
from horarium.store import waitlist as store


def of_session(work: Work, wanted: SessionId) -> list[Offer]:
    """Every offer of a place of the session, oldest first."""
    work.require(Permission.APPOINTMENT_READ)
    return store.offers_of(work.db, session_id=wanted)


def waiting(work: Work, service: ServiceId | None = None) -> list[Wish]:
    """Who waits, for one service or for any, longest on the list first."""
    work.require(Permission.APPOINTMENT_READ)
    return store.waiting(work.db, service=service)


def get(work: Work, wanted: WishId) -> Wish:
    """One entry of the list."""
    work.require(Permission.APPOINTMENT_READ)
    return existing_wish(work, wanted)


def get_offer(work: Work, wanted: OfferId) -> Offer:
    """One offer."""
    work.require(Permission.APPOINTMENT_READ)
    return existing_offer(work, wanted)


def offers_of_wish(work: Work, wanted: WishId) -> list[Offer]:
    """Every offer that was made to a wish, oldest first."""
    work.require(Permission.APPOINTMENT_READ)
    return store.offers_of(work.db, wishes=[wanted])


def mine(work: Work) -> list[Offer]:
    """The signed-in patient's open offers."""
    work.require(Permission.OWN_CARE_READ)
    if work.actor.patient is None:
        return []
    now = work.clock.now()
    return [
        one
        for one in store.offers_of(work.db, patient_id=work.actor.patient)
        if one.status is OfferStatus.OUT and one.expires_at > now
    ]


def existing_wish(work: Work, wanted: WishId) -> Wish:
    """The wish with that id; refuse with ``NoSuchThing``."""
    return existing.required(store.wish_by_id(work.db, wanted), "wish", wanted)


def existing_offer(work: Work, wanted: OfferId) -> Offer:
    """The offer with that id; refuse with ``NoSuchThing``."""
    return existing.required(store.offer_by_id(work.db, wanted), "offer", wanted)


def is_own(work: Work, patient: PatientId) -> bool:
    """Whether whoever asks may answer for the patient; refuse who may answer for nobody."""
    if work.actor.patient is not None:
        work.require(Permission.OWN_CARE_ANSWER)
        return work.actor.patient == patient
    work.require(Permission.APPOINTMENT_BOOK)
    return True
