"""``horarium simulate policies``."""

import json

import pytest
from typer.testing import CliRunner

from horarium.cli.simulate import app
from horarium.domain.errors import InvalidField, OutputUnwritable

QUICK = ("--policy", "traditional+fifo", "--policy", "threshold", "--replications", "6")


def run(*words: str):
    result = CliRunner().invoke(app, ["policies", *words])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_the_figures_are_one_json_document_and_the_same_for_a_seed():
    first, again = (run(*QUICK, "--json", "--seed", "3") for _ in range(2))

    told = json.loads(first.stdout)
    assert first.stdout == again.stdout
    assert told["scenario"] == "india-opd"
    assert [one["name"] for one in told["policies"]] == [
        "traditional+fifo",
        "threshold",
    ]
    rows = {row["what"]: row for row in told["traditional_vs_proposed"]}
    assert rows["utilisation"]["difference"]["low"] > 0


def test_people_get_a_table_with_intervals_and_a_page(tmp_path):
    page = tmp_path / "report.html"

    shown = run(*QUICK, "--html", str(page)).stdout

    assert "utilisation" in shown
    assert "±" in shown
    assert "<svg" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["nowhere/report.html", "."])
def test_a_page_that_cannot_be_written_is_refused_before_anything_is_played(
    tmp_path, name
):
    with pytest.raises(OutputUnwritable):
        run("--replications", "100000000", "--html", str(tmp_path / name))


def test_a_cost_without_end_is_refused_by_name():
    with pytest.raises(InvalidField, match="idle"):
        run(*QUICK, "--idle-cost", "inf")


def test_an_unknown_preset_is_refused_with_the_names_there_are():
    with pytest.raises(InvalidField) as refusal:
        run("--preset", "moon")

    assert "india-opd" in str(refusal.value)


@pytest.mark.slow
def test_processes_give_the_same_figures():
    alone, shared = (run(*QUICK, "--json", "--processes", n).stdout for n in ("1", "2"))

    assert alone == shared
