"""The home page: what matters today, by role."""

from collections.abc import Callable

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from horarium.domain.actor import Role
from horarium.web.clinic import home as clinic
from horarium.web.office import home as office
from horarium.web.pages.home import HomePage
from horarium.web.portal import home as portal
from horarium.web.visit import Visit, VisitDep

router = APIRouter()

_HOMES: dict[Role, Callable[[Visit], HomePage]] = {
    Role.ADMIN: office.admin_home,
    Role.COORDINATOR: office.coordinator_home,
    Role.DOCTOR: clinic.doctor_home,
    Role.NURSE: clinic.nurse_home,
    Role.STAFF: clinic.staff_home,
    Role.PATIENT: portal.patient_home,
}


@router.get("/")
def show_home(visit: VisitDep) -> HTMLResponse:
    """What matters today to whoever asks."""
    role = visit.actor.role
    if role is None:
        raise AssertionError("the access table lets only roles through")
    return visit.show(_HOMES[role](visit))
