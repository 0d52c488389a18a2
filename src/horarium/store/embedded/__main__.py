"""The supervisor's process: ``python -m horarium.store.embedded HOME PLAN``.

Leaves with 0 once a detached supervisor holds its lock, with ``ALREADY_RUNNING`` when
another one does.
"""

import os
import sys

from horarium.store.embedded import account, locks
from horarium.store.embedded.launcher import ALREADY_RUNNING
from horarium.store.embedded.plan import Plan
from horarium.store.embedded.supervisor import Supervisor


def main(home: str, plan_text: str) -> int:
    """Take the lock, go to the background, give up root, supervise."""
    plan = Plan.from_json(home, plan_text)
    lock = locks.open_lock(plan.home.supervisor_lock)
    # Others look at the lock by taking it for a moment.
    if not locks.acquire(lock, within_s=5):
        return ALREADY_RUNNING
    if os.fork() != 0:
        return 0
    os.chdir("/")
    account.become(plan.account)
    os.umask(0o077)
    _print_into(plan)
    Supervisor(plan).run()
    return 0


def _print_into(plan: Plan) -> None:
    """Let go of the launcher's pipes; keep what an uncaught error prints."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
    log = os.open(plan.home.supervisor_log, flags, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(log)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
