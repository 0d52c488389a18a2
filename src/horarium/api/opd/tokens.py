"""Tokens."""

from horarium.api.deps import WorkDep
from horarium.api.fields import IdempotencyKey
from horarium.api.opd import answers
from horarium.api.opd.answers import Done, Found, Listed
from horarium.api.opd.bodies import (
    Booking,
    Cancellation,
    Emergency,
    Reallocation,
    StatusChange,
    WalkIn,
)
from horarium.api.opd.errors import failures
from horarium.api.opd.routing import MOST_LISTED, Limit, Offset, opd_router
from horarium.domain.token import Token, TokenSource
from horarium.services.opd import issuing, reallocating, tokens
from horarium.services.work import Work

router = opd_router("/tokens")

_ISSUING = failures(400, 413)


@router.post("/book", status_code=201, responses=_ISSUING)
def opd_book(
    work: WorkDep, body: Booking, idempotency_key: IdempotencyKey = None
) -> Done[answers.Token]:
    """A place for somebody who booked online."""
    asked = body.to_request(idempotency_key)
    return _issued(work, issuing.book(work, asked, TokenSource.ONLINE), "Token booked")


@router.post("/walkin", status_code=201, responses=_ISSUING)
def opd_add_walk_in(
    work: WorkDep, body: WalkIn, idempotency_key: IdempotencyKey = None
) -> Done[answers.Token]:
    """A place for somebody at the desk."""
    token = issuing.walk_in(work, body.to_request(idempotency_key))
    return _issued(work, token, "Walk-in token generated")


@router.post("/priority", status_code=201, responses=_ISSUING)
def opd_book_priority(
    work: WorkDep, body: Booking, idempotency_key: IdempotencyKey = None
) -> Done[answers.Token]:
    """A place for somebody who paid for priority."""
    asked = body.to_request(idempotency_key)
    token = issuing.book(work, asked, TokenSource.PRIORITY)
    return _issued(work, token, "Priority token allocated")


@router.post("/followup", status_code=201, responses=_ISSUING)
def opd_book_follow_up(
    work: WorkDep, body: Booking, idempotency_key: IdempotencyKey = None
) -> Done[answers.Token]:
    """A place for somebody who comes again."""
    asked = body.to_request(idempotency_key)
    token = issuing.book(work, asked, TokenSource.FOLLOW_UP)
    return _issued(work, token, "Follow-up token allocated")


@router.post("/emergency", status_code=201, responses=_ISSUING)
def opd_add_emergency(
    work: WorkDep, body: Emergency, idempotency_key: IdempotencyKey = None
) -> Done[answers.Token]:
    """A place for somebody who cannot wait, beside a full slot if need be."""
    asked = body.to_request(idempotency_key)
    token = issuing.emergency(work, asked, body.reason)
    return _issued(work, token, "Emergency token allocated")


@router.get("/patient/{patient}")
def opd_list_patient_tokens(
    work: WorkDep, patient: str, limit: Limit = MOST_LISTED, offset: Offset = 0
) -> Listed[answers.Token]:
    """Every token of a patient, by slot."""
    found = tokens.of_patient(work, patient)[offset : offset + limit]
    return Listed.of([answers.Token.of(one, work.zone) for one in found])


@router.get("/queue/{slot}")
def opd_get_queue(work: WorkDep, slot: str) -> Listed[answers.Token]:
    """The queue of a slot, by position; without those who gave up or never came."""
    found = tokens.of_slot(work, slot)
    return Listed.of([answers.Token.of(one, work.zone) for one in found])


@router.get("/{token}", responses=failures(404))
def opd_get_token(work: WorkDep, token: str) -> Found[answers.Token]:
    """One token, under its old identifier too when it was reallocated."""
    return Found(data=answers.Token.of(tokens.get(work, token), work.zone))


@router.patch("/{token}/status", responses=failures(400, 404, 413))
def opd_set_status(
    work: WorkDep, token: str, body: StatusChange
) -> Done[answers.Token]:
    """Move a token on; what it is already changes nothing."""
    moved = tokens.set_status(work, token, body.status)
    told = answers.Token.of(moved, work.zone)
    return Done(message="Token status updated", data=told)


@router.delete("/{token}/cancel", responses=failures(400, 413))
def opd_cancel_token(
    work: WorkDep, token: str, body: Cancellation | None = None
) -> Done[answers.Cancelled]:
    """Give a token up; its place is free again, its number is not."""
    reason = body.reason if body else None
    cancelled = tokens.cancel(work, token, reason)
    told = answers.Cancelled(token_id=str(cancelled.id), reason=reason)
    return Done(message=told.message, data=told)


@router.post("/reallocate/{slot}", responses=failures(400, 413))
def opd_reallocate(
    work: WorkDep, slot: str, body: Reallocation
) -> Done[answers.Reallocated]:
    """Move everybody still to be seen to another slot, all or nobody."""
    moved = reallocating.reallocate(work, slot, body.target_slot_id)
    told = answers.Reallocated.of(moved)
    return Done(message=told.message, data=told)


def _issued(work: Work, token: Token, message: str) -> Done[answers.Token]:
    told = answers.Token.of(tokens.told(work, token), work.zone)
    return Done(message=f"{message} successfully", data=told)
