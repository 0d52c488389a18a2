"""My share of what is hard, and why I have a duty."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from horarium.domain.errors import InvalidField
from horarium.services import own_duties
from horarium.services.own_duties import OwnBurden
from horarium.services.work import Work
from horarium.web.duties.words import TABS, duty_choices
from horarium.web.pages.duties import BurdenRow, OwnFairnessPage
from horarium.web.pages.shell import Tone
from horarium.web.typed import day_or_none
from horarium.web.visit import VisitDep
from horarium.web.words import burden_words

router = APIRouter(prefix="/duties/fairness")

AROUND = timedelta(days=60)
EVEN = 0.05
"""Within a twentieth of the share, or half a duty, counts as even."""


@router.get("")
def show_own_fairness(
    visit: VisitDep, on: Annotated[str, Query(max_length=10)] = ""
) -> HTMLResponse:
    """My ledger, the others without names, and why me."""
    chosen, today = day_or_none(on), visit.now().date()
    with visit.work() as work:
        burdens = own_duties.own_burdens(work)
        duties = own_duties.own_roster(work, today - AROUND, today + AROUND).duties
        reasons = _reasons(work, chosen) if chosen else ()
    page = OwnFairnessPage(
        shell=visit.shell(),
        tabs=TABS,
        burdens=tuple(_row(one) for one in burdens),
        duties=duty_choices(list(duties), chosen),
        chosen=chosen.isoformat() if chosen else "",
        reasons=reasons,
    )
    return visit.show(page)


def _reasons(work: Work, on: date) -> tuple[str, ...]:
    try:
        return own_duties.why_mine(work, on)
    except InvalidField:
        return ()


def _row(one: OwnBurden) -> BurdenRow:
    off = one.load - one.share
    room = max(0.5, EVEN * one.share)
    verdict, tone = "even", Tone.GOOD
    if off > room:
        verdict, tone = f"{off:.1f} above", Tone.WARN
    elif off < -room:
        verdict, tone = f"{-off:.1f} below", Tone.PLAIN
    low = min((*one.others, one.own_rate))
    wide = max((*one.others, one.own_rate)) - low
    return BurdenRow(
        label=burden_words(one.label),
        load=f"{one.load:g}",
        share=f"{one.share:.1f}",
        balance=f"{one.balance:+.1f}",
        verdict=verdict,
        tone=tone,
        own_at=_at(one.own_rate, low, wide),
        others_at=tuple(_at(rate, low, wide) for rate in one.others),
        spread=_spread(one),
    )


def _at(rate: float, low: float, wide: float) -> float:
    return (rate - low) / wide if wide else 0.5


def _spread(one: OwnBurden) -> str:
    if not one.others:
        return "too few others to show"
    n_more = sum(rate > one.own_rate for rate in one.others)
    n_less = sum(rate < one.own_rate for rate in one.others)
    return f"{n_more} carry more, {n_less} less"
