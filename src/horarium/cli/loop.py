"""``horarium loop``: one sick call on the data there are, from report to messages."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from horarium.cli.context import Deployment, open_database
from horarium.domain.errors import NoSuchThing
from horarium.domain.people import Practitioner
from horarium.services import reallocation
from horarium.services.loop import Audience, Filling, PlanStatus, ProposalParams
from horarium.services.loop.rehearsing import (
    Rehearsed,
    called_by,
    mornings,
    sick_call,
)
from horarium.services.work import Work, begin, system_actor

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Rehearse one sick call: roster, clinics, patients, messages.",
)

SHOWN = 12
"""Rows of a table that are printed; the rest are only counted."""


@app.callback()
def loop() -> None:
    """Rehearse one sick call: roster, clinics, patients, messages."""


@dataclass(frozen=True, slots=True)
class _Morning:
    """A clock that stands at seven."""

    at: datetime

    def now(self) -> datetime:
        """That instant."""
        return self.at


@app.command("sick-call")
def sick(
    *,
    person: Annotated[
        str | None,
        typer.Option(help="Staff code; whose clinic is fullest without it."),
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=28, help="How long the illness.")] = 1,
    filling: Annotated[
        Filling, typer.Option(help="What somebody has to be found for.")
    ] = Filling.CLINICS,
    seconds: Annotated[
        float, typer.Option(min=0.5, help="How long to look for a roster.")
    ] = 20,
    keep: Annotated[
        bool, typer.Option("--keep", help="Leave it done; taken back without.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """A doctor calls at seven on the next morning with a clinic; see what follows.

    Everything is really done, in one transaction that is rolled back at the end unless
    it is to be kept.
    """
    params = ProposalParams(filling=filling, limit=timedelta(seconds=seconds))
    with open_database() as found:
        clock = _morning(found)
        actor = system_actor(found.organisation.id)
        with begin(found.database, actor, clock, zone=found.zone) as work:
            who = called_by(work, work.today, person)
            done = sick_call(work, who, days, params)
            told = _told(work, done, who)
            if not keep:
                work.db.rollback()
    if as_json:
        typer.echo(json.dumps(told))
    else:
        _say(Console(), told, is_kept=keep)


def _morning(found: Deployment) -> _Morning:
    with found.work() as work:
        at = next(mornings(work), None)
    if at is None:
        raise NoSuchThing("clinic with patients", "in the next 14 days")
    return _Morning(at.astimezone(UTC))


def _told(work: Work, done: Rehearsed, who: Practitioner) -> dict[str, Any]:
    plan = done.plan
    moved = (
        reallocation.get(work, plan.reallocation)
        if plan.reallocation is not None
        else None
    )
    audiences = [one.audience for one in plan.tellings]
    return {
        "at": work.clock.now().astimezone(work.zone).isoformat(),
        "who": who.name,
        "what": plan.cause.sentence(),
        "is_applied": plan.status is PlanStatus.APPLIED,
        "proven_fewest": plan.is_fewest,
        "duties": [
            {
                "name": one.name,
                "on": one.on.isoformat(),
                "before": one.before,
                "after": one.after,
                "why": one.why.value,
                "reason": one.reason,
            }
            for one in plan.duties
        ],
        "handovers": [
            {"to": one.target_name, "patients": len(one.tokens)}
            for one in plan.handovers
        ],
        "closed": [
            {"of": one.name, "patients": one.n_patients} for one in plan.closings
        ],
        "moves": [
            {
                "number": one.label,
                "start": one.start.astimezone(work.zone).isoformat(),
                "shift_min": one.shift_min,
            }
            for one in (moved.moves if moved else ())
        ],
        "waitlist": [one.label for one in (moved.leftovers if moved else ())],
        "unresolved": list(plan.unresolved),
        "told": {one.value: audiences.count(one) for one in Audience},
        "seconds": done.seconds,
    }


def _say(console: Console, told: dict[str, Any], *, is_kept: bool) -> None:
    console.print(f"[bold]{told['at'][:16].replace('T', ', ')}[/] {told['what']}")
    if not told["is_applied"]:
        console.print("No roster was found in that time; give it more --seconds.")
        return
    _table(
        console,
        ("Who", "Day", "Was", "Is now", "Why"),
        [
            (
                one["name"],
                one["on"],
                one["before"],
                one["after"] or "off",
                one["reason"],
            )
            for one in told["duties"]
        ],
    )
    for one in told["handovers"]:
        console.print(f"{one['to']} takes the clinic over: {one['patients']} patients.")
    for one in told["closed"]:
        console.print(f"A clinic of {one['of']} closes: {one['patients']} patients.")
    _table(
        console,
        ("Token", "Goes to", "Shift"),
        [
            (one["number"], one["start"][:16], f"{one['shift_min']:+.0f} min")
            for one in told["moves"]
        ],
    )
    if told["waitlist"]:
        console.print(f"On the waitlist: {', '.join(told['waitlist'])}.")
    for sentence in told["unresolved"]:
        console.print(f"Unresolved: {sentence}")
    console.print(
        "Told: "
        + ", ".join(f"{n} × {audience}" for audience, n in told["told"].items() if n)
    )
    times = ", ".join(f"{name} {s:.2f} s" for name, s in told["seconds"].items())
    console.print(f"Took: {times}.")
    console.print("Kept." if is_kept else "Rolled back; nothing has changed.")


def _table(
    console: Console, heads: tuple[str, ...], rows: list[tuple[str, ...]]
) -> None:
    if not rows:
        return
    table = Table(*heads, box=None, pad_edge=False)
    for row in rows[:SHOWN]:
        table.add_row(*row)
    console.print(table)
    if len(rows) > SHOWN:
        console.print(f"and {len(rows) - SHOWN} more")
