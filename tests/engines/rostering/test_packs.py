"""The dated packs, and how a department makes its own of one."""

from datetime import date

import pytest

from horarium.domain.errors import InvalidField
from horarium.engines.rostering.horizon import Horizon
from horarium.engines.rostering.packs import load_pack, pack_names, parse_pack

HORIZON = Horizon(date(2026, 3, 2), 28)


def rules_of(name):
    return {rule.key: rule for rule in load_pack(name, HORIZON).rules}


@pytest.mark.parametrize("name", pack_names())
def test_every_number_has_a_source_and_says_how_sure_it_is(name):
    pack = load_pack(name, HORIZON)

    assert pack.title
    assert pack.version
    for rule in pack.rules:
        assert rule.pack == name
        assert rule.source
        assert "checked" in rule.confidence or "recalled" in rule.confidence


FIGURES = (
    ("uk-2016", "consecutive-days", "days", 8),
    ("uk-2016", "long-run", "days", 5),
    ("uk-2016", "weekend-frequency", "of", 2),
    ("uk-2016", "max-168-hours", "max_h", 72),
    ("uk-2016-refreshed", "consecutive-days", "days", 7),
    ("uk-2016-refreshed", "long-run", "days", 4),
    ("uk-2016-refreshed", "weekend-frequency", "of", 3),
    ("uk-2016-refreshed", "night-rest", "rest_h", 46),
    ("eu-ewtd", "average-week", "max_h", 48),
    ("eu-ewtd", "daily-rest", "rest_h", 11),
    ("us-acgme", "average-week", "max_h", 80),
    ("us-acgme", "rest-after-24-hours", "rest_h", 14),
    ("au-ama-code", "week-significant", "max_h", 50),
    ("au-ama-code", "week-higher", "max_h", 70),
    ("au-nsw", "shift-length", "max_h", 14),
    ("nz-rmo", "fortnight", "max_h", 144),
    ("nz-rmo", "consecutive-days", "days", 10),
    ("ca-paro", "blended-call", "most", 30),
    ("ca-paro", "weekends", "worked", 2),
)


@pytest.mark.parametrize(("pack", "rule", "field", "figure"), FIGURES)
def test_the_figures_are_those_of_the_agreements(pack, rule, field, figure):
    assert getattr(rules_of(pack)[rule], field) == figure


def test_bands_are_a_matter_of_price_and_laws_are_not():
    bands = load_pack("au-ama-code", HORIZON).rules
    law = load_pack("eu-ewtd", HORIZON).rules

    assert not any(rule.is_hard for rule in bands)
    assert all(rule.is_hard for rule in law)


OWN = """
title = "Our department"
extends = "eu-ewtd"
without = ["weekly-rest"]

[[rules]]
id = "daily-rest"
rule = "min-rest"
rest_h = 12
source = "our own agreement of 2026"
confidence = "checked"

[[rules]]
id = "no-long-weeks"
rule = "max-consecutive"
days = 6
weight = 5
source = "our own agreement of 2026"
confidence = "checked"
"""


def test_a_department_extends_a_pack_and_overrides_what_it_wants():
    pack = parse_pack(OWN, "our-own", HORIZON)

    rules = {rule.key: rule for rule in pack.rules}
    assert list(rules) == ["average-week", "daily-rest", "no-long-weeks"]
    assert rules["daily-rest"].rest_h == 12
    assert {rule.pack for rule in pack.rules} == {"our-own"}
    assert pack.not_modelled == load_pack("eu-ewtd", HORIZON).not_modelled


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ('extends = "atlantis"', "packs"),
        ('extends = "eu-ewtd"\nwithout = ["lunch"]', "own.without"),
        ('titel = "x"', "own.titel"),
        ('[[rules]]\nrule = "min-rest"\nrest = 4', "own.rules[0].rest"),
        ("rules = [", "own"),
    ],
)
def test_a_mistake_is_named_with_its_field(text, field):
    with pytest.raises(InvalidField) as refusal:
        parse_pack(text, "own", HORIZON)

    assert refusal.value.field == field
