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
    table = tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    known = {"title": 0, "version": 0, "not_modelled": 0, "rules": 0}
    refuse_unknown(table, known, name)
    rules = [
        replace(read_rule(rule, f"{name}.rules[{index}]", horizon), pack=name)
        for index, rule in enumerate(table["rules"])
    ]
    return RulePack(
        name=name,
        title=table["title"],
        version=table["version"],
        rules=tuple(rules),
        not_modelled=tuple(read_list(table.get("not_modelled", []), "not_modelled")),
    )


def read_rule(value: object, place: str, horizon: Horizon) -> Rule:
    """The rule that a table describes; its ``rule`` is the kind.

    Raises ``InvalidField`` naming the field, its value and what is wanted.
    """
    table: Mapping[str, Any] = read_table(value, place)
    kind = table.get("rule")
    if kind not in RULES:
        raise InvalidField(f"{place}.rule", str(kind), f"one of {', '.join(RULES)}")
    rest = {name: value for name, value in table.items() if name != "rule"}
    rule: Rule = read_fields(RULES[str(kind)], rest, place, horizon)
    return rule


def write_rule(rule: Rule, horizon: Horizon) -> dict[str, Any]:
    """The table that ``read_rule`` makes ``rule`` from."""
    return {"rule": rule.kind, **write_fields(rule, horizon)}
