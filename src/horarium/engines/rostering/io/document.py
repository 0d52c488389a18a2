"""A rostering problem as one plain document, and back: the form of TOML and JSON.

The document is lossless: reading what was written gives an equal problem. People and
sites have names, days are dates, cover is grouped over the days on which it is the same,
and every rule is written out with its numbers. A document may instead begin with ``packs``
of rules, by name or as tables of the department's own that extend one; a rule in the
document with the same id replaces the pack's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from horarium.domain.errors import InvalidField
from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.horizon import Horizon
from horarium.engines.rostering.io.fields import (
    Table,
    read_day,
    read_fields,
    read_list,
    read_table,
    refuse_unknown,
    write_fields,
)
from horarium.engines.rostering.packs import (
    RulePack,
    load_pack,
    read_pack,
    read_rule,
    write_rule,
)
from horarium.engines.rostering.people import Person
from horarium.engines.rostering.problem import Lock, RosterProblem, Rule
from horarium.engines.rostering.roster import OFF, Roster
from horarium.engines.rostering.rules.registry import BASIC_RULES
from horarium.engines.rostering.shifts import ShiftType, Site

FORMAT = "horarium-roster-problem/1"
OWN_PACK = "The department's own pack"
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_KEYS = dict.fromkeys(
    (
        "format",
        "name",
        "horizon",
        "grades",
        "sites",
        "shift_types",
        "people",
        "cover",
        "packs",
        "rules",
        "history",
        "locks",
    )
)


def problem_to_dict(problem: RosterProblem) -> dict[str, Any]:
    """``problem`` as a document of plain values, fit for JSON and TOML."""
    horizon = problem.horizon
    document: dict[str, Any] = {
        "format": FORMAT,
        "name": problem.name,
        "horizon": {
            "start": horizon.start.isoformat(),
            "days": horizon.n_days,
            "time_zone": horizon.time_zone,
        },
        "grades": list(problem.grades),
    }
    for name, nouns in (
        ("sites", problem.sites),
        ("shift_types", problem.shift_types),
        ("people", problem.people),
        ("locks", problem.locks),
    ):
        document[name] = [write_fields(noun, horizon) for noun in nouns]
    document["cover"] = _write_cover(problem)
    document["rules"] = [write_rule(rule, horizon) for rule in problem.rules]
    document["history"] = _write_history(problem)
    return document


def problem_from_dict(document: Mapping[str, Any]) -> RosterProblem:
    """The problem that ``document`` describes.

    Raises ``InvalidField`` naming the field, its value and what is wanted.
    """
    refuse_unknown(document, _KEYS, "problem")
    found = document.get("format")
    if found != FORMAT:
        raise InvalidField("format", str(found), FORMAT)
    horizon = _read_horizon(document)
    people: tuple[Person, ...] = _read_all(Person, document, "people", horizon)
    shifts: tuple[ShiftType, ...] = _read_all(
        ShiftType, document, "shift_types", horizon
    )
    return RosterProblem(
        name=str(document.get("name", "")),
        horizon=horizon,
        shift_types=shifts,
        people=people,
        cover=_read_cover(document, horizon),
        rules=_read_rules(document, horizon),
        history=_read_history(document, people, shifts, horizon),
        locks=_read_all(Lock, document, "locks", horizon),
        sites=_read_all(Site, document, "sites", horizon),
        grades=tuple(map(str, read_list(document.get("grades", []), "grades"))),
    )


def _read_horizon(document: Mapping[str, Any]) -> Horizon:
    if "horizon" not in document:
        raise InvalidField("horizon", "nothing", "a table with start and days")
    table = read_table(document["horizon"], "horizon")
    refuse_unknown(table, {"start": 0, "days": 0, "time_zone": 0}, "horizon")
    for name in ("start", "days"):
        if name not in table:
            raise InvalidField(f"horizon.{name}", "nothing", "a value")
    epoch = Horizon.at_epoch()
    if isinstance(table["start"], int):
        raise InvalidField(
            "horizon.start", str(table["start"]), "a date like 2026-03-02"
        )
    try:
        start = epoch.date_of(read_day(table["start"], "horizon.start", epoch))
    except InvalidField as refusal:
        wanted = "a date like 2026-03-02"
        raise InvalidField(refusal.field, refusal.value, wanted) from refusal
    days = table["days"]
    if not isinstance(days, int) or isinstance(days, bool):
        raise InvalidField("horizon.days", str(days), "a whole number of days")
    try:
        return Horizon(start, days, str(table.get("time_zone", "UTC")))
    except InvalidField as refusal:
        field = refusal.field.replace("n_days", "days")
        raise InvalidField(field, refusal.value, refusal.wanted) from refusal


def _read_all(
    kind: type[Any], document: Mapping[str, Any], name: str, horizon: Horizon
) -> tuple[Any, ...]:
    tables = enumerate(read_list(document.get(name, []), name))
    return tuple(
        read_fields(kind, table, f"{name}[{_label(table, index)}]", horizon)
        for index, table in tables
    )


def _label(table: object, index: int) -> str:
    named = table.get("id") if isinstance(table, Mapping) else None
    return str(named or index)


def _read_rules(document: Mapping[str, Any], horizon: Horizon) -> tuple[Rule, ...]:
    """Basic rules, then packs, then the document's own; the last of an id counts."""
    rules = {rule.key: rule for rule in BASIC_RULES}
    for index, pack in enumerate(read_list(document.get("packs", []), "packs")):
        rules |= {rule.key: rule for rule in _pack(pack, index, horizon).rules}
    written: dict[str, Rule] = {}
    for index, table in enumerate(read_list(document.get("rules", []), "rules")):
        rule = read_rule(table, f"rules[{index}]", horizon)
        if rule.key in written:
            wanted = "an id of its own for each rule"
            raise InvalidField(f"rules[{index}].id", rule.key, wanted)
        written[rule.key] = rule
    if set(rules) <= set(written):
        return tuple(written.values())
    return tuple((rules | written).values())


def _pack(given: object, index: int, horizon: Horizon) -> RulePack:
    """One that comes with Horarium, by its name, or the department's own as a table."""
    if not isinstance(given, Mapping):
        return load_pack(str(given), horizon)
    place = f"packs[{index}]"
    return read_pack(given, str(given.get("title", OWN_PACK)), place, horizon)


def _write_cover(problem: RosterProblem) -> list[dict[str, Any]]:
    horizon = problem.horizon
    days_of: dict[Cover, list[int]] = {}
    for cover in problem.cover:
        days_of.setdefault(replace(cover, day=0), []).append(cover.day)
    return [
        _days_as_table(days, horizon) | _without_day(cover, horizon)
        for cover, days in days_of.items()
    ]


def _without_day(cover: Cover, horizon: Horizon) -> dict[str, Any]:
    table = write_fields(cover, horizon)
    del table["day"]
    return table


def _days_as_table(days: Sequence[int], horizon: Horizon) -> dict[str, Any]:
    """Weekdays, where the days are all of those; else dates."""
    chosen = {horizon.weekday(day) for day in days}
    full = [d for d in range(horizon.n_days) if horizon.weekday(d) in chosen]
    if full == list(days):
        return {"weekdays": [WEEKDAYS[weekday] for weekday in sorted(chosen)]}
    return {"dates": [horizon.date_of(day).isoformat() for day in days]}


def _read_cover(document: Mapping[str, Any], horizon: Horizon) -> tuple[Cover, ...]:
    lines = []
    for index, line in enumerate(read_list(document.get("cover", []), "cover")):
        place = f"cover[{index}]"
        table = read_table(line, place)
        days = _read_days(table, place, horizon)
        rest = {k: v for k, v in table.items() if k not in ("weekdays", "dates")}
        cover = read_fields(Cover, rest | {"day": 0}, place, horizon)
        lines += [replace(cover, day=day) for day in days]
    return tuple(lines)


def _read_days(table: Table, place: str, horizon: Horizon) -> list[int]:
    days = range(horizon.n_days)
    if "dates" in table:
        dates = enumerate(read_list(table["dates"], f"{place}.dates"))
        return [read_day(d, f"{place}.dates[{i}]", horizon) for i, d in dates]
    if "weekdays" not in table:
        return list(days)
    chosen = set()
    for index, name in enumerate(read_list(table["weekdays"], f"{place}.weekdays")):
        if name not in WEEKDAYS:
            wanted = f"one of {', '.join(WEEKDAYS)}"
            raise InvalidField(f"{place}.weekdays[{index}]", str(name), wanted)
        chosen.add(WEEKDAYS.index(name))
    return [day for day in days if horizon.weekday(day) in chosen]


def _write_history(problem: RosterProblem) -> dict[str, list[str]]:
    names = [shift.id for shift in problem.shift_types] + [""]
    if not problem.n_history:
        return {}
    return {
        person.id: [names[shift] for shift in line]
        for person, line in zip(problem.people, problem.history.cells, strict=True)
    }


def _read_history(
    document: Mapping[str, Any],
    people: Sequence[Person],
    shifts: Sequence[ShiftType],
    horizon: Horizon,
) -> Roster:
    """The shifts of each person up to the day before the horizon, "" being off."""
    lines = read_table(document.get("history", {}), "history")
    refuse_unknown(lines, {person.id: 0 for person in people}, "history")
    index = {shift.id: number for number, shift in enumerate(shifts)} | {"": OFF}
    n_days = max(
        (len(read_list(v, f"history.{k}")) for k, v in lines.items()), default=0
    )
    cells = np.full((len(people), n_days), OFF, dtype=np.int16)
    for row, person in enumerate(people):
        line = [str(name) for name in lines.get(person.id, [])]
        for at, name in enumerate(line, start=n_days - len(line)):
            if name not in index:
                when = horizon.name_of(at - n_days)
                wanted = f"empty, or one of {', '.join(filter(None, index))}"
                raise InvalidField(f"history.{person.id}, {when}", str(name), wanted)
            cells[row, at] = index[name]
    return Roster(cells)
