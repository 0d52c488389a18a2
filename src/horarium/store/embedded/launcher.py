"""Launching a supervisor, exactly one however many processes try."""

import os
import subprocess
import sys

from horarium.domain.errors import (
    ClusterOfAnotherRelease,
    DatabaseUnavailable,
    NoPostgres,
)
from horarium.store.embedded import account as accounts
from horarium.store.embedded import cluster, home, locks, processes, relocation
from horarium.store.embedded.binaries import Binaries, find_binaries
from horarium.store.embedded.home import Home
from horarium.store.embedded.plan import Plan, StartOptions

ALREADY_RUNNING = 3


def launch(place: Home, options: StartOptions) -> None:
    """See to it that some supervisor holds the lock of this home.

    Raises ``NoPostgres``, ``ClusterOfAnotherRelease`` or ``DatabaseUnavailable``.
    """
    with locks.exclusively(place.starting_lock, within_s=options.timeout_s) as alone:
        if not alone:
            raise DatabaseUnavailable(
                "another process has been starting it for too long."
            )
        if locks.is_held(place.supervisor_lock):
            return
        plan = _plan(place, options)
        place.state.unlink(missing_ok=True)
        _spawn(plan)


def _plan(place: Home, options: StartOptions) -> Plan:
    account = accounts.of_caller()
    if account.uid == 0:
        account = home.account_for(place.path)
    if not accounts.can_enter(account, place.path):
        raise DatabaseUnavailable(
            f"the account {account.name} cannot reach {place.path}."
        )
    binaries = relocation.within_reach(_binaries_for(place, options), account)
    return Plan(
        home=place,
        bin=binaries.bin,
        provider=binaries.provider,
        version=binaries.version,
        account=account,
        idle_grace_s=options.idle_grace_s,
        timeout_s=options.timeout_s,
        throwaway=options.throwaway,
        listen=options.listen,
    )


def _binaries_for(place: Home, options: StartOptions) -> Binaries:
    """Programs of the release that made the cluster; the best there are for a new one."""
    major = cluster.major_of(place)
    try:
        return find_binaries(options.pg_bin, order=options.order, major=major)
    except NoPostgres as nothing:
        if major is None:
            raise
        raise ClusterOfAnotherRelease(str(place.cluster), major) from nothing


def _spawn(plan: Plan) -> None:
    """Start the supervisor in a session of its own and return when it holds its lock."""
    module = ["-P", "-m", processes.SUPERVISOR_MODULE]
    done = subprocess.run(
        [sys.executable, *module, plan.home.path, plan.to_json()],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        env=_environment(),
        start_new_session=True,
    )
    if done.returncode not in {0, ALREADY_RUNNING}:
        last = (done.stderr.strip() or f"exit code {done.returncode}").splitlines()[-1]
        raise DatabaseUnavailable(f"its supervisor could not be started: {last}")


def _environment() -> dict[str, str]:
    """This process's environment without what would steer libpq, messages in English."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith("PG")
    }
    return kept | {"LC_ALL": "C"}
