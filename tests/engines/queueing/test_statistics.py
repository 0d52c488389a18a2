import pytest
from tests.engines.queueing.builders import at, make_line, make_token, make_waiting

from horarium.domain.token import TokenStatus
from horarium.engines.queueing import Policy
from horarium.engines.queueing.statistics import figures


def seen(number, arrived, called, minutes, **changes):
    return make_token(
        number,
        status=TokenStatus.COMPLETED,
        arrived_at=at(arrived),
        called_at=at(called),
        started_at=at(called),
        ended_at=at(called + minutes),
        **changes,
    )


def of(*tokens, now=300.0, **session):
    return figures([(make_line(*tokens, **session), Policy())], at(now))


def waits_of(found, name):
    return next(one for one in found.waits if one.priority_class == name)


def test_waits_are_judged_against_target_and_share():
    found = of(
        seen(1, 0, 0, 5), seen(2, 0, 60, 5), seen(3, 0, 80, 5), seen(4, 20, 90, 5)
    )

    waits = waits_of(found, "walk-in")
    assert (waits.n, waits.target_min, waits.fractile) == (4, 75, 0.8)
    assert waits.mean_min == pytest.approx((0 + 60 + 80 + 70) / 4)
    assert (waits.longest_min, waits.share_in_target) == (80, 0.75)
    assert waits.is_kept is False


def test_an_early_birds_wait_counts_from_the_promised_time():
    found = of(seen(1, 0, 40, 5, slot_start=at(30), priority_class="online"))

    assert waits_of(found, "online").mean_min == 10


def test_a_class_nobody_was_called_from_kept_and_broke_nothing():
    waits = waits_of(of(make_waiting(1)), "walk-in")

    assert (waits.n, waits.mean_min, waits.is_kept) == (0, None, None)


def test_everybody_is_counted_where_they_ended_up():
    found = of(
        make_token(1),
        make_waiting(2),
        make_token(3, status=TokenStatus.NO_SHOW),
        make_token(4, status=TokenStatus.LEFT, arrived_at=at(0)),
        make_token(5, status=TokenStatus.CANCELLED),
        seen(6, 0, 0, 5),
    )

    assert (found.n_booked, found.n_waiting, found.n_noshow) == (1, 1, 1)
    assert (found.n_left, found.n_cancelled, found.n_seen) == (1, 1, 1)


def test_the_doctors_time_is_busy_idle_or_over():
    found = of(seen(1, 0, 0, 60), seen(2, 0, 90, 60), seen(3, 0, 290, 30), now=400)

    assert (found.open_min, found.busy_min) == (300, 130)
    assert (found.idle_min, found.overtime_min) == (30 + 140, 20)
    assert found.utilisation == pytest.approx(130 / 300)


def test_a_session_that_has_just_begun_has_no_utilisation_yet():
    assert of(make_waiting(1), now=0).utilisation is None


def test_a_consultation_going_on_counts_so_far():
    inside = make_token(
        1,
        status=TokenStatus.IN_CONSULTATION,
        arrived_at=at(0),
        called_at=at(0),
        started_at=at(0),
    )

    assert of(inside, now=25).busy_min == 25


def test_sessions_together_are_their_sum():
    line = make_line(seen(1, 0, 0, 60))

    both = figures([(line, Policy()), (line, Policy())], at(120))

    assert (both.n_seen, both.busy_min, both.open_min) == (2, 120, 240)
    assert waits_of(both, "walk-in").n == 2


def test_a_day_without_sessions_is_all_noughts():
    found = figures([], at(0))

    assert (found.n_seen, found.waits, found.utilisation) == (0, (), None)
