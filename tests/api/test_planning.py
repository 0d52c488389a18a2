"""Planning rosters over HTTP: the next one, rules, fairness, why and what if."""

from datetime import UTC, datetime

import pytest
from tests.builders import new_id
from tests.services.roster_nouns import given_draft, given_lived, given_team, make_week

from horarium.domain.actor import Role
from horarium.domain.question import QuestionId
from horarium.services import questions
from horarium.services.roster_rules import RuleWish, change
from horarium.services.work import begin, system_actor

GOOD = {"A": "DDDDD..", "B": "NNNN...", "C": "....NNN"}
AWAY = {
    "kind": "absence",
    "person": "A",
    "first": "2026-01-06",
    "last": "2026-01-06",
}


@pytest.fixture(autouse=True)
def before_the_roster(clock):
    """Nothing of the roster has begun."""
    clock.at = datetime(2026, 1, 2, 9, tzinfo=UTC)


@pytest.fixture
def coordinator(client_as):
    return client_as(Role.COORDINATOR)


@pytest.fixture
def draft(begin_as):
    with begin_as() as work:
        given_team(work)
        return given_draft(work, make_week(), GOOD)


def test_the_next_roster_is_asked_for(coordinator, begin_as):
    with begin_as() as work:
        given_team(work)
        given_lived(work)

    answer = coordinator.post("/rosters/next", json={"n_days": 14, "seconds": 5})

    assert answer.status_code == 202
    assert answer.json()["status"] == "queued"
    assert answer.json()["params"]["limit_s"] == 5


def test_without_a_roster_to_go_on_from_there_is_none(coordinator):
    assert coordinator.post("/rosters/next", json={}).status_code == 404


def test_a_rule_is_seen_tried_and_set(coordinator, draft):
    here = f"/rosters/{draft.id}/rules"
    wish = {"fields": {"days": 3, "weight": 5}}

    tried = coordinator.patch(f"{here}/run", json=wish | {"is_preview": True}).json()
    before = coordinator.get(here).json()
    found = coordinator.patch(f"{here}/run", json=wish).json()

    assert tried["penalty"] == found["penalty"] > before["penalty"]
    [rule] = [one for one in found["items"] if one["is_overridden"]]
    assert (rule["key"], rule["weight"], rule["numbers"]) == ("run", 5, {"days": 3})
    assert coordinator.get(here).json()["items"] == found["items"]


@pytest.mark.parametrize("value", [-1, 10**40, "x", [], {}, 1.5, True])
def test_a_number_that_cannot_be_is_refused_by_its_field(coordinator, draft, value):
    here = f"/rosters/{draft.id}/rules/run"

    answer = coordinator.patch(here, json={"fields": {"days": value}})

    assert answer.status_code == 422
    assert "run.days" in answer.text


def test_fairness_tells_every_burden_with_its_measures(coordinator, draft):
    found = coordinator.get(f"/rosters/{draft.id}/fairness").json()

    burdens = {one["id"]: one for one in found["items"]}
    assert {"nights", "weekends", "on-calls", "clinics", "sites", "hours"} <= set(
        burdens
    )
    loads = {one["person"]: one["load"] for one in burdens["nights"]["lines"]}
    assert loads == {"A": 0, "B": 4, "C": 3}
    assert 0 < burdens["nights"]["measures"]["jain"] < 1


def test_why_and_why_not_are_facts_with_sentences(coordinator, draft):
    here = f"/rosters/{draft.id}/why?person=A&on=2026-01-06"

    why = coordinator.get(here).json()
    why_not = coordinator.get(f"{here}&instead=N").json()

    assert why["items"][0]["sentence"] == "Dr A works day on Tue 6 Jan."
    assert why["items"][0]["status"] == "exact"
    assert len(why_not["items"]) > 1


def test_what_if_tells_the_cost_before_and_after(coordinator, draft):
    here = f"/rosters/{draft.id}/what-if"

    found = coordinator.post(here, json={"changes": [AWAY]}).json()

    [penalty] = [one for one in found["items"] if one["kind"] == "penalty"]
    assert set(penalty["values"]) == {"before", "after"}


@pytest.mark.parametrize(
    "change",
    [{}, {"kind": "rule", "rule": "run", "fields": {"scope": {"people": ["Z"]}}}],
)
def test_a_change_that_makes_no_sense_is_refused(coordinator, draft, change):
    here = f"/rosters/{draft.id}/what-if"

    assert coordinator.post(here, json={"changes": [change]}).status_code == 422


def test_a_question_is_asked_answered_and_read(coordinator, draft, begin_as):
    wish = {"kind": "what-if", "changes": [AWAY], "seconds": 5}
    asked = coordinator.post(f"/rosters/{draft.id}/questions", json=wish)

    questions.run(begin_as, QuestionId(asked.json()["id"]))

    found = coordinator.get(f"/questions/{asked.json()['id']}").json()
    assert asked.status_code == 202
    assert (found["status"], found["roster"]) == ("done", str(draft.id))
    assert found["facts"]


def test_a_question_is_stopped(coordinator, draft):
    asked = coordinator.post(
        f"/rosters/{draft.id}/questions", json={"kind": "conflict"}
    ).json()

    stopped = coordinator.post(f"/questions/{asked['id']}/stop").json()

    assert stopped["status"] == "cancelled"


def test_what_is_not_there_is_not_found(coordinator, begin_as):
    for path in ("rules", "fairness", "why?person=A&on=2026-01-06"):
        assert coordinator.get(f"/rosters/{new_id()}/{path}").status_code == 404
    assert coordinator.get(f"/questions/{new_id()}").status_code == 404


def test_another_department_sets_rules_of_its_own(
    coordinator, draft, new_organisation, database, clock, zone
):
    other = new_organisation()
    with begin(database, system_actor(other.id), clock, zone=zone) as work:
        given_team(work)
        theirs = given_draft(work, make_week(), GOOD)
        change(work, theirs.id, RuleWish("run", {"weight": 3}))

    found = coordinator.get(f"/rosters/{draft.id}/rules").json()

    assert not any(one["is_overridden"] for one in found["items"])
