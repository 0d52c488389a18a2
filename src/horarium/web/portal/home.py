"""What matters today to a patient: the token, the appointments."""

from datetime import date

from horarium.domain.token import TokenStatus
from horarium.domain.waitlist import Offer
from horarium.services import charts, views, waitlist
from horarium.services.charts import Visit as Appointed
from horarium.services.views import TokenView
from horarium.web.greetings import counted, greeting
from horarium.web.pages.home import BigToken, HomePage, Item, OfferedPlace, Section
from horarium.web.pages.shell import Flash, Link, Tone
from horarium.web.visit import Visit
from horarium.web.words import STATUSES, place_of, wait_text


def patient_home(visit: Visit) -> HomePage:
    """My token of today and my appointments."""
    with visit.work() as work:
        mine = views.my_tokens(work)
        offered = [
            (one, charts.visit(work, one.appointment)) for one in waitlist.mine(work)
        ]
    today = visit.now().date()
    active = [one for one in mine if one.status.is_active]
    now = next((one for one in active if _day(visit, one) == today), None)
    coming = [one for one in active if one is not now]
    return HomePage(
        shell=visit.shell(_gone(visit)),
        greeting=greeting(visit.now(), visit.actor.name),
        lead=_lead(now, len(coming)),
        token=_big(visit, now) if now else None,
        offers=tuple(_offer(visit, one, place) for one, place in offered),
        actions=(Link("Book a time", "/my"),),
        sections=(
            Section(
                title="My appointments",
                items=tuple(_item(visit, one) for one in coming),
                empty="No further appointment.",
                is_wide=True,
            ),
        ),
    )


def _gone(visit: Visit) -> Flash | None:
    """What to say after an answer that came too late."""
    if visit.request.query_params.get("offer") != "over":
        return None
    words = "That place is gone: the time to answer was over. You stay on the list."
    return Flash(words, Tone.WARN)


def _lead(now: TokenView | None, n_coming: int) -> str:
    if now:
        return f"Your token today is {now.label}."
    return f"You have {counted(n_coming, 'appointment')} to come."


def _big(visit: Visit, one: TokenView) -> BigToken:
    start = visit.local(one.slot_start_at or one.session_start)
    where = f"{one.practitioner}, {one.site}, {one.room}, {start:%H:%M}"
    wait = one.wait if one.status is TokenStatus.ARRIVED else None
    expected = f"Expected wait {wait_text(wait)}. " if wait else ""
    return BigToken(
        number=one.label,
        headline=STATUSES[one.status].capitalize(),
        detail=f"{expected}{where}",
        href=f"/t/{one.opaque}",
    )


def _offer(visit: Visit, offer: Offer, place: Appointed) -> OfferedPlace:
    session = place.session
    return OfferedPlace(
        start=visit.local(offer.start),
        service=session.service_name,
        where=f"{session.practitioner_name}, {place_of(session)}",
        until=visit.local(offer.expires_at),
        accept=f"/my/offers/{offer.id}/accept",
        decline=f"/my/offers/{offer.id}/decline",
    )


def _item(visit: Visit, one: TokenView) -> Item:
    start = visit.local(one.slot_start_at or one.session_start)
    return Item(
        title=one.service,
        detail=f"{one.practitioner}, {one.site}, {one.room}",
        lead=f"{start:%a} {start.day} {start:%b} {start:%H:%M}",
        badge=STATUSES[one.status],
        href=f"/my/{one.appointment}" if one.appointment else f"/t/{one.opaque}",
    )


def _day(visit: Visit, one: TokenView) -> date:
    return visit.local(one.session_start).date()
