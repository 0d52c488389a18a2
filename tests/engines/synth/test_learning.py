"""A clinic's records are learnt as aggregates, and nobody can be found in them."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from horarium.domain.errors import InvalidField
from horarium.engines.synth.learning import learn, pool
from horarium.engines.synth.learnt import Learnt

OWN = {
    "appointment_date": "day",
    "scheduling_date": "booked",
    "status": "outcome",
    "patient_id": "nhs_number",
    "sex": "sex",
    "age": "years",
}


def make_records(n: int = 2000, **changes: Any) -> pd.DataFrame:
    """``n`` rows over two years of weekdays, leads of a week, an equal split of sexes."""
    rng = np.random.default_rng(5)
    days = pd.bdate_range("2024-01-01", "2025-12-31")
    day = days[rng.integers(len(days), size=n)]
    known = {
        "day": day,
        "booked": day - pd.Timedelta(days=7),
        "outcome": np.where(np.arange(n) % 10 == 0, "did not attend", "attended"),
        "nhs_number": np.arange(n) // 2,
        "sex": np.where(np.arange(n) % 2, "F", "M"),
        "years": rng.integers(20, 60, n),
    }
    return pd.DataFrame(known | changes)


def learn_own(frame: pd.DataFrame, **options: Any) -> Learnt:
    return learn(frame, OWN, **options)


def test_rates_leads_and_weekdays_are_those_of_the_records():
    learnt = learn_own(make_records())

    assert learnt.status_rates["did not attend"] == 0.1
    assert (learnt.median_lead_days, learnt.horizon_days) == (7, 7)
    assert learnt.weekday_weights[5:] == (0, 0)
    assert sum(learnt.weekday_weights) == pytest.approx(5)
    assert sum(learnt.month_weights) == pytest.approx(12)


def test_values_of_ones_own_are_translated():
    frame = make_records(outcome=np.where(np.arange(2000) % 4 == 0, "Yes", "No"))

    learnt = learn_own(frame, statuses={"Yes": "did not attend", "No": "attended"})

    assert learnt.status_rates["did not attend"] == 0.25


@pytest.mark.parametrize("kind", [int, float, bool, str])
def test_a_translation_may_name_a_value_by_its_text(kind: type):
    frame = make_records(outcome=(np.arange(2000) % 4 == 0).astype(kind))
    away, came = str(kind(1)).removesuffix(".0"), str(kind(0)).removesuffix(".0")
    if kind is str:
        away, came = "True", "False"

    learnt = learn_own(frame, statuses={away: "did not attend", came: "attended"})

    assert learnt.status_rates["did not attend"] == 0.25


def test_a_column_without_any_status_is_refused_by_name():
    frame = make_records(outcome="Yes")

    with pytest.raises(InvalidField, match="outcome"):
        learn_own(frame)


def test_the_frequency_allows_for_patients_who_never_came():
    rng = np.random.default_rng(1)
    visits = rng.poisson(1.2 * 2, 4000)
    ids = np.repeat(np.arange(4000), visits)
    frame = make_records(len(ids), nhs_number=ids)

    learnt = learn_own(frame)

    assert learnt.visits_per_year == pytest.approx(1.2, rel=0.03)


def test_a_single_old_patient_is_not_told():
    frame = make_records()
    frame.loc[0, "years"] = 97

    learnt = learn_own(frame)

    _women, men = learnt.age_shares
    assert men[-1] == 0 or men[-1] == men[-2]
    assert any("share their numbers" in note for note in learnt.notes)


def test_a_rare_status_is_not_told_under_another_name_either():
    frame = make_records()
    frame.loc[:2, "outcome"] = "cancelled"

    rates = learn_own(frame).status_rates

    assert rates["cancelled"] == rates["unknown"] == 0
    assert sum(rates.values()) == 1


def test_the_longest_lead_of_one_patient_is_not_told():
    frame = make_records()
    frame["booked"] = frame["day"] - pd.to_timedelta(np.arange(2000) % 20, unit="D")
    frame.loc[0, "booked"] = frame.loc[0, "day"] - pd.Timedelta(days=900)

    learnt = learn_own(frame, smallest_cell=20)

    assert learnt.horizon_days == 19


def test_the_days_told_rest_on_enough_rows():
    frame = make_records()
    frame.loc[0, "day"] = pd.Timestamp("1999-01-01")

    learnt = learn_own(frame)

    assert learnt.first_day >= "2024-01-01"


def test_a_sex_of_two_patients_is_not_told():
    frame = make_records()
    frame["sex"] = np.where(np.arange(2000) < 2, "M", "F")

    learnt = learn_own(frame)

    assert sum(learnt.age_shares[1]) == 0
    assert "age and sex: fewer than 10 rows left out" in learnt.notes


def test_few_first_attendances_are_not_told_and_many_are():
    columns = {"appointment_date": "day", "first_attendance": "new"}
    few, many = (
        make_records(new=np.where(np.arange(2000) < n, "Yes", "No")) for n in (3, 500)
    )

    assert learn(few, columns).first_attendance is None
    assert learn(many, columns).first_attendance == 0.25


def test_how_many_rows_were_odd_is_not_told_when_they_are_few():
    frame = make_records()
    frame.loc[:2, "booked"] = frame.loc[:2, "day"] + pd.Timedelta(days=2)
    frame.loc[10:40, "day"] = pd.NaT

    notes = learn_own(frame).notes

    assert "leads below zero: fewer than 10 rows left out" in notes
    assert "no date of the appointment: 31 rows left out" in notes


@pytest.mark.parametrize(
    ("role", "value"),
    [
        ("appointment_time", None),
        ("appointment_time", "noon"),
        ("first_attendance", "perhaps"),
        ("patient_id", None),
        ("age", "old"),
        ("start_time", None),
        ("check_in_time", "25:61"),
    ],
)
def test_a_column_that_says_nothing_is_not_told(role, value):
    own = OWN | {"appointment_time": "at", "end_time": "at", role: "odd"}
    frame = make_records(at="09:00:00", odd=[value] * 2000)

    learnt = learn(frame, own)

    assert any("not told" in note for note in learnt.notes)


def test_a_few_weeks_say_nothing_of_the_year():
    frame = make_records()
    frame = frame[frame["day"] < "2024-02-01"]

    learnt = learn_own(frame)

    assert learnt.month_weights is None
    assert learnt.visits_per_year is None
    assert sum("not told" in note for note in learnt.notes) == 2


def test_the_records_are_left_as_they_were():
    frame = make_records()
    before = frame.copy(deep=True)

    learn_own(frame)

    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"appointment_date": "date"}, "columns[appointment_date]"),
        ({"doctor": "sex"}, "columns"),
        ({"sex": "sex"}, "columns"),
        ({"appointment_date": "sex"}, "sex"),
    ],
)
def test_columns_that_make_no_sense_are_refused(columns, says):
    with pytest.raises(InvalidField) as refusal:
        learn(make_records(), columns)

    assert refusal.value.field == says


def test_too_few_records_are_refused():
    with pytest.raises(InvalidField, match="10 rows or more"):
        learn_own(make_records(9))


@given(
    st.lists(st.integers(0, 40), min_size=1, max_size=30),
    st.integers(1, 30),
)
def test_pooled_cells_rest_on_enough_rows(counts, smallest):
    before = np.array(counts, dtype=float)

    pooled = pool(before, smallest)

    assert pooled.sum() == pytest.approx(before.sum())
    groups = np.split(before, np.flatnonzero(np.diff(pooled)) + 1)
    assert all(
        group.sum() == 0 or group.sum() >= min(smallest, before.sum())
        for group in groups
    )


def test_the_records_of_vitoria_are_learnt(shared):
    frame = pd.read_csv(shared / "data" / "noshow" / "appointments-to-2016-05-25.csv")

    learnt = learn(
        frame,
        {
            "appointment_date": "AppointmentDay",
            "scheduling_date": "ScheduledDay",
            "status": "No-show",
            "patient_id": "PatientId",
            "sex": "Gender",
            "age": "Age",
        },
        statuses={"No": "attended", "Yes": "did not attend"},
    )

    assert learnt.n_rows == 75_283
    assert learnt.status_rates["did not attend"] == pytest.approx(0.2096, abs=1e-4)
    assert learnt.same_day == pytest.approx(0.3508, abs=1e-4)
    assert learnt.median_lead_days == 8
