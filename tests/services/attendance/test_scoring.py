"""Scores: logged before use, the same when asked again, one for all with the switch off."""

from datetime import timedelta

import pytest
from sqlalchemy import exc, select, text
from tests.builders import given_session
from tests.services.attendance.builders import given_fit, given_visit

from horarium.domain.attendance import HelpKind, HelpOutcome, ScorePurpose
from horarium.services import attendance, reminders
from horarium.services.attendance import ChangeSetting
from horarium.store.tables import (
    attendance_help,
    attendance_score,
    attendance_setting,
    notification,
    outbox,
)


@pytest.fixture
def taught(work):
    return given_fit(work)


@pytest.fixture
def tomorrow(work):
    """Ten visits of tomorrow, the later ones booked longer ago."""
    start = work.clock.now() + timedelta(days=1)
    session = given_session(work, start=start)
    return [
        given_visit(work, session, place, lead_days=1 + 3 * place)
        for place in range(10)
    ]


def ahead(work, visits):
    return attendance.scores(work, visits, ScorePurpose.DAY_AHEAD)


def logged(work):
    return work.db.execute(select(attendance_score)).all()


def switch_off(work):
    attendance.change(work, ChangeSetting(reason="complaint", is_off=True))


def test_who_booked_long_ago_is_thought_less_likely_to_come(work, taught, tomorrow):
    given = ahead(work, tomorrow)

    assert given[tomorrow[-1]] < given[tomorrow[0]]


def test_every_score_is_in_the_log_with_its_model_and_purpose(work, taught, tomorrow):
    given = ahead(work, tomorrow)

    rows = logged(work)
    assert {row.appointment_id: row.p_show for row in rows} == given
    assert {(row.fit_id, row.purpose, row.method) for row in rows} == {
        (taught.id, "day-ahead", "spline-logistic")
    }


def test_whoever_asks_again_on_the_same_day_gets_the_same_score(work, taught, tomorrow):
    first = ahead(work, tomorrow[:4])
    second = ahead(work, tomorrow)

    assert second.items() >= first.items()
    assert len(logged(work)) == 10


def test_the_log_cannot_be_changed(work, taught, tomorrow):
    ahead(work, tomorrow)

    with pytest.raises(exc.ProgrammingError, match="permission denied"):
        work.db.execute(text("update attendance_score set p_show = 1"))


def test_switched_off_everybody_gets_the_same_and_the_log_says_so(
    work, taught, tomorrow
):
    switch_off(work)

    given = ahead(work, tomorrow)

    assert len(set(given.values())) == 1
    assert {row.method for row in logged(work)} == {"rate"}


def test_before_the_first_fit_everybody_gets_the_prior(work, tomorrow):
    assert set(ahead(work, tomorrow).values()) == {0.8}


def test_new_bookings_are_scored_once_as_they_looked_when_they_were_made(
    work, taught, tomorrow
):
    first, second = attendance.score_new(work), attendance.score_new(work)

    assert (first, second) == (10, 0)
    assert {row.purpose for row in logged(work)} == {"booking"}


def test_the_riskiest_of_tomorrow_are_rung_and_only_planned_once(
    work, taught, tomorrow
):
    given = ahead(work, tomorrow)
    n_first, n_second = attendance.plan_help(work), attendance.plan_help(work)

    called = [one.appointment for one in attendance.calls(work)]
    assert (n_first, n_second) == (2, 0)
    assert set(called) == set(sorted(tomorrow, key=lambda one: given[one])[:2])


def test_the_list_is_in_the_order_of_the_visits(work, taught, tomorrow):
    attendance.plan_help(work)

    starts = [one.start for one in attendance.calls(work)]

    assert starts == sorted(starts)


def test_switched_off_those_who_booked_longest_ago_are_rung(work, taught, tomorrow):
    switch_off(work)

    attendance.plan_help(work)

    assert {one.appointment for one in attendance.calls(work)} == set(tomorrow[-2:])


def test_what_came_of_a_call_is_kept_and_can_be_corrected(work, taught, tomorrow):
    attendance.plan_help(work)
    wanted = attendance.calls(work)[0].appointment

    attendance.settle_call(work, wanted, HelpOutcome.NOT_REACHED)
    call = attendance.settle_call(work, wanted, HelpOutcome.TRANSPORT)

    assert call.outcome is HelpOutcome.TRANSPORT


def test_an_extra_reminder_goes_out_once_days_ahead(work, taught):
    start = work.clock.now() + timedelta(days=3)
    session = given_session(work, start=start)
    visits = [given_visit(work, session, place, lead_days=20) for place in range(4)]
    attendance.plan_help(work)
    planned = {
        row.appointment_id
        for row in work.db.execute(select(attendance_help))
        if row.kind == HelpKind.EXTRA_REMINDER.value
    }

    first, second = reminders.send_due(work), reminders.send_due(work)

    assert len(planned) == 2
    assert planned < set(visits)
    assert (first, second) == (2, 0)


def test_nobody_is_told_a_chance(work, taught, tomorrow):
    ahead(work, tomorrow)
    attendance.plan_help(work)
    reminders.send_due(work)

    told = [str(row) for row in work.db.execute(select(outbox))]
    told += [str(row) for row in work.db.execute(select(notification))]
    assert not [one for one in told if "p_show" in one or "risk" in one]


def test_keeping_does_what_is_due_and_then_nothing(work, tomorrow):
    first, second, third = (attendance.keep(work) for _ in range(3))

    assert first == {"fits": 1}
    assert second == {"scored": 10, "helped": 2}
    assert third == {"scored": 0, "helped": 0}


def test_the_monitor_compares_scores_with_what_became_of_the_visits(
    work, taught, tomorrow, clock
):
    ahead(work, tomorrow)
    work.db.execute(
        text("update appointment set status = 'noshow' where id = :one"),
        {"one": tomorrow[0]},
    )
    work.db.execute(
        text("update appointment set status = 'fulfilled' where status = 'booked'")
    )
    clock.at += timedelta(days=2)

    seen = attendance.overview(work)

    everybody = seen.live[0]
    assert (everybody.group, everybody.n_visits, everybody.observed) == (
        "everybody",
        10,
        1.0,
    )
    assert seen.n_scores == {"day-ahead": 10}
    assert seen.in_force == taught


def test_a_change_of_the_setting_is_on_record(work, taught):
    after = attendance.change(work, ChangeSetting(reason="trial", method="boosting"))

    row = work.db.execute(select(attendance_setting)).one()
    assert (row.method, row.is_off, row.reason) == ("boosting", False, "trial")
    assert attendance.setting(work) == after
