"""``horarium attendance``: files in, chances and honest marks out."""

import csv
import json
import os
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from click.testing import Result
from tests.engines.attendance.builders import invented, split
from typer.testing import CliRunner

from horarium.cli.attendance import app
from horarium.domain.errors import Refused

SHARED = Path(
    os.environ.get("HORARIUM_SHARED", Path(__file__).parents[2] / "../shared")
)
VITORIA = SHARED / "data" / "noshow" / "appointments-to-2016-05-25.csv"


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def write(path: Path, visits) -> Path:
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(
            ("id", "patient", "booked_at", "day", "age", "reminded", "outcome")
        )
        columns = (visits.id, visits.patient, visits.booked_at, visits.day)
        facts = (visits.age, visits.reminded, visits.no_show.astype(int))
        out.writerows(zip(*columns, *facts, strict=True))
    return path


@pytest.fixture(scope="module")
def weeks(tmp_path_factory):
    folder = tmp_path_factory.mktemp("weeks")
    train, test = split(invented(np.random.default_rng(1), 1200)[0], 36)
    return write(folder / "train.csv", train), write(folder / "test.csv", test)


def test_a_method_is_judged_on_later_weeks(weeks, tmp_path):
    train, test = weeks
    card = tmp_path / "card.md"

    answer = run("evaluate", "--train", train, "--test", test, "--json", "--card", card)

    judged = json.loads(answer.stdout)
    assert judged["model"] == "spline-logistic"
    assert judged["metrics"].keys() >= {
        "auc",
        "auc_lead_1",
        "brier",
        "log_loss",
        "ece15",
    }
    assert judged["fit_seconds"] > 0
    assert judged["bad_rows"]["test"]["count"] == 0
    assert "must not be used" in card.read_text()


def test_a_model_is_learnt_and_scores_each_visit_with_reasons(weeks, tmp_path):
    train, test = weeks
    model = tmp_path / "clinic.model"

    learnt = run("fit", train, "--out", model)
    scored = run("score", model, test, "--known", train)

    rows = list(csv.DictReader(StringIO(scored.stdout)))
    assert learnt.exit_code == 0, learnt.stderr
    assert len(rows) == len(test.read_text().splitlines()) - 1
    assert all(0 < float(row["p_show"]) < 1 and row["reason_1"] for row in rows)


def test_a_bad_row_is_told_and_the_rest_is_used(weeks, tmp_path):
    train, test = weeks
    spoilt = tmp_path / "spoilt.csv"
    spoilt.write_text(test.read_text() + "x,ana,never,2026-02-10,3,0,1\n")

    answer = run("evaluate", "--train", train, "--test", spoilt, "--json")

    (row,) = json.loads(answer.stdout)["bad_rows"]["test"]["rows"]
    assert (row["column"], row["value"]) == ("booked_at", "never")
    assert "'never'" in answer.stderr


def test_columns_that_a_preset_can_do_without_are_told_and_taken_as_unknown(
    weeks, tmp_path
):
    train, test = weeks
    bare = tmp_path / "bare.csv"
    rows = list(csv.DictReader(StringIO(test.read_text())))
    with bare.open("w", newline="") as file:
        out = csv.DictWriter(
            file, ("patient", "booked_at", "day", "outcome"), extrasaction="ignore"
        )
        out.writeheader()
        out.writerows(rows)

    answer = run("evaluate", "--train", train, "--test", bare, "--json")

    judged = json.loads(answer.stdout)
    assert judged["missing_columns"] == {"train": [], "test": ["id", "age", "reminded"]}
    assert judged["metrics"]["n_visits"] == len(rows)
    assert "no column age" in answer.stderr


def test_visits_to_score_need_no_outcome(weeks, tmp_path):
    train, test = weeks
    model, coming = tmp_path / "clinic.model", tmp_path / "coming.csv"
    lines = test.read_text().splitlines()
    coming.write_text("\n".join(line.rpartition(",")[0] for line in lines))

    run("fit", train, "--out", model)
    answer = run("score", model, coming, "--known", train)

    assert answer.exit_code == 0, answer.stderr
    assert len(answer.stdout.splitlines()) == len(lines)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("fit", "nowhere.csv", "--out", "x"), "nowhere.csv"),
        (("card", __file__), "no file of a model"),
        (("fit", ".", "--out", "x"), "., opening it"),
        (("evaluate", "--train", __file__, "--test", __file__), "its header"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(words, said):
    refusal = run(*words).exception

    assert isinstance(refusal, Refused)
    assert said in refusal.sentence()


@pytest.mark.slow
@pytest.mark.skipif(
    not VITORIA.exists(), reason=f"no file {VITORIA.name} under HORARIUM_SHARED"
)
def test_the_real_weeks_are_predicted_as_well_as_anybody_honestly_can(tmp_path):
    header, *rows = VITORIA.read_text().splitlines()
    day = [row.split(",")[4][:10] for row in rows]
    files = []
    for name, wanted in (
        ("a", lambda d: d <= "2016-05-13"),
        ("b", lambda d: d > "2016-05-13"),
    ):
        files.append(tmp_path / f"{name}.csv")
        kept = [row for row, d in zip(rows, day, strict=True) if wanted(d)]
        files[-1].write_text("\n".join([header, *kept]))
    words = ("--train", files[0], "--test", files[1], "--columns", "vitoria", "--json")

    judged = json.loads(run("evaluate", *words).stdout)

    metrics = judged["metrics"]
    assert metrics["auc"] >= 0.74
    assert metrics["auc_lead_1"] >= 0.615
    assert metrics["ece15"] <= 0.018
    assert metrics["brier"] <= judged["static"]["brier"]
    assert all(
        0.9 < one["ratio"] < 1.1 for one in judged["groups"] if one["group"] == "sex"
    )
