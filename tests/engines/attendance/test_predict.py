"""One chance a visit, recalibrated by what the last clinic days brought."""

from dataclasses import replace
from datetime import UTC

import numpy as np
import pytest
from tests.engines.attendance.builders import invented, make_visit, on, split

from horarium.domain.errors import InvalidField
from horarium.engines.attendance import (
    AttendanceParams,
    Visits,
    fit,
    moments,
    predict,
    recalibrate,
)


@pytest.fixture(scope="module")
def clinic():
    visits, _ = invented(np.random.default_rng(11), 3000)
    return split(visits, 35)


def test_after_recalibration_the_last_days_come_out_right(clinic):
    train, later = clinic
    everybody_missed_more = replace(
        later, no_show=np.maximum(later.no_show, np.arange(len(later)) % 2)
    )
    known = train.and_also(everybody_missed_more)
    model = fit(train, AttendanceParams(window_days=10, shift_sd=10.0))

    shifted = recalibrate(model, known, on(45))

    asked = everybody_missed_more
    p_show = predict(shifted, asked, moments(asked, model.params.moment), known=known)
    assert 1 - p_show.mean() == pytest.approx(asked.no_show.mean(), abs=0.005)


def test_few_outcomes_move_little(clinic):
    train, _ = clinic
    day = on(50).date()
    two = Visits.of(
        [make_visit(n, patient=f"x{n}", day=day, no_show=True) for n in (-1, -2)]
    )
    model = fit(train, AttendanceParams(window_days=1))

    assert 0 < recalibrate(model, two, on(51)).shift.advance < 0.25


def test_the_rate_stays_one_for_everybody_when_it_is_recalibrated(clinic):
    train, later = clinic
    model = fit(train, AttendanceParams(model="rate"))
    known = train.and_also(later)

    shifted = recalibrate(model, known, on(45))

    chances = predict(shifted, later, moments(later, model.params.moment), known=known)
    assert len(set(chances)) == 1
    assert shifted.shift.advance != 0.0


def test_without_outcomes_there_is_no_shift(clinic):
    train, _ = clinic
    model = recalibrate(fit(train), train, on(35))

    forgotten = recalibrate(model, Visits.of([make_visit()]), on(20))

    assert forgotten.shift == fit(train).shift


def test_outcomes_of_the_day_itself_do_not_recalibrate_it(clinic):
    train, later = clinic
    model = fit(train)
    all_missed = replace(later, no_show=np.ones(len(later)))

    before = recalibrate(model, train, on(35))
    same = recalibrate(model, train.and_also(all_missed), on(35, 23.5))

    assert before.shift == same.shift


def test_one_instant_serves_for_all(clinic):
    train, _ = clinic
    asked = Visits.of([make_visit(day=on(60).date(), booked_at=on(40))])

    chances = predict(fit(train), asked, on(50), known=train)

    assert chances.shape == (1,)
    assert 0 < chances[0] < 1


def test_an_instant_with_a_zone_is_refused(clinic):
    train, _ = clinic
    asked = Visits.of([make_visit()])

    with pytest.raises(InvalidField, match="naive"):
        predict(fit(train), asked, on(9).replace(tzinfo=UTC))


def test_nobody_asked_nobody_scored(clinic):
    train, _ = clinic

    assert predict(fit(train), Visits.of([]), on(50), known=train).shape == (0,)
