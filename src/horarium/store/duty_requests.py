"""What people on the roster ask for."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, insert, select, update

from horarium.domain.duty_request import (
    DutyRequest,
    DutyRequestKind,
    DutyRequestStatus,
    Importance,
)
from horarium.domain.ids import DutyRequestId, OrganisationId, PractitionerId
from horarium.store.database import Db
from horarium.store.tables import duty_request, practitioner


def add(db: Db, owner: OrganisationId, value: DutyRequest) -> None:
    """Keep a request."""
    db.execute(
        insert(duty_request).values(
            organisation_id=owner,
            id=value.id,
            practitioner_id=value.practitioner,
            kind=value.kind.value,
            first_on=value.first_on,
            last_on=value.last_on,
            shift_types=list(value.shift_types),
            importance=value.importance.value,
            reason=value.reason,
            status=value.status.value,
            asked_at=value.asked_at,
        )
    )


def by_id(db: Db, wanted: DutyRequestId, *, lock: bool = False) -> DutyRequest | None:
    """The request with that id; with ``lock`` its row is held until the end."""
    query = _requests().where(duty_request.c.id == wanted)
    query = query.with_for_update(of=duty_request) if lock else query
    row = db.execute(query).one_or_none()
    return _request(row) if row else None


def of_practitioner(db: Db, wanted: PractitionerId, limit: int) -> list[DutyRequest]:
    """What somebody asked for, the latest days first."""
    query = _requests().where(duty_request.c.practitioner_id == wanted)
    query = query.order_by(duty_request.c.first_on.desc(), duty_request.c.id.desc())
    return [_request(row) for row in db.execute(query.limit(limit))]


def waiting(db: Db) -> list[DutyRequest]:
    """What nobody has decided yet, the longest asked first."""
    query = _requests().where(duty_request.c.status == DutyRequestStatus.ASKED.value)
    query = query.order_by(duty_request.c.asked_at, duty_request.c.id)
    return [_request(row) for row in db.execute(query)]


def granted_between(db: Db, first: date, last: date) -> list[DutyRequest]:
    """What was granted and has a day from ``first`` to ``last``, both included."""
    query = _requests().where(
        duty_request.c.status == DutyRequestStatus.GRANTED.value,
        duty_request.c.first_on <= last,
        duty_request.c.last_on >= first,
    )
    query = query.order_by(
        practitioner.c.staff_code, duty_request.c.first_on, duty_request.c.id
    )
    return [_request(row) for row in db.execute(query)]


def decide(
    db: Db,
    wanted: DutyRequestId,
    status: DutyRequestStatus,
    *,
    at: datetime,
    by: UUID | None,
    answer: str = "",
) -> None:
    """Note what became of a request."""
    db.execute(
        update(duty_request)
        .where(duty_request.c.id == wanted)
        .values(status=status.value, decided_at=at, decided_by=by, answer=answer)
    )


def _requests() -> Select[Any]:
    return select(duty_request, practitioner.c.staff_code, practitioner.c.name).join(
        practitioner,
        (practitioner.c.organisation_id == duty_request.c.organisation_id)
        & (practitioner.c.id == duty_request.c.practitioner_id),
    )


def _request(row: Row[Any]) -> DutyRequest:
    return DutyRequest(
        id=DutyRequestId(row.id),
        practitioner=PractitionerId(row.practitioner_id),
        staff_code=row.staff_code,
        name=row.name,
        kind=DutyRequestKind(row.kind),
        first_on=row.first_on,
        last_on=row.last_on,
        shift_types=tuple(row.shift_types),
        importance=Importance(row.importance),
        reason=row.reason,
        status=DutyRequestStatus(row.status),
        asked_at=row.asked_at,
        answer=row.answer,
        decided_at=row.decided_at,
    )
