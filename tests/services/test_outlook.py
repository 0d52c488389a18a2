"""What past days teach, and what it does to the waits that are announced."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import numpy as np
import pytest
from tests.builders import NINE, given_practitioner, given_session
from tests.services.lines import book, see, walk_in
from tests.services.past_days import (
    Visit,
    given_another,
    given_day,
    one_after_another,
)

from horarium.services import line_learning, lines, tokens, views
from horarium.services.line_loading import load
from horarium.services.line_policies import RuleChanges, change
from horarium.services.outlook import outlooks
from horarium.store import line_history

DAY = timedelta(days=1)


@pytest.fixture
def doctor(work):
    return given_practitioner(work)


@pytest.fixture
def today(work, doctor):
    """Today's session of the service that past days are of."""
    return given_session(work, practitioner=doctor, capacity=50, hours=6)


@pytest.fixture
def past(work, doctor, today):
    """Adds days that are over to the service of today's session."""

    def add(n_days: int, visits, practitioner=doctor):
        for k in range(1, n_days + 1):
            changes = {"practitioner": practitioner, "start": NINE - k * DAY}
            given_day(work, today, visits, hours=6, **changes)

    return add


def outlook(work, session):
    one = load(work, session.id, lock=False)
    return outlooks(work, [one])[session.id]


def test_without_a_past_the_usual_clinic_is_expected(work, today):
    expected = outlook(work, today)

    assert expected.service.of("walk-in").mean_min == 13.4
    assert expected.arrivals_per_min == {}


def test_a_quick_doctors_visits_are_expected_to_be_quick(work, today, past):
    past(10, one_after_another(20, minutes=6))

    line_learning.learn(work)

    learnt = outlook(work, today).service.of("walk-in")
    assert 6 < learnt.mean_min < 7
    assert learnt.cv < 0.2


def test_a_doctor_nobody_knows_is_expected_to_be_like_the_others(work, today, past):
    past(10, one_after_another(20, 6), practitioner=given_practitioner(work))

    line_learning.learn(work)

    assert 6 < outlook(work, today).service.of("walk-in").mean_min < 7.5


def test_each_kind_of_visit_has_its_own_length(work, today, past):
    slow = one_after_another(8, 20, source="follow-up")
    quick = [
        Visit(arrived=160 + 5 * k, called=160 + 5 * k, minutes=5) for k in range(30)
    ]
    past(8, [*slow, *quick])

    line_learning.learn(work)

    service = outlook(work, today).service
    assert service.of("follow-up").mean_min > 2 * service.of("walk-in").mean_min


def test_buttons_pressed_by_mistake_teach_nothing(work, today, past):
    past(5, [Visit(called=1, minutes=0.1), Visit(called=2, minutes=300)] * 5)

    line_learning.learn(work)

    assert outlook(work, today).service.of("walk-in").mean_min == 13.4


def test_further_walk_ins_are_expected_by_the_hour(work, today, past, clock):
    in_the_first_hour = [Visit(arrived=k * 5, called=k * 5) for k in range(12)]
    past(10, in_the_first_hour)
    line_learning.learn(work)

    early = outlook(work, today).arrivals_per_min
    clock.at += timedelta(hours=3)
    late = outlook(work, today).arrivals_per_min

    assert early["walk-in"] == pytest.approx(0.1)
    assert late == {}


def test_no_more_walk_ins_are_expected_than_there_are_places(work, today, past):
    full = given_another(work, today, capacity=1, hours=6)
    walk_in(work, full)
    past(10, [Visit(arrived=k * 5, called=k * 5) for k in range(70)])
    line_learning.learn(work)

    assert outlook(work, full).arrivals_per_min.get("walk-in", 0.0) == 0.0


def test_the_share_who_come_is_learnt_by_kind(work, today, past):
    came = [
        Visit(arrived=9, called=10 * k, booked=10 * k, source="online")
        for k in range(9)
    ]
    stayed = [
        Visit(arrived=None, booked=90 + 10 * k, source="follow-up") for k in range(9)
    ]
    past(10, [*came, *stayed])

    line_learning.learn(work)

    shares = outlook(work, today).p_show_by_visit
    assert shares["online"] > 0.95
    assert shares["follow-up"] < 0.2


def test_todays_pace_counts(work, today, clock):
    for _ in range(6):
        walk_in(work, today)
        see(work, today, clock, minutes=30)

    assert outlook(work, today).service.of("walk-in").mean_min > 18


def busy_day(rng) -> list[Visit]:
    """First come, first served by one doctor, visits of 10 min on average, often busy."""
    arrived = np.cumsum(rng.exponential(11, 30))
    lengths = rng.lognormal(np.log(10) - 0.25, 0.7, 30)
    free, visits = 0.0, []
    for at, minutes in zip(arrived.tolist(), lengths.tolist(), strict=True):
        called = max(free, at)
        free = called + minutes
        visits.append(Visit(arrived=at, called=called, minutes=minutes))
    return visits


def test_intervals_learn_from_past_waits_how_wide_they_must_be(work, today):
    rng = np.random.default_rng(5)
    for k in range(1, 9):
        given_day(work, today, busy_day(rng), start=NINE - k * DAY, hours=6)

    [learnt] = line_learning.learn(work)

    everybody = next(one for one in learnt.widenings if one.priority_class == "")
    assert everybody.n > 100
    assert outlook(work, today).calibration.everybody == everybody.share != 0


def test_another_promise_than_learnt_is_not_widened(work, today, past):
    past(6, one_after_another(20, minutes=6))
    line_learning.learn(work)
    before = outlook(work, today).calibration

    change(work, today.discipline, RuleChanges(coverage=0.9))

    assert before.everybody != 0
    assert outlook(work, today).calibration.everybody == 0
    assert outlook(work, today).coverage == 0.9


def test_learning_twice_teaches_the_same(work, today, past):
    past(4, one_after_another(15, minutes=7))

    assert line_learning.is_due(work)
    first = line_learning.learn(work)
    assert not line_learning.is_due(work)

    assert line_learning.learn(work) == first
    assert line_history.of_services(work.db, [today.service]) == {
        today.service: first[0]
    }


def test_two_workers_learn_once(begin_as):
    with begin_as() as work:
        today = given_session(work)
        given_day(work, today, one_after_another(5, 6), start=NINE - DAY)

    def learn(_):
        with begin_as() as work:
            return line_learning.is_due(work) and bool(line_learning.learn(work))

    with ThreadPoolExecutor(4) as crowd:
        learnt = list(crowd.map(learn, range(4)))

    assert any(learnt)
    with begin_as() as work:
        assert not line_learning.is_due(work)


def test_the_board_tells_what_a_newcomer_would_wait(work, today):
    for _ in range(4):
        walk_in(work, today)

    [room] = [one for one in views.board(work) if one.session == today.id]

    assert room.wait.people_ahead == 4
    assert room.wait.coverage == 0.8
    assert room.wait.low_min < room.wait.high_min


def test_a_full_room_tells_no_newcomer_anything(work):
    session = given_session(work, capacity=1)
    walk_in(work, session)

    [room] = [one for one in views.board(work) if one.session == session.id]

    assert room.wait is None


def test_what_is_learnt_shortens_the_announced_wait(work, today, past, clock):
    for _ in range(5):
        token = walk_in(work, today)
    before = views.token(work, token.opaque).wait
    past(10, one_after_another(20, minutes=6))

    line_learning.learn(work)

    after = views.token(work, token.opaque).wait
    assert after.middle_min < before.middle_min / 1.5


def test_a_doctor_who_is_late_or_away_counts_in_every_view(work, today, clock):
    clock.at = today.interval.start - timedelta(minutes=30)
    booked = book(work, today, start=today.interval.start).token
    tokens.check_in(work, booked.id)
    on_time = views.line(work, today.id).waiting[0].wait
    lines.pause(work, today.id, clock.at + timedelta(hours=2))

    [room] = [one for one in views.board(work) if one.session == today.id]

    assert on_time.low_min >= 30
    assert "doctor-not-started" in on_time.notes
    assert "on-break" in room.wait.notes
