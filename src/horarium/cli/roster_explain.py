"""``horarium roster explain``."""

from datetime import timedelta
from typing import Annotated

import typer

from horarium.cli.roster_changes import Closed, Extra, Leave, Lock, Sick, Told
from horarium.cli.roster_files import (
    MAX_S,
    MIN_S,
    AsJson,
    Problem,
    RosterFile,
    read_day,
    read_problem,
    read_roster,
    show_answer,
)
from horarium.engines.rostering import explain as engine
from horarium.engines.rostering.explain.clash import ClashParams
from horarium.engines.rostering.explain.privacy import Viewer
from horarium.engines.rostering.explain.why import ExplainParams

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Why a roster is as it is, and what would be if.",
)

Person = Annotated[str, typer.Argument(help="Somebody, by id.")]
Day = Annotated[str, typer.Argument(help="A date like 2026-03-10.")]
SeenBy = Annotated[str | None, typer.Option(help="Tell only what this person may see.")]
Seconds = Annotated[float, typer.Option(help="How long to look.", min=MIN_S, max=MAX_S)]


@app.command()
def why(
    file: Problem,
    roster: RosterFile,
    person: Person,
    day: Day,
    *,
    seen_by: SeenBy = None,
    as_json: AsJson = False,
) -> None:
    """Why somebody has a shift: who else could, what it would cost or break."""
    problem = read_problem(file)
    found = read_roster(problem, roster)
    answer = engine.why(problem, found, person, read_day(problem, day, "DAY"))
    show_answer(problem, engine.seen_by(answer, Viewer(seen_by)), as_json=as_json)


@app.command("why-not")
def why_not(
    file: Problem,
    roster: RosterFile,
    person: Person,
    day: Day,
    shift: Annotated[str, typer.Argument(help="A shift type, by id.")],
    *,
    seen_by: SeenBy = None,
    seconds: Seconds = 2,
    as_json: AsJson = False,
) -> None:
    """Why somebody does not have a shift: what it breaks, or takes to make possible."""
    problem = read_problem(file)
    found = read_roster(problem, roster)
    place = person, read_day(problem, day, "DAY")
    params = ExplainParams(limit=timedelta(seconds=seconds))
    answer = engine.why_not(problem, found, place, shift, params)
    show_answer(problem, engine.seen_by(answer, Viewer(seen_by)), as_json=as_json)


@app.command("what-if")
def what_if(
    file: Problem,
    roster: RosterFile,
    *,
    sick: Sick = None,
    leave: Leave = None,
    extra: Extra = None,
    closed: Closed = None,
    lock: Lock = None,
    seconds: Seconds = 2,
    as_json: AsJson = False,
) -> None:
    """What a change would do: who moves, and each rule's cost before and after."""
    problem = read_problem(file)
    found = read_roster(problem, roster)
    told = Told(sick=sick, leave=leave, extra=extra, closed=closed, lock=lock)
    params = ExplainParams(limit=timedelta(seconds=seconds))
    answer = engine.what_if(problem, found, told.changes(problem), params)
    show_answer(problem, answer, as_json=as_json)


@app.command()
def conflict(
    file: Problem,
    *,
    seconds: Seconds = 8,
    as_json: AsJson = False,
) -> None:
    """Which hard rules cannot all hold, and the least that would have to give way."""
    problem = read_problem(file)
    params = ClashParams(limit=timedelta(seconds=seconds))
    answer = engine.which_conflict(problem, params)
    show_answer(problem, answer, as_json=as_json)
