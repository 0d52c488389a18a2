"""Features look back, never ahead: the leak guard."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.attendance.builders import make_visit, on

from horarium.domain.errors import InvalidField
from horarium.engines.attendance import AttendanceParams, Moment, Visits
from horarium.engines.attendance.check import known_past
from horarium.engines.attendance.features import FEATURES, features, moments

PARAMS = AttendanceParams()


@st.composite
def histories(draw):
    """A dozen visits of three patients within two weeks, outcomes known or not."""
    rows = []
    for number in range(draw(st.integers(1, 12))):
        booked = draw(st.integers(0, 8))
        rows.append(
            make_visit(
                number,
                patient=draw(st.sampled_from(["ana", "ben", "cleo"])),
                booked_at=on(booked, draw(st.integers(0, 23))),
                day=on(booked + draw(st.integers(0, 6))).date(),
                no_show=draw(st.sampled_from([True, False, None])),
            )
        )
    return rows


moment = st.sampled_from(list(Moment))


@settings(max_examples=150, deadline=None)
@given(histories(), moment)
def test_the_columns_agree_with_a_judge_that_goes_visit_by_visit(rows, moment):
    visits = Visits.of(rows)
    as_of = moments(visits, moment)

    found = features(visits, visits, as_of, PARAMS)

    for row, (visit, instant) in enumerate(
        zip(rows, as_of.astype(object), strict=True)
    ):
        for name, value in known_past(visit, rows, instant, PARAMS).items():
            assert found[row, FEATURES.index(name)] == pytest.approx(value), name


@settings(max_examples=150, deadline=None)
@given(histories(), moment, st.data())
def test_no_outcome_that_came_later_moves_any_feature(rows, moment, data):
    visits = Visits.of(rows)
    asked = data.draw(st.integers(0, len(rows) - 1))
    only = visits.where(np.arange(len(rows)) == asked)
    as_of = moments(only, moment)
    later = visits.day >= as_of.astype("datetime64[D]")[0]
    flipped = replace(
        visits, no_show=np.where(later, 1 - visits.no_show, visits.no_show)
    )

    before = features(only, visits, as_of, PARAMS)
    after = features(only, flipped, as_of, PARAMS)

    np.testing.assert_array_equal(before, after)


@settings(max_examples=150, deadline=None)
@given(histories(), moment, st.data())
def test_bookings_that_were_not_made_yet_may_as_well_not_be_there(rows, moment, data):
    visits = Visits.of(rows)
    asked = data.draw(st.integers(0, len(rows) - 1))
    only = visits.where(np.arange(len(rows)) == asked)
    as_of = moments(only, moment)
    there = visits.where(visits.booked_at <= as_of[0])

    np.testing.assert_array_equal(
        features(only, visits, as_of, PARAMS), features(only, there, as_of, PARAMS)
    )


def test_a_missed_visit_shows_the_day_after_and_not_on_the_day():
    missed = make_visit(1, day=on(5).date(), no_show=True)
    asked = Visits.of([make_visit(2)])
    known = Visits.of([missed])
    place = FEATURES.index("n_missed_meanwhile")

    on_the_day = features(asked, known, np.datetime64(on(5, 23), "s"), PARAMS)
    next_day = features(asked, known, np.datetime64(on(6, 0), "s"), PARAMS)

    assert (on_the_day[0, place], next_day[0, place]) == (0.0, 1.0)


def test_an_old_outcome_fades_by_half_each_half_life():
    long_ago = make_visit(1, booked_at=on(0), day=on(0).date(), no_show=True)
    asked = Visits.of([make_visit(2, day=on(40).date())])
    as_of = moments(asked, Moment.DAY_AHEAD)
    params = AttendanceParams(half_life_days=40.0)

    found = features(asked, Visits.of([long_ago]), as_of, params)

    assert found[0, FEATURES.index("n_missed")] == pytest.approx(0.5)


def test_at_booking_nobody_knows_of_the_reminder():
    asked = Visits.of([make_visit(reminded=True)])
    params = AttendanceParams(moment=Moment.BOOKING)

    found = features(asked, asked, moments(asked, Moment.BOOKING), params)

    assert found[0, FEATURES.index("reminded")] == 0.0


def test_a_visit_cannot_be_scored_before_it_was_booked():
    asked = Visits.of([make_visit(booked_at=on(3))])

    with pytest.raises(InvalidField, match="as_of"):
        features(asked, asked, np.datetime64(on(2), "s"), PARAMS)


@pytest.mark.parametrize(
    ("field", "rows"),
    [
        ("booked_at", [make_visit(booked_at=on(11))]),
        ("age", [make_visit(age=-1.0)]),
        ("id", [make_visit(1), make_visit(1)]),
    ],
)
def test_visits_that_cannot_be_are_refused(field, rows):
    with pytest.raises(InvalidField) as refusal:
        Visits.of(rows)

    assert refusal.value.field == field


def test_of_two_rows_with_one_id_the_first_is_kept():
    kept = Visits.of([make_visit(1, no_show=False)])
    doubled = Visits.of([make_visit(1, no_show=True), make_visit(2)])

    both = kept.and_also(doubled)

    assert list(both.id) == ["v1", "v2"]
    assert both.no_show[0] == 0.0
