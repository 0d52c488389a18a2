"""Accepting a proposal: places raised in the open, bookings made, patients told."""

from dataclasses import dataclass

from horarium.domain.errors import Conflict, ProposalChanged, SlotTaken
from horarium.domain.token import Token, TokenSource, TokenStatus
from horarium.domain.waitlist import WishStatus
from horarium.services import availability
from horarium.services.allocation.proposal import Placement
from horarium.services.allocation.proposing import propose
from horarium.services.booked import Booked, booked_with, tell_patient
from horarium.services.capacity import CapacityChange, change_capacity
from horarium.services.issuing import Place, issue
from horarium.services.notifications import Template
from horarium.services.offering.knobs import Knobs
from horarium.services.permissions import Permission
from horarium.services.work import Work
from horarium.store import sessions as session_store
from horarium.store import waitlist as store

MOST_LANES = 4
"""Appointments that may ever share one time."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """What was booked, and who stays on the list after all, with the refusal's words."""

    booked: tuple[Booked, ...]
    stayed: tuple[tuple[Placement, str], ...]


def accept(work: Work, knobs: Knobs, digest: str) -> Accepted:
    """Book what was proposed, in this one transaction.

    A session that takes more than its places has them raised first, an event of its own
    with a reason. Somebody who cannot have a place meanwhile, for an overlapping
    appointment, say, stays on the list. Raises ``ProposalChanged`` when what was seen is
    not what would be proposed now; then nothing happens.
    """
    work.require(Permission.ALLOCATION_PLAN)
    seen = propose(work, knobs)
    for key in sorted({one.session.id for one in seen.new}):
        session_store.lock(work.db, key)
    proposal = propose(work, knobs)
    if proposal.digest != digest:
        raise ProposalChanged(len(proposal.placements) + len(proposal.left))
    for plan in proposal.sessions:
        if plan.n_raised:
            session = plan.session
            reason = f"overbooking: {plan.n_raised} more by an accepted allocation"
            wanted = session.capacity + plan.n_raised
            change_capacity(
                work,
                CapacityChange(session=session.id, reason=reason, capacity=wanted),
            )
    # Extras come last, so that whoever has a time to himself finds it free.
    in_turn = sorted(proposal.new, key=lambda one: one.is_extra)
    tried = [(one, _placed(work, one)) for one in in_turn]
    accepted = Accepted(
        booked=tuple(found for _, found in tried if isinstance(found, Booked)),
        stayed=tuple((one, found) for one, found in tried if isinstance(found, str)),
    )
    work.record(
        "allocation.accept",
        ("organisation", work.organisation),
        booked=len(accepted.booked),
        stayed=len(accepted.stayed),
        digest=digest,
    )
    return accepted


def _placed(work: Work, one: Placement) -> Booked | str:
    try:
        with work.db.begin_nested():
            locked = store.wish_by_id(work.db, one.wish.id, lock=True)
            if locked is None or locked.status is not WishStatus.WAITING:
                return "no longer on the list"
            token = _issued(work, one)
            store.move_wish(work.db, one.wish.id, WishStatus.PLACED)
            booked = booked_with(work, token)
            tell_patient(work, booked, Template.CONFIRMED)
            return booked
    except Conflict as refusal:
        return refusal.sentence()


def _issued(work: Work, one: Placement) -> Token:
    """The booking, in the first lane of its time that nobody has."""
    slot = availability.require_bookable(work, one.session, one.start)
    for lane in range(MOST_LANES):
        place = Place(
            session=one.session.id,
            patient=one.wish.patient,
            action="allocation.place",
            source=_source(one),
            status=TokenStatus.BOOKED,
            slot_start_at=slot.start,
            appointment={
                "id": work.new_id(),
                "start": slot.start,
                "end": slot.end,
                "lane": lane,
            },
        )
        try:
            return issue(work, place)
        except SlotTaken:
            if not one.is_extra:
                raise
    raise SlotTaken(str(one.session.id), one.start)


def _source(one: Placement) -> TokenSource:
    """Whoever waited as a walk-in comes by appointment now."""
    is_walk_in = one.wish.source is TokenSource.WALK_IN
    return TokenSource.ONLINE if is_walk_in else one.wish.source
