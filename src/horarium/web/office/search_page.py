"""From a search to its page."""

from datetime import date, timedelta
from typing import Any

from horarium.domain.solve import SolveRun, SolveStatus, SolveStep
from horarium.engines.rostering.outcome import relative_gap
from horarium.web.pages.planning import SearchLive, SearchPage, SearchRow
from horarium.web.pages.shell import Link, Tone
from horarium.web.roster_charts import search_chart
from horarium.web.visit import Visit

MOST_ROWS = 12
"""Steps in the table: the latest ones."""

_STATUS = {
    SolveStatus.QUEUED: ("Waiting for a worker", Tone.PLAIN),
    SolveStatus.RUNNING: ("Searching", Tone.WARN),
    SolveStatus.DONE: ("Finished", Tone.GOOD),
    SolveStatus.FAILED: ("Failed", Tone.BAD),
    SolveStatus.CANCELLED: ("Stopped", Tone.WARN),
}

_ENDINGS = {
    "solved": "This is the best roster there is, as far as was asked.",
    "out-of-time": "The time is up. The best roster so far is kept as a draft.",
    "stopped": "It was stopped. The best roster so far is kept as a draft.",
    "infeasible": "There is no roster that keeps every hard rule.",
}


def search_page(visit: Visit, run: SolveRun) -> SearchPage:
    """The page of one search."""
    horizon = run.problem["horizon"]
    first = date.fromisoformat(str(horizon["start"]))
    here = f"/rosters/searches/{run.id}"
    return SearchPage(
        shell=visit.shell(),
        name=str(run.problem.get("name") or "A roster"),
        first=first,
        last=first + timedelta(days=int(horizon["days"]) - 1),
        n_people=len(run.problem["people"]),
        live=search_live(visit, run),
        stream="" if run.status.is_over else f"{here}/stream",
    )


def search_live(visit: Visit, run: SolveRun) -> SearchLive:
    """The part of the page that moves."""
    words, tone = _STATUS[run.status]
    outcome = dict(run.outcome or {})
    steps = run.steps
    is_without = outcome.get("status") == "infeasible"
    return SearchLive(
        status="No roster possible" if is_without else words,
        tone=Tone.BAD if is_without else tone,
        sentence=_sentence(run, outcome),
        csrf=visit.csrf,
        now=_row(steps[-1]) if steps else SearchRow("0 s", "–", "–", "–"),
        chart=search_chart(_finding(steps), steps, _running_s(visit, run)),
        rows=tuple(_row(step) for step in reversed(steps[-MOST_ROWS:])),
        stop="" if run.status.is_over else f"/rosters/searches/{run.id}/stop",
        links=_links(run),
        clash=tuple(outcome.get("clash") or outcome.get("conflict") or ()),
    )


def _sentence(run: SolveRun, outcome: dict[str, Any]) -> str:
    if run.stop_requested and not run.status.is_over:
        return "It stops at the next moment and keeps the best roster."
    if outcome.get("reason"):
        return str(outcome["reason"])
    if run.status.is_over:
        if run.roster is None and outcome.get("status") != "infeasible":
            return "No roster was found before it ended."
        return _ENDINGS.get(str(outcome.get("status")), "")
    seconds = float(run.params["limit_s"])
    return f"It ends after {seconds:.0f} s, or when no better roster can be."


def _running_s(visit: Visit, run: SolveRun) -> float:
    """How long it has been going on; 0 when it is over or has not begun."""
    if run.status is not SolveStatus.RUNNING or run.started_at is None:
        return 0.0
    return max(0.0, (visit.now() - run.started_at).total_seconds())


def _links(run: SolveRun) -> tuple[Link, ...]:
    if run.roster is None:
        return ()
    here = f"/rosters/{run.roster}"
    return (
        Link("Open the draft", f"{here}/edit"),
        Link("Rules", f"{here}/rules"),
        Link("Fairness", f"{here}/fairness"),
    )


def _finding(steps: tuple[SolveStep, ...]) -> str:
    """What the chart shows, in one sentence."""
    if not steps:
        return ""
    now = _row(steps[-1])
    return (
        f"After {now.elapsed} the best roster has penalty {now.objective}; none can be "
        f"below {now.bound}; gap {now.gap}"
    )


def _row(step: SolveStep) -> SearchRow:
    bound = max(0, step.bound)
    gap = relative_gap(step.objective, bound)
    return SearchRow(
        elapsed=f"{step.elapsed_s:.1f} s",
        objective="–" if step.objective is None else f"{step.objective:,}",
        bound=f"{bound:,}",
        gap="–" if gap is None else f"{gap:.1%}",
    )
