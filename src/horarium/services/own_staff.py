"""Who on the roster asks."""

from horarium.domain.errors import NotOnTheRoster
from horarium.domain.people import Practitioner
from horarium.services.permissions import Permission
from horarium.services.work import Work
from horarium.store import people


def myself(work: Work, permission: Permission) -> Practitioner:
    """The practitioner who asks, if allowed ``permission``.

    Refuses with ``NotOnTheRoster`` for somebody who is none.
    """
    work.require(permission)
    me = work.actor.practitioner
    for one in people.practitioners(work.db) if me else ():
        if one.id == me:
            return one
    raise NotOnTheRoster(work.actor.role_name)
