"""Visits from files: columns are mapped, and bad rows are told by line."""

from dataclasses import replace

import numpy as np
import pytest

from horarium.domain.errors import InvalidField, UnreadableInput
from horarium.engines.attendance.io.columns import Columns, parse_columns, preset
from horarium.engines.attendance.io.csv import read_visits

HEADER = "patient,booked_at,day,who,came\n"
COLUMNS = Columns(
    age="who", outcome="came", missed=frozenset({"no"}), kept=frozenset({"yes"})
)


def read(*rows, columns=COLUMNS, spare=()):
    text = HEADER + "\n".join(rows) + "\n"
    lines = text.splitlines(keepends=True)
    return read_visits(lines, columns, "visits.csv", spare=spare)


def test_good_rows_become_visits():
    found = read(
        "ana,2026-01-05T09:30,2026-01-07,41,no", "ben,2026-01-05 10:00:00,2026-01-05,,"
    )

    visits = found.visits
    assert found.bad_rows == ()
    assert list(visits.patient) == ["ana", "ben"]
    assert list(visits.lead_days) == [2.0, 0.0]
    assert visits.no_show[0] == 1.0
    assert list(visits.has_outcome) == [True, False]


def test_the_hour_is_the_one_on_the_wall_whatever_the_zone():
    found = read("ana,2026-01-05T09:30:00-03:00,2026-01-07,41,no")

    assert str(found.visits.booked_at[0]) == "2026-01-05T09:30:00"


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (",2026-01-05T09:30,2026-01-07,41,no", "patient"),
        ("ana,yesterday,2026-01-07,41,no", "booked_at"),
        ("ana,2026-01-05T09:30,soon,41,no", "day"),
        ("ana,2026-01-08T09:30,2026-01-07,41,no", "day"),
        ("ana,2026-01-05T09:30,2026-01-07,old,no", "who"),
        ("ana,2026-01-05T09:30,2026-01-07,-1,no", "who"),
        ("ana,2026-01-05T09:30,2026-01-07,41,perhaps", "came"),
    ],
)
def test_a_bad_row_is_told_by_line_and_column_and_the_others_stay(row, column):
    found = read("ben,2026-01-05T09:30,2026-01-07,41,yes", row)

    (bad,) = found.bad_rows
    assert (bad.line, bad.column) == (3, column)
    assert list(found.visits.patient) == ["ben"]
    assert bad.sentence().startswith(f"line 3, {column}:")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("ana,2026-01-05T09:30,2026-01-07,41", "4 cells"),
        ("ana,2026-01-05T09:30,2026-01-07,41,no,,", "7 cells"),
    ],
)
def test_a_row_with_cells_too_few_or_too_many_is_told(row, said):
    found = read("ben,2026-01-05T09:30,2026-01-07,41,yes", row)

    (bad,) = found.bad_rows
    assert (bad.line, bad.value, bad.wanted) == (3, said, "5, as the header")


def test_what_may_be_missing_is_unknown_and_told():
    columns = replace(COLUMNS, age="Age", groups={"sex": "Sex", "who": "who"})

    found = read(
        "ana,2026-01-05,2026-01-07,x,no", columns=columns, spare={"Age", "Sex"}
    )

    assert found.lacking == ("Age", "Sex")
    assert list(found.visits.groups) == ["who"]
    assert np.isnan(found.visits.age).all()


def test_without_ids_two_files_share_none():
    lines = (HEADER, "ana,2026-01-05,2026-01-07,41,no\n")

    first, second = (read_visits(lines, COLUMNS, name).visits for name in ("a", "b"))

    assert len(first.and_also(second)) == 2


def test_an_id_is_used_once():
    columns = Columns(id="who")

    found = read(
        "a,2026-01-05,2026-01-05,7,", "b,2026-01-05,2026-01-05,7,", columns=columns
    )

    assert [bad.line for bad in found.bad_rows] == [3]


def test_a_column_that_is_missing_altogether_is_refused():
    with pytest.raises(UnreadableInput, match="PatientId"):
        read(columns=preset("vitoria"))


def test_what_is_no_csv_is_refused():
    with pytest.raises(UnreadableInput, match="line"):
        read('ana,"2026-01-05T09:30,2026-01-07,41,no')


def test_a_preset_nobody_knows_is_refused_with_those_that_are():
    with pytest.raises(InvalidField, match="vitoria"):
        preset("atlantis")


def test_a_mapping_comes_from_toml():
    text = """
        columns = {patient = "nhs", booked_at = "made", day = "clinic", outcome = "dna"}
        words = {missed = ["DNA"], kept = ["seen"], unknown = ["CNC"]}
        groups = {sex = "gender"}
    """

    columns = parse_columns(text, "ours.toml")

    assert columns.headers == ("nhs", "made", "clinic", "dna", "gender")
    assert columns.missed == {"DNA"}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("columns =", "TOML"),
        ("[headers]", "table"),
        ('columns = {pacient = "x"}', "columns"),
        ("columns = {patient = 3}", "columns.patient"),
        ('words = {missed = "x"}', "words.missed"),
        ("columns = 3", "columns"),
        ("groups = 3", "groups"),
        ("groups = {sex = 3}", "groups.sex"),
        ('words = {missed = ["x"], kept = ["x"]}', "words"),
        ('words = {missed = ["0"]}', "words"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused_where_it_is_wrong(text, place):
    with pytest.raises(UnreadableInput) as refusal:
        parse_columns(text, "ours.toml")

    assert refusal.value.place == place
