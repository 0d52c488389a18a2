"""Wishes for a place and the offers made to them."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

import psycopg
from sqlalchemy import Row, Select, exc, func, insert, or_, select, update

from horarium.domain.errors import AlreadyWaiting
from horarium.domain.ids import (
    AppointmentId,
    OfferId,
    OrganisationId,
    PatientId,
    PractitionerId,
    ServiceId,
    SessionId,
    WishId,
)
from horarium.domain.session import Session
from horarium.domain.token import TokenSource
from horarium.domain.waitlist import (
    Offer,
    OfferStatus,
    PartOfDay,
    Urgency,
    Wish,
    WishStatus,
)
from horarium.store.database import Db
from horarium.store.tables import appointment, offer, patient, session, wish

_WAITS = wish.c.status.in_(["waiting", "offered"])


def add_wish(db: Db, owner: OrganisationId, value: Wish) -> None:
    """Put a patient on the list; raise ``AlreadyWaiting`` who is on it for the service."""
    row = {
        "organisation_id": owner,
        "id": value.id,
        "patient_id": value.patient,
        "service_id": value.service,
        "practitioner_id": value.practitioner,
        "source": value.source.value,
        "first_on": value.first_on,
        "last_on": value.last_on,
        "urgency": value.urgency.value,
        "part_of_day": value.part_of_day.value,
        "status": value.status.value,
        "created_at": value.created_at,
    }
    try:
        with db.begin_nested():
            db.execute(insert(wish), row)
    except exc.IntegrityError as error:
        if isinstance(error.orig, psycopg.errors.UniqueViolation):
            raise AlreadyWaiting(str(value.id)) from None
        raise


def wish_by_id(db: Db, wanted: WishId, *, lock: bool = False) -> Wish | None:
    """The wish with that id; with ``lock`` its row is held until the transaction ends."""
    query = _wishes().where(wish.c.id == wanted)
    row = db.execute(query.with_for_update(of=wish) if lock else query).one_or_none()
    return _wish(row) if row else None


def suiting(db: Db, wanted: Session) -> list[Wish]:
    """Everybody who waits for a place such as the session's, longest on the list first."""
    rows = db.execute(
        _wishes().where(
            _WAITS,
            wish.c.service_id == wanted.service,
            wish.c.first_on <= wanted.on_date,
            wish.c.last_on >= wanted.on_date,
            or_(
                wish.c.practitioner_id.is_(None),
                wish.c.practitioner_id == wanted.practitioner,
            ),
        )
    )
    return [_wish(row) for row in rows]


def waiting(
    db: Db, *, service: ServiceId | None = None, patient_id: PatientId | None = None
) -> list[Wish]:
    """Who waits, for a service or at all, longest on the list first."""
    query = _wishes().where(_WAITS)
    if service is not None:
        query = query.where(wish.c.service_id == service)
    if patient_id is not None:
        query = query.where(wish.c.patient_id == patient_id)
    return [_wish(row) for row in db.execute(query)]


def move_wish(
    db: Db, wanted: WishId, status: WishStatus, *, n_passed: int | None = None
) -> None:
    """Set where a wish stands, and how many offers have passed it by."""
    values: dict[str, Any] = {"status": status.value, "version": wish.c.version + 1}
    if n_passed is not None:
        values["n_passed"] = n_passed
    db.execute(update(wish).where(wish.c.id == wanted).values(values))


def end_past(db: Db, *, today: date) -> int:
    """Let go of wishes whose last day is over; how many."""
    gone = db.execute(
        update(wish)
        .where(wish.c.status == "waiting", wish.c.last_on < today)
        .values(status=WishStatus.OVER.value, version=wish.c.version + 1)
    )
    return gone.rowcount


def add_offer(db: Db, owner: OrganisationId, value: Offer, *, at: datetime) -> None:
    """Keep an offer."""
    row = {
        "organisation_id": owner,
        "id": value.id,
        "wish_id": value.wish,
        "appointment_id": value.appointment,
        "expires_at": value.expires_at,
        "status": value.status.value,
        "created_at": at,
    }
    db.execute(insert(offer), row)


def offer_by_id(db: Db, wanted: OfferId, *, lock: bool = False) -> Offer | None:
    """The offer with that id; with ``lock`` its row is held until the transaction ends."""
    query = _offers().where(offer.c.id == wanted)
    row = db.execute(query.with_for_update(of=offer) if lock else query).one_or_none()
    return _offer(row) if row else None


def offers_of(
    db: Db,
    *,
    session_id: SessionId | None = None,
    patient_id: PatientId | None = None,
    wishes: Collection[WishId] | None = None,
) -> list[Offer]:
    """Offers, newest last, of a session, a patient or some wishes."""
    query = _offers()
    if session_id is not None:
        query = query.where(appointment.c.session_id == session_id)
    if patient_id is not None:
        query = query.where(wish.c.patient_id == patient_id)
    if wishes is not None:
        query = query.where(offer.c.wish_id.in_(list(wishes)))
    return [_offer(row) for row in db.execute(query)]


def expired(db: Db, *, at: datetime, limit: int) -> list[OfferId]:
    """Offers that are out and ran out of time, oldest first."""
    rows = db.execute(
        select(offer.c.id)
        .where(offer.c.status == "out", offer.c.expires_at <= at)
        .order_by(offer.c.expires_at, offer.c.id)
        .limit(limit)
    )
    return [OfferId(row.id) for row in rows]


def move_offer(db: Db, wanted: OfferId, status: OfferStatus) -> None:
    """Set what became of an offer."""
    db.execute(
        update(offer)
        .where(offer.c.id == wanted)
        .values(status=status.value, version=offer.c.version + 1)
    )


def sessions_wanted(db: Db, *, since: datetime, limit: int) -> list[SessionId]:
    """Sessions to come with a place left that somebody on the list waits for."""
    rows = db.execute(
        select(session.c.id)
        .where(
            session.c.status.in_(["planned", "open"]),
            func.upper(session.c.during) > since,
            session.c.taken + session.c.n_held < session.c.capacity,
            select(wish.c.id)
            .where(
                wish.c.status == "waiting",
                wish.c.organisation_id == session.c.organisation_id,
                wish.c.service_id == session.c.service_id,
                session.c.on_date.between(wish.c.first_on, wish.c.last_on),
                or_(
                    wish.c.practitioner_id.is_(None),
                    wish.c.practitioner_id == session.c.practitioner_id,
                ),
            )
            .exists(),
        )
        .order_by(session.c.during, session.c.id)
        .limit(limit)
    )
    return [SessionId(row.id) for row in rows]


def _wishes() -> Select[Any]:
    return (
        select(wish, patient.c.name.label("patient_name"))
        .join(
            patient,
            (patient.c.organisation_id == wish.c.organisation_id)
            & (patient.c.id == wish.c.patient_id),
        )
        .order_by(wish.c.created_at, wish.c.id)
    )


def _offers() -> Select[Any]:
    return (
        select(
            offer,
            wish.c.patient_id,
            appointment.c.session_id,
            func.lower(appointment.c.during).label("start"),
        )
        .join(
            wish,
            (wish.c.organisation_id == offer.c.organisation_id)
            & (wish.c.id == offer.c.wish_id),
        )
        .join(
            appointment,
            (appointment.c.organisation_id == offer.c.organisation_id)
            & (appointment.c.id == offer.c.appointment_id),
        )
        .order_by(offer.c.created_at, offer.c.id)
    )


def _wish(row: Row[Any]) -> Wish:
    return Wish(
        id=WishId(row.id),
        patient=PatientId(row.patient_id),
        patient_name=row.patient_name,
        service=ServiceId(row.service_id),
        source=TokenSource(row.source),
        first_on=row.first_on,
        last_on=row.last_on,
        status=WishStatus(row.status),
        created_at=row.created_at,
        practitioner=PractitionerId(row.practitioner_id)
        if row.practitioner_id
        else None,
        urgency=Urgency(row.urgency),
        part_of_day=PartOfDay(row.part_of_day),
        n_passed=row.n_passed,
        version=row.version,
    )


def _offer(row: Row[Any]) -> Offer:
    return Offer(
        id=OfferId(row.id),
        wish=WishId(row.wish_id),
        patient=PatientId(row.patient_id),
        appointment=AppointmentId(row.appointment_id),
        session=SessionId(row.session_id),
        start=row.start,
        expires_at=row.expires_at,
        status=OfferStatus(row.status),
        version=row.version,
    )
