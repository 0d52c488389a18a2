"""Pages of people on the roster, for tests: a registrar's January."""

from dataclasses import replace
from datetime import date, timedelta

from tests.web.builders import at, make_shell
from tests.web.roster_builders import CLINIC, DAY, LEAVE, NIGHT, ROTATION
from tests.web.roster_file_builders import file_samples

from horarium.domain.actor import Role
from horarium.web.duties.words import TABS
from horarium.web.pages.duties import (
    Act,
    BurdenRow,
    CalendarLink,
    DutiesPage,
    EffectView,
    InboxPage,
    InboxRow,
    NextDuty,
    OwnFairnessPage,
    RequestRow,
    RequestsPage,
    SwapRow,
    SwapsPage,
)
from horarium.web.pages.home import Item, Tile
from horarium.web.pages.roster import MyDay
from horarium.web.pages.shell import Choice, Flash, FormState, PageValue, Tone

JANUARY = date(2026, 1, 1)
TUESDAY = date(2026, 1, 6)
DUTIES = (
    Choice("2026-01-06", "Tue 6 Jan, day", is_chosen=True),
    Choice("2026-01-07", "Wed 7 Jan, night"),
)


def make_weeks():
    first = date(2025, 12, 29)
    days = [first + timedelta(days=n) for n in range(35)]
    shown = [
        None
        if on < JANUARY
        else MyDay(on, ROTATION[n % len(ROTATION)], "North", is_today=on == TUESDAY)
        for n, on in enumerate(days)
    ]
    return tuple(tuple(shown[at : at + 7]) for at in range(0, 35, 7))


def make_duties_page(**changes) -> DutiesPage:
    page = DutiesPage(
        shell=make_shell(Role.DOCTOR, here="/duties"),
        tabs=TABS,
        name="Ana Ruiz",
        today=Item(title="day", detail="08:00–17:00 · North", chip=DAY),
        tiles=(
            Tile(label="Hours", value="162 h", note="January"),
            Tile(label="Nights", value="4", note="January"),
            Tile(label="Weekends", value="2", note="January"),
        ),
        upcoming=(
            NextDuty(on=TUESDAY, shift=DAY, site="North", badge="today"),
            NextDuty(on=date(2026, 1, 7), shift=NIGHT, site="East", badge="offered"),
            NextDuty(on=date(2026, 1, 9), shift=CLINIC, site=""),
        ),
        month=JANUARY,
        weeks=make_weeks(),
        earlier="/duties?month=2025-12",
        later="/duties?month=2026-02",
        news=(Item(title="Your request for Thu 8 Jan was granted.", lead="Mon 5 Jan"),),
        calendar=CalendarLink(since=at(8)),
    )
    return replace(page, **changes)


def make_requests_page(**changes) -> RequestsPage:
    page = RequestsPage(
        shell=make_shell(Role.DOCTOR, here="/duties/requests"),
        tabs=TABS,
        form=FormState(),
        kinds=(Choice("off", "Day off"), Choice("leave", "Leave")),
        importances=(Choice("like", "I would like it"),),
        shifts=(Choice("", "Any shift"), Choice("D", "Day")),
        rows=(
            RequestRow(
                what="Day off",
                days="Thu 8 Jan",
                reason="my sister's wedding",
                status="asked",
                tone=Tone.WARN,
                act=Act(text="Withdraw", path="/duties/requests/1/withdraw"),
            ),
            RequestRow(
                what="Leave",
                days="Mon 2 – Fri 6 Feb",
                reason="",
                status="refused",
                tone=Tone.BAD,
                answer="three others are away",
            ),
        ),
    )
    return replace(page, **changes)


def make_effects() -> tuple[EffectView, ...]:
    return (
        EffectView(
            title="January",
            days=(
                Item(
                    title="Night freed",
                    detail="1 of 2 there",
                    lead="Thu 8 Jan",
                    badge="fewer than wanted",
                    tone=Tone.WARN,
                ),
            ),
            loads=("Your nights: 4, then 3; your fair share is 3.6.",),
            breaks=("Ana Ruiz has 5 of 11 h rest.",),
        ),
        EffectView(title="February (draft)", days=(), loads=(), breaks=()),
    )


def make_swaps_page(**changes) -> SwapsPage:
    way = SwapRow(
        title="Ben Okoro",
        detail="takes it, nothing in return; your fair share -3, as fair for them",
        badge="-3",
        tone=Tone.GOOD,
    )
    offered = replace(
        way,
        title="Night of Ivo Lund",
        lead="Fri 9 Jan",
        chip=NIGHT,
        acts=(Act(text="Take it", path="/duties/swaps/offers/1/accept"),),
    )
    asked = replace(
        way,
        title="you → Ben Okoro: N on Fri 9 Jan",
        badge="waits for all to agree",
        tone=Tone.WARN,
        acts=(
            Act(text="Agree", path="/duties/swaps/deals/1/consent", is_main=True),
            Act(text="Decline", path="/duties/swaps/deals/1/decline"),
        ),
    )
    page = SwapsPage(
        shell=make_shell(Role.DOCTOR, here="/duties/swaps"),
        tabs=TABS,
        duties=DUTIES,
        chosen="2026-01-06",
        ways=(way, way),
        offer=Act(
            text="Offer this duty",
            path="/duties/swaps/offers",
            fields=(("on", "2026-01-06"),),
            is_main=True,
        ),
        to_me=(offered,),
        mine=(replace(offered, acts=()),),
        rings=(asked,),
        deals=(asked, replace(way, badge="done")),
        needs_approval=True,
    )
    return replace(page, **changes)


def make_fairness_page(**changes) -> OwnFairnessPage:
    row = BurdenRow(
        label="nights",
        load="5",
        share="3.6",
        balance="+1.4",
        verdict="1.4 above",
        tone=Tone.WARN,
        own_at=0.9,
        others_at=(0.0, 0.2, 0.2, 0.5, 1.0),
        spread="1 carry more, 4 less",
    )
    page = OwnFairnessPage(
        shell=make_shell(Role.DOCTOR, here="/duties/fairness"),
        tabs=TABS,
        burdens=(row, replace(row, label="hours", verdict="even", tone=Tone.GOOD)),
        duties=DUTIES,
        chosen="2026-01-06",
        reasons=("Ana Ruiz works day on Tue 6 Jan.", "Day: 3 of 3 wanted."),
    )
    return replace(page, **changes)


def make_inbox_page(**changes) -> InboxPage:
    request = InboxRow(
        title="Day off, Thu 8 Jan",
        who="Ana Ruiz",
        detail="It is important to me · my sister's wedding",
        asked=at(8),
        path="/requests/1",
    )
    refused = FormState({}, {"answer": "answer is 'nothing'; wanted: why."})
    swap = replace(
        request,
        title="Ana Ruiz → Ben Okoro: N on Fri 9 Jan",
        who="Ana Ruiz, Ben Okoro",
        path="/requests/swaps/1",
    )
    page = InboxPage(
        shell=make_shell(Role.COORDINATOR, here="/requests"),
        requests=(request, replace(request, path="/requests/2", form=refused)),
        swaps=(swap,),
        needs_approval=True,
    )
    return replace(page, **changes)


def duty_samples() -> dict[str, PageValue]:
    """Every page of people on the roster, also empty and with something to say."""
    typed = FormState(
        {"kind": "off", "first_on": "soon"}, {"first_on": "wanted: a date."}
    )
    full = Flash("That duty is gone.", Tone.BAD)
    return {
        "duties": make_duties_page(),
        "duties-empty": make_duties_page(
            today=None, upcoming=(), news=(), calendar=CalendarLink()
        ),
        "duties-link": make_duties_page(
            calendar=CalendarLink(since=at(9), url="https://example.org/ical/abc.ics")
        ),
        "duties-leave": make_duties_page(
            upcoming=(NextDuty(on=TUESDAY, shift=LEAVE, site=""),)
        ),
        "requests": make_requests_page(),
        "requests-effect": make_requests_page(effects=make_effects()),
        "requests-refused": make_requests_page(form=typed, rows=(), effects=()),
        "swaps": make_swaps_page(),
        "swaps-none": make_swaps_page(
            shell=make_shell(Role.DOCTOR, here="/duties/swaps", flash=full),
            duties=(),
            chosen="",
            ways=(),
            offer=None,
            to_me=(),
            mine=(),
            rings=(),
            deals=(),
            needs_approval=False,
        ),
        "own-fairness": make_fairness_page(),
        "own-fairness-none": make_fairness_page(burdens=(), duties=(), reasons=()),
        **file_samples(),
        "inbox": make_inbox_page(),
        "inbox-empty": make_inbox_page(requests=(), swaps=(), needs_approval=False),
    }
