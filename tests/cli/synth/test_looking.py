"""Describe, validate, plot and fit, as a person runs them."""

import json

import pandas as pd
import pytest
from tests.cli.synth.commands import generate, run

from horarium.domain.errors import InvalidField, UnreadableInput

COLUMNS = (
    "appointment_date=AppointmentDay",
    "scheduling_date=ScheduledDay",
    "status=No-show",
    "patient_id=PatientId",
    "sex=Gender",
    "age=Age",
)


@pytest.fixture
def data(tmp_path):
    generate(tmp_path / "data", "--format", "csv")
    return tmp_path / "data"


def test_presets_and_their_sources_are_told():
    every = run("describe")
    one = run("describe", "--preset", "india-opd", "--json")

    assert "paediatrics" in every.output
    assert "Irving et al. 2017" in one.output


def test_a_data_set_tells_what_it_is(data):
    told = run("describe", data, "--json")

    assert json.loads(told.output)["plan"]["clinics"] == 2


def test_a_data_set_tells_where_its_numbers_are_from(data):
    assert "summary report 1" in run("describe", data).output
    assert "summary report 1" in run("describe", data, "--json").output


def test_a_data_set_as_written_is_valid(data):
    done = run("validate", data)

    assert done.exit_code == 0, done.output
    assert "13 of 13 files are as written" in done.output


def test_a_changed_file_is_found(data):
    file = data / "patients" / "part-00001.csv"
    file.write_bytes(file.read_bytes() + b"1,Ada\n")

    done = run("validate", data, "--json")

    assert done.exit_code == 1
    assert json.loads(done.output)["files"] == ["patients/part-00001.csv"]


def test_a_preset_is_validated_over_a_year():
    done = run("validate", "--preset", "paediatrics")

    assert done.exit_code == 0, done.output
    assert "checks hold" in done.output


def test_all_plots_are_on_one_page(data, tmp_path):
    page = tmp_path / "tour.html"

    done = run("plot", data, "--out", page)

    text = page.read_text()
    assert done.exit_code == 0, done.output
    assert text.count("<img") == 16
    assert "<script" not in text
    assert "http" not in text.replace("http-equiv", "")


@pytest.mark.browser
def test_the_page_of_plots_fits_a_narrow_screen(data, tmp_path, chromium):
    run("plot", data, "--out", tmp_path / "tour.html")
    page = chromium.new_page(viewport={"width": 390, "height": 800})

    page.goto((tmp_path / "tour.html").as_uri())

    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_clinic_that_a_folder_does_not_have_is_refused(data, tmp_path):
    done = run("plot", data, "--clinic", 3, "--out", tmp_path / "tour.html")

    assert isinstance(done.exception, InvalidField)
    assert "1 to 2" in done.exception.sentence()
    assert not (tmp_path / "tour.html").exists()


def test_the_report_on_a_folder_may_be_a_page(data, tmp_path):
    done = run("validate", data, "--html", tmp_path / "report.html")

    text = (tmp_path / "report.html").read_text()
    assert done.exit_code == 0, done.output
    assert "slots held" in text
    assert "files are as written" in text


def test_a_folder_without_a_card_is_refused(tmp_path):
    done = run("describe", tmp_path)

    assert isinstance(done.exception, UnreadableInput)


def test_a_clinic_is_learnt_and_made_again(tmp_path):
    generate(tmp_path / "own")
    table = pd.read_parquet(tmp_path / "own" / "appointments")
    table.to_csv(tmp_path / "own.csv", index=False)
    learnt = tmp_path / "learnt.json"

    told = run(
        "fit",
        tmp_path / "own.csv",
        "--column",
        "appointment_date=appointment_date",
        "--column",
        "status=status",
        "--out",
        learnt,
    )
    done = generate(tmp_path / "again", "--learnt", learnt)

    assert "attended" in told.output
    assert done.exit_code == 0, done.output
    card = json.loads((tmp_path / "again" / "dataset.json").read_text())
    assert card["plan"]["learnt"]["n_rows"] == len(table)


@pytest.mark.parametrize("pair", ["age", "=x", "age="])
def test_a_column_without_a_role_is_refused(tmp_path, pair):
    file = tmp_path / "own.csv"
    file.write_text("a,b\n1,2\n")

    done = run("fit", file, "--column", pair)

    assert isinstance(done.exception, InvalidField)


def test_a_file_that_is_none_is_refused(tmp_path):
    done = run("fit", tmp_path / "none.csv", "--column", "age=age")

    assert isinstance(done.exception, UnreadableInput)


def test_the_records_of_vitoria_are_learnt_from_a_shell(shared):
    file = shared / "data" / "noshow" / "appointments-to-2016-05-25.csv"
    columns = [word for column in COLUMNS for word in ("--column", column)]

    told = run(
        "fit",
        file,
        *columns,
        "--status",
        "No=attended",
        "--status",
        "Yes=did not attend",
    )

    assert told.exit_code == 0, told.output
    assert "20.96%" in told.output
    assert "8 days" in told.output
