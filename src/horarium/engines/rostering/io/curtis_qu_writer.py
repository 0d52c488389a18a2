"""Problems and rosters written in the text format of Curtis and Qu.

The format knows lengths of shifts but no clock times, one cover line a day and shift,
and its own eleven rules. What else a problem has cannot be said in it and is refused, so
that a file that was written means the same.
"""

from collections.abc import Iterator

from horarium.domain.errors import InvalidField
from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.io.curtis_qu import RULES
from horarium.engines.rostering.io.table import STAFF, roster_from_rows
from horarium.engines.rostering.people import Person, RequestKind
from horarium.engines.rostering.problem import RosterProblem, Rule
from horarium.engines.rostering.roster import Roster
from horarium.engines.rostering.rules.eligibility import Eligibility
from horarium.engines.rostering.rules.locks import LocksHold
from horarium.engines.rostering.rules.one_duty import OneDutyAtATime
from horarium.engines.rostering.rules.rotations import RotationsHold
from horarium.engines.rostering.shifts import DAY_MIN

_NO_LIMIT = 99


def write_curtis_qu(problem: RosterProblem) -> str:
    """``problem`` as text that ``parse_curtis_qu`` reads.

    Raises ``InvalidField`` for what the format cannot say.
    """
    _refuse_unsayable(problem)
    parts = (
        ("SECTION_HORIZON", [str(problem.n_days)]),
        ("SECTION_SHIFTS", list(_shifts(problem))),
        ("SECTION_STAFF", [_staff(problem, one) for one in problem.people]),
        ("SECTION_DAYS_OFF", list(_days_off(problem))),
        ("SECTION_SHIFT_ON_REQUESTS", list(_requests(problem, RequestKind.ON))),
        ("SECTION_SHIFT_OFF_REQUESTS", list(_requests(problem, RequestKind.OFF))),
        ("SECTION_COVER", list(_cover(problem))),
    )
    return "\n".join("\n".join((name, *lines, "")) for name, lines in parts)


def write_curtis_qu_roster(problem: RosterProblem, roster: Roster) -> str:
    """``roster`` as one line a person, a shift or nothing a day, between tabs."""
    names = [shift.id for shift in problem.shift_types] + [""]
    lines = zip(problem.people, roster.cells.tolist(), strict=True)
    return "".join(
        "\t".join((person.id, *(names[cell] for cell in line))) + "\n"
        for person, line in lines
    )


def _shifts(problem: RosterProblem) -> Iterator[str]:
    for shift in problem.shift_types:
        yield f"{shift.id},{shift.length_min},{'|'.join(shift.never_before)}"


def _staff(problem: RosterProblem, person: Person) -> str:
    limits = person.limits
    caps = (
        f"{shift.id}={limits.max_shifts.get(shift.id, problem.n_days)}"
        for shift in problem.shift_types
    )
    numbers = (
        problem.n_days * 1440 if limits.max_min is None else limits.max_min,
        limits.min_min or 0,
        limits.max_consecutive_days or _NO_LIMIT,
        limits.min_consecutive_days or 1,
        limits.min_days_off or 1,
        _NO_LIMIT if limits.max_weekends is None else limits.max_weekends,
    )
    return ",".join((person.id, "|".join(caps), *map(str, numbers)))


def _days_off(problem: RosterProblem) -> Iterator[str]:
    for person in problem.people:
        days = [day for day in range(problem.n_days) if person.is_on_leave(day)]
        if days:
            yield ",".join((person.id, *map(str, days)))


def _requests(problem: RosterProblem, kind: RequestKind) -> Iterator[str]:
    for person in problem.people:
        for one in person.requests:
            if one.kind is kind:
                yield f"{person.id},{one.day},{one.shift_types[0]},{one.weight}"


def _cover(problem: RosterProblem) -> Iterator[str]:
    for line in problem.cover:
        numbers = line.wanted, line.under_weight, line.over_weight
        yield f"{line.day},{line.shift_types[0]},{','.join(map(str, numbers))}"


def _refuse_unsayable(problem: RosterProblem) -> None:
    known = ", ".join(sorted(rule.kind for rule in RULES))
    for rule in problem.active_rules:
        if rule not in RULES and not _is_idle(problem, rule):
            wanted = f"a rule of the format, as it has it: {known}"
            raise InvalidField("rules", rule.key, wanted)
    for field, values in (
        ("history", problem.n_history),
        ("locks", problem.locks),
    ):
        if values:
            raise InvalidField(field, "given", "none: the format has no place for it")
    for person in problem.people:
        _refuse_person(person)
    for line in problem.cover:
        _refuse_line(problem, line)
    for shift in problem.shift_types:
        if shift.skills or shift.grades or shift.site:
            raise InvalidField(
                f"shift_types[{shift.id}]", "skills, grades or a site", "none of them"
            )


def _is_idle(problem: RosterProblem, rule: Rule) -> bool:
    """Whether a rule that every stored problem has says nothing of this one.

    What three of them hold to is refused where there is any of it.
    """
    if rule == OneDutyAtATime():
        first_min = min(shift.start_min for shift in problem.shift_types)
        return all(
            shift.start_min + shift.length_min <= DAY_MIN + first_min
            for shift in problem.shift_types
        )
    return rule in (Eligibility(), LocksHold(), RotationsHold())


def _refuse_person(person: Person) -> None:
    for one in person.requests:
        if len(one.shift_types) != 1:
            raise InvalidField(
                f"people[{person.id}].requests",
                " or ".join(one.shift_types) or "any shift",
                "one shift in each request",
            )
    if person.rotations:
        raise InvalidField(f"people[{person.id}].rotations", "given", "none")
    for name in (",", "|", "="):
        if name in person.id:
            raise InvalidField("people.id", person.id, f"a name without {name!r}")


def _refuse_line(problem: RosterProblem, line: Cover) -> None:
    is_plain = len(line.shift_types) == 1 and not line.skills and not line.grades
    if not is_plain or line.minimum or line.maximum is not None:
        raise InvalidField(
            f"cover on {problem.horizon.name_of(line.day)}",
            " or ".join(line.shift_types),
            "one shift with a wanted number and no minimum, maximum, skill or grade",
        )


def parse_curtis_qu_roster(problem: RosterProblem, text: str, file: str) -> Roster:
    """The roster in ``text`` as ``write_curtis_qu_roster`` writes it."""
    rows = [line.split("\t") for line in text.splitlines() if line.strip()]
    header = [STAFF, *map(str, range(problem.n_days))]
    return roster_from_rows(
        problem,
        [header, *rows],
        file,
        lambda row, column: f"line {row}, value {column + 1}",
    )
