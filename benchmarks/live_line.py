"""What the live line announces after learning from its own past, and what a look costs.

    python benchmarks/live_line.py [--days 60] [--judged 60] [--seed 1]

Days of one doctor (``clinic_day``, traffic 1.0) are played through the engine and stored as
sessions that are over; the nightly lesson learns from them, nothing is told to it. Then other
days are announced check-in by check-in and compared with what happened. Last, the patient's
page and the board are asked for while a line of 100 tokens stands, of which 50 wait. Prints
JSON; times are medians and the 95th percentile of one process, database included, and the
process's own CPU time, which does not depend on who else uses the machine.
"""

import argparse
import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
from clinic_day import MIX, NINE, SERVICE, Patient, Visit, a_day, play
from numpy.random import Generator

from horarium.domain.ids import (
    LocationId,
    OrganisationId,
    PatientId,
    PractitionerId,
    ServiceId,
    SessionId,
    uuid7,
)
from horarium.domain.interval import Interval
from horarium.domain.people import HealthcareService, Location, Practitioner
from horarium.domain.people import Patient as Person
from horarium.domain.session import Session, SessionStatus
from horarium.engines.queueing import DEFAULT_POLICY, Line, Outlook
from horarium.engines.queueing.calibration import PastWait
from horarium.engines.queueing.replay import past_waits
from horarium.services import line_learning, views
from horarium.services.line_loading import load
from horarium.services.outlook import calibration_of, outlook_of
from horarium.services.work import Work, system_actor
from horarium.store import embedded, line_history, people, sessions, tokens
from horarium.store.database import Database
from horarium.store.migrate import migrate
from horarium.store.people import Organisation

ZONE = ZoneInfo("UTC")
DAY = timedelta(days=1)
N_LOOKS = 200


@dataclass
class Clock:
    """Shows what it was last set to."""

    at: datetime

    def now(self) -> datetime:
        return self.at


@dataclass
class Clinic:
    """One doctor, one room, one service."""

    work: Work
    rng: Generator
    template: Session

    def new_id(self) -> UUID:
        return uuid7(NINE, self.rng.bytes(10))

    def add_session(self, start: datetime, **changes: object) -> Session:
        known = {
            "id": SessionId(self.new_id()),
            "interval": Interval(start, start + timedelta(hours=5)),
            "on_date": start.date(),
        }
        session = replace(self.template, **known | changes)
        sessions.add(self.work.db, self.work.organisation, [session])
        return session

    def add_tokens(self, session: Session, rows: list[dict[str, object]]) -> None:
        persons = [
            Person(PatientId(self.new_id()), str(self.new_id()), "Somebody")
            for _ in rows
        ]
        people.add_patients(self.work.db, self.work.organisation, persons, at=NINE)
        whole = [
            {
                "id": self.new_id(),
                "session_id": session.id,
                "patient_id": person.id,
                "opaque": str(self.new_id()),
                "overflow": False,
                "created_at": session.interval.start,
                **row,
            }
            for person, row in zip(persons, rows, strict=True)
        ]
        tokens.add_booked(self.work.db, self.work.organisation, whole)

    def live_through(self, start: datetime) -> Session:
        """A day that went as the engine plays it."""
        session = self.add_session(start, status=SessionStatus.CLOSED, began_at=start)
        visits = list(play(a_day(self.rng, 1.0), DEFAULT_POLICY))
        self.add_tokens(session, [row_of(one, start) for one in visits])
        return session


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--judged", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="horarium-benchmark-"))
    folder.chmod(0o755)
    try:
        url = embedded.start(folder / "data").url
        migrate(url)
        with Database(lambda: url, pool_size=2) as database:
            report = measured(database, asked)
    finally:
        with suppress(Exception):
            embedded.discard(folder / "data", force=True)
        shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps(vars(asked) | report, indent=2))


def measured(database: Database, asked: argparse.Namespace) -> dict[str, object]:
    rng = np.random.default_rng(asked.seed)
    owner = OrganisationId(uuid7(NINE, rng.bytes(10)))
    with database.transaction() as db:
        made = Organisation(owner, "benchmark", "Department of Benchmarks", "UTC")
        people.add_organisation(db, made, at=NINE)
    clock = Clock(NINE)
    with database.transaction(owner) as db:
        work = Work(db, system_actor(owner), clock, ZONE, entropy=rng.bytes)
        clinic = Clinic(work, rng, furnished(work, rng))
        for k in range(1, asked.days + 1):
            clinic.live_through(NINE - k * DAY)
        began = time.perf_counter()
        line_learning.learn(work)
        learning_s = time.perf_counter() - began
        judged = [
            clinic.live_through(NINE + k * DAY) for k in range(2, asked.judged + 2)
        ]
        told = announced(work, judged)
        looks = what_a_look_costs(clinic)
    return {"learning_s": round(learning_s, 2), "announced": told, "looks": looks}


def furnished(work: Work, rng: Generator) -> Session:
    """A session of the one doctor, to make others from."""

    def new_id() -> UUID:
        return uuid7(NINE, rng.bytes(10))

    service = HealthcareService(ServiceId(new_id()), "Clinic")
    room = Location(LocationId(new_id()), "Room 1", "room", None)
    doctor = Practitioner(PractitionerId(new_id()), "D1", "Dr 1", "registrar")
    people.add_services(work.db, work.organisation, [service])
    people.add_locations(work.db, work.organisation, [room])
    people.add_practitioners(work.db, work.organisation, [doctor])
    return Session(
        id=SessionId(new_id()),
        practitioner=doctor.id,
        practitioner_name=doctor.name,
        service=service.id,
        service_name=service.name,
        location=room.id,
        room=room.name,
        site=room.name,
        interval=Interval(NINE, NINE + timedelta(hours=5)),
        on_date=NINE.date(),
        series="A",
        slot_min=6,
        capacity=200,
        taken=0,
        overflow_limit=20,
        overflow_taken=0,
        status=SessionStatus.OPEN,
        late_min=0,
        discipline="banded-edd",
        version=1,
    )


def row_of(visit: Visit, start: datetime) -> dict[str, object]:
    patient: Patient = visit.patient
    arrived_at = start + timedelta(minutes=patient.arrives_min)
    called_at = arrived_at + timedelta(minutes=visit.wait_min)
    return {
        "number": patient.number,
        "source": patient.priority_class,
        "priority_class": patient.priority_class,
        "status": "completed",
        "arrived_at": arrived_at,
        "called_at": called_at,
        "started_at": called_at,
        "ended_at": called_at + timedelta(minutes=patient.service_min),
    }


def announced(work: Work, judged: list[Session]) -> dict[str, object]:
    """Coverage and width of the calibrated intervals by class, and of the raw ones."""
    found: list[tuple[PastWait, float, float]] = []
    for session in judged:
        found += list(_of_day(work, session))
    by_class = {
        name: _accuracy([one for one in found if one[0].priority_class == name])
        for name in MIX
    }
    raw = [one.low_min <= one.actual_min <= one.high_min for one, _, _ in found]
    return by_class | {
        "everybody": _accuracy(found),
        "uncalibrated_coverage_percent": round(100 * float(np.mean(raw)), 1),
    }


def _of_day(work: Work, session: Session) -> Iterator[tuple[PastWait, float, float]]:
    one = load(work, session.id, lock=False)
    history = line_history.of_services(work.db, [session.service])[session.service]

    def known_at(line: Line, at: datetime) -> Outlook:
        return outlook_of(one, history, at, work.zone, line=line)

    learnt = calibration_of(history, session.discipline, one.rules.coverage)
    for wait in past_waits(one.line, one.policy, known_at):
        low, high = learnt.widened(wait.priority_class, wait.low_min, wait.high_min)
        yield wait, low, high


def _accuracy(told: list[tuple[PastWait, float, float]]) -> dict[str, float]:
    hits = [low <= wait.actual_min <= high for wait, low, high in told]
    widths = [high - low for _, low, high in told]
    return {
        "n": len(told),
        "coverage_percent": round(100 * float(np.mean(hits)), 1),
        "mean_width_min": round(float(np.mean(widths)), 1),
    }


def what_a_look_costs(clinic: Clinic) -> dict[str, dict[str, float]]:
    """A line of 100 today: 20 seen, 50 waiting, 30 booked for later."""
    start = NINE - timedelta(hours=2)
    session = clinic.add_session(start, began_at=start)
    clinic.add_tokens(session, [_row_in_line(n, start, clinic.rng) for n in range(100)])
    line = tokens.of_session(clinic.work.db, session.id)
    opaque = line[60].opaque
    return {
        "token_page": _timed(lambda: views.token(clinic.work, opaque)),
        "board": _timed(lambda: views.board(clinic.work)),
        "doctors_list": _timed(lambda: views.line(clinic.work, session.id)),
    }


def _row_in_line(n: int, start: datetime, rng: Generator) -> dict[str, object]:
    name = str(rng.choice(list(MIX), p=list(MIX.values())))
    arrived_at = start + timedelta(minutes=float(n))
    row: dict[str, object] = {
        "number": n + 1,
        "source": name,
        "priority_class": name,
        "status": "booked",
        "slot_start_at": NINE + timedelta(minutes=float(n)),
        "arrived_at": None,
        "called_at": None,
        "started_at": None,
        "ended_at": None,
    }
    if n < 70:
        row |= {"status": "arrived", "slot_start_at": None, "arrived_at": arrived_at}
    if n < 20:
        began = start + timedelta(minutes=6.0 * n)
        ended = began + timedelta(minutes=SERVICE.mean_min)
        seen = {"called_at": began, "started_at": began, "ended_at": ended}
        row |= {"status": "completed", **seen}
    return row


def _timed(look: Callable[[], object]) -> dict[str, float]:
    times_ms = []
    cpu_before_s = time.process_time()
    for _ in range(N_LOOKS):
        began = time.perf_counter()
        look()
        times_ms.append(1000 * (time.perf_counter() - began))
    cpu_ms = 1000 * (time.process_time() - cpu_before_s) / N_LOOKS
    return {
        "cpu_ms": round(cpu_ms, 1),
        "median_ms": round(float(np.median(times_ms)), 1),
        "p95_ms": round(float(np.quantile(times_ms, 0.95)), 1),
    }


if __name__ == "__main__":
    main()
