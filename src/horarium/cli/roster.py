"""``horarium roster``."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, assert_never

import typer
from rich.console import Console
from rich.progress import (
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
)
from rich.progress_bar import ProgressBar
from rich.table import Table

from horarium.cli import roster_explain
from horarium.cli.interrupting import noting_interrupts
from horarium.cli.roster_demo import generate_demo
from horarium.cli.roster_exchange import export, import_, schema
from horarium.cli.roster_fairness import fairness
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
    status_of,
    write_roster,
)
from horarium.cli.roster_repair import repair
from horarium.cli.roster_swaps import swaps
from horarium.engines.rostering import (
    Infeasible,
    OutOfTime,
    Roster,
    RosterProblem,
    Solved,
    SolveParams,
    check,
)
from horarium.engines.rostering import Progress as Standing
from horarium.engines.rostering.report import RuleBreaches, judge
from horarium.engines.rostering.solve import solve as find_roster

MAX_SEED = 2**31 - 1
MAX_WORKERS = 256
"""What the solver takes for a seed, and more threads than any of its machines has."""

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Solve, check, mend and explain rosters from files.",
)


@app.callback()
def roster() -> None:
    """Solve, check, mend and explain rosters from files."""


@app.command()
def solve(
    file: Problem,
    *,
    seconds: Annotated[
        float, typer.Option(help="How long to search.", min=MIN_S, max=MAX_S)
    ] = 30,
    out: Out = None,
    picture: Picture = None,
    as_json: AsJson = False,
    seed: Annotated[
        int, typer.Option(help="Where chance begins.", min=0, max=MAX_SEED)
    ] = 0,
    workers: Annotated[
        int, typer.Option(help="Threads to search with.", min=1, max=MAX_WORKERS)
    ] = 2,
) -> None:
    """Search for the best roster; Ctrl-C ends the search and keeps the best so far.

    The exit code is 0 with a roster and 1 without: the rules that cannot all hold are
    named, or no roster was found in the time.
    """
    problem = read_problem(file)
    refuse_unwritable(out)
    refuse_bad_picture(picture)
    params = SolveParams(limit=timedelta(seconds=seconds), seed=seed, n_workers=workers)
    with noting_interrupts() as stopped, _live(seconds) as show:
        outcome = find_roster(problem, params, on_progress=show, stop=stopped.is_set)
    summary = {"instance": problem.name or file.name} | _summary(problem, outcome)
    found = _roster_of(outcome)
    if found is not None:
        write_roster(problem, found, out, picture)
    if as_json:
        typer.echo(json.dumps(summary))
    else:
        _print_summary(summary, (out, picture) if found is not None else ())
    raise typer.Exit(0 if found is not None else ANSWER_IS_NO)


@app.command("check")
def check_roster(
    file: Problem,
    roster: RosterFile,
    *,
    picture: Picture = None,
    as_json: AsJson = False,
) -> None:
    """Judge a roster; exit code 1 when it breaks a hard rule."""
    problem = read_problem(file)
    found = read_roster(problem, roster)
    refuse_bad_picture(picture)
    write_roster(problem, found, None, picture)
    rules = judge(problem, found)
    n_hard = sum(len(rule.breaches) for rule in rules if rule.is_hard)
    objective = sum(rule.penalty for rule in rules)
    if as_json:
        broken = [_as_dict(problem, rule) for rule in rules if rule.breaches]
        verdict = {"hard": n_hard, "objective": objective, "breaches": broken}
        typer.echo(json.dumps(verdict))
    else:
        _print_verdict(rules, n_hard, objective)
    raise typer.Exit(ANSWER_IS_NO if n_hard else 0)


app.command("repair")(repair)
app.add_typer(roster_explain.app, name="explain")
app.command("swaps")(swaps)
app.command("fairness")(fairness)
app.command("export")(export)
app.command("import")(import_)
app.command("schema")(schema)
app.command("generate-demo")(generate_demo)


class _Show:
    """Moves the bar on standard error and says how the search stands."""

    def __init__(self, bar: Progress, seconds: float) -> None:
        self._bar = bar
        self._task = bar.add_task("looking for a legal roster", total=seconds)

    def __call__(self, news: Standing) -> None:
        words = "looking for a legal roster"
        if news.objective is not None:
            gap = f" · gap {news.gap:.1%}" if news.gap is not None else ""
            words = f"penalty {news.objective} · at least {news.bound}{gap}"
        self._bar.update(self._task, description=words)


class TimeBar(ProgressColumn):
    """How much of the time is over; it moves also while there is no news."""

    def render(self, task: Task) -> ProgressBar:
        """The bar as it is now."""
        return ProgressBar(task.total, min(task.elapsed or 0.0, task.total or 0.0), 40)


@contextmanager
def _live(seconds: float) -> Iterator[_Show]:
    """A progress bar, where standard error is a terminal."""
    console = Console(stderr=True)
    columns = TimeBar(), TimeElapsedColumn(), TextColumn("{task.description}")
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        yield _Show(bar, seconds)


def _roster_of(outcome: Solved | Infeasible | OutOfTime) -> Roster | None:
    match outcome:
        case Solved(roster=found) | OutOfTime(best=found):
            return found
        case Infeasible():
            return None
        case _:
            assert_never(outcome)


def _summary(
    problem: RosterProblem, outcome: Solved | Infeasible | OutOfTime
) -> dict[str, Any]:
    """What is printed; ``breaches`` counts the hard ones that the judge finds."""
    found = _roster_of(outcome)
    summary: dict[str, Any] = {
        "status": status_of(outcome),
        "objective": None,
        "bound": None,
        "seconds": round(outcome.elapsed_s, 3),
        "breaches": len(check(problem, found).hard) if found is not None else None,
    }
    if isinstance(outcome, Infeasible):
        return summary | {
            "conflict": [c.sentence for c in outcome.conflict],
            "conflict_rules": [list(c.rules) for c in outcome.conflict],
        }
    gap = None if outcome.gap is None else round(outcome.gap, 6)
    return summary | {
        "objective": outcome.objective,
        "bound": outcome.bound,
        "gap": gap,
        "penalties": dict(outcome.penalties),
    }


def _print_summary(summary: dict[str, Any], written: Iterable[Path | None]) -> None:
    console = Console(soft_wrap=True, highlight=False)
    told = f"{summary['instance']}: {_SENTENCES[summary['status']]}"
    console.print(told, markup=False)
    named = zip(
        summary.get("conflict_rules", ()), summary.get("conflict", ()), strict=True
    )
    for rules, sentence in named:
        console.print(f"  {', '.join(rules)}: {sentence}", markup=False)
    if summary["objective"] is not None:
        console.print(
            f"Penalty {summary['objective']}, at least {summary['bound']} is certain, "
            f"after {summary['seconds']:.1f} s; {summary['breaches']} hard breaches."
        )
    for rule, penalty in summary.get("penalties", {}).items():
        console.print(f"  {penalty:>6}  {rule}", markup=False)
    for file in written:
        if file is not None:
            console.print(f"Written to {file}.", markup=False)


_SENTENCES = {
    "optimal": "the best roster there is.",
    "feasible": "a legal roster, not proven to be the best.",
    "infeasible": "there is no legal roster.",
    "unknown": "no roster was found in the time given; more --seconds may do.",
}


def _print_verdict(
    rules: tuple[RuleBreaches, ...], n_hard: int, objective: int
) -> None:
    console = Console(soft_wrap=True, highlight=False)
    table = Table("rule", "breaches", "penalty", box=None)
    for rule in rules:
        if rule.breaches:
            cost = "must be mended" if rule.is_hard else str(rule.penalty)
            table.add_row(rule.rule, str(len(rule.breaches)), cost)
    console.print(f"{n_hard} hard breaches; penalty {objective}.")
    if table.rows:
        console.print(table)
    for rule in rules:
        for breach in rule.breaches if rule.is_hard else ():
            console.print(f"  {rule.rule}: {breach.sentence}", markup=False)


def _as_dict(problem: RosterProblem, rule: RuleBreaches) -> dict[str, Any]:
    return {
        "rule": rule.rule,
        "sentence": rule.sentence,
        "hard": rule.is_hard,
        "count": len(rule.breaches),
        "penalty": rule.penalty,
        "items": [
            {
                "person": breach.person,
                "days": list(breach.days),
                "dates": [problem.horizon.date_of(d).isoformat() for d in breach.days],
                "shift_type": breach.shift_type,
                "amount": breach.amount,
                "penalty": breach.penalty,
                "sentence": breach.sentence,
            }
            for breach in rule.breaches
        ],
    }
