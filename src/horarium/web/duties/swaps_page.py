"""From offers, ways and deals to the page of swaps."""

from dataclasses import dataclass
from datetime import date, timedelta

from horarium.domain.errors import InvalidField
from horarium.domain.ids import SwapOfferId
from horarium.domain.swap import (
    DutyHandover,
    SwapDeal,
    SwapDealStatus,
    SwapOffer,
)
from horarium.services import own_duties, swaps
from horarium.services.own_staff import myself
from horarium.services.permissions import Permission
from horarium.services.swaps import OfferedDuty, Ring, SwapWay, Verdict
from horarium.services.work import Work
from horarium.web.duties.words import TABS, day_words, duty_choices, points
from horarium.web.pages.duties import Act, SwapRow, SwapsPage
from horarium.web.pages.shell import Flash, Tone
from horarium.web.visit import Visit

PATH = "/duties/swaps"
AHEAD = timedelta(days=120)
MOST_WAYS = 12

_OTHERS = {
    Verdict.FAIRER: "fairer for them",
    Verdict.EVEN: "as fair for them",
    Verdict.LESS_FAIR: "less fair for them",
}
_STATUS = {
    SwapDealStatus.PROPOSED: ("waits for all to agree", Tone.WARN),
    SwapDealStatus.AGREED: ("waits for a coordinator", Tone.WARN),
    SwapDealStatus.DONE: ("done", Tone.GOOD),
    SwapDealStatus.REFUSED: ("refused", Tone.BAD),
    SwapDealStatus.LAPSED: ("came to nothing", Tone.PLAIN),
}


@dataclass(frozen=True, slots=True)
class _Names:
    """What people are called, by staff code; ``me`` is the reader's."""

    me: str
    by_code: dict[str, str]

    def handovers(self, told: tuple[DutyHandover, ...]) -> str:
        """Duties that change hands, in words."""
        return "; ".join(
            f"{self._who(one.giver)} → {self._who(one.taker)}: "
            f"{one.shift_type} on {day_words(one.on_date)}"
            for one in told
        )

    def _who(self, code: str) -> str:
        return "you" if code == self.me else self.by_code.get(code, code)


def swaps_page(
    visit: Visit, chosen: date | None, flash: Flash | None = None
) -> SwapsPage:
    """The page with the ways for the duty of ``chosen``, if there is one."""
    now = visit.now()
    today = now.date()
    with visit.work() as work:
        lived = own_duties.own_roster(work, today, today + AHEAD).duties
        duties = [one for one in lived if one.hours and one.hours.start > now]
        mine = swaps.own_offers(work)
        ways = _ways(work, chosen)
        names = _names(work)
        return SwapsPage(
            shell=visit.shell(flash),
            tabs=TABS,
            duties=duty_choices(duties, chosen),
            chosen=chosen.isoformat() if chosen else "",
            ways=tuple(_way(one) for one in ways[:MOST_WAYS]),
            offer=_offer_act(chosen, mine),
            to_me=tuple(row for one in swaps.offers_to_me(work) for row in _to_me(one)),
            mine=tuple(_mine(one) for one in mine),
            rings=tuple(_ring(one, names) for one in swaps.rings(work)),
            deals=tuple(_deal(one, names) for one in swaps.own_deals(work)),
            needs_approval=swaps.needs_approval(work),
        )


def _ways(work: Work, chosen: date | None) -> tuple[SwapWay, ...]:
    if chosen is None:
        return ()
    try:
        return swaps.ways(work, chosen)
    except InvalidField:
        return ()


def _names(work: Work) -> _Names:
    me = myself(work, Permission.OWN_DUTIES_READ)
    return _Names(me.staff_code, swaps.names(work))


def _offer_act(chosen: date | None, mine: list[SwapOffer]) -> Act | None:
    if chosen is None or chosen in {one.on_date for one in mine}:
        return None
    fields = (("on", chosen.isoformat()),)
    return Act(
        text="Offer this duty", path=f"{PATH}/offers", fields=fields, is_main=True
    )


def _way(one: SwapWay) -> SwapRow:
    back = _back(one)
    return SwapRow(
        title=one.other_name,
        detail=f"{back}; {_own(one)}, {_OTHERS[one.other]}",
        badge=points(one.own_total),
        tone=_tone(one.own_total),
    )


def _back(one: SwapWay) -> str:
    if one.back is None:
        return "takes it, nothing in return"
    returned = one.handovers[-1]
    return f"for {returned.shift_type} on {day_words(one.back)}"


def _own(one: SwapWay | Ring) -> str:
    parts = []
    if one.own_fairness:
        parts.append(f"your fair share {points(one.own_fairness)}")
    if one.own_requests:
        parts.append(f"your requests {points(one.own_requests)}")
    return ", ".join(parts) or "your share and requests as before"


def _to_me(one: OfferedDuty) -> list[SwapRow]:
    offer = one.offer
    return [
        SwapRow(
            title=f"{offer.shift_type} of {offer.name}",
            detail=f"{_mine_back(way)}; {_own(way)}, {_OTHERS[way.other]}",
            lead=day_words(offer.on_date),
            badge=points(way.own_total),
            tone=_tone(way.own_total),
            acts=(_accept(offer.id, way),),
        )
        for way in one.ways[:MOST_WAYS]
    ]


def _mine_back(way: SwapWay) -> str:
    if way.back is None:
        return "nothing in return"
    return f"for your {way.handovers[-1].shift_type} on {day_words(way.back)}"


def _accept(offer: SwapOfferId, way: SwapWay) -> Act:
    back = way.back.isoformat() if way.back else ""
    return Act(
        text="Take it", path=f"{PATH}/offers/{offer}/accept", fields=(("back", back),)
    )


def _mine(one: SwapOffer) -> SwapRow:
    return SwapRow(
        title=one.shift_type,
        detail="offered to whoever could take it",
        lead=day_words(one.on_date),
        acts=(Act(text="Withdraw", path=f"{PATH}/offers/{one.id}/withdraw"),),
    )


def _ring(one: Ring, names: _Names) -> SwapRow:
    offers = " ".join(str(key) for key in one.offers)
    propose = Act(text="Propose it", path=f"{PATH}/rings", fields=(("offers", offers),))
    return SwapRow(
        title=names.handovers(one.handovers),
        detail=_own(one),
        badge=points(one.own_total),
        tone=_tone(one.own_total),
        acts=(propose,),
    )


def _deal(one: SwapDeal, names: _Names) -> SwapRow:
    words, tone = _STATUS[one.status]
    asked = one.status is SwapDealStatus.PROPOSED and names.me not in one.consents
    acts = (
        Act(text="Agree", path=f"{PATH}/deals/{one.id}/consent", is_main=True),
        Act(text="Decline", path=f"{PATH}/deals/{one.id}/decline"),
    )
    return SwapRow(
        title=names.handovers(one.handovers),
        detail=one.answer,
        badge=words,
        tone=tone,
        acts=acts if asked else (),
    )


def _tone(amount: int) -> Tone:
    if amount < 0:
        return Tone.GOOD
    return Tone.WARN if amount else Tone.PLAIN
