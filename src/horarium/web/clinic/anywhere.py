"""The desk's choice not to choose: a walk-in goes where it costs the others least."""

from collections.abc import Sequence
from uuid import UUID

from horarium.domain.ids import ServiceId
from horarium.domain.session import Session
from horarium.web.languages import N_
from horarium.web.pages.shell import Choice
from horarium.web.visit import Visit

_PREFIX = "any-"


def anywhere(visit: Visit, today: Sequence[Session]) -> tuple[Choice, ...]:
    """A choice for each service that several sessions offer now."""
    names: dict[ServiceId, list[str]] = {}
    for one in today:
        if not one.status.is_over and one.interval.end > visit.now():
            names.setdefault(one.service, []).append(one.service_name)
    words = visit.say(N_("{service}: where it delays others least"))
    return tuple(
        Choice(f"{_PREFIX}{service}", words.format(service=found[0]))
        for service, found in names.items()
        if len(found) > 1
    )


def service_of(typed: str) -> ServiceId | None:
    """The service of such a choice; None for any other value."""
    if not typed.startswith(_PREFIX):
        return None
    try:
        return ServiceId(UUID(typed.removeprefix(_PREFIX)))
    except ValueError:
        return None
