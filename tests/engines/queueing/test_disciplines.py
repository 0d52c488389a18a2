"""What each discipline promises, over any arrivals."""

from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.queueing.builders import at, make_token, make_waiting
from tests.engines.queueing.days import turns

from horarium.domain.token import TokenStatus
from horarium.engines.queueing import DISCIPLINES, Policy
from horarium.engines.queueing.disciplines import BandedApq, BandedEdd, Fifo, Weights

CLASSES = ("emergency", "priority", "follow-up", "online", "walk-in")
every_discipline = pytest.mark.parametrize("discipline", list(DISCIPLINES))


@st.composite
def mornings(draw, slots=True):
    """Up to 25 patients, some with a slot, and the lengths of the consultations."""
    minutes = st.integers(min_value=0, max_value=120)
    slot = st.one_of(st.none(), minutes.map(at)) if slots else st.none()
    people = draw(
        st.lists(st.tuples(minutes, st.sampled_from(CLASSES), slot), max_size=25)
    )
    lengths = st.integers(min_value=1, max_value=30)
    service = draw(st.lists(lengths, min_size=len(people), max_size=len(people)))
    tokens = [
        make_waiting(number, minute, priority_class=name, slot_start=slot_start)
        for number, (minute, name, slot_start) in enumerate(people, 1)
    ]
    return tokens, service


def target_min(policy, token):
    return policy.row(token.priority_class).target_wait_min


def overtakings(done):
    """Pairs ``(overtaken, overtaker)``: called later though entitled before the call."""
    for first, second in combinations(done, 2):
        entitled = second.token.counts_from <= first.called_at
        if entitled and second.token.counts_from < first.token.counts_from:
            yield second.token, first.token


@every_discipline
@pytest.mark.parametrize("second", [1999999999, 2000000001])
@given(
    offsets=st.lists(
        st.integers(min_value=0, max_value=10_000_000), min_size=2, max_size=12
    )
)
def test_a_class_is_served_first_come_first_served_at_any_date(
    discipline, second, offsets
):
    epoch = datetime.fromtimestamp(second, UTC)
    tokens = [
        make_token(
            number,
            priority_class="online",
            status=TokenStatus.ARRIVED,
            arrived_at=epoch + timedelta(microseconds=offset),
        )
        for number, offset in enumerate(offsets, 1)
    ]

    done = turns(tokens, Policy(discipline=DISCIPLINES[discipline]), [1] * len(tokens))

    entries = [(turn.token.arrived_at, turn.token.number) for turn in done]
    assert entries == sorted(entries)


@every_discipline
@given(morning=mornings())
def test_within_a_class_nobody_is_overtaken(discipline, morning):
    tokens, service = morning

    done = turns(tokens, Policy(discipline=DISCIPLINES[discipline]), service)

    for overtaken, overtaker in overtakings(done):
        assert overtaken.priority_class != overtaker.priority_class


@given(morning=mornings())
def test_overtaking_is_bounded_by_the_difference_of_the_targets(morning):
    tokens, service = morning
    policy = Policy(discipline=BandedEdd())

    done = turns(tokens, policy, service)

    for overtaken, overtaker in overtakings(done):
        if policy.row(overtaker.priority_class).band == 0:
            continue
        later = (overtaker.counts_from - overtaken.counts_from) / timedelta(minutes=1)
        assert later <= target_min(policy, overtaken) - target_min(policy, overtaker)


@every_discipline
@given(morning=mornings())
def test_everybody_who_comes_is_seen_exactly_once(discipline, morning):
    tokens, service = morning

    done = turns(tokens, Policy(discipline=DISCIPLINES[discipline]), service)

    assert sorted(turn.token.number for turn in done) == [t.number for t in tokens]


@every_discipline
@given(morning=mornings())
def test_an_early_bird_never_goes_before_somebody_whose_time_has_come(
    discipline, morning
):
    tokens, service = morning

    done = turns(tokens, Policy(discipline=DISCIPLINES[discipline]), service)

    for first, second in combinations(done, 2):
        if first.token.counts_from > first.called_at:
            assert (
                second.token.arrived_at > first.called_at
                or second.token.counts_from > first.called_at
            )


@pytest.mark.parametrize("discipline", ["banded-edd", "banded-apq", "weights"])
@given(morning=mornings(slots=False))
def test_an_emergency_waits_for_nobody_but_the_patient_inside_and_emergencies(
    discipline, morning
):
    tokens, service = morning

    done = turns(tokens, Policy(discipline=DISCIPLINES[discipline]), service)

    for overtaken, overtaker in overtakings(done):
        assert overtaken.priority_class != "emergency", overtaker
    for first, second in combinations(done, 2):
        if second.token.priority_class == "emergency":
            waited = second.token.arrived_at <= first.called_at
            assert not waited or first.token.priority_class == "emergency"


@given(morning=mornings(slots=False), minutes=st.integers(min_value=1, max_value=30))
def test_no_discipline_changes_the_mean_wait_of_all(morning, minutes):
    tokens, _ = morning
    totals = set()

    for discipline in DISCIPLINES.values():
        done = turns(tokens, Policy(discipline=discipline), [minutes] * len(tokens))
        totals.add(sum((t.called_at - t.token.arrived_at for t in done), timedelta()))

    assert len(totals) == 1


def a_stream_of_paying_patients(hours):
    """One each ten minutes, each taking ten minutes, and one walk-in at the start."""
    n = hours * 6
    stream = [make_waiting(2 + k, 10 * k, priority_class="priority") for k in range(n)]
    return [make_waiting(1, 0), *stream], [10] * (n + 1)


@pytest.mark.parametrize("hours", [5, 20])
def test_a_walk_in_is_not_starved_by_a_stream_of_paying_patients(hours):
    tokens, service = a_stream_of_paying_patients(hours)

    done = turns(tokens, Policy(discipline=BandedEdd()), service)

    walk_in = next(turn for turn in done if turn.token.number == 1)
    assert walk_in.wait_min <= 75 - 30 + 10


@pytest.mark.parametrize("hours", [5, 20])
def test_fixed_weights_do_starve_the_walk_in(hours):
    tokens, service = a_stream_of_paying_patients(hours)

    done = turns(tokens, Policy(discipline=Weights()), service)

    assert done[-1].token.number == 1


def test_accumulating_priority_lets_the_longer_share_of_the_target_go_first():
    policy = Policy(discipline=BandedApq())
    walk_in = make_waiting(1, 0)
    at_half = make_waiting(2, 25, priority_class="priority")

    early = turns([make_waiting(3, -30), walk_in, at_half], policy, [60, 1, 1])
    late = turns([make_waiting(3, -30), walk_in, at_half], policy, [90, 1, 1])

    assert [turn.token.number for turn in early] == [3, 1, 2]
    assert [turn.token.number for turn in late] == [3, 2, 1]


def test_fifo_looks_at_nothing_but_the_clock():
    tokens = [make_waiting(1, 0), make_waiting(2, 1, priority_class="emergency")]

    done = turns(tokens, Policy(discipline=Fifo()), [10, 10])

    assert [turn.token.number for turn in done] == [1, 2]
