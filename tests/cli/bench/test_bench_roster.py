"""The benchmark command: what it measures, what it compares with, what it refuses."""

import json
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from tests.engines.rostering.builders import make_problem
from typer.testing import CliRunner

from horarium.cli.bench.best_known import BEST_KNOWN, best_known
from horarium.cli.bench.roster import chosen, instance_report
from horarium.cli.bench.runs import Task, run
from horarium.cli.main import app
from horarium.cli.steps import Steps
from horarium.domain.errors import InvalidField, UnreadableInput
from horarium.engines.rostering.io.reader import parse_problem

TIMEFOLD = "--against", "timefold"
INSTANCES = Path(__file__).parents[2] / "instances"


@pytest.fixture
def folder(tmp_path):
    for name in ("Instance2", "Instance10", "ward"):
        (tmp_path / f"{name}.txt").write_text("")
    (tmp_path / "best_known.csv").write_text("")
    return tmp_path


def bench(folder, seconds, *words):
    command = ["bench", "roster", "--instances", folder, "--seconds", seconds, *words]
    return CliRunner().invoke(app, [str(word) for word in command])


def test_our_search_and_cp_sat_are_judged_side_by_side_and_who_did_not_run_is_told(
    monkeypatch,
):
    monkeypatch.delenv("HORARIUM_TIMEFOLD_PYTHON", raising=False)

    told = bench(INSTANCES, 20, "--json", "--against", "cpsat", *TIMEFOLD)

    report = json.loads(told.stdout)
    runs = {one["solver"]: one for one in report["instances"][0]["runs"]}
    assert told.exit_code == 0
    assert set(runs) == {"horarium", "cpsat", "timefold"}
    skipped = runs.pop("timefold")
    assert skipped["status"] == "skipped"
    assert "--timefold-python" in skipped["reason"]
    for one in runs.values():
        assert (one["objective"], one["bound"], one["hard_breaches"]) == (0, 0, 0)
        assert one["first_legal_s"] <= one["seconds"]
        assert one["memory_peak_mb"] > 0
        assert one["cpu_seconds"] > 0
    assert report["versions"]["ortools"]


def test_instances_are_picked_by_number_or_by_name_and_run_in_order(folder):
    picked = [file.stem for file in chosen(folder, "ward, 10")]
    everything = [file.stem for file in chosen(folder, "")]

    assert picked == ["Instance10", "ward"]
    assert everything == ["Instance2", "Instance10", "ward"]


def test_a_number_that_is_not_there_is_refused_with_those_that_are(folder):
    with pytest.raises(InvalidField) as refusal:
        chosen(folder, "2,3")

    assert (refusal.value.field, refusal.value.value) == ("--only", "3")
    assert "2, 10, ward" in refusal.value.wanted


def test_a_folder_without_problems_is_refused(tmp_path):
    with pytest.raises(InvalidField):
        chosen(tmp_path, "")
    with pytest.raises(UnreadableInput):
        chosen(tmp_path / "nowhere", "")


def test_an_unknown_peer_is_refused_before_anything_runs(folder):
    told = bench(folder, 1, "--against", "nobody")

    assert isinstance(told.exception, InvalidField)
    assert told.exception.field == "--against"


def test_a_file_that_is_no_problem_is_told_and_the_others_still_run(folder):
    told = bench(folder, 1, "--json", "--only", "2,ward")

    entries = json.loads(told.stdout)["instances"]
    assert told.exit_code == 1
    assert [entry["instance"] for entry in entries] == ["Instance2", "ward"]
    assert all(entry["instance"] in entry["refused"] for entry in entries)


def test_the_best_known_is_told_only_of_the_instance_it_belongs_to(shared):
    file = shared / "data" / "curtis-qu" / "Instance2.txt"
    if not file.exists():
        pytest.skip(f"the public instances are not here: no file {file}")
    problem = parse_problem(file.read_text(), file.name)

    assert best_known("Instance2", problem) == BEST_KNOWN[2]
    assert best_known("Instance2", replace(problem, people=problem.people[1:])) is None
    assert best_known("Instance3", problem) is None
    assert best_known("ward", make_problem()) is None


def make_task(solver="horarium", file=INSTANCES / "two_people_four_days.txt"):
    return Task(file=file, solver=solver, seconds=5, seed=0, workers=1)


def test_a_search_that_fails_is_told_and_does_not_end_the_others():
    with Steps(Console(file=StringIO())) as steps:
        report = instance_report([make_task(solver="nobody")], steps)

    [died] = report["runs"]
    assert (died["status"], died["is_legal"]) == ("died", False)
    assert died["reason"] == "KeyError: 'nobody'"


def test_an_instance_without_any_roster_is_told_with_the_reason(tmp_path):
    ward = tmp_path / "ward.txt"
    ward.write_text(
        make_task().file.read_text().replace("A,D=2,960,0,", "A,D=2,999,999,")
    )

    done = run(make_task(file=ward))

    assert done.status == "infeasible"
    assert done.reason is not None
    assert done.reason.startswith("These rules cannot all hold")
