"""``horarium roster swaps``."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from horarium.cli.roster_changes import read_now
from horarium.cli.roster_files import (
    AsJson,
    Picture,
    Problem,
    RosterFile,
    read_day,
    read_problem,
    read_roster,
    refuse_bad_picture,
    say,
    write_roster,
)
from horarium.domain.errors import InvalidField
from horarium.engines.rostering import RosterProblem
from horarium.engines.rostering.cycles import match
from horarium.engines.rostering.swaps import Duty, Swap
from horarium.engines.rostering.swaps import swaps as offered

MOST_SHOWN = 20


def swaps(
    file: Problem,
    roster: RosterFile,
    give: Annotated[
        list[str],
        typer.Argument(help="PERSON:DATE of a duty to give away, or several."),
    ],
    *,
    now: Annotated[
        str | None, typer.Option(help="Nothing begun by then changes hands.")
    ] = None,
    picture: Picture = None,
    as_json: AsJson = False,
) -> None:
    """Who could take a duty; for several duties, rings in which all of them go round."""
    problem = read_problem(file)
    found = read_roster(problem, roster)
    gives = [_duty(problem, text) for text in give]
    at = read_now(now)
    refuse_bad_picture(picture)
    if len(gives) == 1:
        result = offered(problem, found, gives[0], now=at)
    else:
        result = match(problem, found, gives, now=at)
    write_roster(problem, found, None, picture)
    if as_json:
        typer.echo(json.dumps([asdict(swap) for swap in result]))
        return
    say([_line(problem, swap) for swap in result[:MOST_SHOWN]])
    more = len(result) - MOST_SHOWN
    if not result:
        say(["Nobody can take it with every hard rule kept."])
    elif more > 0:
        say([f"and {more} more."])


def _duty(problem: RosterProblem, text: str) -> Duty:
    person, _, when = text.partition(":")
    if not when:
        raise InvalidField("GIVE", text, "PERSON:DATE")
    return Duty(person=person, day=read_day(problem, when, "GIVE"))


def _line(problem: RosterProblem, swap: Swap) -> str:
    def title(person: str) -> str:
        return problem.people[problem.tables.people[person]].title

    hands = "; ".join(
        f"{title(one.taker)} takes {one.shift_type} of "
        f"{problem.horizon.name_of(one.day)} from {title(one.giver)}"
        for one in swap.handovers
    )
    shares = ", ".join(
        f"{title(one.person)} {one.penalty:+} (fairness {one.fairness:+}, "
        f"requests {one.requests:+})"
        for one in swap.shares
    )
    return f"{swap.penalty:+5}  {hands}.  {shares}."
