"""A fit is asked for once, judged on later visits, and falls back to the rate."""

from contextlib import contextmanager

import pytest
from sqlalchemy import select
from tests.builders import given_session
from tests.services.attendance.builders import given_past, given_visit

from horarium.domain.actor import Role
from horarium.domain.attendance import FitStatus
from horarium.domain.errors import InvalidField, RoleMissing
from horarium.engines.attendance import METHODS, MODELS
from horarium.services import attendance
from horarium.services.attendance import ChangeSetting
from horarium.store.tables import attendance_fit


def fitted(work):
    """The fit that the worker makes of what ``work`` sees."""

    @contextmanager
    def open_work():
        yield work

    fit = attendance.request_fit(work)
    attendance.run(open_work, fit.id)
    return attendance.fits(work)[0]


@pytest.fixture
def taught(work):
    given_past(work)
    return fitted(work)


def test_a_fit_of_enough_visits_tells_what_it_learnt_and_how_it_was_judged(taught):
    report = taught.report

    assert (taught.status, taught.used) == (FitStatus.DONE, "spline-logistic")
    assert report["training"]["n_visits"] == 440
    assert report["metrics"]["auc"] > 0.6
    assert {one["group"] for one in report["groups"]} >= {"everybody", "age"}
    assert "sex" in report["excluded"]
    assert "## Never looks at" in taught.card


def test_with_a_short_past_everybody_gets_the_rate(work):
    given_past(work, n_days=2)

    fit = fitted(work)

    assert fit.used == "rate"
    assert "metrics" not in fit.report


def test_a_department_without_a_past_can_be_fitted(work):
    assert fitted(work).used == "rate"


def test_a_second_request_joins_the_fit_that_waits(work):
    first, second = attendance.request_fit(work), attendance.request_fit(work)

    assert first == second


def test_learning_is_due_once_a_day(work, clock):
    due_before = attendance.is_due(work)
    attendance.request_fit(work)
    due_after = attendance.is_due(work)
    clock.at = clock.at.replace(day=7)

    assert (due_before, due_after, attendance.is_due(work)) == (True, False, True)


def test_a_fit_that_is_over_is_not_begun_again(work, taught):
    before = work.db.execute(select(attendance_fit)).all()

    @contextmanager
    def open_work():
        yield work

    attendance.run(open_work, taught.id)
    attendance.fail(work, taught.id, "too late")

    assert work.db.execute(select(attendance_fit)).all() == before


def test_a_fit_that_broke_says_why(work):
    fit = attendance.request_fit(work)

    attendance.fail(work, fit.id, "The fit broke.")

    [failed] = attendance.fits(work)
    assert (failed.status, failed.reason) == (FitStatus.FAILED, "The fit broke.")


def test_the_names_of_the_methods_are_those_of_the_models():
    assert tuple(MODELS) == METHODS


def test_a_method_that_nobody_knows_is_refused():
    with pytest.raises(InvalidField) as refusal:
        ChangeSetting(reason="x", method="oracle")

    assert refusal.value.field == "method"


@pytest.mark.parametrize("role", [Role.STAFF, Role.DOCTOR, Role.COORDINATOR])
def test_only_administrators_look_at_models_or_change_them(work_as, role):
    work = work_as(role)

    for ask in (attendance.overview, attendance.setting, attendance.request_fit):
        with pytest.raises(RoleMissing):
            ask(work)


def test_an_outcome_of_today_is_not_learnt_before_the_day_is_over(work, taught):
    session = given_session(work, start=work.clock.now())
    given_visit(work, session, 0, status="fulfilled")

    assert fitted(work).report["training"]["n_visits"] == 440
