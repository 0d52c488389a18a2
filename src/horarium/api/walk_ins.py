"""Walk-ins who leave it to the clinic where they are seen."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from horarium.api import answers, versions
from horarium.api.answers import Answer, Listing
from horarium.api.bodies import AnyWalkIn
from horarium.api.deps import WorkDep
from horarium.api.fields import IdempotencyKey, MaybePractitioner
from horarium.api.routing import api_router, documented
from horarium.domain.ids import ServiceId
from horarium.services import walk_ins

router = api_router("/walk-ins", "tokens")

Wanted = Annotated[UUID, Query(description="What the walk-in comes for.")]


class WalkInOfferAnswer(Answer):
    """A session of today that takes a walk-in, and about when.

    ``alpha_min`` is what it costs everybody in patient-minutes; the other figures are the
    rest of the session with the walk-in in it.
    """

    session: UUID
    practitioner_name: str
    start: datetime
    alpha_min: float
    mean_wait_min: float
    overtime_min: float


@router.get("/offers", responses=documented())
def list_walk_in_offers(
    work: WorkDep, service: Wanted, practitioner: MaybePractitioner = None
) -> Listing[WalkInOfferAnswer]:
    """Where a walk-in could be seen today, what costs the others least first."""
    found = walk_ins.offers(work, ServiceId(service), practitioner)
    return Listing(
        items=[
            WalkInOfferAnswer(
                session=one.session.id,
                practitioner_name=one.session.practitioner_name,
                start=one.start,
                alpha_min=round(one.alpha_min, 3),
                mean_wait_min=round(one.mean_wait_min, 3),
                overtime_min=round(one.overtime_min, 3),
            )
            for one in found
        ]
    )


@router.post("", status_code=201, responses=documented(404, 409, 413))
def add_any_walk_in(
    work: WorkDep,
    body: AnyWalkIn,
    response: Response,
    idempotency_key: IdempotencyKey = None,
) -> answers.Token:
    """Give a walk-in a place where it costs the others least."""
    token = walk_ins.add(work, body.to_request(idempotency_key))
    versions.tag(response, token)
    return answers.Token.of(token)
