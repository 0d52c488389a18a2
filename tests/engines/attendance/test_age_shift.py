"""Recalibration follows a band of age that has moved, and only as far as it is sure."""

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np

from horarium.engines.attendance import (
    AttendanceParams,
    Visit,
    Visits,
    dump,
    fit,
    load,
    predict,
    recalibrate,
)
from horarium.engines.attendance.ages import AGE_BANDS, band_of

BEGIN = datetime(2026, 1, 5, 9)  # noqa: DTZ001 - a wall clock
NOW = BEGIN + timedelta(days=40)


def past(p_child: float, p_adult: float, *, days: range, seed: int = 0) -> list[Visit]:
    rng = np.random.default_rng(seed)
    visits = []
    for number in range(60 * len(days)):
        day = BEGIN + timedelta(days=days[number % len(days)])
        is_child = number % 2 == 0
        missed = rng.random() < (p_child if is_child else p_adult)
        visits.append(
            Visit(
                id=f"{days.start}-{number}",
                patient=f"{days.start}-{number}",
                booked_at=day - timedelta(days=7),
                day=day.date(),
                age=8.0 if is_child else 50.0,
                no_show=bool(missed),
            )
        )
    return visits


def ask(age: float) -> Visits:
    visit = Visit(
        id="asked",
        patient="asked",
        booked_at=NOW - timedelta(days=7),
        day=NOW.date(),
        age=age,
    )
    return Visits.of([visit])


def test_children_who_come_more_often_than_they_used_to_are_believed():
    model = fit(Visits.of(past(0.3, 0.3, days=range(20))))
    later = Visits.of(past(0.1, 0.3, days=range(30, 40), seed=1))

    now = recalibrate(model, later, NOW)

    child, adult = now.shift.by_age[0], now.shift.by_age[3]
    assert child < 0 < adult
    assert predict(now, ask(8.0), NOW)[0] > predict(now, ask(50.0), NOW)[0]


def test_without_age_there_is_no_shift_by_age():
    params = AttendanceParams(use_age=False)
    history = Visits.of(past(0.1, 0.4, days=range(20)))

    assert recalibrate(fit(history, params), history, NOW).shift.by_age == ()


def test_the_shifts_are_saved_with_the_model():
    history = Visits.of(past(0.1, 0.4, days=range(20)))
    model = recalibrate(fit(history), history, NOW)

    assert load(dump(model)).shift == model.shift


def test_an_unknown_age_is_in_no_band():
    model = fit(Visits.of(past(0.3, 0.3, days=range(20))))
    shifted = replace(model, shift=replace(model.shift, by_age=(1.0,) * len(AGE_BANDS)))

    unknown = ask(8.0)
    unknown = replace(unknown, age=np.array([np.nan]))

    assert band_of(np.array([0.0, 12.0, 13.0, 120.0, np.nan])).tolist() == [
        0,
        0,
        1,
        4,
        5,
    ]
    assert predict(shifted, unknown, NOW) == predict(model, unknown, NOW)
