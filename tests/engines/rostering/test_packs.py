"""The dated packs, and how a department makes its own of one."""

import csv
import re
from dataclasses import replace
from datetime import date, time
from math import ceil

import pytest
from tests.engines.rostering.builders import DAY, make_problem, make_roster

from horarium.domain.errors import InvalidField
from horarium.engines.rostering.horizon import Horizon
from horarium.engines.rostering.io.document import problem_from_dict, problem_to_dict
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
    ("au-ama-code", "week-significant", "max_h", 49.99),
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


@pytest.mark.parametrize(
    ("week", "bands"),
    [
        ("TTTTU..", []),
        ("TTTTT..", ["week-significant"]),
        ("TTTTTTT", ["week-significant"]),
        ("TTTTTTV", ["week-significant", "week-higher"]),
    ],
)
def test_fifty_to_seventy_hours_are_the_middle_band_and_more_the_upper(week, bands):
    ends = {"T": time(18), "U": time(17), "V": time(18, 30)}
    shifts = [replace(DAY, id=letter, end=end) for letter, end in ends.items()]
    known = rules_of("au-ama-code")
    rules = [known["week-significant"], known["week-higher"]]
    problem = make_problem(*rules, people=1, shifts=shifts)

    found = [
        rule.key
        for rule in rules
        if list(rule.breaches(problem, make_roster(problem, week)))
    ]

    assert found == bands


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
        ('extends = "eu-ewtd"\nwithout = [["daily-rest"]]', "own.without"),
        ('[[rules]]\nrule = ["min-rest"]', "own.rules[0].rule"),
    ],
)
def test_a_mistake_is_named_with_its_field(text, field):
    with pytest.raises(InvalidField) as refusal:
        parse_pack(text, "own", HORIZON)

    assert refusal.value.field == field


WARD = {"title": "Our ward", "extends": "eu-ewtd", "without": ["weekly-rest"]}
LONGER = {"id": "daily-rest", "rule": "min-rest", "rest_h": 12}


def document_with(*packs):
    return problem_to_dict(make_problem(n_days=7)) | {"packs": packs, "rules": []}


def test_a_problem_brings_its_departments_own_pack_with_it():
    document = document_with("au-nsw", WARD | {"rules": [LONGER]})

    rules = {rule.key: rule for rule in problem_from_dict(document).rules}

    assert rules["daily-rest"].rest_h == 12
    assert rules["average-week"].pack == rules["daily-rest"].pack == "Our ward"
    assert rules["shift-length"].pack == "au-nsw"
    assert "weekly-rest" not in rules


@pytest.mark.parametrize(
    ("pack", "field"),
    [
        (WARD | {"extends": "eu-etwd"}, "packs"),
        (WARD | {"without": ["weekly-rst"]}, "packs[0].without"),
        (WARD | {"rules": [LONGER | {"rest": 1}]}, "packs[0].rules[0].rest"),
        (WARD | {"titel": "x"}, "packs[0].titel"),
    ],
)
def test_a_mistake_in_a_pack_of_a_problem_is_named_with_its_place(pack, field):
    with pytest.raises(InvalidField) as refusal:
        problem_from_dict(document_with(pack))

    assert refusal.value.field == field


TABLE = (
    (
        "uk_tcs2016",
        "avg_week",
        r"max_h=(\d+)",
        "uk-2016-refreshed",
        "average-week.max_h",
    ),
    ("uk_tcs2016", "avg_week", r"max_h=(\d+)", "uk-2016", "average-week.max_h"),
    ("uk_tcs2016", "max_168h", r"max_h=(\d+)", "uk-2016", "max-168-hours.max_h"),
    ("uk_tcs2016", "shift_len", r"max_h=(\d+)", "uk-2016", "shift-length.max_h"),
    ("uk_tcs2016", "long_run", r"2016: (\d+)", "uk-2016", "long-run.days"),
    ("uk_tcs2016", "long_run", r"9\+: (\d+)", "uk-2016-refreshed", "long-run.days"),
    ("uk_tcs2016", "long_run", r"rest_h>=(\d+)", "uk-2016", "long-run-rest.rest_h"),
    ("uk_tcs2016", "long_late_run", r"max=(\d+)", "uk-2016", "long-late-run.days"),
    ("uk_tcs2016", "night_run", r"max=(\d+)", "uk-2016-refreshed", "night-run.days"),
    ("uk_tcs2016", "night_rest", r"rest_h>=(\d+)", "uk-2016", "night-rest.rest_h"),
    ("uk_tcs2016", "night_rest", r"after (\d+) or", "uk-2016", "night-rest.run"),
    ("uk_tcs2016", "consec_days", r"2016: (\d+)", "uk-2016", "consecutive-days.days"),
    (
        "uk_tcs2016",
        "consec_days",
        r"refreshed: (\d+)",
        "uk-2016-refreshed",
        "consecutive-days.days",
    ),
    ("uk_tcs2016", "daily_rest", r"rest_h>=(\d+)", "uk-2016", "daily-rest.rest_h"),
    (
        "uk_tcs2016",
        "weekend_freq",
        r"1 in (\d+) \(2",
        "uk-2016",
        "weekend-frequency.of",
    ),
    (
        "uk_tcs2016",
        "weekend_freq",
        r"1 in (\d+) \(r",
        "uk-2016-refreshed",
        "weekend-frequency.of",
    ),
    ("uk_tcs2016", "oncall_len", r"max_h=(\d+)", "uk-2016", "on-call-length.max_h"),
    ("uk_tcs2016", "oncall_7d", r"max=(\d+)", "uk-2016", "on-call-7-days.most"),
    ("eu_ewtd", "avg_week", r"max_h=(\d+)", "eu-ewtd", "average-week.max_h"),
    ("eu_ewtd", "daily_rest", r"rest_h>=(\d+)", "eu-ewtd", "daily-rest.rest_h"),
    ("us_acgme", "avg_week", r"max_h=(\d+)", "us-acgme", "average-week.max_h"),
    ("us_acgme", "post24", r"rest_h>=(\d+)", "us-acgme", "rest-after-24-hours.rest_h"),
    ("us_acgme", "daily_rest", r"rest_h>=(\d+)", "us-acgme", "daily-rest.rest_h"),
    (
        "au_ama_code",
        "week_hours",
        r"lower <(\d+)",
        "au-ama-code",
        "week-significant.max_h",
    ),
    ("au_ama_code", "week_hours", r"higher >(\d+)", "au-ama-code", "week-higher.max_h"),
    ("au_ama_code", "shift_hours", r"<=(\d+)", "au-ama-code", "duty-significant.max_h"),
    ("au_nsw", "shift_cap", r"max_h=(\d+)", "au-nsw", "shift-length.max_h"),
    ("au_nsw", "daily_rest", r"rest_h>=(\d+)", "au-nsw", "daily-rest.rest_h"),
    ("au_nsw", "nights", r"max (\d+) nights", "au-nsw", "night-run.days"),
    (
        "au_nsw",
        "nights",
        r"(\d+) h off after 2",
        "au-nsw",
        "rest-after-two-nights.rest_h",
    ),
    (
        "au_nsw",
        "nights",
        r"(\d+) h off after 4",
        "au-nsw",
        "rest-after-four-nights.rest_h",
    ),
    ("au_nsw", "nights", r"max (\d+) days", "au-nsw", "consecutive-days.days"),
    ("nz_rmo", "week72", r"max_h=(\d+)", "nz-rmo", "week.max_h"),
    ("nz_rmo", "fortnight144", r"max_h=(\d+)", "nz-rmo", "fortnight.max_h"),
    ("nz_rmo", "avg60", r"max_h=(\d+)", "nz-rmo", "average-week.max_h"),
    ("nz_rmo", "day16", r"max_h=(\d+)", "nz-rmo", "day.max_h"),
    ("nz_rmo", "daily_rest", r"rest_h>=(\d+)", "nz-rmo", "daily-rest.rest_h"),
    ("nz_rmo", "daily_rest", r"ED: (\d+)", "nz-rmo", "emergency-rest.rest_h"),
    ("nz_rmo", "ed_week", r"max (\d+) h/week", "nz-rmo", "emergency-week.max_h"),
    ("nz_rmo", "ed_week", r"avg (\d+) h/week", "nz-rmo", "emergency-average.max_h"),
    ("nz_rmo", "ed_week", r"(\d+) h/day", "nz-rmo", "emergency-day.max_h"),
    ("nz_rmo", "consec12", r"^(\d+) days", "nz-rmo", "outside-schedule-10-days.run"),
    ("nz_rmo", "sch10_days", r"max=(\d+)", "nz-rmo", "consecutive-days.days"),
    ("nz_rmo", "sch10_nights", r"max=(\d+)", "nz-rmo", "night-run.days"),
    ("ca_paro", "call_home", r"(\d+) per 30", "ca-paro", "home-call.most"),
    ("ca_paro", "blended", r"<= (\d+)", "ca-paro", "blended-call.most"),
    ("ca_paro", "shift_hours", r"max (\d+) h/week", "ca-paro", "shift-week.max_h"),
    ("ca_paro", "shift_hours", r"rest_h>=(\d+)", "ca-paro", "shift-rest.rest_h"),
)
"""A figure of the table: its row, where it stands in it, and the field that holds it."""


@pytest.fixture(scope="module")
def agreements(shared):
    file = shared / "data" / "rulepacks.csv"
    if not file.is_file():
        pytest.skip("no rulepacks.csv here (HORARIUM_SHARED)")
    with file.open(newline="", encoding="utf-8") as lines:
        return {(row["pack"], row["rule_id"]): row for row in csv.DictReader(lines)}


@pytest.mark.parametrize(("agreement", "row", "figure", "pack", "field"), TABLE)
def test_every_figure_of_the_table_stands_in_the_packs(
    agreements, agreement, row, figure, pack, field
):
    rule, _, name = field.partition(".")
    line = agreements[agreement, row]

    found = re.search(figure, line["parameters"])

    # A band that begins at a figure, and not beyond it, stands just below it.
    assert ceil(getattr(rules_of(pack)[rule], name)) == int(found.group(1))
    is_sure = line["confidence"] == "checked"
    assert (rules_of(pack)[rule].confidence == "checked") == is_sure


def test_the_table_is_looked_at_whole(agreements):
    packs = {"ca_rdos"} | {agreement for agreement, *_ in TABLE}

    assert {pack for pack, _ in agreements} == packs
