"""``horarium loop``: one sick call rehearsed on the data there are."""

import json
from datetime import timedelta

import pytest
from tests.conftest import StoppedClock
from tests.services.loop.builders import given_booked, given_department
from typer.testing import CliRunner

from horarium.cli.loop import app
from horarium.domain.clock import WallClock
from horarium.domain.errors import NoSuchThing
from horarium.services import loop


@pytest.fixture
def clock():
    """The command lives in the present; so does what it finds."""
    return StoppedClock(WallClock().now())


@pytest.fixture
def department(begin_as):
    """Next week's roster, with patients in Tuesday's kidney clinic."""
    with begin_as() as work:
        monday = work.today + timedelta(days=7 - work.today.weekday())
        made = given_department(work, monday)
        given_booked(work, made.session("Kidney", monday + timedelta(days=1)))
    return made


@pytest.fixture
def call(monkeypatch, database_url, organisation, tmp_path):
    monkeypatch.setenv("HORARIUM_DATABASE_URL", database_url)
    monkeypatch.setenv("HORARIUM_DATA", str(tmp_path))
    monkeypatch.setenv("HORARIUM_ORGANISATION", organisation.slug)

    def run(*words):
        result = CliRunner().invoke(app, ["sick-call", *words])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.stdout

    return run


def test_a_rehearsal_tells_everything_and_leaves_nothing(call, department, begin_as):
    told = json.loads(call("--json"))

    assert (told["who"], told["is_applied"]) == ("Dr Dan Frei", True)
    assert told["closed"] == [{"of": "Dr Dan Frei", "patients": 3}]
    assert len(told["moves"]) == told["told"]["patient"] == 3
    assert {"roster", "clinics", "propose", "apply"} <= set(told["seconds"])
    with begin_as() as work:
        assert loop.to_come(work) == []


def test_what_is_kept_is_there_afterwards(call, department, begin_as):
    said = call("--keep", "--person", department.doctor("Dan").staff_code)

    assert "closes: 3 patients" in said
    assert "Kept." in said
    with begin_as() as work:
        [absence] = loop.to_come(work)
    assert absence.practitioner == department.doctor("Dan").id


def test_without_a_clinic_there_is_nothing_to_rehearse(call, organisation):
    with pytest.raises(NoSuchThing):
        call()
