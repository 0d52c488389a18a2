"""Page values of making rosters: everything optional, everybody invented."""

from dataclasses import replace
from datetime import date

from tests.web.builders import at, make_shell

from horarium.domain.solve import SolveStep
from horarium.web.pages.planning import (
    NewRosterPage,
    PersonChoice,
    SearchLive,
    SearchPage,
    SearchRow,
)
from horarium.web.pages.rules import (
    DimensionRow,
    FairnessPage,
    Knob,
    RuleGroup,
    RuleRow,
    RulesPage,
    ShareRow,
)
from horarium.web.pages.shell import Choice, FormState, Link, Tone
from horarium.web.roster_charts import ShareBar, search_chart, shares_chart

STEPS = (
    SolveStep(0.4, None, -5),
    SolveStep(1.2, 21_400, 900),
    SolveStep(4.0, 5_900, 3_100),
    SolveStep(9.5, 4_909, 4_620),
)
LINKS = (Link("Roster", "/rosters/r1"), Link("Rules", "/rosters/r1/rules"))
NAMES = ("Ana Ruiz", "Noor Haddad", "Wei Chen", "Ola Nilsen")


def make_new_roster_page(**changes) -> NewRosterPage:
    form = {"start": "2026-02-02", "weeks": "4", "seconds": "60", "name": ""}
    page = NewRosterPage(
        shell=make_shell(here="/rosters/new"),
        form=FormState(form),
        templates=(Choice("r1", "January (published)", is_chosen=True),),
        people=tuple(
            PersonChoice(f"P{n}", name, "ST5, 100 %", is_chosen=n != 2)
            for n, name in enumerate(NAMES)
        ),
        known=("the 28 days before, as they were worked", "leave of 3 people"),
    )
    return replace(page, **changes)


def make_search_live(**changes) -> SearchLive:
    live = SearchLive(
        status="Searching",
        tone=Tone.WARN,
        sentence="It ends after 60 s, or when no better roster can be.",
        csrf="c5rf",
        now=SearchRow("9.5 s", "4,909", "4,620", "5.9%"),
        chart=search_chart("After 9.5 s the best roster has penalty 4,909", STEPS),
        rows=(SearchRow("9.5 s", "4,909", "4,620", "5.9%"),),
        stop="/rosters/searches/s1/stop",
    )
    return replace(live, **changes)


def make_search_page(**changes) -> SearchPage:
    page = SearchPage(
        shell=make_shell(here="/rosters/searches/s1"),
        name="Roster from 2026-02-02",
        first=date(2026, 2, 2),
        last=date(2026, 3, 1),
        n_people=45,
        live=make_search_live(),
        stream="/rosters/searches/s1/events",
    )
    return replace(page, **changes)


def make_search_without_page() -> SearchPage:
    """No roster possible, and why."""
    live = make_search_live(
        status="No roster possible",
        tone=Tone.BAD,
        sentence="There is no roster that keeps every hard rule.",
        stop="",
        clash=(
            "These cannot all hold: night on Fri 6 Feb: at least 3.",
            "The least that would have to give way: night on Fri 6 Feb: 2.",
        ),
    )
    return make_search_page(live=live, stream="")


def make_rule_row(**changes) -> RuleRow:
    row = RuleRow(
        key="night-run",
        kind="max-consecutive",
        says="Nobody works more than 4 nights in a row.",
        is_on=True,
        is_hard=False,
        weight="12",
        knobs=(
            Knob("k-days", "days", "4"),
            Knob("k-pair", "weekend pair allowed", "", is_switch=True),
        ),
        effect="△ penalty 24",
        was="as the roster was made: ▲ 2 must fix",
        tone=Tone.WARN,
        scope="everybody, always",
        source="TCS 2016, Schedule 3",
        is_changed=True,
        changed_by="Sam Coordinator",
        changed_at=at(9),
    )
    return replace(row, **changes)


def make_rules_page(**changes) -> RulesPage:
    plain = make_rule_row(
        key="leave",
        says="Nobody works on a day of leave.",
        is_hard=True,
        weight="",
        knobs=(),
        effect="kept",
        was="",
        tone=Tone.GOOD,
        is_changed=False,
        changed_at=None,
    )
    page = RulesPage(
        shell=make_shell(here="/rosters/r1/rules"),
        title="January",
        here="/rosters/r1",
        links=LINKS,
        groups=(
            RuleGroup("The department's own", (plain,)),
            RuleGroup("uk-2016-refreshed", (make_rule_row(),)),
        ),
        n_hard_as_made=2,
        n_hard=0,
        penalty_as_made=4909,
        penalty=4933,
        is_changed=True,
    )
    return replace(page, **changes)


def make_refused_rules_page() -> RulesPage:
    """A weight that cannot be, and a rule that is off."""
    refused = make_rule_row(weight="heavy", error="night-run.weight is 'heavy'.")
    off = make_rule_row(key="off", is_on=False, effect="off", tone=Tone.PLAIN)
    return make_rules_page(groups=(RuleGroup("uk-2016-refreshed", (refused, off)),))


def make_fairness_page(**changes) -> FairnessPage:
    bars = [
        ShareBar(name, load, 4.2, f"{load:.0f} of 4.2")
        for name, load in zip(NAMES, (7.0, 5.0, 4.0, 0.0), strict=True)
    ]
    page = FairnessPage(
        shell=make_shell(here="/rosters/r1/fairness"),
        title="January",
        links=LINKS,
        finding="Ana Ruiz is furthest above the fair share of nights: 7 of 4.2.",
        shown="nights",
        chart=shares_chart("nights: load beside fair share", bars),
        rows=tuple(ShareRow(one, "7", "4.2", "+1.0", "+3.8", "80%") for one in NAMES),
        dimensions=(
            DimensionRow(
                "nights", "/rosters/r1/fairness?dimension=nights", *["1.0"] * 4, True
            ),
        ),
        choices=(Choice("/rosters/r1/fairness?dimension=nights", "nights", True),),
        note="Counted are duties at sites with more duties than people.",
    )
    return replace(page, **changes)
