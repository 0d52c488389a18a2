"""The cells that differ between two rosters, each with the reason it had to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from horarium.engines.rostering.changes import Absence, Change, LostSite
from horarium.engines.rostering.judging import Effect, Judge
from horarium.engines.rostering.problem import RosterProblem
from horarium.engines.rostering.roster import Breach, Roster


class Why(StrEnum):
    """Why a cell moved."""

    FORCED = "forced"
    NEEDED = "needed"
    BETTER = "better"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """``person`` has ``after`` instead of ``before`` on ``day``; "" is a day off.

    ``why`` is forced by what happened, needed because hard rules or cover would be
    broken without it, or better by ``gain`` of penalty. ``rule`` and ``reason`` say what
    would be broken.
    """

    person: str
    day: int
    before: str
    after: str
    why: Why
    reason: str
    rule: str = ""
    gain: int = 0

    @property
    def is_forced(self) -> bool:
        """Whether what happened left no other choice for this cell."""
        return self.why is Why.FORCED


def moves_between(
    problem: RosterProblem,
    before: Roster,
    after: Roster,
    forced: Sequence[Move],
    breaches: Sequence[Breach] | None = None,
) -> tuple[Move, ...]:
    """Every cell that differs, people in order, then days.

    ``forced`` are known already, and so may be all ``breaches`` of ``after``. The reason of each other move is computed: it is taken
    back alone, and what is then broken is the reason.
    """
    known = {(move.person, move.day): move for move in forced}
    judge = Judge(problem, after, breaches)
    names = [shift.id for shift in problem.shift_types] + [""]
    moves = []
    for row, day in np.argwhere(before.cells != after.cells).tolist():
        person = problem.people[row].id
        was, is_now = names[before.cells[row, day]], names[after.cells[row, day]]
        if (person, day) in known:
            moves.append(replace(known[person, day], after=is_now))
            continue
        back = judge.effect({(row, day): int(before.cells[row, day])})
        moves.append(
            _reasoned(
                Move(
                    person=person,
                    day=day,
                    before=was,
                    after=is_now,
                    why=Why.BETTER,
                    reason="",
                ),
                back,
            )
        )
    return tuple(moves)


def _reasoned(move: Move, back: Effect) -> Move:
    if back.broken:
        breach = back.broken[0]
        return replace(
            move,
            why=Why.NEEDED,
            rule=breach.rule,
            reason=f"Without it: {breach.sentence}",
        )
    return replace(
        move,
        gain=back.penalty,
        reason=f"Without it the penalty is {back.penalty} higher.",
    )


def forced_moves(
    problem: RosterProblem, before: Roster, dropped: Roster, told: Sequence[Change]
) -> tuple[Move, ...]:
    """The duties that ``told`` takes away, with what did."""
    names = [shift.id for shift in problem.shift_types]
    return tuple(
        Move(
            person=problem.people[row].id,
            day=day,
            before=names[before.cells[row, day]],
            after="",
            why=Why.FORCED,
            reason=_cause(problem, told, (row, day), before),
        )
        for row, day in np.argwhere(before.cells != dropped.cells).tolist()
    )


def _cause(
    problem: RosterProblem,
    told: Sequence[Change],
    place: tuple[int, int],
    before: Roster,
) -> str:
    row, day = place
    shift = problem.shift_types[before.cells[row, day]]
    for change in told:
        is_theirs = isinstance(change, Absence) and (
            change.person == problem.people[row].id
            and change.start <= day + 1
            and day < change.end
        )
        is_there = isinstance(change, LostSite) and (
            change.site == shift.site and change.start <= day < change.end
        )
        if is_theirs or is_there:
            return change.sentence(problem)
    return ""
