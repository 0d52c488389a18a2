"""Compile every kernel ahead of its first use.

Numba compiles a function when it is first called and keeps the machine code beside the
source. That takes half a minute of one core altogether, of a search that has 30 s nearly
all if it is the first on a machine. So a problem of four people is searched by every means.
"""

from datetime import date, time

import numpy as np

from horarium.engines.rostering.columns.anneal import HOT, Annealer
from horarium.engines.rostering.columns.best_line import best_line
from horarium.engines.rostering.columns.board import board_of
from horarium.engines.rostering.columns.columns import Columns
from horarium.engines.rostering.columns.effort import Effort
from horarium.engines.rostering.columns.first import first_roster
from horarium.engines.rostering.columns.in_turn import Turns
from horarium.engines.rostering.columns.polish import polish
from horarium.engines.rostering.columns.pricer import Pricer
from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.encode import encode
from horarium.engines.rostering.horizon import Horizon
from horarium.engines.rostering.people import Person
from horarium.engines.rostering.problem import RosterProblem
from horarium.engines.rostering.reduction import reduce
from horarium.engines.rostering.roster import Roster
from horarium.engines.rostering.rules.fairness import Fairness
from horarium.engines.rostering.rules.max_weekends import MaxWeekends
from horarium.engines.rostering.rules.min_consecutive import MinConsecutive
from horarium.engines.rostering.rules.quota import Quota
from horarium.engines.rostering.rules.registry import BASIC_RULES
from horarium.engines.rostering.shifts import Duties, ShiftType

N_DAYS, N_PEOPLE = 28, 4
A_MOMENT_S = 0.01

MUCH = 100
"""What makes somebody work more nights than they may."""


def compile_kernels() -> None:
    """Have all of them compiled, or find that they are."""
    encoded = encode(_ward())
    columns = Columns.of(encoded, reduce(encoded.system))
    roster = None if columns is None else first_roster(columns, _turns())
    board = None if columns is None else board_of(columns.structure, encoded.has)
    if columns is None or roster is None or board is None:
        raise AssertionError("the ward of four has a roster, and a board")
    polish(columns, _turns(), lambda: (roster, 10**6), _forget)
    _compile_rare(columns, roster)
    effort = Effort(
        halted=lambda: False, remaining_s=lambda: np.inf, work_limit=A_MOMENT_S
    )
    Annealer(board, np.random.default_rng(0)).cool(roster, effort, HOT, _forget)


def _compile_rare(columns: Columns, roster: Roster) -> None:
    """What is used only where sums are too many to be kept, or to be looked at."""
    structure, person = columns.structure, columns.pricers[0].person
    plain = Pricer(0, person, structure.cost)
    plain.near(columns.lines_of(roster)[0], all_values=0)
    bare = Pricer(0, person, structure.cost, keeps_sums=False)
    best_line(bare, structure.cost.copy(), structure.cells_of)
    wanted = structure.cost.copy()
    wanted[person.cells[:, -1]] -= MUCH
    best_line(bare, wanted, structure.cells_of)


def _forget(_: Roster) -> None:
    """Nobody wants to know."""


def _turns() -> Turns:
    return Turns(np.random.default_rng(0), halted=lambda: False, most=10 * N_PEOPLE)


def _ward() -> RosterProblem:
    """Days and nights for four, with rules of every kind that a line is made of."""
    day = ShiftType(id="D", start=time(8), end=time(16))
    night = ShiftType(id="N", start=time(20), end=time(8), never_before=("D",))
    return RosterProblem(
        horizon=Horizon(date(2026, 3, 2), N_DAYS, "Europe/London"),
        shift_types=(day, night),
        people=tuple(Person(id=f"P{number}") for number in range(N_PEOPLE)),
        cover=tuple(
            Cover(day=at, shift_types=(shift.id,), wanted=1, under_weight=20)
            for at in range(N_DAYS)
            for shift in (day, night)
        ),
        rules=(
            *BASIC_RULES,
            MaxWeekends(weekends=1),
            MinConsecutive(days=2, weight=2),
            Fairness(id="weekends", weight=4, count="weekends"),
            Quota(duties=Duties(ids=("N",)), at_most=N_DAYS // 2),
        ),
    )
