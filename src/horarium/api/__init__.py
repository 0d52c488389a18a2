"""JSON for programs: ``router`` goes under ``/api``, ``errors.install`` beside it."""

from fastapi import APIRouter

from horarium.api import (
    appointments,
    line_policies,
    me,
    patients,
    public,
    rosters,
    session_changes,
    sessions,
    solves,
    tokens,
    visitors,
)

router = APIRouter(prefix="/v1", generate_unique_id_function=lambda route: route.name)
for _nouns in (sessions, tokens, appointments, patients, rosters, solves, me, public):
    router.include_router(_nouns.router)
for _nouns in (visitors, session_changes, line_policies):
    router.include_router(_nouns.router)

__all__ = ["router"]
