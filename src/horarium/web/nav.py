"""Where the bar on top leads, by role."""

from horarium.domain.actor import Role
from horarium.web.pages.shell import Link

_HOME = Link("Today", "/")
_ROSTER = Link("Roster", "/roster")
_DRAFTS = Link("Drafts", "/rosters")
_DESK = Link("Front desk", "/desk")
_DUTIES = Link("My duties", "/duties")
_REQUESTS = Link("Requests", "/requests")
_PATIENTS = Link("Patients", "/patients")
_CLINIC = Link("Clinic", "/clinic")
_ABSENCE = Link("Absence", "/absences")
_MOVING = Link("Absence", "/reallocations")
_DAY = Link("Day", "/statistics")
_BOARD = Link("Board", "/board")
_ATTENDANCE = Link("Attendance", "/attendance")
_WHAT_IF = Link("What if", "/what-if")
_ALLOCATION = Link("Allocation", "/allocation")
_CALLS = Link("Calls", "/desk/calls")

_BY_ROLE = {
    Role.ADMIN: (_HOME, _ROSTER, _DAY, _ATTENDANCE, _WHAT_IF, _BOARD),
    Role.COORDINATOR: (
        _HOME,
        _ROSTER,
        _DRAFTS,
        _REQUESTS,
        _DAY,
        _ALLOCATION,
        _ABSENCE,
        _BOARD,
    ),
    Role.DOCTOR: (_HOME, _CLINIC, _DUTIES, _PATIENTS, _ROSTER, _BOARD),
    Role.NURSE: (_HOME, _DESK, _PATIENTS, _ROSTER, _BOARD),
    Role.STAFF: (_HOME, _DESK, _PATIENTS, _CALLS, _MOVING, _DAY, _BOARD),
    Role.PATIENT: (_HOME, Link("Book", "/my")),
    Role.OPD: (),
}


def nav_for(role: Role) -> tuple[Link, ...]:
    """The entries of the bar for a role, the most used first after the home page."""
    return _BY_ROLE[role]
