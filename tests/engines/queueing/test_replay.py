import numpy as np
import pytest
from tests.engines.queueing.builders import at, make_line, make_token

from horarium.domain.token import TokenStatus
from horarium.engines.queueing import Outlook, Policy
from horarium.engines.queueing.replay import line_at, past_waits

DONE = TokenStatus.COMPLETED


def seen(number, arrived, called, until, **changes):
    return make_token(
        number,
        status=DONE,
        arrived_at=at(arrived),
        called_at=at(called),
        started_at=at(called),
        ended_at=at(until),
        **changes,
    )


def statuses(line, minute):
    return {one.number: one.status for one in line_at(line, at(minute)).tokens.values()}


@pytest.mark.parametrize(
    ("minute", "status"),
    [
        (-5, TokenStatus.BOOKED),
        (1, TokenStatus.ARRIVED),
        (12, TokenStatus.CALLED),
        (14, TokenStatus.IN_CONSULTATION),
        (20, DONE),
    ],
)
def test_a_booked_token_is_seen_again_as_it_stood(minute, status):
    token = make_token(
        1,
        status=DONE,
        slot_start=at(0),
        arrived_at=at(0),
        called_at=at(11),
        started_at=at(13),
        ended_at=at(20),
    )

    assert statuses(make_line(token), minute) == {1: status}


def test_a_walk_in_who_has_not_come_yet_is_not_there():
    assert statuses(make_line(seen(1, 5, 6, 9)), 4) == {}


def test_a_skipped_patient_is_not_with_the_doctor_beside_the_next():
    skipped = make_token(
        1,
        status=TokenStatus.NO_SHOW,
        arrived_at=at(0),
        called_at=at(1),
        skipped_at=at(7),
        ended_at=at(200),
    )

    line = make_line(skipped, seen(2, 0, 7, 20))

    assert statuses(line, 8) == {
        1: TokenStatus.SKIPPED,
        2: TokenStatus.IN_CONSULTATION,
    }


def test_a_doctor_who_began_later_had_not_begun():
    line = make_line(seen(1, 0, 30, 40), began_at=at(30))

    assert line_at(line, at(10)).session.began_at is None
    assert line_at(line, at(30)).session.began_at == at(30)


def test_each_called_token_tells_its_wait_once():
    never_called = make_token(3, status=TokenStatus.LEFT, arrived_at=at(1))
    line = make_line(seen(1, 0, 0, 12), seen(2, 2, 12, 20), never_called)

    waits = list(past_waits(line, Policy(), lambda *_: Outlook()))

    assert [one.actual_min for one in waits] == [0.0, 10.0]
    assert all(0 <= one.low_min <= one.high_min for one in waits)


def test_the_interval_is_what_would_have_been_said_then():
    line = make_line(seen(1, 0, 0, 60), seen(2, 1, 60, 61))
    asked = []

    def known(then, now):
        asked.append((now, len(then.tokens)))
        return Outlook()

    [_, second] = past_waits(line, Policy(), known)

    assert asked == [(at(0), 1), (at(1), 2)]
    assert second.high_min < 59, "nobody could know that the first takes an hour"
    assert np.isclose(second.actual_min, 59)
