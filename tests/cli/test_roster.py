"""``horarium roster``: real input in, a roster and an honest summary out."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.engines.rostering.builders import make_person, make_problem

from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.encode import encode
from horarium.engines.rostering.io.reader import parse_problem
from horarium.engines.rostering.io.toml import write_toml
from horarium.engines.rostering.rules.registry import BASIC_RULES

TINY = Path(__file__).parents[1] / "instances" / "two_people_four_days.txt"
ROWS = "staff,0,1,2,3\n"
BEST = ROWS + "A,,,D,D\nB,D,D,,\n"


def run(*words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "horarium.cli.main", "roster", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def solve(*words: object) -> dict:
    return json.loads(run("solve", *words, "--json").stdout)


def test_a_solved_roster_is_optimal_written_and_found_legal_by_the_judge(tmp_path):
    out = tmp_path / "roster.csv"

    summary = solve(TINY, "--seconds", 10, "--out", out)
    judged = json.loads(run("check", TINY, out, "--json").stdout)

    assert (summary["status"], summary["objective"]) == ("optimal", 0)
    assert summary["bound"] == 0
    assert summary["breaches"] == 0
    assert summary["seconds"] < 10
    assert (judged["hard"], judged["objective"]) == (0, 0)
    with out.open(newline="") as file:
        assert next(csv.reader(file)) == ["staff", "0", "1", "2", "3"]


def test_the_reader_goes_by_the_content_not_by_the_name(tmp_path):
    problem = parse_problem(TINY.read_text(), TINY.name)
    disguised = tmp_path / "roster.dat"
    disguised.write_text(write_toml(problem))

    assert solve(disguised, "--seconds", 10)["objective"] == 0


def test_a_broken_hard_rule_is_named_and_counted(tmp_path):
    roster = tmp_path / "roster.csv"
    roster.write_text(ROWS + "A,D,,,D\nB,,D,D,\n")

    answer = run("check", TINY, roster, "--json")
    judged = json.loads(answer.stdout)

    assert answer.returncode == 1
    assert judged["hard"] >= 1
    assert judged["objective"] == 3 + 5
    hard = [one for one in judged["breaches"] if one["hard"]]
    assert [item["person"] for item in hard[0]["items"]] == ["A"]


def test_the_best_roster_costs_nothing(tmp_path):
    roster = tmp_path / "roster.csv"
    roster.write_text(BEST)

    answer = run("check", TINY, roster)

    assert answer.returncode == 0
    assert answer.stderr == ""


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("D,480,", "D,eight,", "eight"),
        ("A,0\n", "Z,0\n", "Z"),
        ("0,D,1,100,1", "9,D,1,100,1", "9"),
        ("SECTION_COVER", "SECTION_COVERS", "SECTION_COVERS"),
    ],
)
def test_input_that_makes_no_sense_is_one_sentence_with_the_value(
    tmp_path, was, now, told
):
    file = tmp_path / "bad.txt"
    file.write_text(TINY.read_text().replace(was, now, 1))

    answer = run("solve", file, "--seconds", 5)

    assert answer.returncode == 2
    assert "bad.txt" in answer.stderr
    assert told in answer.stderr
    assert "Traceback" not in answer.stderr
    assert answer.stdout == ""


@pytest.mark.parametrize(
    "roster", ["nonsense", ROWS + "A,D,,,D\n", ROWS + "A,X,,,\nB,,,,\n", ""]
)
def test_a_roster_that_does_not_belong_is_refused_by_line(tmp_path, roster):
    file = tmp_path / "roster.csv"
    file.write_text(roster)

    answer = run("check", TINY, file, "--json")

    assert answer.returncode == 2
    assert "roster.csv" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_missing_file_is_one_sentence():
    answer = run("solve", "nowhere.txt")

    assert answer.returncode == 2
    assert "nowhere.txt" in answer.stderr
    assert "Traceback" not in answer.stderr


def impossible() -> str:
    """Somebody has to work two days and has only one left."""
    only_one_day_left = TINY.read_text().replace("A,0\n", "A,0,1,2\n")
    return only_one_day_left.replace("A,D=2,960,0,", "A,D=2,960,960,")


def test_a_duty_that_nobody_can_take_is_told_in_words(tmp_path):
    problem, roster = tmp_path / "alone.txt", tmp_path / "roster.csv"
    problem.write_text(TINY.read_text().replace("B,3\n", "B,0,1,2,3\n"))
    roster.write_text(ROWS + "A,,D,,\nB,,,,\n")

    answer = run("swaps", problem, roster, "A:2001-01-02")

    assert "Nobody can take it" in answer.stdout


def test_where_there_is_no_roster_no_file_is_left_behind(tmp_path):
    problem = tmp_path / "impossible.txt"
    problem.write_text(impossible())
    out, picture = tmp_path / "roster.csv", tmp_path / "roster.svg"

    answer = run("solve", problem, "--seconds", 10, "--out", out, "--picture", picture)

    assert answer.returncode == 1, answer.stdout
    assert list(tmp_path.iterdir()) == [problem]


def test_a_problem_without_any_roster_says_so(tmp_path):
    file = tmp_path / "impossible.txt"
    file.write_text(impossible())

    answer = run("solve", file, "--seconds", 5, "--json")

    told = json.loads(answer.stdout)
    assert answer.returncode == 1
    assert told["status"] == "infeasible"
    assert len(told["conflict"]) == len(told["conflict_rules"])
    assert all(told["conflict_rules"])


def test_each_conflict_of_a_problem_begins_with_its_rules(tmp_path):
    file = tmp_path / "short.toml"
    person = make_person("ann", name="Ann Ash")
    cover = [Cover(day=0, shift_types=("D",), minimum=2, wanted=2)]
    problem = make_problem(*BASIC_RULES, people=[person], n_days=1, cover=cover)
    file.write_text(write_toml(problem))

    answer = run("solve", file, "--seconds", 5)

    assert answer.returncode == 1
    assert "\n  cover: Mon 2 Mar: D needs at least 2" in answer.stdout


def given_instances(shared: Path) -> list[Path]:
    folder = shared / "data" / "curtis-qu"
    if not folder.is_dir():
        pytest.skip(f"the public instances are not here: no folder {folder}")
    return sorted(folder.glob("Instance*.txt"))


@pytest.mark.slow
def test_every_given_instance_parses_and_builds(shared):
    files = given_instances(shared)

    for file in files:
        problem = parse_problem(file.read_text(), file.name)
        system = encode(problem).system

        assert problem.n_people > 0
        assert system.n_variables > 0

    assert len(files) == 17


@pytest.mark.slow
@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_the_small_instances_end_within_two_per_cent_of_the_best_known(
    shared, number, tmp_path
):
    given_instances(shared)
    folder = shared / "data" / "curtis-qu"
    with (folder / "best_known.csv").open() as rows:
        best = {row["instance"]: int(row["ub"]) for row in csv.DictReader(rows)}
    out = tmp_path / "roster.csv"

    summary = solve(folder / f"Instance{number}.txt", "--seconds", 30, "--out", out)
    answer = run("check", folder / f"Instance{number}.txt", out, "--json")

    assert summary["objective"] <= best[f"Instance{number}"] * 1.02
    assert json.loads(answer.stdout)["objective"] == summary["objective"]
    assert answer.returncode == 0
