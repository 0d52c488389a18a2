"""A small ward with a published roster: who works what, day by day, in letters."""

from dataclasses import dataclass
from datetime import date, time

from tests.builders import given_practitioner

from horarium.domain.actor import Role
from horarium.domain.people import Practitioner
from horarium.domain.roster import StoredRoster
from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.horizon import Horizon
from horarium.engines.rostering.people import Person
from horarium.engines.rostering.problem import RosterProblem
from horarium.engines.rostering.roster import OFF, Roster
from horarium.engines.rostering.rules.fairness import Fairness
from horarium.engines.rostering.rules.min_rest import MinRest
from horarium.engines.rostering.rules.registry import BASIC_RULES
from horarium.engines.rostering.shifts import Duties, ShiftType
from horarium.services import rosters

MONDAY = date(2026, 1, 5)
DAY = ShiftType(id="D", name="Day", code="D", start=time(8), end=time(16))
NIGHT = ShiftType(
    id="N", name="Night", code="N", start=time(20), end=time(8), tags=("night",)
)
SHIFTS = (DAY, NIGHT)
LINES = (
    "DDD....NN.....",
    "...DDD....NN..",
    "NN....DD....DD",
    "..NN....DDDD..",
)
"""Two weeks from Monday 5 January 2026, one line a person; a dot is a day off."""


@dataclass(frozen=True)
class Ward:
    """A roster that is there, and its people in the order of its lines."""

    stored: StoredRoster
    team: tuple[Practitioner, ...]

    def as_(self, work_as, n, role=Role.DOCTOR):
        """The work of the n-th person."""
        return work_as(role, practitioner=self.team[n].id)


def make_ward_problem(codes, n_days=14, *, people=(), **changes):
    """One is needed by night; of two days' duties two are wanted."""
    cover = [
        Cover(day=day, shift_types=("N",), wanted=1, under_weight=50)
        for day in range(n_days)
    ]
    cover += [
        Cover(day=day, shift_types=("D",), wanted=1, under_weight=20)
        for day in range(n_days)
    ]
    known = {
        "name": "January",
        "horizon": Horizon(MONDAY, n_days, "Europe/London"),
        "shift_types": SHIFTS,
        "people": tuple(people) or tuple(Person(id=code, name=code) for code in codes),
        "cover": tuple(cover),
        "rules": (
            *BASIC_RULES,
            MinRest(rest_h=11),
            Fairness(weight=3, duties=Duties(label="night", tags=("night",))),
        ),
    }
    return RosterProblem(**known | changes)


def make_ward_roster(problem, lines):
    letters = {shift.code: index for index, shift in enumerate(problem.shift_types)}
    return Roster.of([[letters.get(letter, OFF) for letter in line] for line in lines])


def given_ward(work, lines=LINES, *, is_published=True, **changes):
    """A ward of as many people as there are lines, its roster published."""
    rosters._sheets.clear()  # ids come again in every test, people do not
    team = tuple(
        sorted(
            (given_practitioner(work) for _ in lines), key=lambda one: one.staff_code
        )
    )
    problem = make_ward_problem([one.staff_code for one in team], len(lines[0]))
    problem = changes["alter"](problem) if "alter" in changes else problem
    roster = make_ward_roster(problem, lines)
    stored = rosters.save_draft(work, problem, roster, {"status": "made by hand"})
    if is_published:
        stored = rosters.publish(work, stored.id, stored.version)
    return Ward(stored, team)
