"""Frozen dataclasses from plain tables of TOML or JSON, and back.

Tables hold strings, numbers, booleans, lists and tables. Days are ISO dates, clock times
are "08:30"; TOML's own dates and times are read as well. What equals its default is left
out when writing.
"""

import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, time
from difflib import get_close_matches
from enum import StrEnum
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from horarium.domain.errors import InvalidField
from horarium.engines.rostering.horizon import FAR, Horizon

Table = Mapping[str, Any]

MOST = 1_000_000
"""Of any number: sums stay far from what the solver counts, windows from all memory."""

NONE = "none"
"""How TOML says that there is no value where the default is one."""


def read_fields(kind: type[Any], table: object, place: str, horizon: Horizon) -> Any:
    """The ``kind`` that ``table`` describes.

    Raises ``InvalidField`` whose field begins with ``place``: for a key that ``kind``
    does not have, a missing one, and a value of the wrong type.
    """
    known = known_fields(kind)
    hints = _hints(kind)
    given = read_table(table, place)
    refuse_unknown(given, known, place)
    values = {}
    for name, about in known.items():
        if name in given:
            where = f"{place}.{name}"
            values[name] = _read(hints[name], given[name], where, horizon)
        elif about.default is MISSING and about.default_factory is MISSING:
            raise InvalidField(f"{place}.{name}", "nothing", "a value")
    try:
        return kind(**values)
    except InvalidField as refusal:
        inner = refusal.field.rpartition(".")[2]
        field = f"{place}.{inner}" if inner in known else f"{place}: {refusal.field}"
        is_day = get_origin(hints.get(inner)) is Annotated and inner in given
        value = _shown(given[inner]) if is_day else refusal.value
        raise InvalidField(field, value, refusal.wanted) from refusal


def write_fields(value: Any, horizon: Horizon) -> dict[str, Any]:
    """The table that ``read_fields`` makes ``value`` from."""
    hints = _hints(type(value))
    table = {}
    for name, about in known_fields(type(value)).items():
        found = getattr(value, name)
        if found != _default(about):
            table[name] = _write(hints[name], found, horizon)
    return table


def known_fields(kind: type[Any]) -> dict[str, Field[Any]]:
    """What may be given for ``kind``, by name."""
    return {about.name: about for about in fields(kind) if about.init}


def read_table(value: object, place: str) -> dict[str, Any]:
    """``value``, if it is a table."""
    if not isinstance(value, Mapping):
        raise InvalidField(place, _shown(value), "a table of names and values")
    return dict(value)


def read_list(value: object, place: str) -> list[Any]:
    """``value``, if it is a list."""
    if not isinstance(value, list | tuple):
        raise InvalidField(place, _shown(value), "a list")
    return list(value)


def refuse_unknown(given: Table, known: Mapping[str, Any], place: str) -> None:
    """Raise ``InvalidField`` for the first key that is not known, with a suggestion."""
    for key in given:
        if key in known:
            continue
        close = get_close_matches(key, known, n=1)
        hint = f"{close[0]} (did you mean that?)" if close else ", ".join(known)
        raise InvalidField(f"{place}.{key}", _shown(given[key]), f"a field: {hint}")


def read_day(value: object, place: str, horizon: Horizon) -> int:
    """A day of the horizon from a date, an ISO date or a plain day number."""
    if isinstance(value, date):
        return horizon.day_of(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= FAR:
        return value
    try:
        return horizon.day_of(date.fromisoformat(str(value)))
    except ValueError as unreadable:
        wanted = f"a date like {horizon.start.isoformat()}, or a day number"
        raise InvalidField(place, _shown(value), wanted) from unreadable


def _hints(kind: type[Any]) -> dict[str, Any]:
    if kind not in _known_hints:
        _known_hints[kind] = get_type_hints(kind, include_extras=True)
    return _known_hints[kind]


_known_hints: dict[type[Any], dict[str, Any]] = {}


def _default(about: Field[Any]) -> object:
    if about.default_factory is not MISSING:
        return about.default_factory()
    return about.default


def _read(hint: Any, value: object, place: str, horizon: Horizon) -> Any:
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return read_day(value, place, horizon)
    if origin in (Union, types.UnionType):
        present = next(part for part in inner if part is not type(None))
        return None if value in (None, NONE) else _read(present, value, place, horizon)
    if origin is tuple:
        listed = enumerate(read_list(value, place))
        return tuple(_read(inner[0], v, f"{place}[{i}]", horizon) for i, v in listed)
    if origin is not None and issubclass(origin, Mapping):
        items = read_table(value, place).items()
        return {k: _read(inner[1], v, f"{place}[{k}]", horizon) for k, v in items}
    if isinstance(hint, type) and is_dataclass(hint):
        return read_fields(hint, value, place, horizon)
    return _read_plain(hint, value, place)


def _read_plain(hint: type[Any], value: object, place: str) -> Any:
    if issubclass(hint, StrEnum):
        if value not in list(hint):
            raise InvalidField(place, _shown(value), " or ".join(hint))
        return hint(str(value))
    if hint is time:
        return _read_time(value, place)
    if hint is not bool and isinstance(value, bool):
        raise InvalidField(place, _shown(value), _WANTED[hint])
    if hint is float and isinstance(value, int | float):
        return _read_number(hint, value, place)
    if hint is int and isinstance(value, int):
        return _read_number(hint, value, place)
    if isinstance(value, hint):
        return value
    raise InvalidField(place, _shown(value), _WANTED[hint])


def _read_number(hint: type[Any], number: float, place: str) -> float:
    if abs(number) <= MOST:
        return number
    wanted = f"{_WANTED[hint]} from -{MOST} to {MOST}"
    raise InvalidField(place, _shown(number), wanted)


_WANTED: dict[type[Any], str] = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
}


def _read_time(value: object, place: str) -> time:
    if isinstance(value, time):
        return value
    try:
        return time.fromisoformat(str(value))
    except ValueError as unreadable:
        raise InvalidField(
            place, _shown(value), "a clock time like 08:30"
        ) from unreadable


def _write(hint: Any, value: Any, horizon: Horizon) -> Any:
    if get_origin(hint) is Annotated:
        return horizon.date_of(value).isoformat()
    if get_origin(hint) in (Union, types.UnionType):
        present = next(part for part in get_args(hint) if part is not type(None))
        return None if value is None else _write(present, value, horizon)
    if isinstance(value, tuple):
        return [_write(get_args(hint)[0], item, horizon) for item in value]
    if isinstance(value, Mapping):
        return dict(value)
    if is_dataclass(value):
        return write_fields(value, horizon)
    if isinstance(value, time):
        return value.isoformat("minutes")
    return str(value) if isinstance(value, StrEnum) else value


def _shown(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
