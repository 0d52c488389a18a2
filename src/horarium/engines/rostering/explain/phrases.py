"""The sentence of each kind of fact; nothing is said that the fact does not hold."""

from collections.abc import Callable, Sequence

from horarium.engines.rostering.facts import Fact, Kind, Status, Value
from horarium.engines.rostering.problem import RosterProblem

MOST_NAMES = 4


def sentence(problem: RosterProblem, fact: Fact) -> str:
    """``fact`` in words, with the names and dates of ``problem``."""
    said = _PHRASES[fact.kind](_Words(problem, fact))
    scope = f" (as long as {fact.scope})" if fact.scope else ""
    return f"{said[0].upper()}{said[1:]}{scope}."


class _Words:
    """The values of a fact as people write them."""

    def __init__(self, problem: RosterProblem, fact: Fact) -> None:
        self.problem, self.fact = problem, fact

    def __getitem__(self, name: str) -> Value:
        return self.fact.values[name]

    def number(self, name: str) -> int:
        value = self.fact.values[name]
        return value if isinstance(value, int) else 0

    def person(self, name: str = "person") -> str:
        return self._title(str(self[name]))

    def people(self, name: str = "people") -> str:
        found = self.listed(name)
        shown = [self._title(person) for person in found[:MOST_NAMES]]
        more = len(found) - len(shown)
        return ", ".join(shown) + (f" and {more} more" if more else "")

    def listed(self, name: str) -> list[str]:
        value = self.fact.values[name]
        return [str(item) for item in value] if isinstance(value, tuple) else []

    def day(self) -> str:
        return self.problem.horizon.name_of(self.number("day"))

    def shift(self, name: str = "shift_type") -> str:
        return self._shift(str(self[name]))

    def shifts(self, name: str = "shift_types") -> str:
        return " or ".join(self._shift(shift) for shift in self.listed(name))

    def rule(self, name: str = "rule") -> str:
        rules = {rule.key: rule for rule in self.problem.rules}
        found = rules.get(str(self[name]))
        return str(self[name]) if found is None else found.sentence().rstrip(".")

    def rules(self) -> str:
        return ", ".join(self.listed("rules")) or "no rule"

    def by_rules(self) -> str:
        """The rules in brackets, if there are any, after what they cost."""
        return f" ({self.rules()})" if self.listed("rules") else ""

    def penalty(self, name: str = "penalty") -> str:
        value = self.number(name)
        if value == 0:
            return "the penalty stays the same"
        return f"the penalty {'rises' if value > 0 else 'falls'} by {abs(value)}"

    def _title(self, person: str) -> str:
        row = self.problem.tables.people.get(person)
        return person if row is None else self.problem.people[row].title

    def _shift(self, shift: str) -> str:
        index = self.problem.tables.shifts.get(shift)
        return "a day off" if index is None else self.problem.shift_types[index].title


def _cover(w: _Words) -> str:
    asked = [*w.listed("skills"), *w.listed("grades")]
    who = f" with {', '.join(asked)}" if asked else ""
    return (
        f"{w.shifts()} on {w.day()}{who}: {w['wanted']} wanted, at least "
        f"{w['minimum']}, and {w['have']} there"
    )


def _asked(w: _Words) -> str:
    what = w.shifts() or "any shift"
    verb = "asked for" if w["wish"] == "on" else "asked not to have"
    met = (
        "and that is so" if w["is_met"] else f"and not granting it costs {w['weight']}"
    )
    return f"{w.person()} {verb} {what} on {w.day()}, {met}"


def _left_empty(w: _Words) -> str:
    if not w["is_legal"]:
        return f"without {w.person()} on {w.day()} these rules are broken: {w.rules()}"
    return f"without {w.person()} on {w.day()} {w.penalty()}{w.by_rules()}"


def _barred(w: _Words) -> str:
    n_people = len(w.listed("people"))
    verb = "is" if n_people == 1 else "are"
    return f"{n_people} {verb} barred by “{w.rule()}”: {w.people()}"


def _could(w: _Words) -> str:
    how = "could take it over"
    if w.fact.kind is Kind.COULD_EXCHANGE:
        how = f"could exchange the duties of the day with {w.person('instead_of')}"
    return f"{w.person()} {how}: {w.penalty()}{w.by_rules()}"


def _takes_moves(w: _Words) -> str:
    n_moves, n_gaps = w.number("n_moves"), w.number("n_gaps")
    others = w.listed("people")
    who = f", of {w.people()} too" if others else ""
    least = "at least" if w.fact.status is Status.PROVED else "as far as found,"
    cells = "one changed day" if n_moves == 1 else f"{n_moves} changed days"
    gaps = f", {n_gaps} posts stay empty" if n_gaps else ""
    return (
        f"{w.shift()} for {w.person()} on {w.day()} takes {least} {cells}{who}{gaps}; "
        f"{w.penalty()}"
    )


def _moves(w: _Words) -> str:
    n_others = w.number("n_people")
    if not w.number("n_moves"):
        return "nobody else has to move"
    least = "no fewer will do" if w.fact.status is Status.PROVED else "fewer may do"
    days = "one day" if w.number("n_moves") == 1 else f"{w['n_moves']} days"
    who = "one other moves" if n_others == 1 else f"{n_others} others move"
    return f"{days} of {who}; {least}"


def _penalty(w: _Words) -> str:
    return f"the penalty goes from {w['before']} to {w['after']}"


def _no_roster(w: _Words) -> str:
    if w.fact.status is Status.PROVED:
        return "no legal roster is that near to this one"
    return (
        "whether there is a legal roster near this one was not found in the time given"
    )


def _could_save(w: _Words) -> str:
    if w.fact.status is Status.UNKNOWN:
        return "whether rearranging more would pay was not found in the time given"
    if w.fact.status is Status.BEST_FOUND:
        return f"rearranging these days as well, the penalty can be {w['after']}, if not less"
    more = w.number("after") - w.number("anyway")
    return (
        f"rearranging these days as well, the penalty can be {w['after']}; without the "
        f"change it could be {w['anyway']}, so the change itself costs {more}"
    )


def _clash(w: _Words) -> str:
    if w.fact.status is Status.UNKNOWN:
        return "neither a conflict nor a legal roster was found in the time given"
    fewest = "; leave out any one and the others can hold" if w["is_minimal"] else ""
    listed = "; ".join(w.listed("says"))
    return f"these cannot all hold: {listed}{fewest}"


def _relax(w: _Words) -> str:
    if w.fact.status is Status.UNKNOWN:
        return "no concession that would help was found in the time given"
    least = (
        "the least" if w.fact.status is Status.PROVED else "enough, if not the least,"
    )
    return f"{least} that would have to give way: {'; '.join(w.listed('steps'))}"


_PHRASES: dict[Kind, Callable[[_Words], str]] = {
    Kind.WORKS: lambda w: f"{w.person()} works {w.shift()} on {w.day()}",
    Kind.IS_FREE: lambda w: f"{w.person()} is free on {w.day()}",
    Kind.IS_LOCKED: lambda w: f"{w.person()} is locked to {w.shift()} on {w.day()}",
    Kind.COVER: _cover,
    Kind.ASKED: _asked,
    Kind.LEFT_EMPTY: _left_empty,
    Kind.WOULD_BREAK: lambda w: (
        f"{w.shift()} for {w.person()} on {w.day()} breaks “{w.rule()}”: "
        f"{str(w['says']).rstrip('.')}"
    ),
    Kind.WOULD_COST: lambda w: (
        f"with {w.shift()} for {w.person()} on {w.day()} as well, {w.penalty()}"
        f"{w.by_rules()}"
    ),
    Kind.BARRED: _barred,
    Kind.COULD_TAKE: _could,
    Kind.COULD_EXCHANGE: _could,
    Kind.NOBODY_ELSE: lambda w: (
        f"nobody else could work {w.shift()} on {w.day()} with all else as it is"
    ),
    Kind.TAKES_MOVES: _takes_moves,
    Kind.IS_IMPOSSIBLE: lambda w: (
        f"{w.shift()} for {w.person()} on {w.day()} is impossible"
    ),
    Kind.NOT_FOUND: lambda w: (
        f"no way to give {w.person()} {w.shift()} on {w.day()} was found in the time "
        "given"
    ),
    Kind.CHANGE: lambda w: str(w["says"]).rstrip("."),
    Kind.NO_ROSTER: _no_roster,
    Kind.PENALTY: _penalty,
    Kind.RULE_COST: lambda w: f"{w['rule']}: {w['before']} before, {w['after']} after",
    Kind.MOVES: _moves,
    Kind.GAP: lambda w: str(w["says"]).rstrip("."),
    Kind.COULD_SAVE: _could_save,
    Kind.COUNTED: lambda w: str(w["says"]).rstrip("."),
    Kind.CLASH: _clash,
    Kind.NO_CLASH: lambda _: "all hard rules can hold together",
    Kind.RELAX: _relax,
    Kind.NOT_AVAILABLE: lambda w: f"{w.person()} is not available on {w.day()}",
}


def sentences(problem: RosterProblem, facts: Sequence[Fact]) -> tuple[str, ...]:
    """The sentence of each fact."""
    return tuple(sentence(problem, fact) for fact in facts)
