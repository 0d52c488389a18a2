"""Taking an offered duty, and the asker's deals."""

from dataclasses import replace
from datetime import date

from horarium.domain.errors import DutyGone, NoSuchThing, SwapNotLegal
from horarium.domain.ids import SwapDealId, SwapOfferId
from horarium.domain.swap import SwapDeal, SwapDealStatus, SwapOfferStatus
from horarium.services.own_staff import myself
from horarium.services.permissions import Permission
from horarium.services.swaps.carrying import carry_out
from horarium.services.swaps.sheets import locked_sheet
from horarium.services.swaps.ways import ways_to_take
from horarium.services.work import Work
from horarium.store import swaps as store

MOST_SHOWN = 30


def accept(work: Work, wanted: SwapOfferId, back: date | None = None) -> SwapDeal:
    """Take an offered duty; ``back`` is the day of the duty given in return, if any.

    Whether that is legal is judged now, on the roster as it is, which is held meanwhile.
    Where the department does not ask for approval the roster changes at once. Refuses
    with ``DutyGone`` when somebody was quicker, with ``SwapNotLegal`` when a hard rule is
    in the way.
    """
    me = myself(work, Permission.OWN_DUTIES_CHANGE)
    found = store.offer_by_id(work.db, wanted)
    if found is None or found.practitioner == me.id:
        raise NoSuchThing("offer", str(wanted))
    sheet = locked_sheet(work, found.roster, found.on_date)
    found = store.offer_by_id(work.db, wanted, lock=True)
    if found is None or found.status is not SwapOfferStatus.OPEN:
        raise DutyGone(found.on_date if found else work.today)
    if sheet.shift_of(found.staff_code, found.on_date) != found.shift_type:
        raise DutyGone(found.on_date)
    own = ways_to_take(work, sheet, found.staff_code, found.on_date, me.staff_code)
    way = next((one for one in own if one.back == back), None)
    if way is None:
        raise SwapNotLegal("it is no longer among the legal ways")
    now = work.clock.now()
    store.close_offer(work.db, wanted, SwapOfferStatus.GIVEN, at=now)
    both = (found.staff_code, me.staff_code)
    deal = SwapDeal(
        id=SwapDealId(work.new_id()),
        roster=found.roster,
        handovers=way.handovers,
        parties=both,
        consents=both,
        status=SwapDealStatus.AGREED,
        proposed_at=now,
    )
    store.add_deal(work.db, work.organisation, deal)
    work.record("swaps.accept", ("swap-deal", deal.id), offer=str(wanted))
    return settle(work, deal)


def settle(work: Work, deal: SwapDeal) -> SwapDeal:
    """Do what all have agreed to, or leave it to a coordinator, as the department says."""
    if store.needs_approval(work.db):
        work.announce("swap.agreed", deal=deal.id)
        return deal
    carry_out(work, deal)
    done = replace(deal, status=SwapDealStatus.DONE, closed_at=work.clock.now())
    store.note_deal(work.db, done)
    return done


def own_deals(work: Work) -> list[SwapDeal]:
    """The deals that the asker is part of, the newest first."""
    me = myself(work, Permission.OWN_DUTIES_READ)
    known = store.deals(work.db, only_open=False, limit=10 * MOST_SHOWN)
    return [one for one in known if me.staff_code in one.parties][:MOST_SHOWN]
