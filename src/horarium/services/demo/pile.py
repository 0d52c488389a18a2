"""Requests that pile up: people of the panel who wait for a place of some clinic."""

from datetime import timedelta

from horarium.domain.token import TokenSource
from horarium.domain.waitlist import PartOfDay, Urgency
from horarium.services.waitlist import JoinWaitlist, put_on
from horarium.services.work import Work
from horarium.store import people

N_WAITING = 24
AHEAD = timedelta(days=14)

_URGENCIES = (Urgency.ROUTINE, Urgency.ROUTINE, Urgency.SOON, Urgency.URGENT)
_SOURCES = (TokenSource.ONLINE, TokenSource.WALK_IN, TokenSource.FOLLOW_UP)
_PARTS = (PartOfDay.ANY, PartOfDay.MORNING, PartOfDay.AFTERNOON)


def pile_up(work: Work) -> None:
    """Put some patients on the waitlist: services, urgencies and ways to ask in turn."""
    services = people.services(work.db)
    patients = people.find_patients(work.db, "", limit=N_WAITING)
    for place, patient in enumerate(patients):
        put_on(
            work,
            JoinWaitlist(
                patient=patient.id,
                service=services[place % len(services)].id,
                first_on=work.today,
                last_on=work.today + AHEAD,
                # Every service and urgency comes from every side.
                source=_SOURCES[place // len(_URGENCIES) % len(_SOURCES)],
                urgency=_URGENCIES[place % len(_URGENCIES)],
                part_of_day=_PARTS[place % len(_PARTS)],
            ),
        )
