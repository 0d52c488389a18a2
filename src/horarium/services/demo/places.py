"""Sites, rooms, services and the team, as the department's rostering problem names them."""

from collections import Counter
from collections.abc import Sequence

from horarium.domain.ids import LocationId, PractitionerId, ServiceId
from horarium.domain.people import HealthcareService, Location, Practitioner
from horarium.engines.rostering.problem import RosterProblem
from horarium.services.work import Work
from horarium.store import people

N_SPARE_ROOMS = 3
"""Rooms of each site beyond those its clinics need at once, for sessions by hand."""


def furnish(work: Work, problem: RosterProblem) -> None:
    """Add the sites with their rooms, the services and the team of a department."""
    sites = {
        site.id: Location(LocationId(work.new_id()), site.name or site.id, "site")
        for site in problem.sites
    }
    people.add_locations(work.db, work.organisation, list(sites.values()))
    rooms = [
        Location(LocationId(work.new_id()), f"Room {number}", "room", site.id)
        for key, site in sites.items()
        for number in range(1, _n_rooms(problem, key) + 1)
    ]
    people.add_locations(work.db, work.organisation, rooms)
    names = sorted({shift.service for shift in problem.shift_types if shift.service})
    services = [HealthcareService(ServiceId(work.new_id()), name) for name in names]
    people.add_services(work.db, work.organisation, services)
    people.add_practitioners(work.db, work.organisation, _team(work, problem))


def _n_rooms(problem: RosterProblem, site: str) -> int:
    """Enough for every clinic wanted at the site on its fullest day, and some spare."""
    clinics = {
        shift.id
        for shift in problem.shift_types
        if shift.service and shift.site == site
    }
    wanted: Counter[int] = Counter()
    for cover in problem.cover:
        if set(cover.shift_types) & clinics:
            wanted[cover.day] += max(cover.wanted, cover.maximum or 0)
    return max(wanted.values(), default=0) + N_SPARE_ROOMS


def _team(work: Work, problem: RosterProblem) -> Sequence[Practitioner]:
    return [
        Practitioner(
            PractitionerId(work.new_id()), person.id, person.title, person.grade
        )
        for person in problem.people
    ]
