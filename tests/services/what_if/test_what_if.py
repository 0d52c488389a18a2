"""A what-if question is played by the worker, tells how far it is, and keeps its answer."""

from contextlib import contextmanager

import pytest
from tests.builders import new_id

from horarium.domain.actor import Role
from horarium.domain.errors import InvalidField, NoSuchThing, RoleMissing
from horarium.domain.what_if import RunStatus
from horarium.engines.synth.presets import PRESETS
from horarium.services import what_if
from horarium.services.what_if import WhatIf, running
from horarium.store import simulations

QUICK = WhatIf(n_days=40, walk_ins_an_hour=1.0)


def played(work, run, **how):
    @contextmanager
    def open_work():
        yield work

    running.run(open_work, run.id, **how)
    return what_if.get(work, run.id)


def test_the_presets_are_those_of_the_engine():
    assert set(what_if.PRESET_NAMES) == set(PRESETS)


def test_an_answer_compares_the_practices_with_intervals(work):
    found = played(work, what_if.ask(work, QUICK))

    policies = found.report["policies"]
    assert (found.status, found.n_done) == (RunStatus.DONE, 40)
    assert policies[0]["name"] == "traditional+fifo"
    used = policies[-1]["overall"]["utilisation"]
    assert used["low"] < used["value"] < used["high"]


def test_the_same_run_gives_the_same_answer_again(work):
    run = what_if.ask(work, QUICK)
    first = played(work, run)
    simulations.move(work.db, run.id, status="queued")

    assert played(work, run).report == first.report


def test_an_answer_that_is_there_is_not_played_again(work):
    first = played(work, what_if.ask(work, QUICK))

    assert played(work, first) == first


def test_a_worker_that_is_told_to_stop_keeps_what_it_has(work):
    found = played(work, what_if.ask(work, QUICK), is_stopping=lambda: True)

    assert found.n_done == found.report["n_replications"] == 20


def test_more_who_stay_away_leave_more_idle_time():
    few, many = (
        running.scenario(WhatIf(no_show_percent=share)).p_show for share in (10, 40)
    )

    assert (few, many) == (0.9, 0.6)


def test_a_question_that_failed_says_why(work):
    run = what_if.ask(work, QUICK)

    what_if.fail(work, run.id, "It broke.")

    assert what_if.runs(work)[0].reason == "It broke."


@pytest.mark.parametrize(
    ("name", "value"), [("preset", "moon"), ("n_days", 5), ("no_show_percent", 99)]
)
def test_a_knob_beyond_its_ends_names_itself(name, value):
    with pytest.raises(InvalidField) as refusal:
        WhatIf(**{name: value})

    assert refusal.value.field == name


def test_a_run_that_is_not_there_is_not_found(work):
    with pytest.raises(NoSuchThing):
        what_if.get(work, new_id())


@pytest.mark.parametrize("role", [Role.STAFF, Role.COORDINATOR])
def test_only_administrators_ask(work_as, role):
    with pytest.raises(RoleMissing):
        what_if.ask(work_as(role), QUICK)
