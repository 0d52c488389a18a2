"""What a few changed cells do to a roster: judged anew where it can matter, only."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from horarium.engines.rostering.problem import RosterProblem, Rule
from horarium.engines.rostering.roster import Breach, Roster
from horarium.engines.rostering.rules.cover import CoverIsMet
from horarium.engines.rostering.rules.fairness import Fairness
from horarium.engines.rostering.rules.locks import LocksHold
from horarium.engines.rostering.rules.one_duty import OneDutyAtATime
from horarium.engines.rostering.rules.partnership import Partnership
from horarium.engines.rostering.rules.supervision import Supervision

WHOLE = (CoverIsMet, Fairness, LocksHold, OneDutyAtATime, Partnership, Supervision)
"""Rules to be judged on the whole roster; all others look at one person at a time, and
a test over every rule holds them to it."""

Cells = Mapping[tuple[int, int], int]
"""The shift type at (person, day), by index; ``OFF`` is a day off."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change of cells brings and takes away.

    ``penalty`` is by how much the objective moves. ``broken`` are hard breaches that
    were not there before, ``mended`` those that are gone.
    """

    penalty: int
    broken: tuple[Breach, ...]
    mended: tuple[Breach, ...]
    by_rule: Mapping[str, int]
    by_person: Mapping[str, int]

    @property
    def is_legal(self) -> bool:
        """Whether no hard rule is broken that was not broken before."""
        return not self.broken


class Judge:
    """Judges changes of one roster, one after the other."""

    def __init__(self, problem: RosterProblem, roster: Roster) -> None:
        self.problem, self.roster = problem, roster
        self._whole = _of_whole(problem, roster)
        self._lines: dict[int, tuple[Breach, ...]] = {}

    def effect(self, cells: Cells) -> Effect:
        """What changes with these cells."""
        changed = self.roster.with_cells(cells)
        rows = sorted({row for row, _ in cells})
        before = [*self._whole, *(b for row in rows for b in self._line(row))]
        after = [*_of_whole(self.problem, changed), *self._of_lines(changed, rows)]
        return compare(before, after)

    def lines(self, changed: Roster, rows: Collection[int]) -> dict[int, Effect]:
        """What each person's own new line means under the rules about one person.

        Everybody of ``rows`` is taken for themselves, as if only their line changed:
        one look judges as many independent ideas as there are people.
        """
        after: dict[int, list[Breach]] = {row: [] for row in rows}
        people = self.problem.tables.people
        for breach in self._of_lines(changed, rows):
            if breach.person is not None:
                after[people[breach.person]].append(breach)
        return {row: compare(self._line(row), after[row]) for row in rows}

    def _line(self, row: int) -> tuple[Breach, ...]:
        if row not in self._lines:
            self._lines[row] = self._of_lines(self.roster, [row])
        return self._lines[row]

    def _of_lines(self, roster: Roster, rows: Iterable[int]) -> tuple[Breach, ...]:
        people = {self.problem.people[row].id for row in rows}
        return tuple(
            breach
            for rule in self.problem.active_rules
            if not isinstance(rule, WHOLE)
            for narrow in narrowed(rule, people)
            for breach in narrow.breaches(self.problem, roster)
        )


def narrowed(rule: Rule, people: Collection[str]) -> tuple[Rule, ...]:
    """The rule for those of ``people`` to whom it applies; nothing for nobody."""
    scope = rule.scope.people
    chosen = tuple(sorted(p for p in people if not scope or p in scope))
    if not chosen:
        return ()
    return (replace(rule, scope=replace(rule.scope, people=chosen)),)


def compare(before: Iterable[Breach], after: Iterable[Breach]) -> Effect:
    """What ``after`` has that ``before`` had not, and the other way round."""
    had, has = list(before), list(after)
    by_rule, by_person = Counter[str](), Counter[str]()
    for sign, breaches in ((1, has), (-1, had)):
        for breach in breaches:
            by_rule[breach.rule] += sign * breach.penalty
            if breach.person is not None:
                by_person[breach.person] += sign * breach.penalty
    return Effect(
        penalty=sum(by_rule.values()),
        broken=_more(has, had),
        mended=_more(had, has),
        by_rule={rule: cost for rule, cost in by_rule.items() if cost},
        by_person={person: cost for person, cost in by_person.items() if cost},
    )


def _more(some: Iterable[Breach], others: Iterable[Breach]) -> tuple[Breach, ...]:
    """The hard breaches that ``some`` has beyond those of ``others``."""
    left = Counter(_place(breach) for breach in others if breach.is_hard)
    more = []
    for breach in some:
        if not breach.is_hard:
            continue
        if left[_place(breach)]:
            left[_place(breach)] -= 1
        else:
            more.append(breach)
    return tuple(more)


def _place(breach: Breach) -> tuple[object, ...]:
    return (breach.rule, breach.person, tuple(breach.days), breach.amount)


def _of_whole(problem: RosterProblem, roster: Roster) -> tuple[Breach, ...]:
    return tuple(
        breach
        for rule in problem.active_rules
        if isinstance(rule, WHOLE)
        for breach in rule.breaches(problem, roster)
    )
