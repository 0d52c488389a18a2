"""One doctor, one line, and the cut at the present."""

from dataclasses import replace
from math import inf

import pytest

from horarium.domain.token import TokenSource, TokenStatus
from horarium.engines.synth.diary.attendance import Attendee
from horarium.engines.synth.diary.clinic_day import Turn, serve
from horarium.engines.synth.diary.present import standings


def make_attendee(
    arrives: float,
    *,
    promised: float | None = None,
    source: TokenSource = TokenSource.ONLINE,
    service_s: float = 100,
    made: float = -1000,
) -> Attendee:
    return Attendee(source, made, arrives, service_s, promised)


def test_the_promised_time_counts_not_the_early_arrival() -> None:
    early = make_attendee(0, promised=500)
    punctual = make_attendee(190, promised=200)

    turns = serve([early, punctual, make_attendee(150)], begins=100, call_s=10)

    assert [turn.called for turn in turns] == [100, 320, 210]


def test_an_emergency_goes_before_everybody_who_waits() -> None:
    emergency = make_attendee(50, source=TokenSource.EMERGENCY)

    turns = serve([make_attendee(0), make_attendee(1), emergency], begins=0, call_s=0)

    assert [turn.called for turn in turns] == [0, 200, 100]


def test_the_doctor_waits_for_the_next_arrival() -> None:
    turns = serve([make_attendee(300)], begins=0, call_s=10)

    assert turns == [Turn(300, 310, 410)]


def test_whoever_is_with_the_doctor_already_is_finished_first() -> None:
    inside = replace(make_attendee(0), called=10, started=20)

    turns = serve([make_attendee(5), inside], begins=50, call_s=10)

    assert turns == [Turn(120, 130, 230), Turn(10, 20, 120)]


def test_who_stays_away_is_never_called() -> None:
    turns = serve([make_attendee(inf, promised=0)], begins=0, call_s=0)

    assert turns == [Turn()]


@pytest.mark.parametrize(
    ("now", "status"),
    [
        (90, TokenStatus.BOOKED),
        (100, TokenStatus.ARRIVED),
        (200, TokenStatus.CALLED),
        (210, TokenStatus.IN_CONSULTATION),
        (310, TokenStatus.COMPLETED),
    ],
)
def test_a_token_stands_where_the_present_finds_it(
    now: float, status: TokenStatus
) -> None:
    who = make_attendee(100, promised=150)

    (line,) = standings([who], [Turn(200, 210, 310)], now=now, no_show_after_s=600)

    assert line.status is status


@pytest.mark.parametrize(
    ("now", "status"), [(749, TokenStatus.BOOKED), (750, TokenStatus.NO_SHOW)]
)
def test_who_does_not_come_is_given_up_after_the_grace(
    now: float, status: TokenStatus
) -> None:
    who = make_attendee(inf, promised=150)

    (line,) = standings([who], [Turn()], now=now, no_show_after_s=600)

    assert line.status is status


def test_who_comes_later_is_not_known_yet() -> None:
    walk_in = make_attendee(500, made=500)

    assert standings([walk_in], [Turn(500)], now=400, no_show_after_s=600) == []
