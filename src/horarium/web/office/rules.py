"""The rules of a roster: seen, set, and the roster judged by them at once."""

from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from horarium.domain.errors import Invalid, InvalidField
from horarium.domain.ids import RosterId
from horarium.engines.rostering import SolveParams
from horarium.services import roster_rules
from horarium.services.roster_rules import Recheck, RuleKnob, RuleState, RuleWish
from horarium.web.errors import status_of
from horarium.web.office.rules_page import Typed, rules_page
from horarium.web.pages.shell import Flash, Tone
from horarium.web.visit import PostDep, Visit, VisitDep

router = APIRouter(prefix="/rosters/{roster}")

AGAIN = SolveParams(limit=timedelta(seconds=60))
LONGEST = 200


async def _fields(request: Request) -> dict[str, str]:
    """What was typed; which fields a rule has is the rule's own matter."""
    form = await request.form()
    return {name: str(value)[:LONGEST] for name, value in form.items()}


Fields = Annotated[dict[str, str], Depends(_fields)]


@router.get("/rules")
def show_rules(visit: VisitDep, roster: UUID) -> HTMLResponse:
    """Every rule with what it does to this roster."""
    with visit.work() as work:
        found = roster_rules.panel(work, RosterId(roster))
    return visit.show(rules_page(visit, found))


@router.post("/rules/{rule}")
def change_rule(visit: PostDep, roster: UUID, rule: str, typed: Fields) -> Response:
    """Set a rule; the answer judges the roster by it."""
    wanted = RosterId(roster)
    try:
        with visit.work() as work:
            before = roster_rules.panel(work, wanted)
            wish = RuleWish(rule, _wish(_state(before, rule), typed))
            if not wish.fields:
                return visit.to(_place(wanted, rule))
            found = roster_rules.change(work, wanted, wish)
    except Invalid as refusal:
        with visit.work() as work:
            found = roster_rules.panel(work, wanted)
        return _refused(visit, found, (rule, typed, refusal))
    return visit.show(rules_page(visit, found, flash=_effect(before, found, rule)))


@router.post("/rules/{rule}/reset")
def reset_rule(visit: PostDep, roster: UUID, rule: str) -> Response:
    """Keep the rule as it was before anything of it was set."""
    with visit.work() as work:
        roster_rules.reset(work, RosterId(roster), rule)
    return visit.to(_place(RosterId(roster), rule))


@router.post("/solve-again")
def solve_again(visit: PostDep, roster: UUID) -> Response:
    """Search once more for the same days by the rules as they are kept now."""
    with visit.work() as work:
        run = roster_rules.solve_again(work, RosterId(roster), AGAIN)
    return visit.to(f"/rosters/searches/{run}")


def _place(roster: RosterId, rule: str) -> str:
    return f"/rosters/{roster}/rules#rule-{rule}"


def _refused(visit: Visit, found: Recheck, typed: Typed) -> HTMLResponse:
    flash = Flash(typed[2].sentence(), Tone.BAD)
    page = rules_page(visit, found, flash=flash, typed=typed)
    return visit.show(page, status_of(typed[2]))


def _effect(before: Recheck, after: Recheck, rule: str) -> Flash:
    """What a change did, said once on top."""
    text = (
        f"{rule} is set. Must fix: {before.n_hard} before, {after.n_hard} now; "
        f"penalty: {before.penalty:,} before, {after.penalty:,} now."
    )
    return Flash(text, Tone.WARN if after.n_hard > before.n_hard else Tone.GOOD)


def _state(found: Recheck, rule: str) -> RuleState:
    state = next((one for one in found.rules if one.rule.key == rule), None)
    if state is None:
        known = ", ".join(one.rule.key for one in found.rules)
        raise InvalidField("rule", rule, f"one of {known}")
    return state


def _wish(state: RuleState, typed: dict[str, str]) -> dict[str, Any]:
    """What differs from how the rule is kept now."""
    rule = state.rule
    wanted: dict[str, Any] = {"enabled": "enabled" in typed}
    if typed.get("strength") == "hard":
        wanted["weight"] = None
    else:
        wanted["weight"] = _number(rule.key, "weight", typed.get("weight", ""), int)
    for knob in state.knobs:
        wanted[knob.name] = _read(rule.key, knob, typed.get(f"k-{knob.name}"))
    return {
        name: value for name, value in wanted.items() if value != getattr(rule, name)
    }


def _read(rule: str, knob: RuleKnob, typed: str | None) -> object:
    if knob.type is bool:
        return typed is not None
    text = (typed or "").strip()
    if not text and knob.may_be_empty:
        return None
    return _number(rule, knob.name, text, knob.type)


def _number(rule: str, name: str, text: str, kind: type) -> float | int:
    wanted = "a whole number" if kind is int else "a number"
    try:
        number = int(text) if kind is int else float(text)
    except ValueError:
        raise InvalidField(f"{rule}.{name}", text, wanted) from None
    if number != number or abs(number) > roster_rules.HEAVIEST:
        raise InvalidField(f"{rule}.{name}", text, wanted)
    return number
