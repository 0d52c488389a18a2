"""Who on the roster asks."""

from horarium.domain.errors import NotOnTheRoster
from horarium.domain.people import Practitioner
from horarium.services.permissions import Permission
from horarium.services.work import Work
from horarium.store import people


def asker(work: Work) -> Practitioner | None:
    """The practitioner who asks; None when it is somebody else, a patient for instance."""
    own = work.actor.practitioner
    return None if own is None else people.practitioner_by_id(work.db, own)


def own_code(work: Work) -> str:
    """The staff code by which rosters know whoever asks; empty for who is on none."""
    me = asker(work)
    return me.staff_code if me else ""


def myself(work: Work, permission: Permission) -> Practitioner:
    """The practitioner who asks, if allowed ``permission``.

    Refuses with ``NotOnTheRoster`` for somebody who is none.
    """
    work.require(permission)
    me = asker(work)
    if me is None:
        raise NotOnTheRoster(work.actor.role_name)
    return me
