"""Places, quotas and the overflow beside them."""

import pytest
from tests.engines.queueing.builders import after, at, make_line, make_token

from horarium.domain.errors import InvalidField, OverflowFull, QuotaHeld, SessionFull
from horarium.domain.token import TokenStatus
from horarium.engines.queueing import Policy
from horarium.engines.queueing import events as ev
from horarium.engines.queueing.capacity import n_free, n_overflow
from horarium.engines.queueing.priority import EMERGENCY, ONLINE, WALK_IN, PriorityClass

ONLINE_KEEPS_TWO = Policy(
    classes=(
        EMERGENCY,
        PriorityClass(
            name="online",
            target_wait_min=45,
            fractile=0.8,
            quota=2,
            quota_release_min=120,
        ),
        WALK_IN,
    )
)


def joined(line, *numbers, minute=-200, policy=None, **facts):
    events = (ev.Join(at(minute), make_token(n, **facts)) for n in numbers)
    return after(line, *events, policy=policy or Policy())


def test_a_full_session_takes_no_ordinary_patient():
    line = joined(make_line(capacity=2), 1, 2)

    with pytest.raises(SessionFull) as refusal:
        joined(line, 3)

    assert refusal.value.capacity == 2


def test_eight_emergencies_find_three_places_beside_a_full_session():
    line = joined(make_line(capacity=2, overflow_limit=3), 1, 2)
    refused = 0

    for number in range(3, 11):
        try:
            line = joined(line, number, priority_class="emergency")
        except OverflowFull:
            refused += 1

    assert (n_overflow(line), refused) == (3, 5)
    assert line.session.capacity == 2


def test_an_emergency_takes_an_ordinary_place_while_there_is_one():
    line = joined(
        make_line(capacity=2, overflow_limit=3), 1, priority_class="emergency"
    )

    assert not line.tokens[1].overflow


def test_a_cancelled_emergency_leaves_no_extra_place():
    line = joined(make_line(capacity=1, overflow_limit=1), 1)
    line = joined(line, 2, priority_class="emergency")

    line = after(line, ev.Cancel(at(-100), 2))

    assert n_overflow(line) == 0
    with pytest.raises(SessionFull):
        joined(line, 3)


@pytest.mark.parametrize("gone", [ev.Cancel, ev.NoShow, ev.Transfer])
def test_a_place_given_up_can_be_taken_again(gone):
    line = after(joined(make_line(capacity=1), 1), gone(at(-50), 1))

    line = joined(line, 2)

    assert 2 in line.tokens


def test_a_no_show_who_returns_needs_a_place_again():
    line = after(joined(make_line(capacity=1), 1), ev.NoShow(at(5), 1))
    taken = joined(line, 2, minute=6)

    with pytest.raises(SessionFull):
        after(taken, ev.Return(at(7), 1))
    back = after(line, ev.Return(at(7), 1))

    assert back.tokens[1].status is TokenStatus.ARRIVED


def test_a_kept_place_is_refused_to_others_until_its_release():
    line = make_line(capacity=3)
    line = joined(line, 1, policy=ONLINE_KEEPS_TWO)

    with pytest.raises(QuotaHeld):
        joined(line, 2, policy=ONLINE_KEEPS_TWO)
    line = joined(line, 2, minute=-120, policy=ONLINE_KEEPS_TWO)

    assert n_free(line, "walk-in", at(-120), ONLINE_KEEPS_TWO) == 1


def test_a_kept_place_is_free_for_its_own_class():
    line = joined(make_line(capacity=3), 1, policy=ONLINE_KEEPS_TWO)

    line = joined(line, 2, 3, priority_class="online", policy=ONLINE_KEEPS_TWO)

    assert n_free(line, "online", at(-200), ONLINE_KEEPS_TWO) == 0


def test_a_place_held_for_the_waitlist_is_not_free():
    line = make_line(capacity=1, n_held=1)

    with pytest.raises(SessionFull):
        joined(line, 1)


def test_a_policy_names_each_class_once():
    with pytest.raises(InvalidField) as refusal:
        Policy(classes=(ONLINE, ONLINE))

    assert refusal.value.field == "classes"


@pytest.mark.parametrize(
    ("field", "value"), [("target_wait_min", 0), ("fractile", 1.2), ("quota", -1)]
)
def test_a_class_refuses_a_promise_that_means_nothing(field, value):
    promise = {"name": "x", "target_wait_min": 10, "fractile": 0.9} | {field: value}

    with pytest.raises(InvalidField) as refusal:
        PriorityClass(**promise)

    assert refusal.value.field == field
