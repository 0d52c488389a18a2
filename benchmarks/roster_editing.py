"""How long a change of a draft takes until it is judged, kept and answered.

    python benchmarks/roster_editing.py [--days 28 84] [--edits 60]

The invented department, 45 people under the refreshed UK pack with all soft rules on; its
draft repeats the history that was solved for it. Each edit sets one cell to a random duty
or swaps two people's on a day, in a transaction of its own on an embedded PostgreSQL that
really syncs. Prints JSON: milliseconds of CPU of this process (``cpu``) and of wall time,
for the first edit after a start, which reads and judges the whole draft, for the median
and the slowest of the others, and for showing where a held duty may go (``targets``).
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from uuid import UUID

import numpy as np
from numpy.random import Generator

from horarium.domain.clock import WallClock
from horarium.domain.ids import OrganisationId, PractitionerId, RosterId, uuid7
from horarium.domain.people import Practitioner
from horarium.engines.rostering import Roster
from horarium.engines.rostering.department import DepartmentSpec, make_department
from horarium.engines.rostering.problem import RosterProblem
from horarium.services import roster_editing, rosters
from horarium.services.deployment import Deployment
from horarium.services.roster_editing import ChangeRoster, Move, SetCell, SwapCells
from horarium.services.work import Work
from horarium.store import embedded, people
from horarium.store.database import Database
from horarium.store.migrate import migrate
from horarium.store.people import Organisation

START = date(2026, 1, 5)
BEGAN = datetime(2026, 1, 5, tzinfo=UTC)

Open = Callable[[], AbstractContextManager[Work]]


@dataclass(frozen=True, slots=True)
class Spent:
    """Milliseconds of one edit."""

    cpu: float
    wall: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, nargs="+", default=[28, 84])
    parser.add_argument("--edits", type=int, default=60)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        home.chmod(0o711)
        server = embedded.start(home / "server")
        try:
            migrate(server.url)
            told = [
                _measured(server.url, home, days, asked.edits) for days in asked.days
            ]
        finally:
            embedded.discard(home / "server", force=True)
    print(json.dumps(told, indent=2))


def _measured(url: str, home: Path, n_days: int, n_edits: int) -> dict[str, object]:
    rng = np.random.default_rng(n_days)
    problem = make_department(DepartmentSpec(start=START, n_days=n_days), rng)
    with Database(lambda: url, application_name="roster editing") as database:
        site = _founded(database, home, rng)
        wanted = _drafted(site.work, problem, rng)
        spent = [
            _edited(site.work, wanted, _move(problem, rng)) for _ in range(n_edits + 1)
        ]
        held = [_held(site.work, wanted, problem, rng) for _ in range(5)]
    warm = spent[1:]
    return {
        "people": problem.n_people,
        "days": n_days,
        "rules": len(problem.active_rules),
        "edits": len(warm),
        "first": _told(spent[:1], median),
        "median": _told(warm, median),
        "slowest": _told(warm, max),
        "targets": _told(held, median),
    }


def _founded(database: Database, home: Path, rng: Generator) -> Deployment:
    key = OrganisationId(uuid7(BEGAN, rng.bytes(10)))
    made = Organisation(key, f"editing-{key}", "Department", "Europe/London")
    with database.transaction() as db:
        people.add_organisation(db, made, at=BEGAN)
    return Deployment(database, made, WallClock(), home)


def _drafted(begin: Open, problem: RosterProblem, rng: Generator) -> RosterId:
    team = [
        Practitioner(PractitionerId(_id(rng)), one.id, one.title, one.grade)
        for one in problem.people
    ]
    n_times = -(-problem.n_days // problem.n_history)
    cells = np.tile(problem.history.cells, n_times)[:, : problem.n_days]
    with begin() as work:
        people.add_practitioners(work.db, work.organisation, team)
        return rosters.save_draft(work, problem, Roster(cells), {"seconds": 0}).id


def _move(problem: RosterProblem, rng: Generator) -> Move:
    one, other = rng.choice(problem.n_people, 2, replace=False).tolist()
    on = problem.horizon.date_of(int(rng.integers(problem.n_days)))
    person = problem.people[one].id
    if rng.random() < 0.5:
        return SwapCells(person=person, on_date=on, other=problem.people[other].id)
    shift = problem.shift_types[int(rng.integers(len(problem.shift_types)))]
    return SetCell(person=person, on_date=on, shift_type=shift.id)


def _edited(begin: Open, wanted: RosterId, move: Move) -> Spent:
    with begin() as work:
        current = rosters.get(work, wanted).version
    asked = ChangeRoster(roster=wanted, version=current, moves=(move,))
    cpu, wall = time.process_time(), time.perf_counter()
    with begin() as work:
        changed = roster_editing.change(work, asked)
        _ = changed.people, changed.cover
    return _since(cpu, wall)


def _held(
    begin: Open, wanted: RosterId, problem: RosterProblem, rng: Generator
) -> Spent:
    person = problem.people[int(rng.integers(problem.n_people))].id
    on = problem.horizon.date_of(int(rng.integers(problem.n_days)))
    cpu, wall = time.process_time(), time.perf_counter()
    with begin() as work:
        roster_editing.hold(work, wanted, person, on)
    return _since(cpu, wall)


def _since(cpu: float, wall: float) -> Spent:
    return Spent(
        1000 * (time.process_time() - cpu), 1000 * (time.perf_counter() - wall)
    )


def _told(spent: list[Spent], how: Callable[[list[float]], float]) -> dict[str, float]:
    return {
        "cpu_ms": round(how([one.cpu for one in spent]), 1),
        "wall_ms": round(how([one.wall for one in spent]), 1),
    }


def _id(rng: Generator) -> UUID:
    return uuid7(BEGAN, rng.bytes(10))


if __name__ == "__main__":
    main()
