"""Whether the system is ready, in words; ``/ready`` says the same to programs."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from horarium.services.readiness import look_around
from horarium.web.pages.readiness import CheckRow, ReadinessPage
from horarium.web.visit import VisitDep

router = APIRouter(prefix="/system")

_NAMES = {
    "database": "Database",
    "migrations": "Version of the tables",
    "worker": "Worker, which searches and sends",
    "relay": "Messages on their way",
    "disk": "Room on the disk",
}


@router.get("")
def show_readiness(visit: VisitDep) -> HTMLResponse:
    """Every check with what it found, as it is now."""
    checks = look_around(visit.deployment)
    rows = tuple(
        CheckRow(_NAMES.get(name, name), check.says, is_fine=check.ok)
        for name, check in checks.items()
    )
    page = ReadinessPage(shell=visit.shell(), at=visit.now(), checks=rows)
    return visit.show(page)
