"""Questions about rosters that a worker answers: asked, followed, stopped, looked into.

The worker looks again and again with more time each time, and writes down what each look
found, so there is an answer within seconds that grows surer. Stopping keeps it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from horarium.domain.errors import InvalidField, Refused
from horarium.domain.ids import RosterId
from horarium.domain.question import QuestionId, QuestionKind, RosterQuestion
from horarium.domain.solve import SolveStatus
from horarium.engines.rostering import explain
from horarium.engines.rostering.explain.clash import ClashParams
from horarium.engines.rostering.explain.why import ExplainParams
from horarium.engines.rostering.facts import Kind, Status
from horarium.services import existing, rosters
from horarium.services.explaining import ToldFact, told
from horarium.services.idempotency import Once, once
from horarium.services.permissions import Permission
from horarium.services.rosters import RosterSheet
from horarium.services.supposing import read_changes
from horarium.services.work import OpenWork, Work
from horarium.store import jobs
from horarium.store import questions as store

TASK = "question"
"""The job's name in the queue."""

FIRST_LOOK_S = 2.0
LONGER = 3.0
"""Each look has three times the time of the one before."""

MOST_S = 120

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Question:
    """What an idempotency key remembers of a question."""

    roster: RosterId
    kind: QuestionKind
    asked: Document
    seconds: int


def ask_what_if(
    work: Work,
    wanted: RosterId,
    changes: Sequence[Document],
    seconds: int,
    *,
    idempotency_key: str | None = None,
) -> RosterQuestion:
    """Ask what ``changes`` would do, looked into for up to ``seconds``.

    The changes are documents as ``read_changes`` takes them, and refused here if they
    make no sense.
    """
    work.require(Permission.ROSTER_SOLVE)
    sheet = rosters.get_sheet(work, wanted)
    read_changes(sheet.problem, changes)
    asked = {"changes": [dict(one) for one in changes]}
    question = _Question(wanted, QuestionKind.WHAT_IF, asked, seconds)
    return _ask_once(work, sheet, question, idempotency_key)


def ask_conflict(
    work: Work, wanted: RosterId, seconds: int, *, idempotency_key: str | None = None
) -> RosterQuestion:
    """Ask which hard rules of a roster's problem cannot all hold."""
    work.require(Permission.ROSTER_SOLVE)
    sheet = rosters.get_sheet(work, wanted)
    question = _Question(wanted, QuestionKind.CONFLICT, {}, seconds)
    return _ask_once(work, sheet, question, idempotency_key)


def progress(work: Work, wanted: QuestionId) -> RosterQuestion:
    """How a question stands."""
    work.require(Permission.ROSTER_SOLVE)
    return _existing(work, wanted)


def stop(work: Work, wanted: QuestionId) -> RosterQuestion:
    """Be content with what is known; the look that is going on is the last."""
    work.require(Permission.ROSTER_SOLVE)
    found = _existing(work, wanted, lock=True)
    if found.status.is_over:
        return found
    store.request_stop(work.db, wanted)
    if found.status is SolveStatus.QUEUED:
        _write(work, found, SolveStatus.CANCELLED, found.answer)
    work.record("questions.stop", ("question", wanted))
    work.announce("question.progress", question=wanted)
    return _existing(work, wanted)


def facts_of(question: RosterQuestion) -> tuple[ToldFact, ...]:
    """What is known so far."""
    return tuple(
        ToldFact(
            kind=Kind(one["kind"]),
            status=Status(one["status"]),
            sentence=one["sentence"],
            values=one["values"],
            scope=one["scope"],
        )
        for one in question.answer.get("facts", ())
    )


def run(open_work: OpenWork, wanted: QuestionId) -> None:
    """Look into a question until it is settled, stopped, or its time is up.

    What the worker does for one job. May be called again for a question whose worker
    was killed; it then begins anew.
    """
    with open_work() as work:
        question = _existing(work, wanted, lock=True)
        if question.status.is_over:
            return
        _write(work, question, SolveStatus.RUNNING, question.answer)
        sheet = rosters.get_sheet(work, question.roster)
        now = work.clock.now()
    try:
        for limit, is_last in _looks(question.seconds):
            facts = _look(sheet, question, limit, now)
            with open_work() as work:
                if _note(work, question, (limit, facts), is_last=is_last):
                    return
    except Refused as refusal:
        with open_work() as work:
            told_why = {"reason": refusal.sentence()}
            _write(work, question, SolveStatus.FAILED, told_why)


def fail(work: Work, wanted: QuestionId, reason: str) -> None:
    """Note that a question cannot be answered; ``reason`` is a sentence for people."""
    question = _existing(work, wanted, lock=True)
    if not question.status.is_over:
        _write(work, question, SolveStatus.FAILED, {"reason": reason})


def _ask_once(
    work: Work, sheet: RosterSheet, wanted: _Question, key: str | None
) -> RosterQuestion:
    return once(
        work,
        Once(key, "questions.ask", wanted),
        lambda: _ask(work, sheet, wanted),
        lambda made: _existing(work, QuestionId(made)),
    )


def _ask(work: Work, sheet: RosterSheet, wanted: _Question) -> RosterQuestion:
    if not 1 <= wanted.seconds <= MOST_S:
        raise InvalidField("seconds", str(wanted.seconds), f"1 to {MOST_S}")
    question = RosterQuestion(
        id=QuestionId(work.new_id()),
        roster=sheet.stored.id,
        roster_version=sheet.stored.version,
        kind=wanted.kind,
        asked=wanted.asked,
        seconds=wanted.seconds,
        status=SolveStatus.QUEUED,
        created_at=work.clock.now(),
    )
    store.add(work.db, work.organisation, question)
    owner = str(work.organisation)
    jobs.enqueue(
        work.db,
        TASK,
        lock=f"question {owner}",
        organisation=owner,
        question=str(question.id),
    )
    work.record("questions.ask", ("question", question.id), kind=wanted.kind.value)
    work.announce("question.progress", question=question.id)
    return question


def _looks(seconds: int) -> Iterator[tuple[timedelta, bool]]:
    """How long each look may take, and which is the last."""
    left_s, look_s = float(seconds), FIRST_LOOK_S
    while left_s > 0:
        is_last = left_s <= look_s * LONGER
        this_s = left_s if is_last else look_s
        yield timedelta(seconds=this_s), is_last
        left_s, look_s = left_s - this_s, look_s * LONGER


def _look(
    sheet: RosterSheet, question: RosterQuestion, limit: timedelta, now: datetime
) -> tuple[ToldFact, ...]:
    problem = sheet.problem
    if question.kind is QuestionKind.CONFLICT:
        answer = explain.which_conflict(problem, ClashParams(limit=limit))
    else:
        changes = read_changes(problem, question.asked["changes"])
        params = ExplainParams(limit=limit, now=now)
        answer = explain.what_if(problem, sheet.roster, changes, params)
    return told(problem, answer.facts)


def _note(
    work: Work,
    question: RosterQuestion,
    found: tuple[timedelta, tuple[ToldFact, ...]],
    *,
    is_last: bool,
) -> bool:
    """Write down what a look found; whether it was the last one."""
    limit, facts = found
    present = _existing(work, question.id, lock=True)
    if present.status.is_over:
        return True
    open_ones = (Status.UNKNOWN, Status.BEST_FOUND)
    is_settled = not any(fact.status in open_ones for fact in facts)
    is_over = is_settled or is_last or present.stop_requested
    answer = {
        "seconds": limit.total_seconds(),
        "facts": [_document(fact) for fact in facts],
    }
    status = SolveStatus.DONE if is_over else SolveStatus.RUNNING
    _write(work, question, status, answer)
    return is_over


def _document(fact: ToldFact) -> dict[str, Any]:
    return {
        "kind": fact.kind.value,
        "status": fact.status.value,
        "sentence": fact.sentence,
        "values": dict(fact.values),
        "scope": fact.scope,
    }


def _write(
    work: Work, question: RosterQuestion, status: SolveStatus, answer: Document
) -> None:
    at = work.clock.now() if status.is_over else None
    store.answer(work.db, question.id, status, answer, finished_at=at)
    work.announce("question.progress", question=question.id)


def _existing(work: Work, wanted: QuestionId, *, lock: bool = False) -> RosterQuestion:
    return existing.required(
        store.by_id(work.db, wanted, lock=lock), "question", wanted
    )
