"""HTML for people."""

from fastapi import APIRouter

from horarium.web import home, signin, statics
from horarium.web.board import board
from horarium.web.clinic import (
    booking,
    calls,
    desk,
    line,
    patients,
    reallocations,
    session,
    vitals,
)
from horarium.web.duties import fairness as own_fairness
from horarium.web.duties import feed, swaps
from horarium.web.duties import requests as own_requests
from horarium.web.duties import roster as own_roster
from horarium.web.office import (
    absences,
    allocation,
    attendance,
    duty_inbox,
    fairness,
    readiness,
    roster,
    roster_drafts,
    roster_edit,
    roster_files,
    roster_live,
    rules,
    searches,
    simulating,
    statistics,
    supposing,
    why,
)
from horarium.web.portal import booking as own_booking
from horarium.web.portal import token

router = APIRouter(include_in_schema=False)
for _part in (
    signin,
    home,
    roster,
    roster_drafts,
    roster_edit,
    roster_live,
    searches,
    rules,
    supposing,
    why,
    fairness,
    calls,
    desk,
    attendance,
    allocation,
    simulating,
    session,
    vitals,
    reallocations,
    absences,
    statistics,
    readiness,
    patients,
    booking,
    own_booking,
    line,
    board,
    token,
    own_requests,
    swaps,
    own_fairness,
    own_roster,
    feed,
    duty_inbox,
    roster_files,
    statics,
):
    router.include_router(_part.router)

__all__ = ["router"]
