"""The state of the system at a glance."""

from datetime import timedelta

from horarium.services.permissions import Permission
from horarium.services.work import Work
from horarium.store.overview import Overview
from horarium.store.overview import overview as store_overview

SIGNED_IN_FOR = timedelta(minutes=30)

__all__ = ["Overview", "overview"]


def overview(work: Work) -> Overview:
    """What the administrator's page shows."""
    work.require(Permission.SYSTEM_READ)
    return store_overview(work.db, seen_since=work.clock.now() - SIGNED_IN_FOR)
