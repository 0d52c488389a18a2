"""Why a roster is as it is, and what would be if: the engine's facts, for who may see them.

Every sentence is rendered from a fact that was computed; nothing is told that a fact does
not hold.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from horarium.domain.errors import InvalidField
from horarium.domain.ids import RosterId
from horarium.domain.roster import StoredRoster
from horarium.engines.rostering import explain
from horarium.engines.rostering.changes import Change
from horarium.engines.rostering.explain.privacy import Viewer
from horarium.engines.rostering.explain.why import ExplainParams
from horarium.engines.rostering.facts import Answer, Fact, Kind, Status
from horarium.engines.rostering.problem import RosterProblem
from horarium.services import rosters
from horarium.services.own_staff import own_code
from horarium.services.permissions import Permission, may
from horarium.services.rosters import RosterSheet
from horarium.services.work import Work
from horarium.store import people

AT_ONCE = timedelta(seconds=1.6)
"""What a page waits for; longer questions are asked of a worker."""


@dataclass(frozen=True, slots=True)
class ToldFact:
    """A fact with its sentence; ``values`` are ids, days and figures by name."""

    kind: Kind
    status: Status
    sentence: str
    values: Mapping[str, Any]
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What is answered to somebody about one roster."""

    stored: StoredRoster
    facts: tuple[ToldFact, ...]

    @property
    def is_settled(self) -> bool:
        """Whether looking longer could tell no more."""
        open_ones = (Status.UNKNOWN, Status.BEST_FOUND)
        return not any(fact.status in open_ones for fact in self.facts)


def why(work: Work, wanted: RosterId, person: str, on: date) -> Told:
    """Why somebody works, or does not work, on a day; ``person`` is a staff code.

    A doctor is told what concerns the doctor, and of others what everybody may know.
    Raises ``InvalidField`` for a person or a day that is not of the roster.
    """
    found = rosters.get_sheet(work, wanted)
    day = day_of(found.problem, on)
    answer = explain.why(found.problem, found.roster, person, day)
    return _seen(work, found, answer)


def why_not(
    work: Work,
    wanted: RosterId,
    place: tuple[str, date],
    shift_type: str,
    limit: timedelta = AT_ONCE,
) -> Told:
    """Why somebody does not work a shift type on a day; else as ``why``."""
    found = rosters.get_sheet(work, wanted)
    person, on = place
    answer = explain.why_not(
        found.problem,
        found.roster,
        (person, day_of(found.problem, on)),
        shift_type,
        _params(work, limit),
    )
    return _seen(work, found, answer)


def what_if(
    work: Work,
    wanted: RosterId,
    changes: Sequence[Change],
    limit: timedelta = AT_ONCE,
) -> Told:
    """What changes would do to a roster: who moves, what each rule costs then.

    Nothing is changed. Raises ``InvalidField`` for names that the roster does not have.
    """
    work.require(Permission.ROSTER_SOLVE)
    found = rosters.get_sheet(work, wanted)
    params = _params(work, limit)
    answer = explain.what_if(found.problem, found.roster, changes, params)
    return _seen(work, found, answer)


def code_of(work: Work, person: str) -> str:
    """The staff code of somebody named by practitioner id; anything else as it is."""
    team = people.practitioners(work.db)
    return next((one.staff_code for one in team if str(one.id) == person), person)


def told(problem: RosterProblem, facts: Sequence[Fact]) -> tuple[ToldFact, ...]:
    """Facts with their sentences, in the names of ``problem``."""
    return tuple(
        ToldFact(
            kind=one.kind,
            status=one.status,
            sentence=explain.sentence(problem, one),
            values=dict(one.values),
            scope=one.scope,
        )
        for one in facts
    )


def day_of(problem: RosterProblem, on: date) -> int:
    """The day of the horizon; raises ``InvalidField`` for one outside it."""
    day = problem.horizon.day_of(on)
    if not 0 <= day < problem.n_days:
        first, last = (problem.horizon.date_of(at) for at in (0, problem.n_days - 1))
        accepted = f"{first.isoformat()} to {last.isoformat()}"
        raise InvalidField("on", on.isoformat(), accepted)
    return day


def _params(work: Work, limit: timedelta) -> ExplainParams:
    return ExplainParams(limit=limit, now=work.clock.now())


def _seen(work: Work, sheet: RosterSheet, answer: Answer) -> Told:
    if not may(work.actor, Permission.ROSTER_SOLVE):
        answer = explain.seen_by(answer, Viewer(own_code(work)))
    return Told(sheet.stored, told(sheet.problem, answer.facts))
