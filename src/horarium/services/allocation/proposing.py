"""Proposing: the waitlist against the open times of the next days, by priority."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from horarium.domain.availability import SlotStatus
from horarium.domain.ids import SessionId, WishId
from horarium.domain.session import Session
from horarium.domain.waitlist import Offer, OfferStatus, PartOfDay, Wish
from horarium.engines.booking import (
    AllocationParams,
    OpenSlot,
    SlotRequest,
    allocate,
)
from horarium.engines.booking.allocation import Allocation, Grant, Obstacle
from horarium.services import availability
from horarium.services.allocation.limits import (
    URGENCIES,
    kept_of,
    params_of,
    price_of,
    shares_of,
    why_limited,
)
from horarium.services.allocation.overbooking import Outlook, outlooks_of
from horarium.services.allocation.proposal import (
    Left,
    Placement,
    Price,
    Proposal,
    SessionPlan,
    Share,
)
from horarium.services.availability import SlotSearch
from horarium.services.offering.clinics import clinics_of
from horarium.services.offering.knobs import Knobs
from horarium.services.permissions import Permission
from horarium.services.work import Work
from horarium.store import sessions as session_store
from horarium.store import waitlist as store

NOON = 12
_ROUNDING = 1e-6

Place = tuple[SessionId, datetime]
Opens = Mapping[SessionId, Sequence[datetime]]

_WHY: Mapping[Obstacle, str] = {
    Obstacle.SERVICE: "No clinic of this service has an open time in these days.",
    Obstacle.CHANNEL: "The open times are kept for others.",
    Obstacle.SKILLS: "No open time has what is needed.",
    Obstacle.SITES: "No open time is at a site that suits.",
    Obstacle.PRACTITIONERS: "The doctor asked for has no open time in these days.",
    Obstacle.TIMES: "No open time lies in the days that were asked for.",
    Obstacle.FULL: "No time that suits has a place.",
    Obstacle.COST: "Every open time would cost the others more than it is worth.",
    Obstacle.OUTBID: "All times that suit go to those who are more urgent or came first.",
}


def propose(work: Work, knobs: Knobs) -> Proposal:
    """The best placing of everybody who waits, and what it does to the sessions.

    Nothing changes. Offers that are out are promises and keep their times. The same
    state and knobs give the same proposal.
    """
    work.require(Permission.ALLOCATION_PLAN)
    wishes = store.waiting(work.db)
    sessions = _sessions(work, knobs)
    opens = _opens(work, sessions, knobs)
    clinics = clinics_of(work, list(sessions.values()))
    outlooks = outlooks_of(clinics, opens, knobs)
    promises = _promises(work, wishes, sessions)
    places, slots = _slots(sessions, opens, outlooks, promises.values())
    asking = [_request(work, one, slots, promises) for one in wishes]
    extras = {key: one.extras for key, one in outlooks.items()}
    params = params_of(opens, extras, knobs)
    now = work.clock.now()
    found = allocate(asking, slots, now, params)
    price = None
    if knobs.has_limits:
        free = AllocationParams(horizon_days=params.horizon_days)
        price = price_of(found, allocate(asking, slots, now, free))
    around = _Around(sessions, opens, outlooks, places, knobs)
    return _proposal(wishes, around, found, shares_of(asking, found), price)


@dataclass(frozen=True, slots=True)
class _Around:
    """What an allocation was made from."""

    sessions: Mapping[SessionId, Session]
    opens: Opens
    outlooks: Mapping[SessionId, Outlook]
    places: Mapping[Hashable, Place]
    knobs: Knobs


def _sessions(work: Work, knobs: Knobs) -> dict[SessionId, Session]:
    last = work.today + timedelta(days=knobs.days)
    found = session_store.overlapping(work.db, work.today, last)
    now = work.clock.now()
    return {one.id: one for one in found if one.interval.start > now}


def _opens(work: Work, sessions: Mapping[SessionId, Session], knobs: Knobs) -> Opens:
    """The free times of each session, no more than it has places for."""
    last = work.today + timedelta(days=knobs.days)
    free: defaultdict[SessionId, list[datetime]] = defaultdict(list)
    for slot in availability.slots(work, SlotSearch(first=work.today, last=last)):
        key = slot.session
        if slot.status is SlotStatus.FREE and key is not None and key in sessions:
            free[key].append(slot.interval.start)
    now = work.clock.now()
    return {
        key: starts[: max(_places(sessions[key], now), 0)]
        for key, starts in free.items()
    }


def _places(session: Session, now: datetime) -> int:
    kept = sum(one.places for one in session.quotas if one.release_at > now)
    return session.places_left - kept


def _promises(
    work: Work, wishes: Sequence[Wish], sessions: Mapping[SessionId, Session]
) -> dict[WishId, Offer]:
    out = store.offers_of(work.db, wishes=[one.id for one in wishes])
    return {
        one.wish: one
        for one in out
        if one.status is OfferStatus.OUT and one.session in sessions
    }


def _slots(
    sessions: Mapping[SessionId, Session],
    opens: Opens,
    outlooks: Mapping[SessionId, Outlook],
    promised: Iterable[Offer],
) -> tuple[dict[Hashable, Place], list[OpenSlot]]:
    """Each time with the costs of its further bookings; a promised time with none."""
    costs: defaultdict[Place, list[float]] = defaultdict(list)
    for key, starts in opens.items():
        for start in starts:
            costs[key, start].append(0.0)
    for key, outlook in outlooks.items():
        for extra in outlook.extras:
            costs[key, extra.start].append(extra.alpha_min)
    for offer in promised:
        costs.setdefault((offer.session, offer.start), [])
    in_turn = sorted(costs, key=lambda it: (it[1], it[0]))
    return {one: one for one in in_turn}, [
        OpenSlot(
            id=(key, start),
            session=key,
            start=start,
            practitioner=str(sessions[key].practitioner),
            site=str(sessions[key].location),
            services=frozenset({str(sessions[key].service)}),
            alpha_min=tuple(sorted(costs[key, start])),
        )
        for key, start in in_turn
    ]


def _request(
    work: Work,
    wish: Wish,
    slots: Sequence[OpenSlot],
    promises: Mapping[WishId, Offer],
) -> SlotRequest:
    offer = promises.get(wish.id)
    whom = {str(wish.practitioner)} if wish.practitioner else set()
    return SlotRequest(
        id=wish.id,
        service=str(wish.service),
        urgency=URGENCIES[wish.urgency],
        channel=wish.source.value,
        group=wish.source.value,
        practitioners=frozenset(whom),
        not_before=datetime.combine(wish.first_on, time(), work.zone),
        not_after=datetime.combine(wish.last_on + timedelta(days=1), time(), work.zone),
        preferred=frozenset(
            slot.id for slot in slots if _suits(work, wish.part_of_day, slot.start)
        ),
        promised=(offer.session, offer.start) if offer else None,
    )


def _suits(work: Work, part: PartOfDay, start: datetime) -> bool:
    if part is PartOfDay.ANY:
        return False
    is_morning = start.astimezone(work.zone).hour < NOON
    return is_morning == (part is PartOfDay.MORNING)


def _proposal(
    wishes: Sequence[Wish],
    around: _Around,
    found: Allocation,
    shares: tuple[Share, ...],
    price: Price | None,
) -> Proposal:
    asked: dict[Hashable, Wish] = {one.id: one for one in wishes}
    placements = [_placement(one, asked, around) for one in found.grants]
    ordered = tuple(sorted(placements, key=lambda one: (one.start, one.wish.id)))
    why = {**_WHY, Obstacle.LIMITS: why_limited(around.knobs)}
    left = tuple(Left(asked[one.request], why[one.obstacle]) for one in found.losers)
    return Proposal(
        placements=ordered,
        left=left,
        sessions=_plans(around, ordered),
        objective=found.objective,
        method=found.method.value,
        is_proven=found.bound - found.objective <= _ROUNDING * max(found.bound, 1.0),
        shares=shares,
        price=price,
        digest=_digest(ordered, left, around.sessions.values()),
    )


def _placement(
    grant: Grant, asked: Mapping[Hashable, Wish], around: _Around
) -> Placement:
    key, start = around.places[grant.slot]
    is_extra = grant.place > 0 or start not in around.opens.get(key, ())
    extras = around.outlooks[key].extras
    costs = [one.alpha_min for one in extras if one.start == start]
    return Placement(
        wish=asked[grant.request],
        session=around.sessions[key],
        start=start,
        is_extra=is_extra and not grant.is_promise,
        alpha_min=min(costs, default=0.0) if is_extra else 0.0,
        is_promise=grant.is_promise,
    )


def _plans(around: _Around, placements: Sequence[Placement]) -> tuple[SessionPlan, ...]:
    new = [one for one in placements if not one.is_promise]
    n_placed = Counter(one.session.id for one in new)
    n_extra = Counter(one.session.id for one in new if one.is_extra)
    return tuple(
        SessionPlan(
            session=one,
            outlook=around.outlooks[key],
            n_placed=n_placed[key],
            n_extra=n_extra[key],
            n_raised=max(n_placed[key] - max(one.places_left, 0), 0),
            n_kept=kept_of(len(around.opens.get(key, ())), around.knobs),
        )
        for key, one in around.sessions.items()
        if key in around.outlooks
    )


def _digest(
    placements: Sequence[Placement], left: Sequence[Left], sessions: Iterable[Session]
) -> str:
    told = [f"{one.wish.id} {one.session.id} {one.start}" for one in placements]
    told += [f"{one.wish.id} left" for one in left]
    told += [f"{one.id} {one.version}" for one in sessions]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:32]
