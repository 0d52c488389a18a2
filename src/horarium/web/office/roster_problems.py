"""The problems of a roster, by rule, each with the way to its cell."""

from collections.abc import Sequence

from horarium.engines.rostering.roster import Breach
from horarium.web.office.roster_range import PlacedBreach, RosterRange
from horarium.web.pages.roster import Problem, ProblemGroup

N_LISTED = 30
"""A group lists so many; the rest is counted."""


def problem_groups(shown: RosterRange) -> tuple[ProblemGroup, ...]:
    """Hard rules first, then by penalty."""
    by_rule: dict[str, list[PlacedBreach]] = {}
    for one in shown.breaches:
        by_rule.setdefault(one.breach.rule, []).append(one)
    numbers = _numbers(shown)
    groups = [_group(shown, found, numbers) for found in by_rule.values()]
    return tuple(sorted(groups, key=lambda g: (not g.is_hard, -g.penalty, g.rule)))


def _group(
    shown: RosterRange, found: Sequence[PlacedBreach], numbers: dict[str, int]
) -> ProblemGroup:
    first = found[0].breach
    rules = {rule.key: rule for rule in found[0].sheet.problem.rules}
    rule = rules.get(first.rule)
    weight = rule.weight if rule and rule.weight else 0
    in_order = sorted(found, key=lambda one: (-one.breach.penalty, one.days))
    return ProblemGroup(
        rule=rule.sentence() if rule else _plain(first),
        is_hard=first.is_hard,
        weight=weight,
        penalty=sum(one.breach.penalty for one in found),
        n_breaches=len(found),
        problems=tuple(_problem(shown, one, numbers) for one in in_order[:N_LISTED]),
    )


def _problem(shown: RosterRange, one: PlacedBreach, numbers: dict[str, int]) -> Problem:
    person = one.breach.person
    day = shown.days.index(one.days[-1]) if one.days else None
    horizon = one.sheet.problem.horizon
    days = [horizon.day_of(on) for on in one.days]
    when = horizon.name_of_days(days) if days else ""
    return Problem(
        who=shown.people[person].title if person else _cover_name(one),
        when=when,
        text=one.breach.sentence.removeprefix(f"{when}: "),
        row=numbers.get(person) if person else None,
        day=day,
    )


def _cover_name(one: PlacedBreach) -> str:
    wanted = one.breach.shift_type
    shifts = {shift.id: shift.title for shift in one.sheet.problem.shift_types}
    return shifts.get(wanted or "", wanted or "Cover")


def _numbers(shown: RosterRange) -> dict[str, int]:
    """The rows' numbers, as ``people_rows`` gives them."""
    in_order = sorted(shown.people.values(), key=lambda one: one.title)
    return {person.id: number for number, person in enumerate(in_order)}


def _plain(breach: Breach) -> str:
    return breach.rule.replace("-", " ").capitalize()
