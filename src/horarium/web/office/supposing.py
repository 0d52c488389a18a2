"""What if: a change supposed, its cost told at once, or looked into by a worker."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from fastapi.responses import HTMLResponse, Response

from horarium.domain.errors import Invalid, InvalidField
from horarium.domain.ids import RosterId
from horarium.domain.question import QuestionId, RosterQuestion
from horarium.domain.solve import SolveStatus
from horarium.services import explaining, questions, rosters
from horarium.services.explaining import Told
from horarium.services.live import LiveMessage
from horarium.services.rosters import RosterSheet
from horarium.services.supposing import FIELDS, read_changes
from horarium.web.errors import status_of
from horarium.web.office.answer_view import answer_view
from horarium.web.office.roster_links import links_of
from horarium.web.pages.asking import QuestionLive, QuestionPage, WhatIfPage
from horarium.web.pages.shell import Choice, Flash, FormState, Tone
from horarium.web.streams import follow
from horarium.web.typed import blamed
from horarium.web.visit import PostDep, Visit, VisitDep

router = APIRouter(prefix="/rosters/{roster}")

Text = Annotated[str, Form(max_length=200)]

LONGER_S = 60
CONFLICT_S = 30

_STATUS = {
    SolveStatus.QUEUED: ("Waiting for a worker", Tone.PLAIN),
    SolveStatus.RUNNING: ("Looking", Tone.WARN),
    SolveStatus.DONE: ("Answered", Tone.GOOD),
    SolveStatus.FAILED: ("Failed", Tone.BAD),
    SolveStatus.CANCELLED: ("Stopped", Tone.WARN),
}


@dataclass(frozen=True, slots=True)
class Supposed:
    """What was typed; which fields count is up to the ``kind``."""

    kind: Text = ""
    person: Text = ""
    first: Text = ""
    last: Text = ""
    on: Text = ""
    shift_type: Text = ""
    heads: Text = ""
    site: Text = ""
    rule: Text = ""
    setting: Text = ""


@router.get("/what-if")
def show_supposing(visit: VisitDep, roster: UUID) -> HTMLResponse:
    """Choose a change."""
    with visit.work() as work:
        sheet = rosters.get_sheet(work, RosterId(roster))
    day = _nearest(sheet, visit.now().date()).isoformat()
    form = FormState(dict.fromkeys(("first", "last", "on"), day) | {"heads": "1"})
    return visit.show(_page(visit, sheet, form, "absence"))


@router.post("/what-if")
def suppose(
    visit: PostDep,
    roster: UUID,
    supposed: Annotated[Supposed, Depends()],
    longer: Text = "",
) -> Response:
    """What the change would do: at once, or with ``longer`` from a worker."""
    typed = asdict(supposed)
    wanted = RosterId(roster)
    try:
        document = _document(typed)
        with visit.work() as work:
            sheet = rosters.get_sheet(work, wanted)
            if longer:
                asked = questions.ask_what_if(work, wanted, [document], LONGER_S)
                return visit.to(f"/rosters/{wanted}/questions/{asked.id}")
            changes = read_changes(sheet.problem, [document])
            told = explaining.what_if(work, wanted, changes)
    except Invalid as refusal:
        return _refused(visit, wanted, (typed, refusal))
    return visit.show(_page(visit, sheet, FormState(typed), supposed.kind, told))


@router.post("/conflict")
def ask_conflict(visit: PostDep, roster: UUID) -> Response:
    """Let a worker find out which hard rules cannot all hold."""
    with visit.work() as work:
        asked = questions.ask_conflict(work, RosterId(roster), CONFLICT_S)
    return visit.to(f"/rosters/{roster}/questions/{asked.id}")


@router.get("/questions/{question}")
def show_question(visit: VisitDep, roster: UUID, question: UUID) -> HTMLResponse:
    """How a question stands; the page follows it by itself."""
    with visit.work() as work:
        found = questions.progress(work, QuestionId(question))
        stored = rosters.get(work, found.roster)
    here = f"/rosters/{roster}/questions/{question}"
    page = QuestionPage(
        shell=visit.shell(),
        title=stored.name,
        links=links_of(stored, ""),
        live=_live(visit, found),
        stream="" if found.status.is_over else f"{here}/stream",
    )
    return visit.show(page)


@router.get("/questions/{question}/stream")
async def follow_question(visit: VisitDep, roster: UUID, question: UUID) -> Response:
    """The question as its answer grows surer."""

    def draw() -> str:
        with visit.work() as work:
            found = questions.progress(work, QuestionId(question))
        return visit.renderer.fragment(_live(visit, found))

    def concerns(message: LiveMessage) -> bool:
        return message.payload.get("question") == str(question)

    return await follow(visit, draw, "question.progress", concerns=concerns)


@router.post("/questions/{question}/stop")
def stop_question(visit: PostDep, roster: UUID, question: UUID) -> Response:
    """Be content with what is known."""
    with visit.work() as work:
        questions.stop(work, QuestionId(question))
    return visit.to(f"/rosters/{roster}/questions/{question}")


def _nearest(sheet: RosterSheet, today: date) -> date:
    """The day of the roster that is today, or nearest to it."""
    horizon = sheet.problem.horizon
    return min(max(horizon.start, today), horizon.date_of(horizon.n_days - 1))


def _document(typed: dict[str, str]) -> dict[str, Any]:
    """The change that a form means, as the service takes it."""
    document: dict[str, Any] = dict(typed)
    match typed["kind"]:
        case "cover":
            document["heads"] = _whole(typed["heads"])
        case "rule":
            document["fields"] = _setting(typed["setting"])
        case "lock" if typed["shift_type"] == "unlock":
            document["shift_type"] = None
    known = FIELDS.get(typed["kind"], ("kind",))
    return {name: value for name, value in document.items() if name in known}


def _setting(typed: str) -> dict[str, Any]:
    """On, off, hard, or a weight."""
    plain = {"off": {"enabled": False}, "on": {"enabled": True}}
    hard: dict[str, Any] = {"enabled": True, "weight": None}
    known: dict[str, dict[str, Any]] = {**plain, "hard": hard}
    if typed in known:
        return known[typed]
    if typed.isascii() and typed.isdigit():
        return {"enabled": True, "weight": int(typed)}
    raise InvalidField("changes.setting", typed, "on, off, hard, or a weight")


def _whole(typed: str) -> int:
    try:
        return int(typed)
    except ValueError:
        raise InvalidField("changes.heads", typed, "a whole number") from None


def _refused(
    visit: Visit, wanted: RosterId, typed: tuple[dict[str, str], Invalid]
) -> HTMLResponse:
    values, refusal = typed
    field = blamed(refusal, "").removeprefix("changes.")
    with visit.work() as work:
        sheet = rosters.get_sheet(work, wanted)
    form = FormState(values, {field: refusal.sentence()})
    flash = Flash(refusal.sentence(), Tone.BAD)
    page = _page(visit, sheet, form, values["kind"], flash=flash)
    return visit.show(page, status_of(refusal))


def _page(
    visit: Visit,
    sheet: RosterSheet,
    form: FormState,
    kind: str,
    told: Told | None = None,
    flash: Flash | None = None,
) -> WhatIfPage:
    problem, stored = sheet.problem, sheet.stored
    last = problem.horizon.date_of(problem.n_days - 1)
    people = sorted(problem.people, key=lambda one: (one.title, one.id))
    return WhatIfPage(
        shell=visit.shell(flash),
        title=stored.name,
        here=f"/rosters/{stored.id}",
        links=links_of(stored, "what-if"),
        form=form,
        kind=kind,
        people=tuple(Choice(one.id, one.title) for one in people),
        shifts=tuple(Choice(one.id, one.title) for one in problem.shift_types),
        sites=tuple(Choice(one.id, one.name or one.id) for one in problem.sites),
        rules=tuple(Choice(rule.key, rule.sentence()) for rule in problem.rules),
        first=stored.starts_on.isoformat(),
        last=last.isoformat(),
        answer=answer_view(told.facts) if told else None,
        longer=() if told is None or told.is_settled else _again(form),
    )


def _again(form: FormState) -> tuple[tuple[str, str], ...]:
    """The same question as hidden fields, to be looked into for longer."""
    return (*form.values.items(), ("longer", "1"))


def _live(visit: Visit, found: RosterQuestion) -> QuestionLive:
    words, tone = _STATUS[found.status]
    facts = questions.facts_of(found)
    sentence = (
        f"It looks for up to {found.seconds} s; each look makes the answer surer."
    )
    if found.status.is_over:
        sentence = str(found.answer.get("reason", ""))
    elif found.stop_requested:
        sentence = "This look is the last."
    here = f"/rosters/{found.roster}/questions/{found.id}"
    return QuestionLive(
        status=words,
        tone=tone,
        sentence=sentence,
        csrf=visit.csrf,
        answer=answer_view(facts) if facts else None,
        stop="" if found.status.is_over else f"{here}/stop",
    )
