"""Whether everything is there that Horarium needs to work."""

from dataclasses import dataclass
from functools import cache

from horarium.domain.errors import DatabaseUnavailable
from horarium.services.deployment import Deployment, free_bytes
from horarium.store import pulse
from horarium.store.pulse import Pulse

LEAST_FREE_BYTES = 500_000_000
"""Below this the database may soon not be able to write."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    ok: bool
    says: str


def look_around(deployment: Deployment) -> dict[str, Check]:
    """Every check by name; those that need the database fail with it."""
    disk = _disk(free_bytes(deployment.data_dir))
    try:
        with deployment.work() as work:
            felt = pulse.look(work.db)
    except DatabaseUnavailable as refusal:
        return {"database": Check(ok=False, says=refusal.sentence()), "disk": disk}
    return {
        "database": Check(ok=True, says="answers"),
        "migrations": _migrations(felt.revision),
        "worker": _worker(felt),
        "relay": _relay(felt),
        "disk": disk,
    }


def _migrations(revision: str | None) -> Check:
    newest = _newest_revision()
    if revision == newest:
        return Check(ok=True, says="current")
    return Check(ok=False, says=f"at {revision}, {newest} is wanted: horarium migrate")


def _worker(felt: Pulse) -> Check:
    if felt.is_worker_alive:
        return Check(ok=True, says="alive")
    if felt.worker_age_s is None:
        return Check(ok=False, says="none is running: horarium worker")
    says = f"no sign for {felt.worker_age_s:.0f} s: horarium worker"
    return Check(ok=False, says=says)


def _relay(felt: Pulse) -> Check:
    if felt.is_outbox_stuck:
        says = f"a message has waited for {felt.outbox_age_s:.0f} s"
        return Check(ok=False, says=says)
    return Check(ok=True, says="nothing waits")


def _disk(free_bytes: int) -> Check:
    says = f"{free_bytes / 1e9:.1f} GB free"
    return Check(ok=free_bytes >= LEAST_FREE_BYTES, says=says)


@cache
def _newest_revision() -> str:
    # Alembic takes a tenth of a second to load, and pages need none of it.
    from horarium.store.migrate import newest_revision

    return newest_revision()
