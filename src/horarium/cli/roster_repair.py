"""``horarium roster repair``."""

import json
from datetime import timedelta
from typing import Annotated, Any

import typer

from horarium.cli.roster_changes import (
    Closed,
    Extra,
    Leave,
    Lock,
    Sick,
    Told,
    read_now,
)
from horarium.cli.roster_files import (
    ANSWER_IS_NO,
    MAX_S,
    MIN_S,
    AsJson,
    Out,
    Picture,
    Problem,
    RosterFile,
    read_problem,
    read_roster,
    refuse_bad_picture,
    refuse_unwritable,
    say,
    write_roster,
)
from horarium.engines.rostering import Infeasible, OutOfTime, RosterProblem
from horarium.engines.rostering.moves import Move
from horarium.engines.rostering.repair import Repaired, RepairParams
from horarium.engines.rostering.repair import repair as mend


def repair(
    file: Problem,
    roster: RosterFile,
    *,
    sick: Sick = None,
    leave: Leave = None,
    extra: Extra = None,
    closed: Closed = None,
    lock: Lock = None,
    now: Annotated[
        str | None,
        typer.Option(help="Nothing begun by then is touched, e.g. 2026-03-10T07:00Z."),
    ] = None,
    fill_wanted: Annotated[
        bool,
        typer.Option("--fill-wanted", help="Mend also wanted heads above the minimum."),
    ] = False,
    seconds: Annotated[
        float, typer.Option(help="How long to search.", min=MIN_S, max=MAX_S)
    ] = 10,
    out: Out = None,
    picture: Picture = None,
    as_json: AsJson = False,
) -> None:
    """Mend a roster after something has happened, with the fewest changes."""
    problem = read_problem(file)
    found = read_roster(problem, roster)
    told = Told(sick=sick, leave=leave, extra=extra, closed=closed, lock=lock)
    changes = told.changes(problem)
    params = RepairParams(
        now=read_now(now), limit=timedelta(seconds=seconds), fill_wanted=fill_wanted
    )
    refuse_unwritable(out)
    refuse_bad_picture(picture)
    outcome = mend(problem, found, changes, params)
    if isinstance(outcome, Repaired):
        write_roster(problem, outcome.roster, out, picture)
    if as_json:
        typer.echo(json.dumps(_summary(problem, outcome)))
    else:
        say(_lines(problem, outcome))
    raise typer.Exit(0 if isinstance(outcome, Repaired) else ANSWER_IS_NO)


def _summary(
    problem: RosterProblem, outcome: Repaired | Infeasible | OutOfTime
) -> dict[str, Any]:
    seconds = round(outcome.elapsed_s, 3)
    if isinstance(outcome, Infeasible):
        conflict = [one.sentence for one in outcome.conflict]
        return {"status": "infeasible", "seconds": seconds, "conflict": conflict}
    if isinstance(outcome, OutOfTime):
        return {"status": "unknown", "seconds": seconds}
    return {
        "status": "repaired",
        "seconds": seconds,
        "moves": [_move(problem, move) for move in outcome.moves],
        "moves_of_others": len(outcome.moves_of_others),
        "disruption": outcome.disruption,
        "proven_fewest": outcome.is_fewest,
        "gaps": [gap.sentence for gap in outcome.gaps],
        "breaches": [breach.sentence for breach in outcome.breaches],
        "objective_before": outcome.objective_before,
        "objective": outcome.objective,
        "penalties": dict(outcome.penalties),
    }


def _move(problem: RosterProblem, move: Move) -> dict[str, Any]:
    return {
        "person": move.person,
        "date": problem.horizon.date_of(move.day).isoformat(),
        "before": move.before,
        "after": move.after,
        "why": str(move.why),
        "rule": move.rule,
        "reason": move.reason,
    }


def _lines(
    problem: RosterProblem, outcome: Repaired | Infeasible | OutOfTime
) -> list[str]:
    if isinstance(outcome, Infeasible):
        conflict = [f"  {one.sentence}" for one in outcome.conflict]
        return ["No legal roster is that near to this one.", *conflict]
    if isinstance(outcome, OutOfTime):
        return ["No repair was found in the time given."]
    fewest = "no fewer will do" if outcome.is_fewest else "fewer may do"
    others = len(outcome.moves_of_others)
    changed = "day of others changes" if others == 1 else "days of others change"
    lines = [f"{others} {changed}; {fewest}."]
    lines += [f"  {_said(problem, move)}" for move in outcome.moves]
    lines += [f"  Still missing: {gap.sentence}" for gap in outcome.gaps]
    before, after = outcome.objective_before, outcome.objective
    lines.append(f"Penalty {before} before, {after} after, {outcome.elapsed_s:.1f} s.")
    return lines


def _said(problem: RosterProblem, move: Move) -> str:
    who = problem.people[problem.tables.people[move.person]].title
    when = problem.horizon.name_of(move.day)
    return (
        f"{who}, {when}: {move.before or 'off'} → {move.after or 'off'}. {move.reason}"
    )
