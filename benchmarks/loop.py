"""One sick call at 07:00 on the demo department: how fast, how many changes, who moves.

    python benchmarks/loop.py [--calls 10] [--days 1] [--seed 0]

Loads the demo into a PostgreSQL of its own that is gone afterwards. On each morning to
come with a clinic, each doctor with patients calls in turn; report, proposal and
application are really done and rolled back. Prints JSON; the quantiles are over calls.
``cpu`` is what this process worked, the database not counted.
"""

import argparse
import json
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from horarium.domain.clock import WallClock
from horarium.services import reallocation
from horarium.services.demo import load
from horarium.services.deployment import find_organisation
from horarium.services.loop import Filling, PlanStatus, ProposalParams
from horarium.services.loop.rehearsing import callers, mornings, sick_call
from horarium.services.work import begin, system_actor
from horarium.store import embedded
from horarium.store.database import Database
from horarium.store.embedded.testing import THROWAWAY
from horarium.store.migrate import migrate
from horarium.store.people import Organisation

LIMIT = timedelta(seconds=30)


@dataclass(frozen=True)
class Morning:
    """A clock that stands at seven."""

    at: datetime

    def now(self) -> datetime:
        return self.at


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=10)
    parser.add_argument("--days", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="horarium-loop-") as folder:
        Path(folder).chmod(0o711)
        data = Path(folder) / "server"
        url = embedded.start(data, options=THROWAWAY).url
        try:
            migrate(url)
            with Database(lambda: url, pool_size=4) as database:
                load(database, WallClock(), seed=asked.seed, on_step=lambda _: None)
                report = {
                    filling.value: figures(calls_of(database, asked, filling))
                    for filling in Filling
                }
        finally:
            embedded.discard(data, force=True)
    print(json.dumps(report, indent=2))


def calls_of(
    database: Database, asked: argparse.Namespace, filling: Filling
) -> list[dict[str, Any]]:
    organisation = find_organisation(database, "demo")
    clock = Morning(WallClock().now())
    with begin(
        database,
        system_actor(organisation.id),
        clock,
        zone=ZoneInfo(organisation.time_zone),
    ) as work:
        days = [at.astimezone(UTC) for at in mornings(work)]
    calls: list[dict[str, Any]] = []
    for at in days:
        if len(calls) >= asked.calls:
            break
        left = asked.calls - len(calls)
        calls += on_one_morning(database, organisation, at, asked.days, filling)[:left]
    return calls


def on_one_morning(
    database: Database,
    organisation: Organisation,
    at: datetime,
    n_days: int,
    filling: Filling,
) -> list[dict[str, Any]]:
    actor = system_actor(organisation.id)
    with begin(
        database, actor, Morning(at), zone=ZoneInfo(organisation.time_zone)
    ) as work:
        everyone = callers(work, work.today)
    params = ProposalParams(filling=filling, limit=LIMIT)
    calls = []
    for who in everyone:
        with begin(
            database, actor, Morning(at), zone=ZoneInfo(organisation.time_zone)
        ) as work:
            began = time.process_time()
            done = sick_call(work, who, n_days, params)
            cpu_s = time.process_time() - began
            assert done.plan.status is PlanStatus.APPLIED, done.plan
            key = done.plan.reallocation
            moved = reallocation.get(work, key) if key else None
            calls.append(
                {
                    **done.seconds,
                    "cpu": cpu_s,
                    "days_of_others": len(done.plan.of_others),
                    "handed_over": len(done.plan.handovers),
                    "closed": len(done.plan.closings),
                    "patients_stay": sum(len(h.tokens) for h in done.plan.handovers),
                    "patients_moved": len(moved.moves) if moved else 0,
                    "patients_left": len(moved.leftovers) if moved else 0,
                    "told": len(done.plan.tellings),
                    "proven_fewest": done.plan.is_fewest,
                }
            )
            work.db.rollback()
    return calls


def figures(calls: list[dict[str, Any]]) -> dict[str, Any]:
    names = [name for name in calls[0] if name != "proven_fewest"]
    return {
        "n": len(calls),
        "proven_fewest": sum(call["proven_fewest"] for call in calls),
        **{name: quantiles([call[name] for call in calls]) for name in names},
    }


def quantiles(values: list[float]) -> dict[str, float]:
    cuts = {"median": 0.5, "p90": 0.9, "most": 1.0}
    return {name: round(float(np.quantile(values, p)), 3) for name, p in cuts.items()}


if __name__ == "__main__":
    main()
