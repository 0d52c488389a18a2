"""What people asked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from horarium.engines.rostering.cells import Cells
from horarium.engines.rostering.people import Person, Request, RequestKind
from horarium.engines.rostering.problem import RosterProblem, Rule
from horarium.engines.rostering.roster import OFF, Breach, Roster


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestsAreMet(Rule):
    """Requests to work or to be free are granted, or cost their weight.

    Each request has its own weight, multiplied by the rule's (1 unless given); requests
    are never hard, a lock is.
    """

    kind: ClassVar[str] = "requests"
    weight: int | None = 1

    def sentence(self) -> str:
        """What the rule asks for."""
        return "People get the shifts and the free days they asked for."

    def encode(self, problem: RosterProblem, cells: Cells) -> None:
        """Charge for a shift not given, or one given against a wish."""
        every_shift = range(len(problem.shift_types))
        for row, request in self._requests(problem):
            position = problem.n_history + request.day
            shifts = _shifts(problem, request)
            asked = cells.doing(shifts or every_shift)[row, [position]]
            weight = request.weight * (self.weight or 0)
            if request.kind is RequestKind.OFF:
                cells.never(asked, weight=weight)
            else:
                cells.always(asked, weight=weight)

    def breaches(self, problem: RosterProblem, roster: Roster) -> Iterator[Breach]:
        """Each request that was not granted."""
        for row, request in self._requests(problem):
            worked = int(roster.cells[row, request.day])
            shifts = _shifts(problem, request)
            is_on = worked in shifts if shifts else worked != OFF
            if is_on == (request.kind is RequestKind.ON):
                continue
            person = problem.people[row]
            yield self._refused(problem, person, request)

    def _refused(
        self, problem: RosterProblem, person: Person, request: Request
    ) -> Breach:
        names = [
            problem.shift_types[shift].title for shift in _shifts(problem, request)
        ]
        what = " or ".join(names) or "work"
        verb = "asked for" if request.kind is RequestKind.ON else "asked not to have"
        return Breach(
            rule=self.key,
            is_hard=False,
            amount=1,
            penalty=request.weight * (self.weight or 0),
            sentence=(
                f"{person.title} {verb} {what} on "
                f"{problem.horizon.name_of(request.day)}."
            ),
            person=person.id,
            days=(request.day,),
            shift_type=request.shift_types[0] if request.shift_types else None,
        )

    def _requests(self, problem: RosterProblem) -> Iterator[tuple[int, Request]]:
        days = self.scope.days(problem.n_days)
        for row, person in problem.in_scope(self.scope):
            for request in person.requests:
                if request.day in days:
                    yield row, request


def _shifts(problem: RosterProblem, request: Request) -> list[int]:
    return [problem.tables.shifts[shift] for shift in request.shift_types]
