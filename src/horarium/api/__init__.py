"""JSON for programs: ``router`` goes under ``/api``, ``errors.install`` beside it."""

from fastapi import APIRouter

from horarium.api import (
    appointments,
    line_policies,
    me,
    patients,
    public,
    reallocations,
    rosters,
    session_changes,
    sessions,
    solves,
    statistics,
    tokens,
    visitors,
    vitals,
)

router = APIRouter(prefix="/v1", generate_unique_id_function=lambda route: route.name)
for _nouns in (sessions, tokens, appointments, patients, rosters, solves, me, public):
    router.include_router(_nouns.router)
for _nouns in (visitors, session_changes, line_policies):
    router.include_router(_nouns.router)
for _own in (
    reallocations.router,
    reallocations.sessions_router,
    reallocations.practitioners_router,
    vitals.router,
    vitals.patients_router,
    statistics.router,
    statistics.sessions_router,
):
    router.include_router(_own)

__all__ = ["router"]
