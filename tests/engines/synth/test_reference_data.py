"""Defaults read from workbooks and files laid out like the published ones."""

from io import StringIO
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook

from horarium.engines.synth import reference_data
from horarium.engines.synth.constants import DEFAULT_WEEKDAY_WEIGHTS

RATES = ["Year", "Attendances %", "Did not attends (DNAs) %", "Patient cancellations %", "Hospital cancellations %", "Unknown %"]  # fmt: skip
AGES = ["Age", "Maternity", "Other", "Male", "DNA female", "DNA male"]


def make_workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    """Sheets whose header stands in the sixth row, below five of notes."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for _ in range(5):
            sheet.append(["a note"])
        for row in rows:
            sheet.append(row)
    file = path / "outpatients.xlsx"
    book.save(file)
    return file


def test_rates_are_those_of_the_year_with_both_kinds_of_cancellation(
    tmp_path: Path,
) -> None:
    rows = [RATES, ["2022-23", 1, 1, 1, 1, 1], [" 2023-24 ", 77.3, 5.9, 8.4, 8.0, 0.4]]
    file = make_workbook(tmp_path, {"Summary Report 1": rows})

    assert reference_data.get_status_rates(file) == {
        "attended": 0.773,
        "did not attend": 0.059,
        "cancelled": 0.164,
        "unknown": 0.004,
    }


def test_first_attendances_are_a_share_of_the_total(tmp_path: Path) -> None:
    rows = [
        ["Type", "Attendances", "First Attendances"],
        ["Consultant led", 80, 30],
        ["Total activity ", 200, 65],
    ]
    file = make_workbook(tmp_path, {"Summary Report 2": rows})

    assert reference_data.get_first_attendance_ratio(file) == 0.325


def test_ages_and_sexes_are_shares_of_attendances_and_missed_ones(
    tmp_path: Path,
) -> None:
    rows = [AGES, ["0-4", 0, 10, 20, 1, 4], ["90+", 5, 15, 30, 5, 10]]
    file = make_workbook(tmp_path, {"Summary Report 3": rows})

    found = reference_data.get_age_gender_probs(file)

    assert found["age_yrs"].tolist() == ["0-4", "90+"]
    assert found["total_female"].tolist() == [0.11, 0.25]
    assert found["total_male"].tolist() == [0.24, 0.4]


def test_weekdays_are_those_of_the_package() -> None:
    weights = reference_data.compute_weekday_weights_from_ellis_jenkins()

    assert weights == dict(DEFAULT_WEEKDAY_WEIGHTS)


def test_months_are_relative_to_their_mean_within_the_year() -> None:
    text = StringIO(
        "CALENDAR_MONTH_END_DATE,Outpatient_Total_Appointments,other\n"
        "APR23,100,x\nmar24,200,x\nMAR24,100,x\nAPR24,900,x\nAPR2024,900,x\nnone,1,x\n"
    )

    assert reference_data.compute_month_weights_from_nhs(text) == {4: 0.5, 3: 1.5}


@pytest.mark.parametrize(
    ("code", "month"),
    [
        ("APR24", (2024, 4)),
        (" dec 23 ", (2023, 12)),
        ("APR2024", None),
        ("XYZ24", None),
        (24, None),
    ],
)
def test_a_month_code_is_three_letters_and_two_digits(
    code: object, month: object
) -> None:
    assert reference_data._parse_month_code(code) == month


def test_what_cannot_be_read_is_empty(tmp_path: Path) -> None:
    missing = tmp_path / "missing.xlsx"

    assert reference_data.get_status_rates(missing) == {}
    assert reference_data.get_first_attendance_ratio(missing) is None
    assert reference_data.get_age_gender_probs(missing).empty
    assert reference_data.compute_month_weights_from_nhs(missing) == {}


def test_a_sheet_without_the_row_or_the_numbers_is_empty(tmp_path: Path) -> None:
    file = make_workbook(
        tmp_path,
        {
            "Summary Report 1": [RATES, ["2023-24", 77.3, None, 8.4, 8.0, 0.4]],
            "Summary Report 2": [["Type", "Attendances"], ["Total activity", 0]],
            "Summary Report 3": [AGES, ["0-4", 0, 0, 0, 0, 0]],
        },
    )

    assert reference_data.get_status_rates(file) == {}
    assert reference_data.get_first_attendance_ratio(file) is None
    found = reference_data.get_age_gender_probs(file)
    assert isinstance(found, pd.DataFrame)
    assert found.columns.tolist() == ["age_yrs", "total_female", "total_male"]
    assert found.empty
