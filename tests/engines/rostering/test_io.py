"""Problems and rosters as text: what was written is read back; mistakes are named."""

import json

import pytest
from tests.engines.rostering.builders import make_problem, make_roster
from tests.engines.rostering.test_rules_agree import CASES, make_busy_problem

from horarium.domain.errors import InvalidField, UnreadableInput
from horarium.engines.rostering.io.csv import parse_csv, write_csv
from horarium.engines.rostering.io.document import problem_from_dict, problem_to_dict
from horarium.engines.rostering.io.reader import parse_problem
from horarium.engines.rostering.io.roster_document import parse_roster
from horarium.engines.rostering.io.toml import write_toml
from horarium.engines.rostering.rules.registry import BASIC_RULES

ONE_A_KIND = {rule.kind: rule for rule in (*CASES, *BASIC_RULES)}.values()

CURTIS_QU = """
SECTION_HORIZON
7

SECTION_SHIFTS
D,480,
N,600,D

SECTION_STAFF
A,D=7|N=2,4320,0,5,1,1,1

SECTION_DAYS_OFF
A,3

SECTION_SHIFT_ON_REQUESTS
A,0,D,2

SECTION_SHIFT_OFF_REQUESTS
A,1,D,3

SECTION_COVER
0,D,1,100,1
"""


def test_toml_and_json_give_back_the_same_problem():
    problem = make_busy_problem(*ONE_A_KIND)

    from_toml = parse_problem(write_toml(problem), "a.toml")
    from_json = parse_problem(json.dumps(problem_to_dict(problem)), "a.json")

    assert from_toml == from_json == problem


def test_the_public_text_format_is_read():
    problem = parse_problem(CURTIS_QU, "instance.txt")

    assert problem.n_days == 7
    assert [shift.id for shift in problem.shift_types] == ["D", "N"]
    assert problem.people[0].limits.max_shifts == {"D": 7, "N": 2}
    assert problem.cover[0].under_weight == 100


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("\n7\n", "\nseven\n", "line 3"),
        ("N,600,D", "N,600,X", "line 7"),
        ("A,0,D,2", "B,0,D,2", "line 16"),
        ("0,5,1,1,1", "0,2,4,1,1", "line 10"),
        ("A,0,D,2", "A,0,D," + 20 * "9", "line 16, weight"),
        ("D=7", "D=" + 5000 * "7", "line 10, MaxShifts"),
    ],
)
def test_a_mistake_in_the_public_format_names_its_line(old, new, place):
    with pytest.raises(UnreadableInput) as refusal:
        parse_problem(CURTIS_QU.replace(old, new), "instance.txt")

    assert refusal.value.place.startswith(place)


def changed(path, value):
    """A document that is right but for one field."""
    document = problem_to_dict(make_busy_problem(*BASIC_RULES))
    *way, last = path
    inner = document
    for step in way:
        inner = inner[step]
    inner[last] = value
    return document


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        (("format",), "other/1", "format"),
        (("horizon", "days"), "many", "horizon.days"),
        (("people", 0, "sitse"), ["north"], "people[ann].sitse"),
        (("people", 0, "sites"), ["moon"], "people[ann].sites"),
        (("shift_types", 0, "start"), "25:00", "shift_types[D].start"),
        (("cover", 0, "wanted"), -1, "cover[0].wanted"),
        (("rules", 0, "rule"), "no-such", "rules[0].rule"),
        (("rules", 0, "wieght"), 4, "rules[0].wieght"),
        (("history", "ann"), ["Q"], "history.ann"),
    ],
)
def test_a_mistake_names_its_field(path, value, field):
    with pytest.raises(InvalidField) as refusal:
        problem_from_dict(changed(path, value))

    assert refusal.value.field.startswith(field)
    assert refusal.value.wanted


def test_packs_are_named_and_their_rules_replaced_by_id():
    document = problem_to_dict(make_problem(*BASIC_RULES))
    own = {"rule": "min-rest", "id": "daily-rest", "rest_h": 12}
    document |= {"packs": ["uk-2016-refreshed"], "rules": [own]}

    rules = {rule.key: rule for rule in problem_from_dict(document).rules}

    assert rules["daily-rest"].rest_h == 12
    assert rules["max-168-hours"].max_h == 72


def test_a_roster_in_csv_is_read_back_whatever_the_order_of_people():
    problem = make_problem(people=3)
    roster = make_roster(problem, "DL.....", ".N....C", "......O")
    header, *lines = write_csv(problem, roster).splitlines()

    text = "\n".join([header, *reversed(lines)])

    assert parse_csv(problem, text, "r.csv") == roster


@pytest.mark.parametrize(
    ("old", "new"),
    [("staff", "people"), ("p0,D", "p9,D"), ("p0,D", "p0,Q"), ("p1,", "p1,D,")],
)
def test_a_mistake_in_csv_names_its_line(old, new):
    problem = make_problem(people=2)
    text = write_csv(problem, make_roster(problem, "DL.....", "......."))

    with pytest.raises(UnreadableInput) as refusal:
        parse_csv(problem, text.replace(old, new, 1), "r.csv")

    assert refusal.value.place.startswith("line")


@pytest.mark.parametrize("text", ["", "hello there", "{", "a = ["])
def test_what_is_no_problem_at_all_is_refused_with_its_file(text):
    with pytest.raises(UnreadableInput) as refusal:
        parse_problem(text, "odd.txt")

    assert refusal.value.file == "odd.txt"


@pytest.mark.parametrize("text", ["[]", "7", "[" * 100_000])
def test_what_is_called_json_is_not_taken_for_toml(text):
    with pytest.raises(UnreadableInput) as refusal:
        parse_problem(text, "odd.JSON")

    assert "TOML" not in refusal.value.wanted


@pytest.mark.parametrize("text", ['[{"format": 1}]', "[]", "[1, 2]", '["people"]\n'])
@pytest.mark.parametrize("parse", [parse_problem, parse_roster])
def test_a_list_in_json_is_told_that_an_object_is_wanted(parse, text):
    with pytest.raises(UnreadableInput) as refusal:
        parse(text, "ward")

    assert refusal.value.value == text.strip()
    assert refusal.value.wanted == "a JSON object, in braces"


@pytest.mark.parametrize(
    "text", ["[horizon]\n", "[[people]]\nid = 1\n", '["people"]\na=1']
)
def test_what_begins_with_the_name_of_a_table_is_toml(text):
    with pytest.raises(UnreadableInput, match="format"):
        parse_problem(text, "ward")


RULE = {"id": "x", "rule": "max-in-window", "most": 1, "days": 3}
PAIR = {"rule": "partnership", "one": "ann", "other": "bbo"}
MIX = {"rule": "weighted-mix", "points": {"nightx": 3}, "most": 6}


@pytest.mark.parametrize(
    ("rule", "place", "wanted"),
    [
        (RULE | {"scope": {"people": ["an"]}}, "rules[x].scope.people", "ann, bob"),
        (RULE | {"scope": {"grades": ["S3"]}}, "rules[x].scope.grades", "ST3"),
        (RULE | {"scope": {"sites": ["nrth"]}}, "rules[x].scope.sites", "north"),
        (RULE | {"duties": {"ids": ["DD"]}}, "rules[x].duties.ids", "one of D"),
        (RULE | {"duties": {"sites": ["nx"]}}, "rules[x].duties.sites", "north"),
        (RULE | {"duties": {"tags": ["nightx"]}}, "rules[x].duties.tags", "night ("),
        (PAIR, "rules[partnership].other", "ann, bob"),
        (
            {"rule": "supervision", "juniors": ["ST33"]},
            "rules[supervision].juniors",
            "ST3",
        ),
        (MIX, "rules[weighted-mix].points", "night ("),
    ],
)
def test_a_rule_about_nobody_and_nothing_is_refused_by_its_field(rule, place, wanted):
    document = problem_to_dict(make_busy_problem()) | {"rules": [rule]}

    with pytest.raises(UnreadableInput) as refusal:
        parse_problem(json.dumps(document), "own.json")

    assert refusal.value.place == place
    assert wanted in refusal.value.wanted


def test_a_skill_that_looks_like_one_that_somebody_has_is_taken_for_a_slip():
    document = problem_to_dict(make_busy_problem())
    document["cover"].append({"shift_types": ["D"], "wanted": 1, "skills": ["clinc"]})

    with pytest.raises(UnreadableInput, match="clinic"):
        parse_problem(json.dumps(document), "own.json")


def test_a_skill_that_nobody_has_is_no_mistake():
    document = problem_to_dict(make_busy_problem())
    document["cover"].append({"shift_types": ["D"], "wanted": 1, "skills": ["mri"]})

    assert parse_problem(json.dumps(document), "own.json").cover


@pytest.mark.parametrize(
    "number", [10**7, -(10**7), float("inf"), float("nan"), True, "7", None]
)
def test_a_number_beyond_reckoning_is_refused_by_its_field(number):
    rule = {"id": "x", "rule": "max-hours-in-window", "window_h": number}
    document = problem_to_dict(make_busy_problem()) | {"rules": [rule]}

    with pytest.raises(InvalidField, match="window_h"):
        problem_from_dict(document)


@pytest.mark.parametrize(
    ("least", "most", "field"),
    [(80, 10, "max_h"), (-1, 10, "min_h"), (None, -1, "max_h")],
)
def test_hours_that_cannot_both_hold_are_refused_by_their_field(least, most, field):
    rule = {"rule": "total-hours", "min_h": least, "max_h": most}
    document = problem_to_dict(make_busy_problem()) | {"rules": [rule]}

    with pytest.raises(InvalidField, match=field):
        problem_from_dict(document)


def test_two_locks_of_one_cell_are_told_with_what_each_wants():
    document = problem_to_dict(make_busy_problem())
    document["locks"] += [document["locks"][0] | {"shift_type": "N"}]

    with pytest.raises(InvalidField) as refusal:
        problem_from_dict(document)

    assert refusal.value.value == "ann on Mon 23 Mar: L and N"


def test_a_day_outside_the_horizon_is_told_by_its_date():
    document = problem_to_dict(make_busy_problem())
    document["locks"] = [{"person": "cem", "day": "2026-05-01"}]

    with pytest.raises(InvalidField) as refusal:
        problem_from_dict(document)

    assert refusal.value.value == "2026-05-01 (day 39)"


def test_a_leave_that_ends_before_it_begins_is_told_by_the_date_given():
    document = problem_to_dict(make_busy_problem())
    wrong = {"start": "2026-03-24", "end": "2026-03-20"}
    document["people"][0]["leave"] = [wrong]

    with pytest.raises(InvalidField) as refusal:
        problem_from_dict(document)

    assert refusal.value.field == "people[ann].leave[0].end"
    assert refusal.value.value == "2026-03-20"


@pytest.mark.parametrize("day", [10**12, -(10**6), 1.5, "soon"])
def test_a_day_beyond_all_dates_is_refused(day):
    document = problem_to_dict(make_busy_problem())
    document["locks"] = [{"person": "cem", "day": day}]

    with pytest.raises(InvalidField, match="locks"):
        problem_from_dict(document)


@pytest.mark.parametrize("days", [0, 372, -1])
def test_the_length_of_a_horizon_is_refused_by_the_name_it_has_in_the_file(days):
    document = problem_to_dict(make_busy_problem())
    document["horizon"]["days"] = days

    with pytest.raises(InvalidField) as refusal:
        problem_from_dict(document)

    assert refusal.value.field == "horizon.days"
