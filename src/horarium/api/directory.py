"""Who and what there is: what a session opened by hand is made of."""

from horarium.api import answers
from horarium.api.answers import Listing
from horarium.api.deps import WorkDep
from horarium.api.routing import api_router, documented
from horarium.services.directory import directory

router = api_router("", "directory")


@router.get("/practitioners", responses=documented())
def list_practitioners(work: WorkDep) -> Listing[answers.Practitioner]:
    """The whole team, by name."""
    found = directory(work).practitioners.values()
    return Listing(items=answers.Practitioner.each(found))


@router.get("/services", responses=documented())
def list_services(work: WorkDep) -> Listing[answers.HealthcareService]:
    """What the clinics offer, by name."""
    found = directory(work).services.values()
    return Listing(items=answers.HealthcareService.each(found))


@router.get("/locations", responses=documented())
def list_locations(work: WorkDep) -> Listing[answers.Location]:
    """Sites first, then rooms, each by name; a room is part of a site."""
    found = directory(work).locations.values()
    return Listing(items=answers.Location.each(found))
