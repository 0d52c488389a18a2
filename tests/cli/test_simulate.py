"""``horarium simulate``: a day on a database of its own."""

import json

import pytest
from typer.testing import CliRunner

from horarium.cli.simulate import app
from horarium.domain.errors import InvalidField


def run(*words: str):
    result = CliRunner().invoke(app, ["opd-day", *words])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_a_day_that_cannot_be_is_refused_before_anything_starts():
    with pytest.raises(InvalidField) as refusal:
        run("--doctors", "0")

    assert refusal.value.field == "doctors"


@pytest.mark.slow
def test_the_statistics_are_one_json_document_and_the_same_for_a_seed():
    first, again = (run("--seed", "5", "--json", "--online", "4") for _ in range(2))

    told = json.loads(first.stdout)
    assert first.stdout == again.stdout
    assert told["seed"] == 5
    assert [one["name"] for one in told["classes"]] == [
        "emergency",
        "priority",
        "follow-up",
        "online",
        "walk-in",
    ]
    assert {one["met"] for one in told["classes"]} <= {True, False, None}


@pytest.mark.slow
def test_a_person_reads_each_class_against_its_target():
    printed = run("--seed", "5", "--online", "4").stdout

    for word in ("emergency", "walk-in", "target", "promised", "Dr Adeyemi"):
        assert word in printed
