"""The JSON schema of roster documents, made from the very types that read them."""

import types
from collections.abc import Mapping
from dataclasses import MISSING, is_dataclass
from datetime import time
from enum import StrEnum
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.io.document import WEEKDAYS
from horarium.engines.rostering.io.fields import known_fields
from horarium.engines.rostering.io.roster_document import ROSTER_FORMAT
from horarium.engines.rostering.packs import PACK_KEYS
from horarium.engines.rostering.people import Person
from horarium.engines.rostering.problem import Lock, Rule
from horarium.engines.rostering.rules.registry import RULES
from horarium.engines.rostering.shifts import ShiftType, Site

Schema = dict[str, Any]

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_DAY: Schema = {
    "description": "A date, or the number of a day counted from the first.",
    "anyOf": [{"type": "string", "format": "date"}, {"type": "integer"}],
}
_PLAIN: dict[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    time: {"type": "string", "pattern": r"^\d{2}:\d{2}(:\d{2})?$"},
}


def roster_schema() -> Schema:
    """What a document of the form ``horarium-roster/1`` may hold (draft 2020-12)."""
    names = {"type": "array", "items": {"type": "string"}}
    return {
        "$schema": DRAFT,
        "title": "A roster and the problem it answers",
        "type": "object",
        "required": ["format", "horizon", "shift_types", "people", "roster"],
        "additionalProperties": False,
        "properties": {
            "format": {"const": ROSTER_FORMAT},
            "name": {"type": "string"},
            "horizon": _horizon(),
            "grades": names,
            "sites": _listed(Site),
            "shift_types": _listed(ShiftType),
            "people": _listed(Person),
            "locks": _listed(Lock),
            "cover": {"type": "array", "items": _cover()},
            "packs": {
                "type": "array",
                "items": {"anyOf": [{"type": "string"}, _pack(names)]},
            },
            "rules": _rules(),
            "history": {"type": "object", "additionalProperties": names},
            "roster": {
                "description": "Shift types by person, one a day; empty is off.",
                "type": "object",
                "additionalProperties": names,
            },
        },
    }


def _horizon() -> Schema:
    return {
        "type": "object",
        "required": ["start", "days"],
        "additionalProperties": False,
        "properties": {
            "start": {"type": "string", "format": "date"},
            "days": {"type": "integer", "minimum": 1},
            "time_zone": {"type": "string"},
        },
    }


def _cover() -> Schema:
    schema = _table(Cover)
    fields: Schema = schema["properties"]
    del fields["day"]
    fields["dates"] = {"type": "array", "items": _DAY}
    fields["weekdays"] = {"type": "array", "items": {"enum": list(WEEKDAYS)}}
    schema["required"] = [name for name in schema["required"] if name != "day"]
    return schema


def _rules() -> Schema:
    kinds = [_rule(rule) for rule in RULES.values()]
    return {"type": "array", "items": {"oneOf": kinds}}


def _pack(names: Schema) -> Schema:
    fields: Schema = {name: {"type": "string"} for name in PACK_KEYS}
    fields |= {"without": names, "not_modelled": names, "rules": {"type": "array"}}
    return {"type": "object", "additionalProperties": False, "properties": fields}


def _rule(kind: type[Rule]) -> Schema:
    schema = _table(kind)
    schema["properties"] = {"rule": {"const": kind.kind}} | schema["properties"]
    schema["required"] = ["rule", *schema["required"]]
    return schema


def _listed(kind: type[Any]) -> Schema:
    return {"type": "array", "items": _table(kind)}


def _table(kind: type[Any]) -> Schema:
    hints = get_type_hints(kind, include_extras=True)
    known = known_fields(kind)
    return {
        "type": "object",
        "required": [
            name
            for name, about in known.items()
            if about.default is MISSING and about.default_factory is MISSING
        ],
        "additionalProperties": False,
        "properties": {name: _value(hints[name]) for name in known},
    }


def _value(hint: Any) -> Schema:
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _DAY
    if origin in (Union, types.UnionType):
        present = [_value(part) for part in inner if part is not type(None)]
        return {"anyOf": [*present, {"type": "null"}]}
    if origin is tuple:
        return {"type": "array", "items": _value(inner[0])}
    if origin is not None and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _value(inner[1])}
    if is_dataclass(hint) and isinstance(hint, type):
        return _table(hint)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return {"enum": [str(one) for one in hint]}
    return dict(_PLAIN[hint])
