from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import NINE

from horarium.domain.errors import TooManyAttempts
from horarium.services.accounts.throttle import BackOff, Throttle

BACK_OFF = BackOff(n_free=2, first=timedelta(seconds=1), cap=timedelta(seconds=5))


def test_pauses_double_up_to_the_cap() -> None:
    pauses = [BACK_OFF.pause_after(n).total_seconds() for n in range(1, 8)]

    assert pauses == [0, 0, 1, 2, 4, 5, 5]


@given(n=st.integers(0, 10**9))
def test_a_pause_never_shrinks_and_never_passes_the_cap(n: int) -> None:
    back_off = BackOff()

    assert back_off.pause_after(n) <= back_off.pause_after(n + 1) <= back_off.cap


def test_failures_in_a_row_bring_a_pause_that_passes() -> None:
    throttle = Throttle(BACK_OFF)
    for _ in range(3):
        throttle.charge("192.0.2.1", NINE)

    with pytest.raises(TooManyAttempts) as refusal:
        throttle.charge("192.0.2.1", NINE)

    assert refusal.value.retry_after_s == 1
    throttle.charge("192.0.2.1", NINE + timedelta(seconds=1))


def test_attempts_in_a_pause_do_not_lengthen_it() -> None:
    throttle = Throttle(BACK_OFF)
    for _ in range(3):
        throttle.charge("192.0.2.1", NINE)

    for _ in range(50):
        with pytest.raises(TooManyAttempts):
            throttle.charge("192.0.2.1", NINE)

    throttle.charge("192.0.2.1", NINE + timedelta(seconds=1))


def test_one_address_does_not_pay_for_another() -> None:
    throttle = Throttle(BACK_OFF)
    for _ in range(3):
        throttle.charge("192.0.2.1", NINE)

    throttle.charge("192.0.2.2", NINE)


def test_a_success_forgives() -> None:
    throttle = Throttle(BACK_OFF)
    for _ in range(3):
        throttle.charge("192.0.2.1", NINE)

    throttle.forgive("192.0.2.1")

    throttle.charge("192.0.2.1", NINE)


def test_no_more_keys_are_kept_than_allowed_the_oldest_goes_first() -> None:
    throttle = Throttle(BackOff(n_free=0), n_keys=2)
    for key in ("a", "b", "c"):
        throttle.charge(key, NINE)

    throttle.charge("a", NINE)

    with pytest.raises(TooManyAttempts):
        throttle.charge("c", NINE)


def test_attempts_at_once_do_not_slip_through_together() -> None:
    throttle = Throttle(BACK_OFF)

    def is_let_in(_: int) -> bool:
        try:
            throttle.charge("192.0.2.1", NINE)
        except TooManyAttempts:
            return False
        return True

    with ThreadPoolExecutor(8) as many:
        let_in = sum(many.map(is_let_in, range(100)))

    assert let_in == 3
