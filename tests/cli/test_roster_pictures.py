"""Names of any kind on the terminal and in pictures, and the department that is invented."""

import json
import warnings
from dataclasses import replace

import pytest
from rich.progress import Progress
from tests.engines.rostering.builders import make_problem, make_roster
from typer.testing import CliRunner

from horarium.cli.roster import TimeBar, app
from horarium.engines.rostering.io.csv import write_csv
from horarium.engines.rostering.io.picture import draw
from horarium.engines.rostering.io.reader import parse_problem
from horarium.engines.rostering.io.toml import write_toml
from horarium.engines.rostering.people import Person
from horarium.engines.rostering.rules.registry import BASIC_RULES

ODD = "Ward [/bold] $\\frac$ 王"


def run(*words: object) -> str:
    answer = CliRunner().invoke(app, [str(word) for word in words])
    assert answer.exit_code == 0, answer.output
    return answer.output


@pytest.fixture
def odd():
    people = [Person(id="a", name=ODD), Person(id="b", name="O'Neil, Ç")]
    problem = make_problem(*BASIC_RULES, people=people, n_days=2)
    return replace(problem, name=ODD), make_roster(problem, "D.", ".N")


@pytest.fixture
def files(odd, tmp_path):
    problem, roster = odd
    (tmp_path / "ward.toml").write_text(write_toml(problem))
    (tmp_path / "ward.csv").write_text(write_csv(problem, roster))
    return tmp_path / "ward.toml", tmp_path / "ward.csv"


def test_a_name_is_printed_as_it_is(files):
    assert run("solve", files[0], "--seconds", 1).startswith(f"{ODD}: ")


@pytest.mark.parametrize("form", ["svg", "png"])
def test_any_name_is_drawn_without_a_word_on_the_terminal(odd, form):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawn = draw(*odd, form)

    assert form == "png" or "Ward [/bold] $\\frac$ 王" in drawn.decode()


@pytest.mark.parametrize("words", [("fairness",), ("swaps", "a:2026-03-02")])
def test_a_roster_is_drawn_whatever_is_asked_of_it(files, tmp_path, words):
    command, *rest = words

    run(command, *files, *rest, "--picture", tmp_path / "ward.png")

    assert (tmp_path / "ward.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.slow
def test_an_invented_department_says_what_is_in_it(tmp_path):
    out, picture = tmp_path / "demo.toml", tmp_path / "before.svg"

    told = run("generate-demo", out, "--people", 30, "--json", "--picture", picture)

    problem = parse_problem(out.read_text(), "demo.toml")
    summary = json.loads(told)
    assert (summary["people"], summary["days"]) == (problem.n_people, problem.n_days)
    assert summary["rules"] == [rule.key for rule in problem.active_rules]
    assert problem.people[0].name in picture.read_text()


@pytest.mark.parametrize(
    ("option", "value"),
    [("--days", 14), ("--people", 12), ("--start", "2026-03-03"), ("--start", "soon")],
)
def test_what_makes_no_department_is_refused_by_its_option(tmp_path, option, value):
    asked = ["generate-demo", str(tmp_path / "demo.toml"), option, str(value)]

    answer = CliRunner().invoke(app, asked)

    assert answer.exception.field == option
    assert str(value) in answer.exception.sentence()


def test_the_bar_of_a_search_moves_with_time_without_any_news():
    now_s = [0.0]
    progress = Progress(get_time=lambda: now_s[0])
    progress.add_task("searching", total=10)

    seen = []
    for now_s[0] in (0.0, 4.0, 25.0):
        seen.append(TimeBar().render(progress.tasks[0]).completed)

    assert seen == [0.0, 4.0, 10.0]


@pytest.mark.parametrize("seconds", ["inf", "nan", "0", "1e12"])
def test_no_search_is_endless(files, seconds):
    answer = CliRunner().invoke(app, ["solve", str(files[0]), "--seconds", seconds])

    assert answer.exit_code == 2
    assert "--seconds" in answer.output
