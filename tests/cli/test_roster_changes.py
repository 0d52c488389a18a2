"""Mending, explaining, swapping and drawing rosters from a shell."""

import json
from dataclasses import replace

import pytest
from click.testing import Result
from tests.engines.rostering.builders import DAY, NIGHT, make_person, make_problem
from typer.testing import CliRunner

from horarium.cli.roster import app
from horarium.domain.errors import Invalid, InvalidField
from horarium.engines.rostering.cover import Cover
from horarium.engines.rostering.io.csv import parse_csv, write_csv
from horarium.engines.rostering.io.toml import write_toml
from horarium.engines.rostering.people import Leave
from horarium.engines.rostering.roster import Roster
from horarium.engines.rostering.rules.fairness import Fairness
from horarium.engines.rostering.rules.min_rest import MinRest
from horarium.engines.rostering.rules.registry import BASIC_RULES
from horarium.engines.rostering.shifts import Duties

NIGHTS = Duties(label="night", tags=("night",))


@pytest.fixture
def ward(tmp_path):
    """A problem and a roster as files: four days, a night each."""
    away = make_person("bo", leave=(Leave(start=0, end=1),))
    shifts = (DAY, replace(NIGHT, never_before=()))
    problem = make_problem(
        *BASIC_RULES,
        MinRest(rest_h=11),
        Fairness(id="fair-nights", duties=NIGHTS),
        people=[make_person("ann", name="Ann Ash"), away, make_person("cy")],
        shifts=shifts,
        n_days=4,
        cover=[
            Cover(day=day, shift_types=("N",), wanted=1, minimum=1) for day in range(4)
        ],
    )
    roster = Roster.of([[1, 1, -1, -1], [-1, -1, 1, -1], [0, -1, -1, 1]])
    files = tmp_path / "ward.toml", tmp_path / "ward.csv"
    files[0].write_text(write_toml(problem))
    files[1].write_text(write_csv(problem, roster))
    return problem, *files


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def test_one_day_of_somebody_else_is_told_in_the_singular(ward):
    _, file, roster = ward

    answer = run("repair", file, roster, "--sick", "ann:2026-03-02")

    assert answer.output.startswith("1 day of others changes; ")


def test_a_repaired_roster_is_written_drawn_and_explained(ward, tmp_path):
    problem, file, roster = ward
    out, picture = tmp_path / "mended.csv", tmp_path / "mended.svg"

    answer = run(
        *("repair", file, roster, "--sick", "ann:2026-03-03", "--json"),
        *("--out", out, "--picture", picture),
    )

    told = json.loads(answer.stdout)
    assert answer.exit_code == 0
    assert told["status"] == "repaired"
    assert told["moves_of_others"] == 2
    mended = parse_csv(problem, out.read_text(), "mended.csv")
    assert mended.cells[0, 1] == -1
    assert picture.read_text().startswith("<?xml")


def test_a_cell_is_locked_off_without_a_shift_and_the_help_says_how(ward):
    _, file, roster = ward

    answer = run("repair", file, roster, "--lock", "ann:2026-03-04", "--json")

    assert answer.exit_code == 0
    assert json.loads(answer.stdout)["moves_of_others"] == 0
    assert "PERSON:DATE[:SHIFT]" in run("repair", "--help").stdout


def test_burdens_are_told_with_who_is_furthest_from_the_fair_share(ward):
    _, file, roster = ward

    lines = run("fairness", file, roster).stdout.splitlines()

    assert "furthest above the fair share" in lines[0]
    (nights,) = (line for line in lines if line.strip().startswith("nights"))
    assert "ann +" in nights


def test_a_day_is_explained_in_sentences_and_in_facts(ward):
    _, file, roster = ward

    words = run("explain", "why", file, roster, "ann", "2026-03-02")
    facts = run("explain", "why", file, roster, "ann", "2026-03-02", "--json")

    assert "Ann Ash works N on Mon 2 Mar.  [exact]" in words.stdout
    told = json.loads(facts.stdout)["facts"]
    assert told[0]["values"] == {"person": "ann", "day": 0, "shift_type": "N"}


def test_what_if_has_a_table_of_costs(ward):
    _, file, roster = ward

    answer = run("explain", "what-if", file, roster, "--extra", "N:2026-03-03:1")

    assert answer.exit_code == 0
    assert "The penalty goes from" in answer.stdout


def test_a_duty_is_offered_and_burdens_are_carried_on(ward, tmp_path):
    _, file, roster = ward
    ledger = tmp_path / "ledger.json"

    offers = run("swaps", file, roster, "ann:2026-03-03", "--json")
    burdens = run("fairness", file, roster, "--carry-to", ledger, "--json")

    assert json.loads(offers.stdout)
    assert {one["id"] for one in json.loads(burdens.stdout)} >= {"nights", "hours"}
    assert json.loads(ledger.read_text())["as_of"] == "2026-03-06"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("repair", "--sick", "ann"), "--sick is 'ann'"),
        (("repair", "--sick", "ann:2027-03-03"), "a date from 2026-03-02"),
        (("repair",), "at least one of --sick"),
        (("repair", "--sick", "zoe:2026-03-03"), "one of ann, bo, cy"),
        (("check", "--picture", "roster.gif"), ".png"),
    ],
)
def test_a_mistake_is_one_sentence_that_names_the_option(ward, words, said):
    _, file, roster = ward
    command, *options = words

    answer = run(command, file, roster, *options)

    assert isinstance(answer.exception, Invalid)
    assert said in answer.exception.sentence()


@pytest.mark.parametrize(
    ("option", "typed", "value"),
    [
        ("--sick", "bob:2026-03-02", "bob"),
        ("--leave", "bob:2026-03-02", "bob"),
        ("--extra", "Q:2026-03-02", "Q"),
        ("--closed", "east:2026-03-02", "east"),
        ("--lock", "bob:2026-03-02:D", "bob"),
        ("--lock", "ann:2026-03-02:Q", "Q"),
    ],
)
def test_a_name_that_is_not_there_is_refused_by_the_option_it_was_typed_for(
    ward, option, typed, value
):
    _, file, roster = ward

    for words in (("repair",), ("explain", "what-if")):
        refusal = run(*words, file, roster, option, typed).exception

        assert isinstance(refusal, InvalidField)
        assert (refusal.field, refusal.value) == (option, value)
