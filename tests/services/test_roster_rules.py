"""A department's own setting of the rules, and what it does to a roster."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from tests.services.roster_nouns import given_draft, given_team

from horarium.domain.actor import Role
from horarium.domain.errors import InvalidField, NoSuchThing, RoleMissing
from horarium.engines.rostering import SolveParams, problem_from_dict
from horarium.engines.rostering.check import check
from horarium.engines.rostering.rules.registry import RULES
from horarium.services import roster_rules, rosters, solves
from horarium.services.roster_rules import Recheck, RuleState, RuleWish, knobs_of
from horarium.store.tables import event


@pytest.fixture
def office(work_as):
    work = work_as(Role.COORDINATOR)
    given_team(work_as())
    return work


@pytest.fixture
def draft(office):
    return given_draft(office)


def state_of(found: Recheck, key: str) -> RuleState:
    return next(one for one in found.rules if one.rule.key == key)


def test_every_rule_of_the_roster_is_listed_with_what_it_breaks(office, draft):
    panel = roster_rules.panel(office, draft.id)

    rules = problem_from_dict(draft.problem).rules
    assert [one.rule for one in panel.rules] == list(rules)
    assert state_of(panel, "run").n_hard == 1
    assert (panel.n_hard, panel.is_changed) == (1, False)


def test_a_rule_switched_off_breaks_nothing_any_more(office, draft):
    found = roster_rules.change(office, draft.id, RuleWish("run", {"enabled": False}))

    assert (found.n_hard_as_made, found.n_hard) == (1, 0)
    assert found.is_changed


def test_a_hard_rule_made_soft_costs_its_weight(office, draft):
    found = roster_rules.change(office, draft.id, RuleWish("run", {"weight": 9}))

    assert state_of(found, "run").n_hard == 0
    assert state_of(found, "run").penalty == 9
    assert found.penalty == found.penalty_as_made + 9


def test_a_number_of_a_rule_is_set_and_the_roster_judged_by_it(office, draft):
    found = roster_rules.change(office, draft.id, RuleWish("run", {"days": 7}))

    assert (found.n_hard_as_made, found.n_hard) == (1, 0)
    assert "7 days" in state_of(found, "run").rule.sentence()


def test_what_is_judged_anew_is_what_the_judge_finds(office, draft):
    roster_rules.change(office, draft.id, RuleWish("run", {"days": 3, "weight": 8}))
    roster_rules.change(office, draft.id, RuleWish("cover", {"enabled": False}))
    found = roster_rules.change(
        office, draft.id, RuleWish("fair-nights", {"weight": 9})
    )

    sheet = rosters.sheet(office, draft)
    whole = check(roster_rules.overridden(office, sheet.problem), sheet.roster)

    assert found.penalty == whole.objective
    assert found.n_hard == len(whole.hard)
    costs = {one.rule.key: one.penalty for one in found.rules if one.penalty}
    assert costs == {rule: cost for rule, cost in whole.penalties.items() if cost}


def test_the_roster_itself_stays_as_it_was_made(office, draft):
    roster_rules.change(office, draft.id, RuleWish("run", {"enabled": False}))

    kept = rosters.get(office, draft.id)

    assert kept.version == draft.version
    assert rosters.sheet(office, kept).n_hard == 1


def test_a_preview_sets_nothing(office, draft):
    seen = roster_rules.preview(office, draft.id, RuleWish("run", {"enabled": False}))

    assert seen.n_hard == 0
    assert roster_rules.panel(office, draft.id).n_hard == 1


def test_what_was_set_is_taken_back_to_what_it_was_at_first(office, draft):
    roster_rules.change(office, draft.id, RuleWish("run", {"days": 7}))
    again = problem_from_dict(draft.problem)
    later = given_draft(office, roster_rules.overridden(office, again))

    found = roster_rules.reset(office, later.id, "run")

    assert state_of(found, "run").rule.days == 6
    assert not state_of(found, "run").override.is_different


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"days": -1}, "run.days"),
        ({"days": "many"}, "run.days"),
        ({"weight": -3}, "run.weight"),
        ({"weight": 10**9}, "run.weight"),
        ({"days": 10**30}, "run.days"),
        ({"scope": {}}, "run.scope"),
        ({"dayz": 3}, "run.dayz"),
        ({"enabled": "perhaps"}, "run.enabled"),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_field(office, draft, fields, field):
    with pytest.raises(InvalidField) as refusal:
        roster_rules.change(office, draft.id, RuleWish("run", fields))

    assert refusal.value.field == field


def test_a_rule_that_the_roster_has_not_is_not_found(office, draft):
    with pytest.raises(NoSuchThing):
        roster_rules.change(office, draft.id, RuleWish("naps", {"enabled": False}))


def test_every_change_is_in_the_record_with_before_and_after(office, draft):
    roster_rules.change(office, draft.id, RuleWish("run", {"days": 7}))
    roster_rules.change(office, draft.id, RuleWish("run", {"weight": 2}))

    query = select(event.c.details).where(event.c.action == "roster_rules.change")
    found = office.db.execute(query.order_by(event.c.id.desc())).scalars().all()

    assert found[0] == {
        "before": {"days": 7},
        "after": {"days": 7, "weight": 2},
    }


@pytest.mark.parametrize("role", [Role.ADMIN, Role.DOCTOR, Role.NURSE, Role.PATIENT])
def test_only_who_makes_rosters_sets_rules(office, draft, work_as, role):
    with pytest.raises(RoleMissing):
        roster_rules.change(work_as(role), draft.id, RuleWish("run", {"weight": 1}))


def test_solving_again_asks_with_the_present_rules_from_this_roster_on(office, draft):
    roster_rules.change(office, draft.id, RuleWish("run", {"days": 7}))
    params = SolveParams(limit=timedelta(seconds=1))

    run = solves.progress(office, roster_rules.solve_again(office, draft.id, params))

    asked = problem_from_dict(run.problem)
    roster = rosters.sheet(office, draft).roster
    assert check(asked, roster).is_legal
    assert run.outcome == {"best": roster.cells.tolist()}


@pytest.mark.parametrize("kind", RULES)
def test_what_can_be_set_of_a_rule_comes_from_the_rule(kind: str):
    needed = {"one": "A", "other": "B"} if kind == "partnership" else {}
    rule = RULES[kind](**needed)

    knobs = knobs_of(rule)

    assert {type(one.value) for one in knobs} <= {int, float, bool, type(None)}
    assert {one.name for one in knobs}.isdisjoint({"id", "weight", "scope", "enabled"})
