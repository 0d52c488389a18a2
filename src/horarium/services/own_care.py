"""What staff do for any patient, a patient may do for themself."""

from uuid import UUID

from horarium.domain.errors import NoSuchThing
from horarium.domain.ids import PatientId
from horarium.services.permissions import Permission
from horarium.services.work import Asked


def require_care(
    asked: Asked,
    permission: Permission,
    patient: object,
    about: tuple[str, UUID | str],
) -> None:
    """Let staff with ``permission`` pass, and the patient whose care it is.

    ``patient`` is whose it is, as far as it is an id of somebody known. To anybody
    else's patient ``about`` does not exist: ``NoSuchThing``.
    """
    own: PatientId | None = asked.actor.patient
    if own is None:
        asked.require(permission)
        return
    asked.require(Permission.OWN_CARE_BOOK)
    if patient != own:
        raise NoSuchThing(about[0], str(about[1]))


def require_looking(asked: Asked) -> None:
    """Let those pass who may see sessions, and patients who look for a free time."""
    own = asked.actor.patient
    asked.require(Permission.SESSION_READ if own is None else Permission.OWN_CARE_BOOK)
