"""How long consultations take, and learning it."""

import numpy as np
import pytest
from tests.engines.queueing.builders import at, make_line, make_token

from horarium.domain.errors import InvalidField
from horarium.domain.token import TokenStatus
from horarium.engines.queueing.service_time import (
    Past,
    ServiceTime,
    ServiceTimes,
    clinic_times,
    learn,
    learn_from,
    updated_today,
)


def make_done(number, start, minutes):
    return make_token(
        number,
        status=TokenStatus.COMPLETED,
        arrived_at=at(0),
        started_at=at(start),
        ended_at=at(start + minutes),
    )


def test_drawn_consultations_have_the_mean_and_the_spread_asked_for():
    drawn = ServiceTime(mean_min=12, cv=0.5).draw(np.random.default_rng(1), 200_000)

    assert drawn.mean() == pytest.approx(12, rel=0.01)
    assert drawn.std() / drawn.mean() == pytest.approx(0.5, rel=0.02)


@pytest.mark.parametrize("elapsed", [2.0, 10.0, 25.0])
def test_what_remains_is_drawn_from_the_consultations_that_lasted_so_long(elapsed):
    law = ServiceTime(mean_min=10, cv=0.6)
    whole = law.draw(np.random.default_rng(1), 1_000_000)
    longer = whole[whole > elapsed] - elapsed

    rest = law.draw_rest(np.random.default_rng(2), 100_000, elapsed)

    assert rest.mean() == pytest.approx(longer.mean(), rel=0.03)
    assert np.median(rest) == pytest.approx(np.median(longer), rel=0.03)


def test_a_consultation_beyond_all_experience_still_ends():
    rest = ServiceTime(10, 0.3).draw_rest(np.random.default_rng(1), 1000, 600.0)

    assert np.isfinite(rest).all()
    assert (rest >= 0).all()


def test_a_new_practitioner_is_taken_for_the_clinics_mean():
    clinic = ServiceTimes(ServiceTime(10), {"first": ServiceTime(20)})

    assert learn(clinic, []) == clinic


def test_twenty_consultations_move_the_mean_half_way():
    clinic = ServiceTimes(ServiceTime(10), {"first": ServiceTime(20)})

    own = learn(clinic, [("first", 30.0)] * 20)

    assert own.of("first").mean_min == pytest.approx(25)


def test_a_slow_morning_lengthens_the_afternoon():
    line = make_line(*(make_done(n, 20 * n, 20) for n in range(10)))

    today = updated_today(ServiceTimes(ServiceTime(10)), line)

    assert today.other.mean_min == pytest.approx(15)


def test_a_day_without_consultations_changes_nothing():
    times = ServiceTimes(ServiceTime(10))

    assert updated_today(times, make_line(make_token(1))) is times


@pytest.mark.parametrize(("field", "value"), [("mean_min", 0), ("cv", 0)])
def test_a_law_without_length_or_spread_is_refused(field, value):
    with pytest.raises(InvalidField) as refusal:
        ServiceTime(**{field: value})

    assert refusal.value.field == field


def test_a_clinics_own_times_need_enough_visits_to_outweigh_the_usual():
    few = clinic_times({"new": Past.of([30.0] * 2)})
    many = clinic_times({"new": Past.of([30.0] * 2000)})

    assert few.of("new").mean_min < 18
    assert many.of("new").mean_min == pytest.approx(30, rel=0.02)


def test_a_clinics_spread_is_learnt_within_each_kind_of_visit():
    rng = np.random.default_rng(3)
    lengths = ServiceTime(20, 0.3).draw(rng, 3000).tolist()
    halves = ServiceTime(10, 0.3).draw(rng, 3000).tolist()

    learnt = clinic_times({"new": Past.of(lengths), "again": Past.of(halves)})

    assert learnt.of("new").cv == pytest.approx(0.3, rel=0.05)


def test_sums_teach_what_the_single_visits_teach():
    clinic = ServiceTimes(ServiceTime(12))
    visits = [("new", 20.0), ("new", 30.0), ("again", 5.0)]

    from_sums = learn_from(
        clinic, {"new": Past.of([20.0, 30.0]), "again": Past.of([5.0])}
    )

    assert from_sums == learn(clinic, visits)
