"""``horarium simulate``."""

import json
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from horarium.cli.simulate_policies import policies
from horarium.services.opd_day import DayReport, Moment, OpdDayParams, play
from horarium.store.database import Database
from horarium.store.embedded.testing import private_server
from horarium.store.migrate import migrate

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Play whole days through the real services and say how they went.",
)
app.command("policies")(policies)

N_NEWS = 6
"""How many of the last happenings stay on the screen."""

_D = OpdDayParams()


@app.callback()
def simulate() -> None:
    """Play whole days through the real services and say how they went."""


Doctors = Annotated[int, typer.Option(help="Doctors.")]
Opens = Annotated[int, typer.Option(help="Hour of the first slot.")]
Closes = Annotated[int, typer.Option(help="Hour of the last slot's end.")]
SlotHours = Annotated[int, typer.Option(help="Hours of a slot.")]
Capacity = Annotated[int, typer.Option(help="Places of a slot.")]
Overflow = Annotated[int, typer.Option(help="Emergencies beside a full slot.")]
Online = Annotated[int, typer.Option(help="Patients booked online.")]
WalkIns = Annotated[int, typer.Option(help="Walk-ins.")]
Paid = Annotated[int, typer.Option(help="Patients who paid for priority.")]
FollowUps = Annotated[int, typer.Option(help="Follow-ups.")]
Emergencies = Annotated[int, typer.Option(help="Emergencies.")]
Cancellations = Annotated[int, typer.Option(help="Booked patients who give up.")]
NoShows = Annotated[int, typer.Option(help="Booked patients who never come.")]
LateDoctors = Annotated[int, typer.Option(help="Doctors who begin late.")]
LateMin = Annotated[int, typer.Option(help="How late, in minutes.")]
Reallocations = Annotated[
    int, typer.Option(help="Slots of ill doctors that go to others.")
]
Consultation = Annotated[float, typer.Option(help="Mean minutes of a consultation.")]
Discipline = Annotated[
    str, typer.Option(help="weights, banded-edd, banded-apq or fifo.")
]
Speed = Annotated[
    float,
    typer.Option(
        help="Simulated minutes a second while a terminal shows the day; 0: at once.",
        min=0,
    ),
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print the statistics as JSON, nothing else.")
]


@app.command("opd-day")
def opd_day(
    context: typer.Context,
    *,
    seed: Annotated[int, typer.Option(help="Where chance begins.", min=0)] = 0,
    speed: Speed = 60,
    doctors: Doctors = _D.doctors,
    opens: Opens = _D.opens,
    closes: Closes = _D.closes,
    slot_hours: SlotHours = _D.slot_hours,
    capacity: Capacity = _D.capacity,
    overflow_limit: Overflow = _D.overflow_limit,
    online: Online = _D.online,
    walk_ins: WalkIns = _D.walk_ins,
    paid: Paid = _D.paid,
    follow_ups: FollowUps = _D.follow_ups,
    emergencies: Emergencies = _D.emergencies,
    cancellations: Cancellations = _D.cancellations,
    no_shows: NoShows = _D.no_shows,
    late_doctors: LateDoctors = _D.late_doctors,
    late_min: LateMin = _D.late_min,
    reallocations: Reallocations = _D.reallocations,
    consultation_min: Consultation = _D.consultation_min,
    discipline: Discipline = _D.discipline,
    as_json: AsJson = False,
) -> None:
    """Replay a whole OPD day and end with waiting times per class against targets.

    The day runs on an embedded database of its own, which is gone afterwards, through
    the same services as a real one, with a clock of its own. The same options and seed
    give the same statistics.
    """
    # The options of the day are the fields of its parameters, name by name.
    names = {field.name for field in fields(OpdDayParams)}
    given = {key: value for key, value in context.params.items() if key in names}
    params = OpdDayParams(**given)
    console = Console()
    is_shown = console.is_terminal and not as_json
    with _database(console if is_shown else None) as database:
        report = _played(database, params, seed, console if is_shown else None, speed)
    if as_json:
        typer.echo(json.dumps(report.as_json()))
    else:
        _print(console, report)


def _played(
    database: Database,
    params: OpdDayParams,
    seed: int,
    console: Console | None,
    speed: float,
) -> DayReport:
    if console is None:
        return play(database, params, seed=seed)
    with _live(console, speed) as show:
        return play(database, params, seed=seed, on_moment=show)


@contextmanager
def _database(console: Console | None) -> Iterator[Database]:
    """A migrated database that nobody else knows, gone at the end."""
    if console is not None:
        console.print("Starting a database for the day …", style="dim")
    with private_server() as server:
        migrate(server.url)
        url = server.url
        with Database(
            lambda: url, application_name="horarium simulate", pool_size=2
        ) as opened:
            yield opened


@contextmanager
def _live(console: Console, speed: float) -> Iterator[Callable[[Moment], None]]:
    """Shows each moment when its time has come, ``speed`` minutes a second."""
    news: deque[tuple[datetime, str]] = deque(maxlen=N_NEWS)
    last = datetime.max.replace(tzinfo=UTC)
    never = threading.Event()
    with Live(console=console, transient=True, auto_refresh=False) as live:

        def show(moment: Moment) -> None:
            nonlocal last
            passed_min = (moment.at - last).total_seconds() / 60
            if speed and passed_min > 0:
                never.wait(passed_min / speed)
            last = moment.at
            news.append((moment.at, moment.news))
            live.update(Group(_rooms(moment), _told(news)), refresh=True)

        yield show


def _rooms(moment: Moment) -> Table:
    table = Table(
        "doctor",
        "slot",
        "now",
        "waiting",
        "seen",
        "late",
        title=f"{moment.at:%H:%M}",
        min_width=72,
    )
    for room in moment.rooms:
        table.add_row(
            room.doctor,
            room.slot,
            room.serving or "–",
            ", ".join(room.waiting) or "–",
            str(room.n_seen),
            f"{room.late_min} min" if room.late_min else "",
        )
    return table


def _told(news: deque[tuple[datetime, str]]) -> Text:
    return Text("\n".join(f"{at:%H:%M}  {words}" for at, words in news), style="dim")


def _print(console: Console, report: DayReport) -> None:
    header = "class", "tokens", "seen", "mean", "p90", "longest", "target", "in target"
    table = Table(*header, "promised", "kept", box=None)
    for row in report.classes:
        kept = {None: "–", True: "yes", False: "no"}[row.is_met]
        waits = (row.mean_wait_min, row.p90_wait_min, row.max_wait_min, row.target_min)
        table.add_row(
            row.name,
            str(row.n),
            str(row.n_seen),
            *map(_min, waits),
            "–" if row.in_target is None else f"{row.in_target:.0%}",
            f"{row.fractile:.0%}",
            kept,
        )
    console.print(f"Waiting times in minutes, by {report.discipline}:")
    console.print(table)
    for doctor in report.doctors:
        over = f", {doctor.over_min:.0f} min over" if doctor.over_min else ""
        console.print(
            f"{doctor.name}: {doctor.n_seen} seen in {doctor.busy_min:.0f} min{over}.",
            highlight=False,
        )
    ended = ", ".join(f"{n} {name}" for name, n in report.outcomes.items())
    console.print(
        f"Tokens: {ended}; {report.n_reallocated} reallocated, "
        f"{report.n_refused} turned away.",
        highlight=False,
        soft_wrap=True,
    )


def _min(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"
