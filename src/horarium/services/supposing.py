"""What is supposed of a roster: changes from plain documents, in dates and names."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from horarium.domain.errors import InvalidField
from horarium.engines.rostering.changes import (
    Absence,
    Change,
    CoverChange,
    LockChange,
    LostSite,
    RuleChange,
)
from horarium.engines.rostering.packs import read_rule, write_rule
from horarium.engines.rostering.problem import RosterProblem
from horarium.engines.rostering.wants import want, want_known
from horarium.services.roster_rules import check_settable

MOST_CHANGES = 20
MOST_HEADS = 50

Document = Mapping[str, Any]


def read_changes(
    problem: RosterProblem, documents: Sequence[Document]
) -> tuple[Change, ...]:
    """The changes that ``documents`` describe, each by its ``kind``.

    ``absence`` (person, first, last, reason), ``cover`` (on, shift_type, heads), ``site``
    (site, first, last), ``rule`` (rule, fields), ``lock`` (person, on, shift_type: empty
    is off, null takes the lock away). First and last days are both included. Raises
    ``InvalidField`` naming the field, its value and what is wanted.
    """
    want(
        1 <= len(documents) <= MOST_CHANGES,
        "changes",
        len(documents),
        f"1 to {MOST_CHANGES} changes",
    )
    return tuple(_read(problem, document) for document in documents)


def _read(problem: RosterProblem, document: Document) -> Change:
    kind = str(document.get("kind", ""))
    want_known("changes.kind", [kind], READERS)
    for name, value in document.items():
        if name not in FIELDS[kind]:
            wanted = f"one of {', '.join(FIELDS[kind])}"
            raise InvalidField(f"changes.{name}", str(value), wanted)
    return READERS[kind](problem, document)


def _absence(problem: RosterProblem, document: Document) -> Change:
    first, last = _days(problem, document)
    reason = str(document.get("reason") or "sick")
    return Absence(
        person=_person(problem, document), start=first, end=last + 1, kind=reason
    )


def _cover(problem: RosterProblem, document: Document) -> Change:
    heads = _whole(document, "heads")
    want(
        0 < abs(heads) <= MOST_HEADS,
        "changes.heads",
        heads,
        f"1 to {MOST_HEADS} more, or as many fewer",
    )
    shift = str(document.get("shift_type", ""))
    want_known("changes.shift_type", [shift], problem.tables.shifts)
    return CoverChange(day=_day(problem, document, "on"), shift_type=shift, heads=heads)


def _site(problem: RosterProblem, document: Document) -> Change:
    first, last = _days(problem, document)
    site = str(document.get("site", ""))
    want_known("changes.site", [site], [one.id for one in problem.sites])
    return LostSite(site=site, start=first, end=last + 1)


def _rule(problem: RosterProblem, document: Document) -> Change:
    rules = {rule.key: rule for rule in problem.rules}
    key = str(document.get("rule", ""))
    want_known("changes.rule", [key], rules)
    fields = document.get("fields")
    if not isinstance(fields, Mapping) or not fields:
        raise InvalidField("changes.fields", str(fields), "what of it is to be set")
    check_settable(rules[key], fields)
    known = write_rule(rules[key], problem.horizon)
    return RuleChange(rule=read_rule({**known, **fields}, key, problem.horizon))


def _lock(problem: RosterProblem, document: Document) -> Change:
    shift = document.get("shift_type", "")
    if shift:
        want_known("changes.shift_type", [str(shift)], problem.tables.shifts)
    return LockChange(
        person=_person(problem, document),
        day=_day(problem, document, "on"),
        shift_type=None if shift is None else str(shift),
    )


READERS: dict[str, Callable[[RosterProblem, Document], Change]] = {
    "absence": _absence,
    "cover": _cover,
    "site": _site,
    "rule": _rule,
    "lock": _lock,
}
"""What a change may be, by the ``kind`` of its document."""

FIELDS: dict[str, tuple[str, ...]] = {
    "absence": ("kind", "person", "first", "last", "reason"),
    "cover": ("kind", "on", "shift_type", "heads"),
    "site": ("kind", "site", "first", "last"),
    "rule": ("kind", "rule", "fields"),
    "lock": ("kind", "person", "on", "shift_type"),
}
"""What the document of each kind may say; anything else is refused as misspelt."""


def _person(problem: RosterProblem, document: Document) -> str:
    person = str(document.get("person", ""))
    want_known("changes.person", [person], problem.tables.people)
    return person


def _days(problem: RosterProblem, document: Document) -> tuple[int, int]:
    first, last = (_day(problem, document, name) for name in ("first", "last"))
    given = document.get("last")
    want(first <= last, "changes.last", given, "a day not before the first")
    return first, last


def _day(problem: RosterProblem, document: Document, name: str) -> int:
    given, horizon = document.get(name), problem.horizon
    first, last = horizon.start, horizon.date_of(problem.n_days - 1)
    wanted = f"a date from {first.isoformat()} to {last.isoformat()}"
    try:
        day = horizon.day_of(date.fromisoformat(str(given)))
    except ValueError:
        raise InvalidField(f"changes.{name}", str(given), wanted) from None
    want(0 <= day < problem.n_days, f"changes.{name}", given, wanted)
    return day


def _whole(document: Document, name: str) -> int:
    given = document.get(name)
    if not isinstance(given, int) or isinstance(given, bool):
        raise InvalidField(f"changes.{name}", str(given), "a whole number")
    return given
