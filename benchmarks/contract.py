"""Whatever is sent to the API: no fault, and no answer that its OpenAPI does not promise.

    python benchmarks/contract.py [--examples 25] [--seed 1] [--role staff] [--quick]

Schemathesis invents requests from ``/openapi.json``, sound and unsound ones, as every role
that a programme may have, against a demo department of its own. Most identifiers it is given
are of things that are there (sessions, tokens, rosters, absences ...), so that requests get
past the doors. It is no dependency of Horarium: the command ``schemathesis`` is used where
there is one, else uv fetches it. Prints JSON; leaves with status 1 for any answer of 500 and
more, any undocumented status, content type, header or body, and says which. With a folder in
``KEEP`` what Schemathesis said and the log of the web process are left there.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from clinic_site import Site, machine, served, tell

from horarium.domain.actor import Role
from horarium.domain.clock import WallClock
from horarium.engines.rostering.params import SolveParams
from horarium.services import accounts, api_tokens
from horarium.services.api_tokens import NewApiToken
from horarium.services.demo import DemoParams, load
from horarium.services.work import Work, begin, system_actor
from horarium.store import embedded, people
from horarium.store.database import Database
from horarium.store.migrate import migrate

VERSION = "4.32.5"
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,"
    "response_schema_conformance,response_headers_conformance"
)
N_KNOWN = 12
"""How many things of a kind are named to Schemathesis, half of them the newest."""

P_KNOWN = 0.7

TABLES = {
    "session": ("path.session", "path.slot", "body.session", "body.slotId"),
    "token": ("path.token",),
    "appointment": ("path.appointment", "path.hold"),
    "patient": ("path.patient", "body.patient"),
    "practitioner": (
        "path.practitioner",
        "path.doctor",
        "body.practitioner",
        "body.doctorId",
        "query.practitioner",
    ),
    "healthcare_service": ("body.service", "query.service"),
    "location": ("body.location",),
    "roster": ("path.roster", "query.against"),
    "availability_rule": ("path.rule", "body.rule"),
    "unavailability": ("path.unavailability",),
    "wish": ("path.wish",),
    "offer": ("path.offer",),
    "absence": ("path.absence",),
    "solve_run": ("path.run",),
    "roster_question": ("path.question",),
    "duty_request": ("path.request",),
    "swap_deal": ("path.deal",),
}
"""Where the identifiers of each table are sent."""


def main() -> None:
    options = _options()
    with served(department, with_worker=True) as found:
        wanted = [options.role] if options.role else list(found.bearers)
        runs = {role: _run(found, role, options) for role in wanted}
    tell(
        {
            "machine": machine(),
            "schemathesis": VERSION,
            "seed": options.seed,
            "cases": sum(one["cases"] for one in runs.values()),
            "by_role": runs,
        }
    )
    sys.exit(0 if not any(one["failures"] for one in runs.values()) else 1)


def department(folder: Path) -> Site:
    """The demo, with a bearer token of every role; the doctor's is the demo doctor's own."""
    url = embedded.start(folder / "data").url
    migrate(url)
    params = DemoParams(solve=SolveParams(limit=timedelta(seconds=2)))
    with Database(lambda: url, pool_size=2) as database:
        loaded = load(
            database, WallClock(), on_step=lambda _: None, params=params, seed=1
        )
        key = loaded.organisation.id
        zone = ZoneInfo(loaded.organisation.time_zone)
        with begin(database, system_actor(key), WallClock(), zone=zone) as work:
            return Site(folder, url, key, _bearers(work))


def _bearers(work: Work) -> dict[str, str]:
    doctor = next(one for one in accounts.everyone(work) if one.role is Role.DOCTOR)
    known = {one.id: one.staff_code for one in people.practitioners(work.db)}
    # Who makes most comes first, so that the others find it.
    roles = sorted(api_tokens.ROLES, key=lambda one: one is not Role.COORDINATOR)
    secrets = {}
    for role in roles:
        code = known[doctor.practitioner] if role is Role.DOCTOR else ""
        new = NewApiToken(name=role.value, role=role, staff_code=code)
        secrets[role.value] = api_tokens.create(work, new).secret
    return secrets


def _run(found: Site, role: str, options: argparse.Namespace) -> dict[str, Any]:
    report = found.folder / f"{role}.json"
    known = found.folder / f"{role}.toml"
    known.write_text("\n".join(_named(found)))
    address = f"http://127.0.0.1:{found.port}"
    command = [*_schemathesis(), "--config-file", str(known), "run"]
    command += [f"{address}/openapi.json", "--url", address]
    command += ["--header", f"Authorization: Bearer {found.bearers[role]}"]
    command += ["--checks", CHECKS, "--phases", "examples,coverage,fuzzing"]
    command += ["--max-examples", str(options.examples), "--seed", str(options.seed)]
    command += ["--exclude-path-regex", "progress|stream|events"]
    command += ["--report-ndjson-path", str(report), "--report", "ndjson"]
    command += ["--continue-on-failure", "--no-shrink", "--warnings", "off"]
    command += ["--suppress-health-check", "all", "--request-timeout", "30"]
    done = subprocess.run(
        command, cwd=found.folder, capture_output=True, text=True, check=False
    )
    if kept := os.environ.get("KEEP"):
        (Path(kept) / f"{role}.txt").write_text(done.stdout + done.stderr)
        shutil.copy(found.folder / "web.log", Path(kept) / f"{role}.log")
    if not report.exists():
        raise RuntimeError(done.stdout[-2000:] + done.stderr[-2000:])
    return _counted(report)


def _named(found: Site) -> Iterator[str]:
    """The configuration that names what is there, by the parameters that take it."""
    bound: dict[str, str] = {}
    for table, parameters in TABLES.items():
        ids = _some_of(found, table)
        if ids:
            yield _dictionary(table, ids)
            bound |= dict.fromkeys(parameters, table)
    plans = [*_some_of(found, "reallocation"), *_some_of(found, "loop_plan")]
    opaque = [str(row[0]) for row in found.rows("select opaque from token limit 9")]
    codes = found.rows("select staff_code from practitioner order by 1 limit 9")
    today = datetime.now(UTC).date()
    days = [(today + timedelta(days=n)).isoformat() for n in (-1, 0, 1, 7)]
    for name, values, parameters in (
        ("plan", plans, ("path.plan",)),
        ("link", opaque, ("path.opaque",)),
        ("version", ['"1"', '"2"', "*"], ("header.if-match",)),
        ("code", [str(row[0]) for row in codes], ("query.person",)),
        ("day", days, ("query.on", "query.on_date", "query.date", "query.first")),
    ):
        if values:
            yield _dictionary(name, values)
            bound |= dict.fromkeys(parameters, name)
    yield "[parameters]"
    for parameter, name in bound.items():
        yield (
            f"{json.dumps(parameter)} = "
            f"{{ dictionary = {json.dumps(name)}, probability = {P_KNOWN} }}"
        )


def _dictionary(name: str, values: list[str]) -> str:
    return f"[dictionaries.{name}]\nvalues = {json.dumps(values)}"


def _some_of(found: Site, table: str) -> list[str]:
    """Some ids of a table: half the newest, half from the whole."""
    half = N_KNOWN // 2
    every = f"select id from {table} order by"  # noqa: S608 - a name of TABLES
    rows = found.rows(f"{every} id desc limit {half}")
    rows += found.rows(f"{every} md5(id::text) limit {half}")
    return list(dict.fromkeys(str(row[0]) for row in rows))


def _counted(report: Path) -> dict[str, Any]:
    """Cases of one run by status, and what failed, from the run's events."""
    cases = 0
    statuses: Counter[int] = Counter()
    failures: Counter[str] = Counter()
    for line in report.read_text().splitlines():
        for name, event in json.loads(line).items():
            if name != "ScenarioFinished":
                continue
            recorder = event.get("recorder", {})
            cases += len(recorder.get("cases", {}))
            for one in recorder.get("interactions", {}).values():
                if answer := one.get("response"):
                    statuses[answer["status_code"]] += 1
            for checks in recorder.get("checks", {}).values():
                failures.update(
                    f"{recorder.get('label')}: {one['name']}"
                    for one in checks
                    if one.get("status") == "failure"
                )
    by_status = {str(status): n for status, n in sorted(statuses.items())}
    return {"cases": cases, "failures": dict(failures), "by_status": by_status}


def _schemathesis() -> list[str]:
    if found := shutil.which("schemathesis"):
        return [found]
    return [
        *(sys.executable, "-m", "uv", "tool", "run"),
        *("--from", f"schemathesis=={VERSION}", "schemathesis"),
    ]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=25)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--role", help="only as this role")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    if options.quick:
        options.examples = 5
    return options


if __name__ == "__main__":
    main()
