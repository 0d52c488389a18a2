"""Names in rules and cover that nothing answers to, refused where a person wrote them.

Stored problems are not held to this: people leave, and a rule may go on naming them.
"""

from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches

from horarium.domain.errors import InvalidField
from horarium.engines.rostering.io.fields import known_fields
from horarium.engines.rostering.problem import RosterProblem, Rule
from horarium.engines.rostering.rules.partnership import Partnership
from horarium.engines.rostering.rules.supervision import Supervision
from horarium.engines.rostering.rules.weighted_mix import WeightedMix
from horarium.engines.rostering.shifts import Duties
from horarium.engines.rostering.wants import want_known

ALIKE = 0.75
"""How alike two words are that are taken for one and a slip of it (0 to 1)."""

Names = Iterator[tuple[str, Iterable[str]]]


def refuse_misspelt(problem: RosterProblem) -> None:
    """Raise ``InvalidField`` for the first name that means nothing in ``problem``.

    People, grades, sites and shift types are declared, so each has to be one of them.
    Skills and tags are not: one that nobody, or no shift type, has is refused where it
    looks like one that somebody has. Tags of a pack's rules may be of another trade.
    """
    declared = {
        "people": list(problem.tables.people),
        "grades": list(problem.grades),
        "sites": [site.id for site in problem.sites],
        "shift_types": list(problem.tables.shifts),
    }
    tags = sorted({tag for shift in problem.shift_types for tag in shift.tags})
    for rule in problem.rules:
        for kind, known in declared.items():
            for field, names in _DECLARED[kind](rule):
                want_known(f"rules[{rule.key}].{field}", names, known)
        for field, names in () if rule.pack else _tags(rule):
            _refuse_slips(f"rules[{rule.key}].{field}", names, tags)
    skills = sorted({skill for person in problem.people for skill in person.skills})
    for shift in problem.shift_types:
        _refuse_slips(f"shift_types[{shift.id}].skills", shift.skills, skills)
    for cover in problem.cover:
        _refuse_slips("cover.skills", cover.skills, skills)


def _refuse_slips(field: str, names: Iterable[str], known: Collection[str]) -> None:
    for name in names:
        close = get_close_matches(name, known, n=1, cutoff=ALIKE)
        if name not in known and close:
            raise InvalidField(field, name, f"{close[0]} (did you mean that?)")


def _people(rule: Rule) -> Names:
    yield "scope.people", rule.scope.people
    if isinstance(rule, Partnership):
        yield "one", [rule.one]
        yield "other", [rule.other]


def _grades(rule: Rule) -> Names:
    yield "scope.grades", rule.scope.grades
    if isinstance(rule, Supervision):
        yield "juniors", rule.juniors
        yield "seniors", rule.seniors


def _sites(rule: Rule) -> Names:
    yield "scope.sites", rule.scope.sites
    for name, duties in _duties(rule):
        yield f"{name}.sites", duties.sites


def _shift_types(rule: Rule) -> Names:
    for name, duties in _duties(rule):
        yield f"{name}.ids", duties.ids


def _tags(rule: Rule) -> Names:
    for name, duties in _duties(rule):
        yield f"{name}.tags", duties.tags
        yield f"{name}.without_tags", duties.without_tags
    if isinstance(rule, WeightedMix):
        yield "points", rule.points


def _duties(rule: Rule) -> Iterator[tuple[str, Duties]]:
    for name in known_fields(type(rule)):
        value = getattr(rule, name)
        if isinstance(value, Duties):
            yield name, value


_DECLARED = {
    "people": _people,
    "grades": _grades,
    "sites": _sites,
    "shift_types": _shift_types,
}
