"""Page values of questions about rosters: everything optional."""

from dataclasses import replace

from tests.web.builders import make_shell
from tests.web.roster_builders import make_roster_page

from horarium.web.pages.asking import (
    AnswerView,
    CostRow,
    QuestionLive,
    QuestionPage,
    Sentence,
    WhatIfPage,
    WhyPage,
)
from horarium.web.pages.roster import RosterPage
from horarium.web.pages.shell import Choice, FormState, Link, Tone

PEOPLE = (Choice("P0", "Ana Ruiz"), Choice("P1", "Noor Haddad"))
SHIFTS = (Choice("D", "day"), Choice("N", "night"))
LINKS = (Link("Roster", "/roster"), Link("Fairness", "/rosters/r1/fairness"))
DAYS = ("2026-02-02", "2026-03-01")


def make_answer(**changes) -> AnswerView:
    answer = AnswerView(
        sentences=(
            Sentence("Ana Ruiz is away (sick), Tue 3 Feb.", "exact", Tone.GOOD),
            Sentence("2 days of 2 others move; fewer may do.", "best found", Tone.WARN),
        ),
        costs=(
            CostRow("fair-nights", "120", "134", "+14", Tone.WARN),
            CostRow("all rules together", "4,909", "4,921", "+12", Tone.WARN),
        ),
        is_settled=False,
    )
    return replace(answer, **changes)


def make_what_if_page(**changes) -> WhatIfPage:
    page = WhatIfPage(
        shell=make_shell(here="/rosters/r1/what-if"),
        title="January",
        here="/rosters/r1",
        links=LINKS,
        form=FormState({"person": "P0", "first": DAYS[0], "last": DAYS[0]}),
        kind="absence",
        people=PEOPLE,
        shifts=SHIFTS,
        sites=(Choice("north", "North"),),
        rules=(Choice("run", "Nobody works more than 7 days in a row."),),
        first=DAYS[0],
        last=DAYS[1],
        answer=make_answer(),
        longer=(("kind", "absence"), ("longer", "1")),
    )
    return replace(page, **changes)


def make_question_page(**changes) -> QuestionPage:
    live = QuestionLive(
        status="Looking",
        tone=Tone.WARN,
        sentence="It looks for up to 60 s; each look makes the answer surer.",
        csrf="c5rf",
        answer=make_answer(),
        stop="/rosters/r1/questions/q1/stop",
    )
    page = QuestionPage(
        shell=make_shell(here="/rosters/r1/questions/q1"),
        title="January",
        links=LINKS,
        live=live,
        stream="/rosters/r1/questions/q1/events",
    )
    return replace(page, **changes)


def make_why_page(**changes) -> WhyPage:
    page = WhyPage(
        shell=make_shell(here="/rosters/r1/why"),
        title="January",
        here="/rosters/r1/why",
        links=LINKS,
        form=FormState({"person": "P0", "on": DAYS[0]}),
        people=PEOPLE,
        shifts=(Choice("", "(why it is as it is)"), *SHIFTS),
        first=DAYS[0],
        last=DAYS[1],
        heading="Ana Ruiz, Mon 2 Feb",
        answer=make_answer(costs=()),
    )
    return replace(page, **changes)


def make_asked_roster_page() -> RosterPage:
    """A roster whose questions open beside it."""
    page = make_roster_page(6)
    asks = (Link("Rules", "/rules"), Link("Fairness", "/fairness"), Link("Why", "/why"))
    head = replace(page.head, asks=asks, asked_at="/rosters/r1")
    return replace(page, head=head)
