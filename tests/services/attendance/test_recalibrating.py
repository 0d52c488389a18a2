"""Models in force follow new outcomes: once a night, on record, not with the switch off."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from tests.builders import given_session
from tests.services.attendance.builders import given_fit, given_visit

from horarium.domain.actor import Role
from horarium.domain.attendance import ScorePurpose
from horarium.domain.errors import InvalidField, RoleMissing
from horarium.engines import attendance as engine
from horarium.services import attendance
from horarium.services.attendance import ChangeSetting
from horarium.store import attendance as store
from horarium.store import attendance_scores
from horarium.store.tables import attendance_recalibration, event

N_MISSED = 15


@pytest.fixture
def taught(work):
    return given_fit(work)


def given_outcomes(work, clock, *, status="noshow"):
    """Visits of the day of the fit, all missed; it is the next night now."""
    session = given_session(work, start=clock.at)
    for place in range(N_MISSED):
        given_visit(work, session, place, lead_days=12, status=status)
    clock.at += timedelta(days=1)


def change(work, **wanted):
    attendance.change(work, ChangeSetting(reason="trial", **wanted))


def shift_in_force(work):
    models = store.newest_models(work.db)
    return engine.load(models.day_ahead).shift, engine.load(models.booking).shift


def test_new_outcomes_shift_both_models_in_force(work, taught, clock):
    before = shift_in_force(work)
    given_outcomes(work, clock)

    made = attendance.recalibrate(work)

    after = shift_in_force(work)
    assert (made.fit, made.number, made.n_outcomes) == (taught.id, 1, N_MISSED)
    assert [one.advance for one in before] == [0.0, 0.0]
    assert min(one.advance for one in after) > 0.1


def test_the_card_is_written_anew_with_version_and_date(work, taught, clock):
    given_outcomes(work, clock)

    made = attendance.recalibrate(work)

    assert made.version == "1.1"
    assert f"# Attendance model of {work.today}" in made.card
    assert "| version | 1.1 |" in made.card
    assert f"| everybody: all | {N_MISSED} | {N_MISSED} |" in made.card
    assert attendance.overview(work).card == made.card


def test_a_night_is_recalibrated_once(work, taught, clock):
    given_outcomes(work, clock)

    first, second = attendance.recalibrate(work), attendance.recalibrate(work)

    assert first is not None
    assert second is None
    assert [one.card for one in attendance.recalibrated(work)] == [first.card]


def test_each_night_with_outcomes_counts_on(work, taught, clock):
    for _ in range(2):
        given_outcomes(work, clock)
        attendance.recalibrate(work)

    assert [one.version for one in attendance.recalibrated(work)] == ["1.2", "1.1"]


def test_a_night_without_a_new_outcome_changes_nothing(work, taught, clock):
    given_outcomes(work, clock, status="booked")

    assert attendance.recalibrate(work) is None
    assert work.db.execute(select(attendance_recalibration)).all() == []


def test_an_outcome_of_today_waits_for_the_night(work, taught, clock):
    given_outcomes(work, clock)
    clock.at -= timedelta(days=1)

    assert attendance.recalibrate(work) is None


@pytest.mark.parametrize("setting", [{"is_off": True}, {"recalibrates": False}])
def test_switched_off_nothing_is_recalibrated_until_it_is_on_again(
    work, taught, clock, setting
):
    given_outcomes(work, clock)
    change(work, **setting)

    off = attendance.recalibrate(work)
    change(work, is_off=False, recalibrates=True)

    assert off is None
    assert attendance.recalibrate(work) is not None


def test_before_the_first_fit_there_is_nothing_to_recalibrate(work, clock):
    given_outcomes(work, clock)

    assert attendance.recalibrate(work) is None


def test_a_model_of_another_release_stays_as_it_is(work, taught, clock):
    given_outcomes(work, clock)
    work.db.execute(text("update attendance_fit set day_ahead = 'old'"))

    assert attendance.recalibrate(work) is None


def test_a_recalibration_is_on_record(work, taught, clock):
    given_outcomes(work, clock)

    attendance.recalibrate(work)

    rows = work.db.execute(
        select(event).where(event.c.action == "attendance.recalibrate")
    ).all()
    assert len(rows) == 1
    assert str(taught.id) in str(rows[0])


def test_a_score_says_which_recalibration_gave_it(work, taught, clock):
    given_outcomes(work, clock)
    visit = given_visit(
        work, given_session(work, start=clock.at + timedelta(days=1)), 0, lead_days=9
    )
    attendance.recalibrate(work)

    attendance.scores(work, [visit], ScorePurpose.DAY_AHEAD)

    [score] = attendance_scores.log_of(work.db, limit=5)
    assert (score.fit, score.recalibration) == (taught.id, 1)


def test_learning_is_due_as_often_as_the_setting_says(work, clock):
    change(work, learn_every_days=7)
    attendance.request_fit(work)
    begin = clock.at

    due = []
    for days in (1, 6, 7):
        clock.at = begin + timedelta(days=days)
        due.append(attendance.is_due(work))

    assert due == [False, False, True]


@pytest.mark.parametrize("days", [0, 91])
def test_a_rhythm_that_makes_no_sense_names_the_field(days):
    with pytest.raises(InvalidField) as refusal:
        ChangeSetting(reason="x", learn_every_days=days)

    assert refusal.value.field == "learn_every_days"


def test_the_nights_are_for_administrators_to_see(work_as):
    work = work_as(Role.DOCTOR)

    with pytest.raises(RoleMissing):
        attendance.recalibrated(work)
