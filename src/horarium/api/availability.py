"""When somebody can be seen: slots, weekly hours, what takes time away, opening days."""

from datetime import date, timedelta
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query
from pydantic import WithJsonSchema
from starlette.responses import Response

from horarium.api import answers, versions
from horarium.api import booking_answers as told
from horarium.api.answers import Listing
from horarium.api.booking_bodies import (
    Days,
    Quotas,
    RuleEnd,
    RuleWish,
    UnavailabilityWish,
)
from horarium.api.deps import WorkDep
from horarium.api.fields import IdempotencyKey, MaybeDay, MaybePractitioner
from horarium.api.routing import api_router, documented
from horarium.domain.ids import RuleId, ServiceId, SessionId, UnavailabilityId
from horarium.domain.token import TokenSource
from horarium.services import availability, sessions
from horarium.services.availability import SlotSearch

router = api_router("", "availability")

A_WEEK = timedelta(days=6)

MaybeService = Annotated[
    UUID | None,
    WithJsonSchema({"type": "string", "format": "uuid"}),
    Query(description="Only of this service."),
]
Source = Annotated[
    Literal["online", "follow-up", "priority", "walk-in"],
    Query(description="How the patient comes; places kept for others are not free."),
]


@router.get("/slots", responses=documented())
def list_slots(
    work: WorkDep,
    first: MaybeDay = None,
    last: MaybeDay = None,
    service: MaybeService = None,
    practitioner: MaybePractitioner = None,
    source: Source = "online",
) -> Listing[told.Slot]:
    """Every slot with its status, by time; a week from ``first``, at most 31 days."""
    begin, end = _days(work.today, first, last)
    wanted = SlotSearch(
        first=begin,
        last=end,
        service=ServiceId(service) if service else None,
        practitioner=practitioner,
        source=TokenSource(source),
    )
    return Listing(items=told.Slot.each(availability.slots(work, wanted)))


@router.get("/availability-rules", responses=documented())
def list_rules(work: WorkDep, service: MaybeService = None) -> Listing[told.Rule]:
    """The weekly hours in force today or later."""
    wanted = ServiceId(service) if service else None
    return Listing(items=told.Rule.each(availability.of_service(work, wanted)))


@router.post(
    "/availability-rules", status_code=201, responses=documented(404, 409, 413)
)
def define_rule(
    work: WorkDep,
    body: RuleWish,
    response: Response,
    idempotency_key: IdempotencyKey = None,
) -> told.Rule:
    """Keep weekly hours; sessions come of them when they are needed."""
    rule = availability.define(work, body.to_request(), idempotency_key=idempotency_key)
    versions.tag(response, rule)
    return told.Rule.of(rule)


@router.get("/availability-rules/{rule}", responses=documented(404))
def get_rule(work: WorkDep, rule: RuleId, response: Response) -> told.Rule:
    """One rule."""
    found = availability.get(work, rule)
    versions.tag(response, found)
    return told.Rule.of(found)


@router.post("/availability-rules/{rule}/end", responses=documented(404, 412, 413))
def end_rule(
    work: WorkDep,
    rule: RuleId,
    body: RuleEnd,
    expected: versions.Expected,
    response: Response,
) -> told.Rule:
    """Let the hours end after a day; sessions that were opened stay."""
    if expected is not None:
        versions.check(expected, availability.get(work, rule))
    ended = availability.end(work, rule, body.last)
    versions.confirm(expected, ended)
    versions.tag(response, ended)
    return told.Rule.of(ended)


@router.get("/unavailabilities", responses=documented())
def list_unavailabilities(
    work: WorkDep, first: MaybeDay = None, last: MaybeDay = None
) -> Listing[told.Unavailability]:
    """Exceptions, closures and leave that touch the days; a week from ``first``."""
    begin, end = _days(work.today, first, last)
    search = SlotSearch(first=begin, last=end)
    within = availability.interval_of(work, search.first, search.last)
    return Listing(
        items=told.Unavailability.each(availability.taken_away(work, within))
    )


@router.post("/unavailabilities", status_code=201, responses=documented(404, 413))
def take_time_away(
    work: WorkDep, body: UnavailabilityWish, idempotency_key: IdempotencyKey = None
) -> told.TakenAway:
    """See nobody in that time; the answer names who was booked in it."""
    taken = availability.take_away(
        work, body.to_request(), idempotency_key=idempotency_key
    )
    return told.TakenAway.of(taken)


@router.get("/unavailabilities/{unavailability}", responses=documented(404))
def get_unavailability(
    work: WorkDep, unavailability: UnavailabilityId, response: Response
) -> told.Unavailability:
    """One exception, closure or leave."""
    found = availability.get_unavailability(work, unavailability)
    versions.tag(response, found)
    return told.Unavailability.of(found)


@router.post(
    "/unavailabilities/{unavailability}/withdraw", responses=documented(404, 412)
)
def give_time_back(
    work: WorkDep,
    unavailability: UnavailabilityId,
    expected: versions.Expected,
    response: Response,
) -> told.Unavailability:
    """Take it back: the time can be booked again."""
    if expected is not None:
        found = availability.get_unavailability(work, unavailability)
        versions.check(expected, found)
    withdrawn = availability.give_back(work, unavailability)
    versions.confirm(expected, withdrawn)
    versions.tag(response, withdrawn)
    return told.Unavailability.of(withdrawn)


@router.post("/horizon", responses=documented(413))
def open_horizon(work: WorkDep, body: Days) -> told.Opened:
    """Open every session that the weekly hours make of the days; again is the same."""
    return told.Opened.of(availability.open_horizon(work, body.first, body.last))


@router.post("/sessions/{session}/quotas", responses=documented(404, 409, 412, 413))
def set_quotas(
    work: WorkDep,
    session: SessionId,
    body: Quotas,
    expected: versions.Expected,
    response: Response,
) -> answers.Session:
    """Keep places for some classes until their release; an empty list frees all."""
    if expected is not None:
        versions.check(expected, sessions.get_held(work, session))
    quotas = [one.to_quota() for one in body.quotas]
    changed = availability.set_quotas(work, session, quotas)
    versions.tag(response, changed)
    return answers.Session.of(changed)


def _days(today: date, first: date | None, last: date | None) -> tuple[date, date]:
    begin = first or today
    return begin, last or begin + A_WEEK
