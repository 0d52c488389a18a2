"""JSON for programs: ``router`` goes under ``/api``, ``errors.install`` beside it."""

from fastapi import APIRouter

from horarium.api import (
    absences,
    allocation,
    appointments,
    attendance,
    availability,
    directory,
    duty_requests,
    holds,
    limits,
    line_policies,
    me,
    patients,
    planning,
    public,
    reallocations,
    roster_edits,
    roster_files,
    rosters,
    session_changes,
    sessions,
    solves,
    statistics,
    swaps,
    tokens,
    visitors,
    vitals,
    waitlist,
    walk_ins,
    what_if,
)

router = APIRouter(prefix="/v1", generate_unique_id_function=lambda route: route.name)
for _nouns in (sessions, tokens, appointments, patients, rosters, solves, me, public):
    router.include_router(_nouns.router)
for _nouns in (
    walk_ins,
    visitors,
    session_changes,
    line_policies,
    directory,
    roster_edits,
):
    router.include_router(_nouns.router)
for _own in (
    absences.router,
    absences.plans_router,
    reallocations.router,
    reallocations.sessions_router,
    reallocations.practitioners_router,
    limits.router,
    limits.practitioners_router,
    vitals.router,
    vitals.patients_router,
    statistics.router,
    statistics.sessions_router,
    allocation.router,
    what_if.router,
    attendance.router,
    attendance.calls_router,
    planning.router,
    roster_files.router,
    planning.questions_router,
    duty_requests.router,
    swaps.router,
):
    router.include_router(_own)

for _ahead in (
    availability.router,
    holds.router,
    holds.appointments_router,
    waitlist.router,
):
    router.include_router(_ahead)

__all__ = ["router"]
