"""``horarium simulate``."""

import json
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from horarium.services.opd_day import DayReport, Moment, OpdDayParams, play
from horarium.store.database import Database
from horarium.store.embedded.testing import private_server
from horarium.store.migrate import migrate

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Play whole days through the real services and say how they went.",
)

N_NEWS = 6
"""How many of the last happenings stay on the screen."""

_D = OpdDayParams()


@app.callback()
def simulate() -> None:
    """Play whole days through the real services and say how they went."""


@app.command("opd-day")
def opd_day(
    *,
    seed: Annotated[int, typer.Option(help="Where chance begins.", min=0)] = 0,
    speed: Annotated[
        float,
        typer.Option(
            help="Simulated minutes a second while a terminal shows the day; "
            "0: as fast as it goes.",
            min=0,
        ),
    ] = 60,
    doctors: Annotated[int, typer.Option(help="Doctors.")] = _D.doctors,
    opens: Annotated[int, typer.Option(help="Hour of the first slot.")] = _D.opens,
    closes: Annotated[
        int, typer.Option(help="Hour of the last slot's end.")
    ] = _D.closes,
    slot_hours: Annotated[int, typer.Option(help="Hours of a slot.")] = _D.slot_hours,
    capacity: Annotated[int, typer.Option(help="Places of a slot.")] = _D.capacity,
    online: Annotated[int, typer.Option(help="Patients booked online.")] = _D.online,
    walk_ins: Annotated[int, typer.Option(help="Walk-ins.")] = _D.walk_ins,
    paid: Annotated[
        int, typer.Option(help="Patients who paid for priority.")
    ] = _D.paid,
    follow_ups: Annotated[int, typer.Option(help="Follow-ups.")] = _D.follow_ups,
    emergencies: Annotated[int, typer.Option(help="Emergencies.")] = _D.emergencies,
    cancellations: Annotated[
        int, typer.Option(help="Booked patients who give up.")
    ] = _D.cancellations,
    no_shows: Annotated[
        int, typer.Option(help="Booked patients who never come.")
    ] = _D.no_shows,
    late_doctors: Annotated[
        int, typer.Option(help="Doctors who begin late.")
    ] = _D.late_doctors,
    late_min: Annotated[int, typer.Option(help="How late, in minutes.")] = _D.late_min,
    reallocations: Annotated[
        int, typer.Option(help="Slots of ill doctors that go to others.")
    ] = _D.reallocations,
    consultation_min: Annotated[
        float, typer.Option(help="Mean minutes of a consultation.")
    ] = _D.consultation_min,
    discipline: Annotated[
        str, typer.Option(help="weights, banded-edd, banded-apq or fifo.")
    ] = _D.discipline,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the statistics as JSON, nothing else.")
    ] = False,
) -> None:
    """Replay a whole OPD day and end with waiting times per class against targets.

    The day runs on an embedded database of its own, which is gone afterwards, through
    the same services as a real one, with a clock of its own. The same options and seed
    give the same statistics.
    """
    params = OpdDayParams(
        doctors=doctors,
        opens=opens,
        closes=closes,
        slot_hours=slot_hours,
        capacity=capacity,
        online=online,
        walk_ins=walk_ins,
        paid=paid,
        follow_ups=follow_ups,
        emergencies=emergencies,
        cancellations=cancellations,
        no_shows=no_shows,
        late_doctors=late_doctors,
        late_min=late_min,
        reallocations=reallocations,
        consultation_min=consultation_min,
        discipline=discipline,
    )
    console = Console()
    is_shown = console.is_terminal and not as_json
    with _database(console if is_shown else None) as database:
        if is_shown:
            with _live(console, speed) as show:
                report = play(database, params, seed=seed, on_moment=show)
        else:
            report = play(database, params, seed=seed)
    if as_json:
        typer.echo(json.dumps(report.as_json()))
    else:
        _print(console, report)


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
