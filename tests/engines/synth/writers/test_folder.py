"""A folder holds whole files only, and knows what it holds."""

import json
from pathlib import Path

import pytest
from tests.engines.synth.streams import PLAN, InThisProcess, make_partition

from horarium.domain.errors import DataSetInTheWay, OutputUnwritable
from horarium.engines.synth.stream import stream
from horarium.engines.synth.writers.folder import Folder


def fill(path: Path, n_partitions: int = 4, *, until: int = 99) -> Folder:
    folder = Folder(path, PLAN)
    stream(
        make_partition,
        n_partitions,
        folder,
        InThisProcess(),
        n_ahead=1,
        stop=lambda: len(folder.done()) >= until,
    )
    return folder


def content(path: Path) -> dict[str, bytes]:
    return {
        file.relative_to(path).as_posix(): file.read_bytes()
        for file in path.rglob("*")
        if file.is_file()
    }


def test_an_interrupted_run_goes_on_to_the_same_bytes(tmp_path):
    at_once, twice = tmp_path / "once", tmp_path / "twice"
    fill(at_once).finish({}, b"{}")
    fill(twice, until=2)

    fill(twice).finish({}, b"{}")

    assert content(twice) == content(at_once)
    assert len(content(twice)) == 5


def test_a_file_that_was_being_written_when_the_machine_fell_is_swept_away(tmp_path):
    fill(tmp_path, until=2)
    torn = tmp_path / "appointments" / "part-00002.csv.77.partial"
    torn.write_bytes(b"par")

    fill(tmp_path)

    assert not torn.exists()


def test_a_part_without_its_record_is_written_again(tmp_path):
    fill(tmp_path, until=2)
    unrecorded = tmp_path / "appointments" / "part-00002.csv"
    unrecorded.write_bytes(b"old")

    folder = fill(tmp_path)

    assert unrecorded.read_bytes() == b"part 0002\n"
    assert folder.done() == {0, 1, 2, 3}


def test_the_folder_knows_its_files_and_its_counts(tmp_path):
    folder = fill(tmp_path, 3)

    assert [one["file"] for one in folder.files()] == [
        f"appointments/part-0000{index}.csv" for index in range(3)
    ]
    assert {one["rows"] for one in folder.files()} == {2}
    assert folder.tally().family("status") == {"attended": 6, "cancelled": 3}


def test_a_folder_with_another_data_set_is_refused_and_says_what_differs(tmp_path):
    fill(tmp_path, until=2)

    with pytest.raises(DataSetInTheWay) as refusal:
        Folder(tmp_path, PLAN | {"seed": 2})

    assert "another seed" in refusal.value.sentence()


def test_a_finished_data_set_is_not_written_over_by_another(tmp_path):
    card = json.dumps({"plan": PLAN}).encode()
    fill(tmp_path).finish({"README.md": b"about"}, card)

    assert Folder(tmp_path, PLAN).is_finished
    with pytest.raises(DataSetInTheWay):
        Folder(tmp_path, PLAN | {"preset": "india-opd"})


def test_a_folder_with_files_of_something_else_is_refused(tmp_path):
    (tmp_path / "thesis.docx").touch()

    with pytest.raises(DataSetInTheWay):
        Folder(tmp_path, PLAN)

    assert [file.name for file in tmp_path.iterdir()] == ["thesis.docx"]


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(OutputUnwritable):
        Folder(tmp_path / "file" / "data", PLAN)
