"""Planning rosters: the next one, its rules, its fairness, why and what if."""

from datetime import timedelta
from typing import Annotated

from fastapi import Query

from horarium.api import answers
from horarium.api.deps import WorkDep
from horarium.api.fields import Day, IdempotencyKey
from horarium.api.planning_answers import (
    Facts,
    Fairness,
    NextRosterWish,
    Question,
    QuestionWish,
    RuleFields,
    Rules,
    Suppositions,
)
from horarium.api.routing import api_router, documented
from horarium.domain.ids import RosterId
from horarium.domain.question import QuestionId, QuestionKind
from horarium.engines.rostering import SolveParams
from horarium.services import (
    explaining,
    fairness,
    planning,
    questions,
    roster_rules,
    rosters,
    solves,
)
from horarium.services.roster_rules import RuleWish
from horarium.services.supposing import read_changes

router = api_router("/rosters", "rosters")
questions_router = api_router("/questions", "rosters")

Word = Annotated[str, Query(max_length=100, pattern=r"^[^\x00]*$")]


@router.post("/next", status_code=202, responses=documented(404, 413))
def request_next_roster(
    work: WorkDep, body: NextRosterWish, idempotency_key: IdempotencyKey = None
) -> answers.Solve:
    """Ask for the roster after the last one, with all that is known of its days."""
    params = SolveParams(limit=timedelta(seconds=body.seconds), seed=body.seed)
    run = planning.request_next(
        work, body.to_wanted(), params, idempotency_key=idempotency_key
    )
    return answers.Solve.of(solves.progress(work, run))


@router.get("/{roster}/rules", responses=documented(404))
def list_roster_rules(work: WorkDep, roster: RosterId) -> Rules:
    """Every rule of a roster as it is kept now, with the roster judged by it."""
    return Rules.told(roster_rules.panel(work, roster))


@router.patch("/{roster}/rules/{rule}", responses=documented(404, 413))
def set_roster_rule(
    work: WorkDep, roster: RosterId, rule: str, body: RuleFields
) -> Rules:
    """Set fields of a rule for the department, or see what that would do."""
    wish = RuleWish(rule, body.fields)
    act = roster_rules.preview if body.is_preview else roster_rules.change
    return Rules.told(act(work, roster, wish))


@router.get("/{roster}/fairness", responses=documented(404))
def get_roster_fairness(work: WorkDep, roster: RosterId) -> Fairness:
    """Everybody's burdens against their fair shares, with the ledger before it."""
    return Fairness.told(fairness.of_roster(work, roster))


@router.get("/{roster}/why", responses=documented(404))
def explain_duty(
    work: WorkDep, roster: RosterId, person: Word, on: Day, instead: Word = ""
) -> Facts:
    """Why somebody works, or is free, on a day; with ``instead``, why not that shift."""
    if instead:
        told = explaining.why_not(work, roster, (person, on), instead)
    else:
        told = explaining.why(work, roster, person, on)
    return Facts.told(told)


@router.post("/{roster}/what-if", responses=documented(404, 413))
def suppose_changes(work: WorkDep, roster: RosterId, body: Suppositions) -> Facts:
    """What changes would do, as far as two seconds tell; nothing is changed."""
    sheet = rosters.get_sheet(work, roster)
    changes = read_changes(sheet.problem, body.changes)
    return Facts.told(explaining.what_if(work, roster, changes))


@router.post("/{roster}/questions", status_code=202, responses=documented(404, 413))
def ask_about_roster(
    work: WorkDep,
    roster: RosterId,
    body: QuestionWish,
    idempotency_key: IdempotencyKey = None,
) -> Question:
    """Let a worker look for longer: what if, or which hard rules cannot all hold."""
    if body.kind is QuestionKind.WHAT_IF:
        asked = questions.ask_what_if(
            work, roster, body.changes, body.seconds, idempotency_key=idempotency_key
        )
    else:
        asked = questions.ask_conflict(
            work, roster, body.seconds, idempotency_key=idempotency_key
        )
    return Question.told(asked)


@questions_router.get("/{question}", responses=documented(404))
def get_question(work: WorkDep, question: QuestionId) -> Question:
    """How a question stands, with what is known so far."""
    return Question.told(questions.progress(work, question))


@questions_router.post("/{question}/stop", responses=documented(404))
def stop_question(work: WorkDep, question: QuestionId) -> Question:
    """Be content with what is known; the look that goes on is the last."""
    return Question.told(questions.stop(work, question))
