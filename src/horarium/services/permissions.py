"""Who may do what: one table, read by the services, by the pages and by the tests."""

from enum import StrEnum

from horarium.domain.actor import Actor, ActorKind, Role


class Permission(StrEnum):
    """One thing that can be allowed; the value is the name events and refusals use."""

    HOME_READ = "home.read"
    ROSTER_READ = "roster.read"
    ROSTER_SOLVE = "roster.solve"
    ROSTER_EDIT = "roster.edit"
    ROSTER_PUBLISH = "roster.publish"
    OWN_DUTIES_READ = "own-duties.read"
    OWN_DUTIES_CHANGE = "own-duties.change"
    DUTY_REQUEST_DECIDE = "duty-request.decide"
    ROSTER_REPAIR = "roster.repair"
    ABSENCE_REPORT = "absence.report"
    SESSION_READ = "session.read"
    SESSION_OPEN = "session.open"
    SESSION_DELAY = "session.delay"
    SESSION_CAPACITY = "session.capacity"
    SESSION_REALLOCATE = "session.reallocate"
    STATISTICS_READ = "statistics.read"
    LINE_POLICY_CHANGE = "line-policy.change"
    APPOINTMENT_READ = "appointment.read"
    APPOINTMENT_BOOK = "appointment.book"
    APPOINTMENT_CANCEL = "appointment.cancel"
    TOKEN_READ = "token.read"
    TOKEN_ADD = "token.add"
    TOKEN_CHECK_IN = "token.check-in"
    TOKEN_SERVE = "token.serve"
    PATIENT_READ = "patient.read"
    PATIENT_REGISTER = "patient.register"
    VITALS_READ = "vitals.read"
    VITALS_RECORD = "vitals.record"
    PRACTITIONER_ADD = "practitioner.add"
    OWN_CARE_READ = "own-care.read"
    OWN_CARE_ANSWER = "own-care.answer"
    OWN_CARE_BOOK = "own-care.book"
    ACCOUNT_MANAGE = "account.manage"
    API_TOKEN_MANAGE = "api-token.manage"
    AUDIT_READ = "audit.read"
    SYSTEM_READ = "system.read"
    ATTENDANCE_READ = "attendance.read"
    ATTENDANCE_MANAGE = "attendance.manage"
    CALL_MAKE = "call.make"
    ALLOCATION_PLAN = "allocation.plan"
    SIMULATION_RUN = "simulation.run"


P = Permission

_CARE_TEAM = frozenset(
    {P.SESSION_READ, P.APPOINTMENT_READ, P.TOKEN_READ, P.PATIENT_READ}
)
_VITALS = frozenset({P.VITALS_READ, P.VITALS_RECORD})
_RECEPTION = frozenset(
    {
        P.APPOINTMENT_BOOK,
        P.APPOINTMENT_CANCEL,
        P.TOKEN_ADD,
        P.TOKEN_CHECK_IN,
        P.PATIENT_REGISTER,
    }
)

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.ADMIN: frozenset(
        {
            P.HOME_READ,
            P.ROSTER_READ,
            P.SESSION_READ,
            P.ACCOUNT_MANAGE,
            P.API_TOKEN_MANAGE,
            P.AUDIT_READ,
            P.SYSTEM_READ,
            P.STATISTICS_READ,
            P.ATTENDANCE_READ,
            P.ATTENDANCE_MANAGE,
            P.SIMULATION_RUN,
        }
    ),
    Role.COORDINATOR: frozenset(
        {
            P.HOME_READ,
            P.ROSTER_READ,
            P.ROSTER_SOLVE,
            P.ROSTER_EDIT,
            P.ROSTER_PUBLISH,
            P.DUTY_REQUEST_DECIDE,
            P.ROSTER_REPAIR,
            P.ABSENCE_REPORT,
            P.SESSION_CAPACITY,
            P.SESSION_REALLOCATE,
            P.STATISTICS_READ,
            P.LINE_POLICY_CHANGE,
            P.ALLOCATION_PLAN,
            P.SESSION_READ,
            P.SESSION_OPEN,
            P.SESSION_DELAY,
            P.PRACTITIONER_ADD,
        }
    ),
    Role.DOCTOR: _CARE_TEAM
    | _VITALS
    | {
        P.HOME_READ,
        P.ROSTER_READ,
        P.OWN_DUTIES_READ,
        P.OWN_DUTIES_CHANGE,
        P.ABSENCE_REPORT,
        P.TOKEN_SERVE,
        P.SESSION_DELAY,
        P.STATISTICS_READ,
    },
    Role.NURSE: _CARE_TEAM
    | _VITALS
    | {P.HOME_READ, P.ROSTER_READ, P.TOKEN_CHECK_IN, P.STATISTICS_READ},
    Role.STAFF: _CARE_TEAM
    | _RECEPTION
    | {
        P.HOME_READ,
        P.SESSION_DELAY,
        P.SESSION_REALLOCATE,
        P.STATISTICS_READ,
        P.CALL_MAKE,
    },
    Role.PATIENT: frozenset(
        {P.HOME_READ, P.OWN_CARE_READ, P.OWN_CARE_ANSWER, P.OWN_CARE_BOOK}
    ),
    Role.OPD: _CARE_TEAM
    | _RECEPTION
    | {
        P.HOME_READ,
        P.PRACTITIONER_ADD,
        P.SESSION_OPEN,
        P.SESSION_DELAY,
        P.SESSION_REALLOCATE,
        P.TOKEN_SERVE,
    },
}
"""Role by role. What is not in a row is refused; the anonymous public has no row."""


def may(actor: Actor, permission: Permission) -> bool:
    """Whether ``actor`` has ``permission``; Horarium itself has all of them."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    return actor.role is not None and permission in GRANTS[actor.role]
