"""Rules from tables, and the dated packs of rules that come with Horarium."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any

from horarium.domain.errors import InvalidField
from horarium.engines.rostering.horizon import Horizon
from horarium.engines.rostering.io.fields import (
    read_fields,
    read_list,
    read_table,
    refuse_unknown,
    write_fields,
)
from horarium.engines.rostering.problem import Rule
from horarium.engines.rostering.rules.registry import RULES

_FOLDER = files("horarium.engines.rostering") / "rulepacks"


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePack:
    """The rules of one agreement, as they stood in one version of it."""

    name: str
    title: str
    version: str
    rules: tuple[Rule, ...]
    not_modelled: tuple[str, ...] = ()


def pack_names() -> list[str]:
    """The packs that come with Horarium."""
    found = (entry.name for entry in _FOLDER.iterdir())
    return sorted(
        name.removesuffix(".toml") for name in found if name.endswith(".toml")
    )


def load_pack(name: str, horizon: Horizon) -> RulePack:
    """The pack called ``name``, each of its rules marked with that name.

    Raises ``InvalidField`` for a name that is none of ``pack_names``.
    """
    if name not in pack_names():
        raise InvalidField("packs", name, f"one of {', '.join(pack_names())}")
    text = (_FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    return parse_pack(text, name, horizon)


def parse_pack(text: str, name: str, horizon: Horizon) -> RulePack:
    """The pack in ``text``, a department's own for example.

    One that ``extends`` another begins with that one's rules: those of the same id take
    their place, those named in ``without`` are left out. Raises ``InvalidField`` naming
    the field, its value and what is wanted.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        raise InvalidField(name, str(broken), "valid TOML") from broken
    return read_pack(table, name, name, horizon)


def read_pack(
    table: Mapping[str, Any], name: str, place: str, horizon: Horizon
) -> RulePack:
    """The pack in a table that stands at ``place``, its rules marked with ``name``.

    Raises ``InvalidField`` naming the field, its value and what is wanted.
    """
    refuse_unknown(table, PACK_KEYS, place)
    extended = table.get("extends")
    base = None if extended is None else load_pack(str(extended), horizon)
    rules = {rule.key: rule for rule in (base.rules if base else ())}
    for key in read_list(table.get("without", []), f"{place}.without"):
        if str(key) not in rules:
            raise InvalidField(
                f"{place}.without", str(key), f"one of {', '.join(rules)}"
            )
        del rules[str(key)]
    for index, entry in enumerate(read_list(table.get("rules", []), f"{place}.rules")):
        rule = read_rule(entry, f"{place}.rules[{index}]", horizon)
        rules[rule.key] = rule
    own_gaps = read_list(table.get("not_modelled", []), f"{place}.not_modelled")
    gaps = (*(base.not_modelled if base else ()), *map(str, own_gaps))
    return RulePack(
        name=name,
        title=str(table.get("title", name)),
        version=str(table.get("version", "")),
        rules=tuple(replace(rule, pack=name) for rule in rules.values()),
        not_modelled=gaps,
    )


PACK_KEYS = dict.fromkeys(
    ("title", "version", "extends", "without", "not_modelled", "rules")
)
"""What the table of a pack may hold."""


def read_rule(value: object, place: str, horizon: Horizon) -> Rule:
    """The rule that a table describes; its ``rule`` is the kind.

    Raises ``InvalidField`` naming the field, its value and what is wanted.
    """
    table: Mapping[str, Any] = read_table(value, place)
    kind = str(table.get("rule"))
    if kind not in RULES:
        raise InvalidField(f"{place}.rule", kind, f"one of {', '.join(RULES)}")
    rest = {name: value for name, value in table.items() if name != "rule"}
    rule: Rule = read_fields(RULES[kind], rest, place, horizon)
    return rule


def write_rule(rule: Rule, horizon: Horizon) -> dict[str, Any]:
    """The table that ``read_rule`` makes ``rule`` from."""
    return {"rule": rule.kind, **write_fields(rule, horizon)}
