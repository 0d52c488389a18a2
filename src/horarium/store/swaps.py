"""Duties offered, deals about them, and the roster changed by a deal."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import psycopg
from sqlalchemy import Row, Select, delete, exc, insert, select, update
from sqlalchemy.dialects import postgresql

from horarium.domain.ids import (
    OrganisationId,
    PractitionerId,
    RosterId,
    SwapDealId,
    SwapOfferId,
)
from horarium.domain.swap import (
    DutyHandover,
    SwapDeal,
    SwapDealStatus,
    SwapOffer,
    SwapOfferStatus,
)
from horarium.store.database import Db
from horarium.store.tables import (
    assignment,
    duty_policy,
    practitioner,
    roster,
    swap_deal,
    swap_offer,
)


def add_offer(db: Db, owner: OrganisationId, value: SwapOffer) -> bool:
    """Keep an offer; whether it is the first open one for its duty."""
    row = {
        "organisation_id": owner,
        "id": value.id,
        "roster_id": value.roster,
        "practitioner_id": value.practitioner,
        "on_date": value.on_date,
        "shift_type": value.shift_type,
        "status": value.status.value,
        "offered_at": value.offered_at,
    }
    try:
        with db.begin_nested():
            db.execute(insert(swap_offer), row)
    except exc.IntegrityError as error:
        if isinstance(error.orig, psycopg.errors.UniqueViolation):
            return False
        raise
    return True


def offer_by_id(db: Db, wanted: SwapOfferId, *, lock: bool = False) -> SwapOffer | None:
    """The offer with that id; with ``lock`` its row is held until the end."""
    query = _offers().where(swap_offer.c.id == wanted)
    query = query.with_for_update(of=swap_offer) if lock else query
    row = db.execute(query).one_or_none()
    return _offer(row) if row else None


def open_offers(db: Db, first: date) -> list[SwapOffer]:
    """What is offered from ``first`` on, by day."""
    query = _offers().where(
        swap_offer.c.status == SwapOfferStatus.OPEN.value,
        swap_offer.c.on_date >= first,
    )
    query = query.order_by(swap_offer.c.on_date, swap_offer.c.id)
    return [_offer(row) for row in db.execute(query)]


def close_offer(
    db: Db, wanted: SwapOfferId, status: SwapOfferStatus, *, at: datetime
) -> None:
    """Note what became of an offer."""
    db.execute(
        update(swap_offer)
        .where(swap_offer.c.id == wanted)
        .values(status=status.value, closed_at=at)
    )


def close_offers_of(
    db: Db, where: RosterId, handover: DutyHandover, *, at: datetime
) -> None:
    """Close what is offered of a duty that has changed hands."""
    giver = select(practitioner.c.id).where(practitioner.c.staff_code == handover.giver)
    db.execute(
        update(swap_offer)
        .where(
            swap_offer.c.status == SwapOfferStatus.OPEN.value,
            swap_offer.c.roster_id == where,
            swap_offer.c.practitioner_id.in_(giver),
            swap_offer.c.on_date == handover.on_date,
        )
        .values(status=SwapOfferStatus.GIVEN.value, closed_at=at)
    )


def add_deal(db: Db, owner: OrganisationId, value: SwapDeal) -> None:
    """Keep a deal."""
    db.execute(
        insert(swap_deal).values(
            organisation_id=owner,
            id=value.id,
            roster_id=value.roster,
            handovers=[_plain(one) for one in value.handovers],
            parties=list(value.parties),
            consents=list(value.consents),
            status=value.status.value,
            answer=value.answer,
            proposed_at=value.proposed_at,
            closed_at=value.closed_at,
        )
    )


def deal_by_id(db: Db, wanted: SwapDealId, *, lock: bool = False) -> SwapDeal | None:
    """The deal with that id; with ``lock`` its row is held until the end."""
    query = select(swap_deal).where(swap_deal.c.id == wanted)
    row = db.execute(query.with_for_update() if lock else query).one_or_none()
    return _deal(row) if row else None


def deals(db: Db, *, only_open: bool, limit: int) -> list[SwapDeal]:
    """Deals, the newest first; with ``only_open`` those that may still come true."""
    query = select(swap_deal).order_by(
        swap_deal.c.proposed_at.desc(), swap_deal.c.id.desc()
    )
    if only_open:
        query = query.where(swap_deal.c.status.in_(["proposed", "agreed"]))
    return [_deal(row) for row in db.execute(query.limit(limit))]


def note_deal(db: Db, value: SwapDeal) -> None:
    """Write what became of a deal."""
    db.execute(
        update(swap_deal)
        .where(swap_deal.c.id == value.id)
        .values(
            status=value.status.value,
            consents=list(value.consents),
            answer=value.answer,
            closed_at=value.closed_at,
        )
    )


def hand_over(
    db: Db,
    owner: OrganisationId,
    where: RosterId,
    *,
    taken: Sequence[tuple[PractitionerId, date]],
    given: Sequence[tuple[PractitionerId, date, str]],
) -> None:
    """Take duties from some, give them to others, and count the roster's version up."""
    for person, on in taken:
        db.execute(
            delete(assignment).where(
                assignment.c.roster_id == where,
                assignment.c.practitioner_id == person,
                assignment.c.on_date == on,
            )
        )
    db.execute(
        insert(assignment),
        [
            {
                "organisation_id": owner,
                "roster_id": where,
                "practitioner_id": person,
                "on_date": on,
                "shift_type": shift,
            }
            for person, on, shift in given
        ],
    )
    db.execute(
        update(roster).where(roster.c.id == where).values(version=roster.c.version + 1)
    )


def needs_approval(db: Db) -> bool:
    """Whether a coordinator has to agree to swaps; so unless the department says not."""
    found = db.execute(select(duty_policy.c.swaps_need_approval)).scalar_one_or_none()
    return found is not False


def set_approval(
    db: Db, owner: OrganisationId, *, is_needed: bool, at: datetime
) -> None:
    """Say whether a coordinator has to agree to swaps."""
    values = {"swaps_need_approval": is_needed, "changed_at": at}
    statement = postgresql.insert(duty_policy).values(organisation_id=owner, **values)
    db.execute(
        statement.on_conflict_do_update(index_elements=["organisation_id"], set_=values)
    )


def _offers() -> Select[Any]:
    return select(swap_offer, practitioner.c.staff_code, practitioner.c.name).join(
        practitioner,
        (practitioner.c.organisation_id == swap_offer.c.organisation_id)
        & (practitioner.c.id == swap_offer.c.practitioner_id),
    )


def _offer(row: Row[Any]) -> SwapOffer:
    return SwapOffer(
        id=SwapOfferId(row.id),
        roster=RosterId(row.roster_id),
        practitioner=PractitionerId(row.practitioner_id),
        staff_code=row.staff_code,
        name=row.name,
        on_date=row.on_date,
        shift_type=row.shift_type,
        status=SwapOfferStatus(row.status),
        offered_at=row.offered_at,
    )


def _deal(row: Row[Any]) -> SwapDeal:
    return SwapDeal(
        id=SwapDealId(row.id),
        roster=RosterId(row.roster_id),
        handovers=tuple(_handover(one) for one in row.handovers),
        parties=tuple(row.parties),
        consents=tuple(row.consents),
        status=SwapDealStatus(row.status),
        proposed_at=row.proposed_at,
        answer=row.answer,
        closed_at=row.closed_at,
    )


def _plain(one: DutyHandover) -> dict[str, str]:
    return {
        "giver": one.giver,
        "taker": one.taker,
        "on": one.on_date.isoformat(),
        "shift_type": one.shift_type,
    }


def _handover(plain: dict[str, str]) -> DutyHandover:
    return DutyHandover(
        giver=plain["giver"],
        taker=plain["taker"],
        on_date=date.fromisoformat(plain["on"]),
        shift_type=plain["shift_type"],
    )
