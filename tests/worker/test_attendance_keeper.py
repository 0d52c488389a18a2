"""The worker learns who may not come, once a day, in every organisation."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from tests.builders import given_session
from tests.services.attendance.builders import given_fit, given_visit

from horarium.domain.attendance import FitStatus
from horarium.services import attendance
from horarium.worker.attendance_keeper import (
    attend_everybody,
    recalibrate_everybody,
)
from horarium.worker.tasks import MOST_ATTEMPTS, learn


@pytest.fixture
def asked(begin_as, clock, database):
    """A fit that the hourly look has asked for, and how to begin work on it."""
    with begin_as() as work:
        given_visit(work, given_session(work), 1, lead_days=3)
    attend_everybody(database, clock)
    with begin_as() as work:
        return attendance.fits(work)[0]


def test_a_look_asks_for_a_fit_that_the_job_then_makes(asked, begin_as):
    learn(begin_as, asked.id, attempt=0)

    with begin_as() as work:
        [fit] = attendance.fits(work)
    assert (asked.status, fit.status) == (FitStatus.QUEUED, FitStatus.DONE)


def test_a_fit_that_ends_its_workers_is_given_up(asked, begin_as):
    learn(begin_as, asked.id, attempt=MOST_ATTEMPTS)

    with begin_as() as work:
        [fit] = attendance.fits(work)
    assert fit.status is FitStatus.FAILED


def test_a_fit_that_breaks_says_so_to_whoever_waits(asked, begin_as, monkeypatch):
    def broken(_):
        raise ZeroDivisionError

    @contextmanager
    def open_work():
        with begin_as() as work:
            yield work

    monkeypatch.setattr("horarium.services.attendance.fitting.history", broken)
    with pytest.raises(ZeroDivisionError):
        learn(open_work, asked.id, attempt=0)

    with begin_as() as work:
        [fit] = attendance.fits(work)
    assert fit.reason == "The fit broke (ZeroDivisionError)."


def test_each_night_every_organisation_is_recalibrated_once(begin_as, clock, database):
    with begin_as() as work:
        given_fit(work)
        given_visit(work, given_session(work), 1, lead_days=3, status="noshow")
    clock.at += timedelta(days=1)

    n_shifted = [recalibrate_everybody(database, clock) for _ in range(2)]

    with begin_as() as work:
        [night] = attendance.recalibrated(work)
    assert n_shifted == [1, 0]
    assert night.n_outcomes == 1
