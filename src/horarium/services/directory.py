"""Who and what there is to choose from: the team, the places, what the clinics offer."""

from collections.abc import Mapping
from dataclasses import dataclass

from horarium.domain.ids import LocationId, PractitionerId, ServiceId
from horarium.domain.people import HealthcareService, Location, Practitioner
from horarium.services.own_care import require_looking
from horarium.services.work import Work
from horarium.store import people


@dataclass(frozen=True, slots=True)
class Directory:
    """Everybody and everything by id; each mapping is in the order people read it in."""

    practitioners: Mapping[PractitionerId, Practitioner]
    services: Mapping[ServiceId, HealthcareService]
    locations: Mapping[LocationId, Location]

    def place(self, wanted: LocationId) -> str:
        """A room with its site: "North, Room 2"."""
        room = self.locations[wanted]
        site = self.locations[room.part_of].name if room.part_of else room.name
        return room.name if site == room.name else f"{site}, {room.name}"


def directory(work: Work) -> Directory:
    """The whole directory; for those who may see sessions or look for a time."""
    require_looking(work)
    return whole(work)


def whole(work: Work) -> Directory:
    """The same for services whose caller may see it."""
    return Directory(
        {one.id: one for one in people.practitioners(work.db)},
        {one.id: one for one in people.services(work.db)},
        {one.id: one for one in people.locations(work.db)},
    )
