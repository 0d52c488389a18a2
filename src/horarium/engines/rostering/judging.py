"""What a few changed cells do to a roster: judged anew where it can matter, only."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from horarium.engines.rostering.problem import RosterProblem, Rule
from horarium.engines.rostering.roster import Breach, Roster
from horarium.engines.rostering.rules.cover import CoverIsMet
from horarium.engines.rostering.rules.fairness import Fairness
from horarium.engines.rostering.rules.locks import LocksHold
from horarium.engines.rostering.rules.partnership import Partnership
from horarium.engines.rostering.rules.supervision import Supervision

TOGETHER = (CoverIsMet, Partnership, Supervision)
"""Rules about people together; all others look at one person's line at a time, and a
test over every rule holds them to it."""

NOT_NARROWED = (Fairness, LocksHold)
"""Rules about one line that are not told to look at fewer people: a fair share depends
on who shares."""

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
    """Judges changes of one roster, one after the other.

    ``known`` are all its breaches, for who has them already; they are not looked for
    again then.
    """

    def __init__(
        self,
        problem: RosterProblem,
        roster: Roster,
        known: Iterable[Breach] | None = None,
    ) -> None:
        self.problem, self.roster = problem, roster
        self._lines: dict[int, list[Breach]] = {}
        if known is None:
            self._together = _together(problem, roster)
        else:
            self._together, self._lines = _sorted_out(problem, known)
        self._rules: dict[frozenset[str], tuple[Rule, ...]] = {}

    def effect(self, cells: Cells) -> Effect:
        """What changes with these cells."""
        changed = self.roster.with_cells(cells)
        rows = sorted({row for row, _ in cells})
        before = [*self._together, *(b for row in rows for b in self._line(row))]
        after = [*_together(self.problem, changed), *self._of_lines(changed, rows)]
        return compare(before, after)

    def line(self, row: int, cells: Cells) -> Effect:
        """What one person's new line means under the rules about one person."""
        return self.lines(self.roster.with_cells(cells), [row])[row]

    def breaks_line(self, row: int, cells: Cells) -> bool:
        """Whether a person's new line breaks a hard rule about one person."""
        changed = self.roster.with_cells(cells)
        person = self.problem.people[row].id
        had = [breach for breach in self._line(row) if breach.is_hard]
        has = [
            breach
            for rule in self._rules_of(frozenset({person}))
            if rule.is_hard
            for breach in rule.breaches(self.problem, changed)
            if breach.person == person
        ]
        return bool(_more(has, had))

    def lines(self, changed: Roster, rows: Collection[int]) -> dict[int, Effect]:
        """What each person's own new line means under the rules about one person.

        Everybody of ``rows`` is taken for themselves, as if only their line changed:
        one look judges as many independent ideas as there are people.
        """
        after = self._by_row(changed, rows)
        return {row: compare(self._line(row), after[row]) for row in rows}

    def _line(self, row: int) -> list[Breach]:
        if not self._lines:
            self._lines = self._by_row(self.roster, range(self.problem.n_people))
        return self._lines[row]

    def _by_row(self, roster: Roster, rows: Collection[int]) -> dict[int, list[Breach]]:
        by_row: dict[int, list[Breach]] = {row: [] for row in rows}
        people = self.problem.tables.people
        for breach in self._of_lines(roster, rows):
            if breach.person is not None:
                by_row[people[breach.person]].append(breach)
        return by_row

    def _of_lines(self, roster: Roster, rows: Iterable[int]) -> tuple[Breach, ...]:
        people = frozenset(self.problem.people[row].id for row in rows)
        return tuple(
            breach
            for rule in self._rules_of(people)
            for breach in rule.breaches(self.problem, roster)
            if breach.person in people
        )

    def _rules_of(self, people: frozenset[str]) -> tuple[Rule, ...]:
        if people not in self._rules:
            self._rules[people] = tuple(
                narrow
                for rule in self.problem.active_rules
                if not isinstance(rule, TOGETHER)
                for narrow in narrowed(rule, people)
            )
        return self._rules[people]


def narrowed(rule: Rule, people: Collection[str]) -> tuple[Rule, ...]:
    """The rule for those of ``people`` to whom it applies; nothing for nobody."""
    if isinstance(rule, NOT_NARROWED):
        return (rule,)
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


def _sorted_out(
    problem: RosterProblem, known: Iterable[Breach]
) -> tuple[tuple[Breach, ...], dict[int, list[Breach]]]:
    """Breaches about people together, and each person's under the rules about one."""
    shared = {rule.key for rule in problem.active_rules if isinstance(rule, TOGETHER)}
    together: list[Breach] = []
    lines: dict[int, list[Breach]] = {row: [] for row in range(problem.n_people)}
    for breach in known:
        if breach.person is None or breach.rule in shared:
            together.append(breach)
        else:
            lines[problem.tables.people[breach.person]].append(breach)
    return tuple(together), lines


def _together(problem: RosterProblem, roster: Roster) -> tuple[Breach, ...]:
    """What is about people together, the worst case of fairness included."""
    return tuple(
        breach
        for rule in problem.active_rules
        if isinstance(rule, (*TOGETHER, Fairness))
        for breach in rule.breaches(problem, roster)
        if isinstance(rule, TOGETHER) or breach.person is None
    )
