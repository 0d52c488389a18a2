"""Rosters leave and come in through every form; what is wrong is named, nothing is half read."""

import io
import json
from dataclasses import replace
from datetime import UTC, datetime, time

import pytest
from icalendar import Calendar
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.formula import ArrayFormula
from tests.engines.rostering.builders import make_problem, make_roster
from tests.engines.rostering.test_io import CURTIS_QU, ONE_A_KIND
from tests.engines.rostering.test_rules_agree import make_busy_problem

from horarium.domain.errors import InvalidField, UnreadableInput
from horarium.engines.rostering.check import check
from horarium.engines.rostering.io.curtis_qu_writer import write_curtis_qu
from horarium.engines.rostering.io.files import (
    FORMS,
    READABLE,
    WHOLE,
    form_of,
    read_roster,
    write_roster,
)
from horarium.engines.rostering.io.pdf import sayable
from horarium.engines.rostering.io.reader import parse_problem
from horarium.engines.rostering.io.roster_document import roster_to_dict
from horarium.engines.rostering.io.schema import roster_schema
from horarium.engines.rostering.people import Person, Request
from horarium.engines.rostering.roster import Roster
from horarium.engines.rostering.rules.cover import CoverIsMet
from horarium.engines.rostering.rules.one_duty import OneDutyAtATime
from horarium.engines.rostering.rules.registry import BASIC_RULES
from horarium.engines.rostering.shifts import ShiftType

AT = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def ward():
    problem = make_problem(*BASIC_RULES, people=3, n_days=4, name="Ward")
    return problem, make_roster(problem, "D.N.", "..D.", "N...")


def written(ward, form):
    return write_roster(*ward, form, changed_at=AT)


def refusal_of(ward, data, form):
    with pytest.raises(UnreadableInput) as refusal:
        read_roster(ward[0], data, form, "roster")
    return refusal.value


@pytest.mark.parametrize("form", READABLE)
def test_what_was_written_is_read_back(ward, form):
    problem, roster = ward

    found = read_roster(problem, written(ward, form), form, "roster")

    assert found == (problem, roster)


@pytest.mark.parametrize("form", sorted(set(FORMS) - {"curtis-qu", "xlsx"}))
def test_the_same_roster_gives_the_same_bytes(ward, form):
    assert written(ward, form) == written(ward, form)


@pytest.mark.parametrize("form", FORMS)
def test_the_end_of_a_name_says_the_form(form):
    assert form_of(f"January{FORMS[form].suffix}") == form


def test_people_and_dates_may_come_in_any_order_and_with_semicolons(ward):
    rows = [line.split(",") for line in written(ward, "csv").decode().splitlines()]
    turned = [[row[0], *row[:0:-1]] for row in (rows[0], *rows[:0:-1])]
    text = "\n".join(";".join(row) for row in turned)

    assert read_roster(ward[0], text.encode(), "csv", "roster") == ward


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_a_spreadsheet_would_take_for_a_formula_stays_text(form):
    evil = '=HYPERLINK("http://example.org","Ana")'
    people = [Person(id="+cmd", name=evil), Person(id="p1")]
    shifts = [ShiftType(id="=D"), ShiftType(id="@N")]
    problem = make_problem(*BASIC_RULES, people=people, shifts=shifts, n_days=2)
    roster = make_roster(problem, "..", "..").with_cells({(0, 0): 0, (1, 1): 1})

    made = written((problem, roster), form)

    assert read_roster(problem, made, form, "roster") == (problem, roster)
    if form == "csv":
        cells = made.decode().replace("\r\n", ",").split(",")
        assert not any(cell.strip('"').startswith(("=", "+", "@")) for cell in cells)
    else:
        sheet = load_workbook(io.BytesIO(made))["Roster"]
        kinds = {cell.data_type for row in sheet for cell in row if cell.value}
        assert kinds == {"s", "d"}


def test_a_bad_cell_of_a_workbook_is_named_by_sheet_and_cell(ward):
    book = load_workbook(io.BytesIO(written(ward, "xlsx")))
    book["Roster"]["D3"] = "X"

    refusal = refusal_of(ward, saved(book), "xlsx")

    assert refusal.place == "sheet Roster, cell D3"
    assert refusal.value == "X"


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("A400", "somebody"),
        ("AZ2", "beyond"),
        ("AZ1", "a date"),
        ("C300", "without staff"),
    ],
)
def test_what_lies_far_beyond_the_roster_in_a_workbook_is_refused(ward, cell, wanted):
    book = load_workbook(io.BytesIO(written(ward, "xlsx")))
    book["Roster"][cell] = "D"

    refusal = refusal_of(ward, saved(book), "xlsx")

    assert (refusal.place, refusal.value) == (f"sheet Roster, cell {cell}", "D")
    assert wanted in refusal.wanted


def test_a_sheet_without_end_is_refused_by_its_size(ward):
    book = load_workbook(io.BytesIO(written(ward, "xlsx")))
    book["Roster"]["XFD1048576"] = "D"

    refusal = refusal_of(ward, saved(book), "xlsx")

    assert refusal.value == "cells in A1:XFD1048576"


def test_a_formula_in_a_workbook_is_refused_where_it_is(ward):
    book = load_workbook(io.BytesIO(written(ward, "xlsx")))
    book["Roster"]["C2"] = '="D"'

    refusal = refusal_of(ward, saved(book), "xlsx")

    assert refusal.place == "sheet Roster, cell C2"
    assert "formula" in refusal.wanted


def test_a_formula_over_several_cells_is_told_as_it_stands(ward):
    book = load_workbook(io.BytesIO(written(ward, "xlsx")))
    book["Roster"]["C2"] = ArrayFormula("C2:C3", "=D1")

    assert refusal_of(ward, saved(book), "xlsx").value == "=D1"


@pytest.mark.parametrize(
    ("form", "text", "wanted"),
    [
        ("json", '{"a":' * 100_000, "valid JSON"),
        ("toml", "a=" + "[" * 100_000, "valid TOML"),
        ("json", '{"name": "A\\u0000B"}', "without NUL"),
        ("json", '{"name": "\\ud800"}', "half characters"),
        ("toml", 'name = "A\\u0000B"', "without NUL"),
    ],
)
def test_a_document_that_no_program_could_keep_is_refused(ward, form, text, wanted):
    assert wanted in refusal_of(ward, text.encode(), form).wanted
    with pytest.raises(UnreadableInput, match=wanted):
        parse_problem(text, "roster")


def test_a_horizon_before_any_calendar_is_refused_by_its_field(ward):
    document = roster_to_dict(*ward)
    document["horizon"]["start"] = "0001-01-01"

    refusal = refusal_of(ward, json.dumps(document).encode(), "json")

    assert (refusal.place, refusal.value) == ("horizon.start", "0001-01-01")


@pytest.mark.parametrize("data", [b"", b"no workbook", b"PK\x03\x04broken"])
def test_what_is_no_workbook_is_one_sentence(ward, data):
    assert refusal_of(ward, data, "xlsx").wanted == "a workbook (.xlsx)"


def test_an_empty_workbook_says_what_is_wanted(ward):
    assert "staff" in refusal_of(ward, saved(Workbook()), "xlsx").wanted


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda text: text.replace("p1", "px"), "row 3, column 1"),
        (lambda text: text.replace("p1", "p0"), "row 3, column 1"),
        (lambda text: text.replace("2026-03-03", "2027-03-03"), "row 1, column 4"),
        (lambda text: text.replace("staff", "who"), "row 1, column 1"),
        (lambda text: "\r\n".join(text.splitlines()[:-1]), "the end"),
        (lambda text: text.replace(",2026-03-05", ""), "row 1, column 6"),
        (lambda _: "", "row 1, column 1"),
    ],
)
def test_a_table_that_does_not_fit_the_roster_is_refused_whole(ward, change, place):
    text = written(ward, "csv").decode()

    refusal = refusal_of(ward, change(text).encode(), "csv")

    assert refusal.place == place


def test_a_document_that_lacks_a_day_names_the_person(ward):
    document = roster_to_dict(*ward)
    document["roster"]["p1"].pop()

    refusal = refusal_of(ward, json.dumps(document).encode(), "json")

    assert (refusal.place, refusal.value) == ("roster.p1", "3 days")


def test_forms_without_a_problem_ask_for_one_and_unknown_forms_are_listed(ward):
    with pytest.raises(InvalidField, match="toml, json"):
        read_roster(None, b"", "csv", "roster")
    with pytest.raises(InvalidField, match="one of"):
        write_roster(*ward, "docx", changed_at=AT)


def test_the_calendar_has_every_duty_at_its_real_hours(ward):
    calendar = Calendar.from_ical(written(ward, "ical"))

    events = calendar.walk("VEVENT")

    assert len(events) == 4
    assert len({event["uid"] for event in events}) == 4
    assert all(event["dtstart"].dt.tzinfo is not None for event in events)


def test_the_problem_of_curtis_and_qu_is_written_as_it_was_read():
    problem = parse_problem(CURTIS_QU, "small")

    again = parse_problem(write_curtis_qu(problem), "small")

    assert again == problem


@pytest.mark.parametrize("form", WHOLE)
def test_a_problem_of_curtis_and_qu_that_was_kept_as_a_document_is_still_one(form):
    problem = parse_problem(CURTIS_QU, "small")
    roster = Roster.empty(problem.n_people, problem.n_days)
    kept = write_roster(problem, roster, form, changed_at=AT)

    found, _ = read_roster(None, kept, form, "small")

    assert write_curtis_qu(found) == write_curtis_qu(problem)
    assert check(found, roster).penalties == check(problem, roster).penalties


def test_a_night_that_lasts_into_the_next_duty_cannot_be_said_in_curtis_and_qu():
    shifts = [
        ShiftType(id="N", start=time(22), end=time(8)),
        ShiftType(id="D", start=time(7), end=time(15)),
    ]
    rules = (CoverIsMet(), OneDutyAtATime())

    with pytest.raises(InvalidField, match="one-duty-at-a-time"):
        write_curtis_qu(make_problem(*rules, shifts=shifts, people=2, n_days=3))


@pytest.mark.parametrize("rule", ONE_A_KIND, ids=lambda rule: rule.kind)
def test_what_curtis_and_qu_cannot_say_is_refused(rule):
    problem = make_busy_problem(rule)

    with pytest.raises(InvalidField):
        write_curtis_qu(problem)


def test_a_request_for_any_shift_has_no_line_in_curtis_and_qu():
    problem = parse_problem(CURTIS_QU, "small")
    person = replace(problem.people[0], requests=(Request(day=2),))

    with pytest.raises(InvalidField, match="one shift in each request"):
        write_curtis_qu(replace(problem, people=(person,)))


@pytest.mark.parametrize("n_people", [1, 45, 51])
def test_a_pdf_has_a_page_for_each_31_days_of_50_people(n_people):
    problem = make_problem(people=n_people, n_days=42)
    roster = make_roster(problem, *["D" + "." * 41] * n_people)

    made = write_roster(problem, roster, "pdf", changed_at=AT)

    assert made.startswith(b"%PDF")
    assert made.count(b"/Type /Page\n") == (4 if n_people > 50 else 2)


def test_letters_that_the_font_lacks_do_not_vanish():
    assert sayable("Łukasz Ño Satō") == "Łukasz Ño Sato"
    assert sayable("अ") == "?"


@pytest.mark.parametrize("rule", ONE_A_KIND, ids=lambda rule: rule.kind)
def test_every_document_that_is_written_keeps_the_published_schema(rule):
    problem = make_busy_problem(rule)
    roster = make_roster(problem, *["." * problem.n_days] * problem.n_people)

    document = json.loads(written((problem, roster), "json"))

    assert faults(document, roster_schema()) == []


def test_the_schema_refuses_what_the_reader_refuses(ward):
    document = roster_to_dict(*ward)
    document["people"][0]["colour"] = "red"

    assert faults(document, roster_schema()) == ["people.0.colour"]


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def faults(value, schema, place=""):
    """Where ``value`` breaks the few words of JSON schema that ours is written in."""
    for word in ("anyOf", "oneOf"):
        if word in schema and all(faults(value, one) for one in schema[word]):
            return [place]
    if "const" in schema and value != schema["const"]:
        return [place]
    if "enum" in schema and value not in schema["enum"]:
        return [place]
    if "type" in schema and not isinstance(value, KINDS[schema["type"]]):
        return [place]
    return [fault for part in parts(value, schema) for fault in faults_of(*part, place)]


def faults_of(name, value, schema, place):
    here = f"{place}.{name}".lstrip(".")
    return [here] if schema is None else faults(value, schema, here)


def parts(value, schema):
    """Each part of an object or a list with its schema; None where none is allowed."""
    if isinstance(value, list):
        return [(n, one, schema.get("items", {})) for n, one in enumerate(value)]
    if not isinstance(value, dict):
        return []
    rest = schema.get("additionalProperties", {})
    rest = None if rest is False else rest
    known = schema.get("properties", {})
    missing = [
        (name, None, None) for name in schema.get("required", []) if name not in value
    ]
    return [*missing, *((k, v, known.get(k, rest)) for k, v in value.items())]


KINDS = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}
