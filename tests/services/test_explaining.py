"""Why and what if, for who may see it; and questions that a worker answers."""

from datetime import date, timedelta

import pytest
from tests.services.roster_nouns import (
    cells_of,
    given_draft,
    given_lived,
    given_team,
    make_week,
)

from horarium.domain.actor import Role
from horarium.domain.errors import InvalidField, NoSuchThing, RoleMissing
from horarium.domain.solve import SolveStatus
from horarium.engines.rostering.check import check
from horarium.engines.rostering.facts import Kind, Status
from horarium.services import explaining, questions
from horarium.services.supposing import read_changes
from horarium.store import people

GOOD = {"A": "DDDDD..", "B": "NNNN...", "C": "....NNN"}
"""Legal; nobody is on days at the weekend."""

TUESDAY = date(2026, 1, 6)
AWAY = {
    "kind": "absence",
    "person": "A",
    "first": "2026-01-06",
    "last": "2026-01-06",
}


@pytest.fixture
def team(work_as):
    given_team(work_as())


@pytest.fixture
def office(work_as, team, clock):
    return work_as(Role.COORDINATOR)


@pytest.fixture
def doctor_b(work_as, team):
    found = people.practitioners(work_as().db)
    me = next(one.id for one in found if one.staff_code == "B")
    return work_as(Role.DOCTOR, practitioner=me)


def kinds(told) -> set[Kind]:
    return {fact.kind for fact in told.facts}


def test_a_coordinator_is_told_who_else_could_and_at_what_price(office):
    draft = given_draft(office, lines=GOOD)

    told = explaining.why(office, draft.id, "A", TUESDAY)

    assert {Kind.WORKS, Kind.LEFT_EMPTY, Kind.COULD_TAKE} <= kinds(told)
    assert told.facts[0].sentence == "Dr A works day on Tue 6 Jan."


def test_a_doctor_is_told_nothing_of_what_others_cost_or_break(office, doctor_b):
    lived = given_lived(office, lines=GOOD)

    own = explaining.why(doctor_b, lived.id, "B", TUESDAY)
    others = explaining.why(doctor_b, lived.id, "A", TUESDAY)

    hidden = {Kind.BARRED, Kind.COULD_TAKE, Kind.COULD_EXCHANGE, Kind.LEFT_EMPTY}
    assert Kind.WORKS in kinds(own)
    assert not hidden & (kinds(own) | kinds(others))


def test_a_draft_explains_itself_to_coordinators_only(office, doctor_b):
    draft = given_draft(office, lines=GOOD)

    with pytest.raises(NoSuchThing):
        explaining.why(doctor_b, draft.id, "B", TUESDAY)


def test_why_not_says_which_rule_it_breaks(office):
    draft = given_draft(office, lines=GOOD)

    told = explaining.why_not(office, draft.id, ("B", TUESDAY), "D")

    assert Kind.WOULD_BREAK in kinds(told) or Kind.TAKES_MOVES in kinds(told)


def test_a_day_that_the_roster_has_not_is_refused(office):
    draft = given_draft(office, lines=GOOD)

    with pytest.raises(InvalidField) as refusal:
        explaining.why(office, draft.id, "A", date(2026, 2, 1))

    assert refusal.value.field == "on"


def test_what_if_tells_the_penalty_that_the_judge_finds(office, clock):
    clock.at -= timedelta(days=7)
    draft = given_draft(office, lines=GOOD)
    changes = read_changes(make_week(), [AWAY])

    told = explaining.what_if(office, draft.id, changes)

    price = next(fact for fact in told.facts if fact.kind is Kind.PENALTY)
    problem = make_week()
    before = check(problem, cells_of(problem, GOOD)).objective
    assert price.values["before"] == before
    assert price.status is Status.EXACT


def test_what_if_and_conflicts_are_for_who_makes_rosters(office, doctor_b):
    lived = given_lived(office, lines=GOOD)

    with pytest.raises(RoleMissing):
        explaining.what_if(doctor_b, lived.id, ())
    with pytest.raises(RoleMissing):
        questions.ask_what_if(doctor_b, lived.id, [AWAY], 10)
    with pytest.raises(RoleMissing):
        questions.ask_conflict(doctor_b, lived.id, 10)


@pytest.fixture
def asked(begin_as):
    """A question that was asked and committed: what if A were away."""

    def ask(seconds: int = 5, changes=(AWAY,)):
        with begin_as() as work:
            if not people.practitioners(work.db):
                given_team(work)
            draft = given_draft(work, lines=GOOD)
            return questions.ask_what_if(work, draft.id, list(changes), seconds)

    return ask


def test_a_question_is_answered_by_the_worker(asked, begin_as):
    question = asked()

    questions.run(begin_as, question.id)

    with begin_as() as work:
        found = questions.progress(work, question.id)
    assert found.status is SolveStatus.DONE
    assert Kind.PENALTY in {fact.kind for fact in questions.facts_of(found)}
    assert found.finished_at is not None


def test_a_question_that_waits_is_cancelled_at_once(asked, begin_as):
    question = asked()
    with begin_as() as work:
        questions.stop(work, question.id)

    questions.run(begin_as, question.id)

    with begin_as() as work:
        found = questions.progress(work, question.id)
    assert found.status is SolveStatus.CANCELLED
    assert questions.facts_of(found) == ()


def test_a_question_that_is_stopped_keeps_what_was_found(asked, begin_as):
    question = asked(seconds=60)
    n_opened = 0

    def stopping():
        nonlocal n_opened
        n_opened += 1
        if n_opened == 2:
            with begin_as() as work:
                questions.stop(work, question.id)
        return begin_as()

    questions.run(stopping, question.id)

    with begin_as() as work:
        found = questions.progress(work, question.id)
    assert found.status is SolveStatus.DONE
    assert questions.facts_of(found)


def test_rules_that_cannot_all_hold_are_named(begin_as):
    cover = [
        {
            "weekdays": ["Mon"],
            "shift_types": ["D"],
            "minimum": 4,
            "wanted": 4,
        }
    ]
    with begin_as() as work:
        given_team(work)
        problem = make_week(cover=cover)
        draft = given_draft(work, problem, {})
        question = questions.ask_conflict(work, draft.id, 20)

    questions.run(begin_as, question.id)

    with begin_as() as work:
        found = questions.progress(work, question.id)
    facts = {fact.kind: fact for fact in questions.facts_of(found)}
    assert facts[Kind.CLASH].status is Status.PROVED
    assert "at least 4" in facts[Kind.CLASH].sentence


@pytest.mark.parametrize("seconds", [0, 121])
def test_a_question_nobody_could_wait_for_is_refused(asked, seconds: int):
    with pytest.raises(InvalidField) as refusal:
        asked(seconds=seconds)

    assert refusal.value.field == "seconds"
