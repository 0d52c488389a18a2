"""A small published roster with something to improve in it."""

from datetime import timedelta

from tests.builders import given_practitioner

from horarium.domain.roster import StoredRoster
from horarium.engines.rostering import Roster, RosterProblem
from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.horizon import Horizon
from horarium.engines.rostering.people import Person, Request
from horarium.engines.rostering.rules.registry import BASIC_RULES
from horarium.engines.rostering.shifts import ShiftType
from horarium.services import rosters
from horarium.services.work import Work

DAYS = 7
NAMES = ("Ivo Lund", "Noor Haddad")


def given_roster(work: Work, *cover: Cover) -> StoredRoster:
    """Two people, a week of day shifts; Noor works on a day she wanted off.

    ``cover`` is asked beside that of the days; there are teaching days "TD", too.
    """
    monday = work.today - timedelta(days=work.today.weekday())
    team = [given_practitioner(work, name=name) for name in NAMES]
    problem = RosterProblem(
        name="Registrars",
        horizon=Horizon(monday, DAYS),
        shift_types=(
            ShiftType(id="D", name="Day", code="D", tags=("day",)),
            ShiftType(id="TD", name="Teaching day", code="TD", tags=("teaching",)),
        ),
        people=(
            Person(id=team[0].staff_code, name=NAMES[0]),
            Person(
                id=team[1].staff_code,
                name=NAMES[1],
                requests=(Request(day=2, weight=5),),
            ),
        ),
        cover=(
            *(
                Cover(day=day, shift_types=("D",), wanted=2, under_weight=10)
                for day in range(DAYS)
            ),
            *cover,
        ),
        rules=BASIC_RULES,
    )
    cells = [[0, 0, 0, 0, -1, -1, -1], [-1, 0, 0, 0, 0, -1, -1]]
    draft = rosters.save_draft(work, problem, Roster.of(cells), {"seconds": 0.1})
    return rosters.publish(work, draft.id, draft.version)
