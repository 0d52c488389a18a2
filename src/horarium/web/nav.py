"""Where the bar on top leads, by role."""

from horarium.domain.actor import Role
from horarium.web.languages import N_
from horarium.web.pages.shell import Link

_HOME = Link(N_("Today"), "/")
_ROSTER = Link(N_("Roster"), "/roster")
_DRAFTS = Link(N_("Drafts"), "/rosters")
_DESK = Link(N_("Front desk"), "/desk")
_DUTIES = Link(N_("My duties"), "/duties")
_REQUESTS = Link(N_("Requests"), "/requests")
_PATIENTS = Link(N_("Patients"), "/patients")
_CLINIC = Link(N_("Clinic"), "/clinic")
_ABSENCE = Link(N_("Absence"), "/absences")
_MOVING = Link(N_("Absence"), "/reallocations")
_DAY = Link(N_("Day"), "/statistics")
_BOARD = Link(N_("Board"), "/board")
_ATTENDANCE = Link(N_("Attendance"), "/attendance")
_WHAT_IF = Link(N_("What if"), "/what-if")
_ALLOCATION = Link(N_("Allocation"), "/allocation")
_CALLS = Link(N_("Calls"), "/desk/calls")

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
    Role.PATIENT: (_HOME, Link(N_("Book"), "/my")),
    Role.OPD: (),
}


def nav_for(role: Role) -> tuple[Link, ...]:
    """The entries of the bar for a role, the most used first after the home page."""
    return _BY_ROLE[role]
