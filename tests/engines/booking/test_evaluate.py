"""The exact expectations: by hand, by laws of nature, and against many plays."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.booking.builders import LONG, SHORT, at, make_candidates, make_shape

from horarium.domain.errors import InvalidField
from horarium.engines.booking import (
    Booked,
    Candidate,
    ServiceLaw,
    SessionShape,
    evaluate,
)
from horarium.engines.booking.check import play

QUARTER = ServiceLaw.fixed(15.0, grid_min=5.0)


def test_one_a_slot_that_exactly_fits_neither_waits_nor_runs_over():
    everybody = at(make_candidates([1.0] * 5, QUARTER), range(5))

    found = evaluate(make_shape(), everybody)

    assert (found.mean_wait_min, found.overtime_min, found.idle_min) == (0.0, 0.0, 0.0)
    assert found.utilisation == pytest.approx(1.0)


def test_two_at_the_last_slot_by_hand():
    pair = at(make_candidates([0.5, 0.8], QUARTER), [4, 4])

    found = evaluate(make_shape(), pair)

    assert [one.mean_min for one in found.waits] == pytest.approx([0.0, 7.5])
    assert found.total_wait_min == pytest.approx(0.8 * 7.5)
    assert found.overtime_min == pytest.approx(0.4 * 15.0)
    assert found.p_overtime == pytest.approx(0.4)
    assert found.utilisation == pytest.approx((1.3 * 15 - 6) / 75)


def test_the_chance_of_a_long_wait_is_exact():
    third = at(make_candidates([1.0, 0.5, 1.0], QUARTER), [0, 0, 0])

    found = evaluate(make_shape(), third, long_min=20.0)

    assert [one.p_long for one in found.waits] == pytest.approx([0.0, 0.0, 0.5])
    assert found.p_long == pytest.approx(0.5 / 2.5)


def test_nobody_booked_is_all_idle():
    found = evaluate(make_shape(), [])

    assert (found.idle_min, found.mean_wait_min, found.utilisation) == (75.0, 0.0, 0.0)


bookings = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 4), st.sampled_from([SHORT, LONG])),
    min_size=1,
    max_size=9,
)


@settings(max_examples=40, deadline=None)
@given(bookings, st.integers(0, 2**32 - 1))
def test_many_plays_on_the_clock_agree(rows, seed):
    shape = make_shape()
    booked = [Booked(Candidate(p_show=p, law=law), slot) for p, slot, law in rows]

    exact = evaluate(shape, booked)
    played = play(shape, booked, 4000, np.random.default_rng(seed))

    assert (
        abs(exact.total_wait_min - played.total_wait_min)
        < 6 * played.total_wait_error + 0.05
    )
    assert (
        abs(exact.overtime_min - played.overtime_min) < 6 * played.overtime_error + 0.05
    )
    assert abs(exact.idle_min - played.idle_min) < 6 * played.idle_error + 0.05


@settings(max_examples=40, deadline=None)
@given(bookings)
def test_a_later_booking_never_changes_the_wait_of_those_before(rows):
    booked = [Booked(Candidate(p_show=p, law=law), slot) for p, slot, law in rows]
    last = Booked(Candidate(p_show=0.7, law=LONG), 4)

    before = evaluate(make_shape(), booked)
    after = evaluate(make_shape(), [*booked, last])

    assert after.waits[:-1] == pytest.approx(before.waits)
    assert after.overtime_min >= before.overtime_min - 1e-9


@pytest.mark.slow
def test_a_million_plays_of_a_full_session_agree_within_half_a_per_cent():
    shape = SessionShape.even(16, 15.0)
    shows = np.random.default_rng(1).uniform(0.5, 0.95, 20)
    booked = at(
        [Candidate(p_show=p, law=ServiceLaw.lognormal()) for p in shows],
        np.arange(20) * 16 // 20,
    )

    exact = evaluate(shape, booked)
    played = play(shape, booked, 1_000_000, np.random.default_rng(2))

    assert exact.total_wait_min == pytest.approx(played.total_wait_min, rel=0.005)
    assert exact.overtime_min == pytest.approx(played.overtime_min, rel=0.005)


def test_the_lognormal_law_keeps_its_mean_and_spread():
    law = ServiceLaw.lognormal(13.4, 0.465)

    assert law.mean_min == pytest.approx(13.4, rel=0.002)
    assert np.sqrt(law.variance) / law.mean_min == pytest.approx(0.465, rel=0.01)


@pytest.mark.parametrize(
    ("field", "make"),
    [
        ("pmf", lambda: ServiceLaw((0.5, 0.4))),
        ("minutes", lambda: ServiceLaw.observed([])),
        ("grid_min", lambda: ServiceLaw.lognormal(grid_min=0.001)),
        ("starts_min", lambda: SessionShape((0.0, 7.0), 60.0, grid_min=5.0)),
        ("starts_min", lambda: SessionShape((15.0, 0.0), 60.0)),
        ("p_show", lambda: Candidate(p_show=1.2)),
        ("slot", lambda: evaluate(make_shape(), at(make_candidates([1]), [7]))),
        ("law", lambda: evaluate(make_shape(), at([Candidate(p_show=1)], [0]))),
    ],
)
def test_what_cannot_be_is_refused_by_field(field, make):
    with pytest.raises(InvalidField) as refusal:
        make()

    assert refusal.value.field == field


def test_a_session_far_too_full_is_used_wholly_and_no_more():
    shape = SessionShape.even(1, 10.0)
    crowd = [Booked(Candidate(p_show=0.9), 0) for _ in range(30)]

    forecast = evaluate(shape, crowd)

    assert forecast.utilisation <= 1.0
    assert forecast.idle_min >= 0.0
    assert forecast.overtime_min == pytest.approx(30 * 0.9 * 13.4 - 10.0, rel=0.01)
