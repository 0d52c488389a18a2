"""What every command about rosters reads and writes."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, assert_never

import typer
from rich.console import Console

from horarium.cli.files import read_text
from horarium.domain.errors import InvalidField, UnreadableInput
from horarium.engines.rostering import Roster, RosterProblem
from horarium.engines.rostering.explain.phrases import sentence
from horarium.engines.rostering.facts import Answer
from horarium.engines.rostering.io.csv import parse_csv, write_csv
from horarium.engines.rostering.io.picture import FORMATS, draw
from horarium.engines.rostering.io.reader import parse_problem
from horarium.engines.rostering.outcome import Infeasible, OutOfTime, Solved

ANSWER_IS_NO = 1
"""The exit code when there is no roster, or one that breaks hard rules."""

Problem = Annotated[
    Path, typer.Argument(help="TOML, JSON, or the text format of Curtis and Qu.")
]
RosterFile = Annotated[Path, typer.Argument(help="A roster as CSV.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")]
Out = Annotated[Path | None, typer.Option(help="Write the roster as CSV.")]
Picture = Annotated[Path | None, typer.Option(help="Draw the roster, as .svg or .png.")]


MIN_S, MAX_S = 0.1, 604_800.0
"""How long anybody may search: a week at the most."""


def read_problem(file: Path) -> RosterProblem:
    """The problem in ``file``, whatever its format."""
    return parse_problem(read_text(file), file.name)


def read_roster(problem: RosterProblem, file: Path) -> Roster:
    """The roster in ``file``."""
    return parse_csv(problem, read_text(file), file.name)


def refuse_unwritable(out: Path | None, option: str = "--out") -> None:
    """Refuse before any work what could not be written after it.

    The trial leaves nothing behind: where there is no roster there is no file either.
    """
    if out is None:
        return
    is_new = not out.exists()
    try:
        with out.open("a", encoding="utf-8"):
            pass
        if is_new:
            out.unlink()
    except OSError as fault:
        reason = fault.strerror or "not writable"
        raise UnreadableInput(
            str(out), option, reason, "a file that can be written"
        ) from fault


def refuse_bad_picture(picture: Path | None) -> None:
    """Refuse before any work a picture that could not be drawn."""
    if picture is None:
        return
    if _form(picture) not in FORMATS:
        wanted = " or ".join(f"a name that ends in .{form}" for form in FORMATS)
        raise InvalidField("--picture", picture.name, wanted)
    refuse_unwritable(picture, "--picture")


def write_roster(
    problem: RosterProblem, roster: Roster, out: Path | None, picture: Path | None
) -> None:
    """Write the roster to the files that were asked for."""
    if out is not None:
        out.write_text(write_csv(problem, roster), encoding="utf-8")
    if picture is not None:
        picture.write_bytes(draw(problem, roster, _form(picture)))


def _form(picture: Path) -> str:
    return picture.suffix.lower().removeprefix(".")


def read_day(problem: RosterProblem, text: str, field: str) -> int:
    """The day of the horizon on an ISO date."""
    horizon = problem.horizon
    last = horizon.date_of(problem.n_days - 1)
    wanted = f"a date from {horizon.start} to {last}"
    try:
        day = horizon.day_of(date.fromisoformat(text))
    except ValueError as unreadable:
        raise InvalidField(field, text, wanted) from unreadable
    if not 0 <= day < problem.n_days:
        raise InvalidField(field, text, wanted)
    return day


def show_answer(problem: RosterProblem, answer: Answer, *, as_json: bool) -> None:
    """Print facts with their sentences, or the facts themselves."""
    if as_json:
        typer.echo(json.dumps(answer_as_dict(problem, answer)))
        return
    say([f"{sentence(problem, fact)}  [{fact.status}]" for fact in answer.facts])


def answer_as_dict(problem: RosterProblem, answer: Answer) -> dict[str, Any]:
    """An answer as plain values."""
    return {
        "seconds": round(answer.elapsed_s, 3),
        "facts": [
            {
                "kind": str(fact.kind),
                "status": str(fact.status),
                "values": dict(fact.values),
                "scope": fact.scope,
                "visible_to": str(fact.visible_to),
                "people": list(fact.people),
                "sentence": sentence(problem, fact),
            }
            for fact in answer.facts
        ],
    }


def say(lines: Sequence[str]) -> None:
    """Print lines as they are."""
    console = Console(soft_wrap=True, highlight=False)
    for line in lines:
        console.print(line, markup=False)


def status_of(outcome: Solved | Infeasible | OutOfTime) -> str:
    """How a search ended, in one word for programs."""
    match outcome:
        case Solved():
            return "optimal" if outcome.is_optimal else "feasible"
        case OutOfTime(best=None):
            return "unknown"
        case OutOfTime():
            return "feasible"
        case Infeasible():
            return "infeasible"
        case _:
            assert_never(outcome)
