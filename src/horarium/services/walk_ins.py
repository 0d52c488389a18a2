"""Walk-ins who leave it to us where they are seen: the online rule, at once."""

from dataclasses import dataclass

from horarium.domain.errors import (
    NoPlaceNow,
    QuotaHeld,
    SessionFull,
    SessionNotOpen,
)
from horarium.domain.ids import PatientId, PractitionerId, ServiceId, TokenId
from horarium.domain.token import Token, TokenSource
from horarium.services import existing, tokens
from horarium.services.idempotency import Once, once
from horarium.services.offering import WalkInOffer, offers_today
from horarium.services.patients import NewPatient
from horarium.services.permissions import Permission
from horarium.services.tokens import WalkIn
from horarium.services.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyWalkIn:
    """Somebody at the desk who wants a service today, from whoever or from one."""

    service: ServiceId
    patient: PatientId | NewPatient
    practitioner: PractitionerId | None = None
    source: TokenSource = TokenSource.WALK_IN
    idempotency_key: str | None = None


def offers(
    work: Work, service: ServiceId, practitioner: PractitionerId | None = None
) -> list[WalkInOffer]:
    """Where a walk-in could be seen today within the caps, cheapest for the others first."""
    work.require(Permission.TOKEN_ADD)
    return offers_today(work, service, practitioner)


def add(work: Work, request: AnyWalkIn) -> Token:
    """A place and a number in the session where it costs the others least.

    Raises ``NoPlaceNow`` when no session of today takes anybody within the caps, and what
    ``tokens.add_walk_in`` refuses with.
    """
    work.require(Permission.TOKEN_ADD)
    asked = Once(request.idempotency_key, "walk_ins.add", request)
    return once(
        work,
        asked,
        lambda: _placed(work, request),
        lambda key: existing.token(work, TokenId(key)),
    )


def _placed(work: Work, request: AnyWalkIn) -> Token:
    for offer in offers_today(work, request.service, request.practitioner):
        wanted = WalkIn(
            session=offer.session.id, patient=request.patient, source=request.source
        )
        try:
            return tokens.add_walk_in(work, wanted)
        except (SessionFull, QuotaHeld, SessionNotOpen):
            # The last place went meanwhile, or it is kept for others.
            continue
    raise NoPlaceNow(str(request.service))
