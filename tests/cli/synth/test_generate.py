"""Data sets from a shell: whole files, the same bytes, and a card beside them."""

import json
import signal
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path
from unittest.mock import patch

import duckdb
import psycopg
import pyarrow.parquet as pq
import pytest
from tests.cli.synth.commands import MONTH, generate, run, start

from horarium.domain.errors import ClusterUnreachable, DataSetInTheWay, InvalidField
from horarium.engines.synth.data_set import write_data_set
from horarium.engines.synth.executors import dask, local
from horarium.engines.synth.plan import DataSetPlan, Format
from horarium.engines.synth.writers.folder import Folder

TABLES = {
    "sites",
    "practitioners",
    "sessions",
    "slots",
    "appointments",
    "patients",
    "events",
}


def content(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


def make_plan(n_clinics: int = 3) -> DataSetPlan:
    return DataSetPlan(
        preset="nhs-outpatient",
        n_clinics=n_clinics,
        last_day=date(2024, 3, 31),
        reference=date(2024, 3, 1),
        format=Format.CSV,
    )


def test_tables_of_all_clinics_lie_in_a_folder_each(tmp_path):
    done = generate(tmp_path / "data")

    assert done.exit_code == 0, done.output
    folders = {path.name for path in (tmp_path / "data").iterdir() if path.is_dir()}
    assert folders == TABLES
    slots = pq.read_table(tmp_path / "data" / "slots")
    appointments = pq.read_table(tmp_path / "data" / "appointments")
    known = set(slots["slot_id"].to_pylist())
    assert known >= set(appointments["slot_id"].to_pylist())
    assert len(known) == slots.num_rows


def test_the_card_tells_rows_sources_and_what_was_achieved(tmp_path):
    generate(tmp_path)

    card = json.loads((tmp_path / "dataset.json").read_text())
    text = (tmp_path / "README.md").read_text()

    assert card["plan"]["clinics"] == 2
    assert card["rows"]["practitioners"] == 2
    assert {one["what"] for one in card["statistics"]} >= {"slots held", "attended"}
    assert "summary report 1" in text
    assert "--preset nhs-outpatient --clinics 2" in text


@pytest.mark.parametrize("form", [Format.PARQUET, Format.CSV, Format.FHIR_NDJSON])
def test_the_files_of_every_format_are_the_same_twice(tmp_path, form):
    generate(tmp_path / "one", "--format", form.value)
    generate(tmp_path / "other", "--format", form.value)

    assert content(tmp_path / "one") == content(tmp_path / "other")
    assert len(content(tmp_path / "one")) > 10


def test_a_duckdb_file_has_all_tables(tmp_path):
    done = generate(tmp_path, "--format", "duckdb")

    assert done.exit_code == 0, done.output
    with duckdb.connect(tmp_path / "data.duckdb", read_only=True) as db:
        tables = {row[0] for row in db.execute("show tables").fetchall()}
        n = db.execute("select count(*) from appointments").fetchone()
    card = json.loads((tmp_path / "dataset.json").read_text())
    assert tables == TABLES
    assert n == (card["rows"]["appointments"],)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "README.md",
        "data.duckdb",
        "dataset.json",
    ]


def test_fhir_resources_refer_to_one_another(tmp_path):
    generate(tmp_path, "--format", "fhir-ndjson")

    known = {
        f"{one['resourceType']}/{one['id']}"
        for file in tmp_path.rglob("*.ndjson")
        for one in map(json.loads, file.read_text().splitlines())
    }
    appointments = (tmp_path / "Appointment" / "part-00000.ndjson").read_text()
    first = json.loads(appointments.splitlines()[0])

    assert first["slot"][0]["reference"] in known
    assert {one["actor"]["reference"] for one in first["participant"]} <= known
    assert first["start"] < first["end"]


def test_postgresql_takes_a_data_set_and_knows_it_again(database_url):
    words = ("--format", "postgres", "--schema", "synth_cli")

    done = generate(database_url, *words)
    again = generate(database_url, *words)

    assert done.exit_code == 0, done.output
    assert "already" in again.output
    with psycopg.connect(database_url) as db:
        n = db.execute("select count(*) from synth_cli.appointments").fetchone()
        card = db.execute("select card from synth_cli.data_set").fetchone()
    assert n is not None
    assert card is not None
    assert card[0]["rows"]["appointments"] == n[0] > 100


def test_a_folder_for_postgresql_is_refused(tmp_path):
    done = generate(tmp_path, "--format", "postgres")

    assert isinstance(done.exception, InvalidField)
    assert "an address" in done.exception.sentence()


@pytest.mark.parametrize(
    "words",
    [("--until", "9999-12-31"), ("--from", "0001-01-01"), ("--years", "999")],
)
def test_days_beyond_any_calendar_are_refused(tmp_path, words):
    done = run("generate", "--out", tmp_path, *words)

    assert isinstance(done.exception, InvalidField)


def test_no_processes_are_refused(tmp_path):
    done = run("generate", "--out", tmp_path, "--processes", 0)

    assert isinstance(done.exception, InvalidField)


def test_a_cluster_without_a_protocol_is_refused_at_once(tmp_path):
    done = run("generate", "--out", tmp_path, "--dask", "scheduler:8786")

    assert isinstance(done.exception, ClusterUnreachable)


def test_another_data_set_in_the_folder_is_refused(tmp_path):
    generate(tmp_path)

    done = generate(tmp_path, "--seed", 9)

    assert isinstance(done.exception, DataSetInTheWay)


def test_the_same_command_again_has_nothing_to_do(tmp_path):
    generate(tmp_path)
    before = content(tmp_path)

    done = generate(tmp_path)

    assert "already" in done.output
    assert content(tmp_path) == before


def test_presets_are_listed_with_the_help():
    shown = " ".join(run("generate", "--help").output.split())

    for name in ("nhs-outpatient", "india-opd", "womens-health"):
        assert name in shown


def test_a_duckdb_file_that_was_killed_before_its_card_is_built_again(tmp_path):
    plan = replace(make_plan(1), format=Format.DUCKDB)
    with local(1) as hands:
        write_data_set(plan, tmp_path / "once", hands)
        with (
            patch.object(Folder, "finish", side_effect=KeyboardInterrupt),
            pytest.raises(KeyboardInterrupt),
        ):
            write_data_set(plan, tmp_path / "it", hands)
        (tmp_path / "it" / "data.duckdb.building.wal").touch()
        write_data_set(plan, tmp_path / "it", hands)

    assert {*content(tmp_path / "it")} == {*content(tmp_path / "once")}
    with duckdb.connect(tmp_path / "it" / "data.duckdb", read_only=True) as db:
        assert len(db.execute("show tables").fetchall()) == len(TABLES)


def test_days_in_the_wrong_order_are_refused_as_they_were_given(tmp_path):
    done = run(
        "generate", "--out", tmp_path, "--from", "2024-02-01", "--until", "2024-01-01"
    )

    assert isinstance(done.exception, InvalidField)
    assert "2024-01-01" in done.exception.sentence()


@pytest.mark.slow
def test_one_two_and_eight_processes_write_the_same_bytes(tmp_path):
    for n in (1, 2, 8):
        with local(n) as hands:
            write_data_set(make_plan(), tmp_path / str(n), hands)

    assert content(tmp_path / "1") == content(tmp_path / "2") == content(tmp_path / "8")


@pytest.mark.slow
def test_a_dask_cluster_writes_the_same_bytes(tmp_path):
    from distributed import LocalCluster

    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None
        ) as cluster,
        dask(cluster.scheduler_address) as hands,
    ):
        write_data_set(make_plan(), tmp_path / "dask", hands)
    with local(1) as hands:
        write_data_set(make_plan(), tmp_path / "here", hands)

    assert content(tmp_path / "dask") == content(tmp_path / "here")


@pytest.mark.slow
@pytest.mark.parametrize("end_by", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupted_run_goes_on_to_the_same_bytes(tmp_path, end_by):
    command = ("generate", "--clinics", 20, "--processes", 2, "--out")
    folder = tmp_path / "twice"
    begun = start(*command, folder)
    while len(list(folder.glob(".progress/*.json"))) < 3 and begun.poll() is None:
        threading.Event().wait(0.02)
    begun.send_signal(end_by)
    begun.wait(timeout=60)
    n_kept = len(list(folder.glob(".progress/*.json")))

    for out in (folder, tmp_path / "once"):
        assert start(*command, out).wait(timeout=200) == 0

    assert 3 <= n_kept < 20
    assert content(folder) == content(tmp_path / "once")


def test_a_month_is_a_month(tmp_path):
    generate(tmp_path, *MONTH)

    dates = pq.read_table(tmp_path / "sessions")["session_date"].to_pylist()

    assert min(dates) >= date(2024, 1, 1)
