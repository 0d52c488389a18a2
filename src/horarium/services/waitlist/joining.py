"""Getting on the waitlist and off it again."""

from dataclasses import dataclass
from datetime import date, timedelta

from horarium.domain.errors import InvalidField, NoSuchThing, WishOver
from horarium.domain.ids import PatientId, PractitionerId, ServiceId, WishId
from horarium.domain.token import TokenSource
from horarium.domain.waitlist import (
    OfferStatus,
    PartOfDay,
    Urgency,
    Wish,
    WishStatus,
)
from horarium.services import existing, patients
from horarium.services.holds import release_held
from horarium.services.idempotency import Once, once
from horarium.services.own_care import require_care
from horarium.services.patients import NewPatient
from horarium.services.permissions import Permission
from horarium.services.waitlist.looking import existing_wish, is_own
from horarium.services.waitlist.offering import offer_freed
from horarium.services.work import Work
from horarium.store import sessions as session_store
from horarium.store import waitlist as store

LONGEST_WAIT = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinWaitlist:
    """A wish for a place of a service, on any day from ``first_on`` to ``last_on``.

    With a ``practitioner`` only of that one. Raises ``InvalidField``.
    """

    patient: PatientId | NewPatient
    service: ServiceId
    first_on: date
    last_on: date
    practitioner: PractitionerId | None = None
    source: TokenSource = TokenSource.ONLINE
    urgency: Urgency = Urgency.ROUTINE
    part_of_day: PartOfDay = PartOfDay.ANY
    idempotency_key: str | None = None

    def __post_init__(self) -> None:
        if not self.first_on <= self.last_on <= self.first_on + LONGEST_WAIT:
            raise InvalidField(
                "last_on", self.last_on.isoformat(), "the first day to 366 days later"
            )


def join(work: Work, request: JoinWaitlist) -> Wish:
    """Put a patient on the list; ``AlreadyWaiting`` who is on it for this service.

    An emergency does not wait at anybody's wish: ``InvalidField``.
    """
    if request.source is TokenSource.EMERGENCY:
        raise InvalidField("source", request.source.value, "anything but an emergency")
    require_care(
        work, Permission.APPOINTMENT_BOOK, request.patient, ("patient", "of yours")
    )
    if work.actor.patient and request.urgency is not Urgency.ROUTINE:
        # How urgent it is staff say.
        raise InvalidField(
            "urgency", request.urgency.value, "routine; please call if it is urgent"
        )
    return put_on(work, request)


def put_on(work: Work, request: JoinWaitlist) -> Wish:
    """The same for services whose caller may do so; a reallocation, for instance."""

    def make() -> Wish:
        if request.last_on < work.today:
            raise InvalidField(
                "last_on", request.last_on.isoformat(), "today or a day to come"
            )
        _check_names(work, request)
        wish = Wish(
            id=WishId(work.new_id()),
            patient=patients.id_of(work, request.patient),
            patient_name="",
            service=request.service,
            practitioner=request.practitioner,
            source=request.source,
            urgency=request.urgency,
            part_of_day=request.part_of_day,
            first_on=request.first_on,
            last_on=request.last_on,
            status=WishStatus.WAITING,
            created_at=work.clock.now(),
        )
        store.add_wish(work.db, work.organisation, wish)
        work.record("waitlist.join", ("wish", wish.id), patient=wish.patient)
        return existing_wish(work, wish.id)

    asked = Once(request.idempotency_key, "waitlist.join", request)
    return once(work, asked, make, lambda key: existing_wish(work, WishId(key)))


def leave(work: Work, wanted: WishId) -> Wish:
    """Take a patient off the list; what was offered goes to somebody else."""
    wish = _answerable_wish(work, wanted)
    out = [
        one
        for one in store.offers_of(work.db, wishes=[wanted])
        if one.status is OfferStatus.OUT
    ]
    for offer in out:
        session_store.lock(work.db, offer.session)
        release_held(work, offer.appointment, "off the waitlist")
        store.move_offer(work.db, offer.id, OfferStatus.WITHDRAWN)
    locked = store.wish_by_id(work.db, wanted, lock=True)
    if locked is None or not locked.status.is_waiting:
        raise WishOver(wish.status.value)
    store.move_wish(work.db, wanted, WishStatus.LEFT)
    work.record("waitlist.leave", ("wish", wanted), patient=wish.patient)
    for offer in out:
        offer_freed(work, offer.session)
    return existing_wish(work, wanted)


def _answerable_wish(work: Work, wanted: WishId) -> Wish:
    wish = existing_wish(work, wanted)
    if not is_own(work, wish.patient):
        raise NoSuchThing("wish", str(wanted))
    return wish


def _check_names(work: Work, request: JoinWaitlist) -> None:
    existing.service(work, request.service)
    if request.practitioner is not None:
        existing.practitioner(work, request.practitioner)
