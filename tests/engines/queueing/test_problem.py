"""What a line accepts as its beginnings."""

import pytest
from tests.engines.queueing.builders import (
    at,
    make_line,
    make_session,
    make_token,
    make_waiting,
)

from horarium.domain.errors import AlreadyInLine, InvalidField, StillServing
from horarium.domain.token import TokenStatus


@pytest.mark.parametrize("name", ["slot_start", "arrived_at", "called_at", "entry_at"])
def test_a_naive_instant_is_refused_by_name(name):
    with pytest.raises(InvalidField) as refusal:
        make_token(**{name: at(0).replace(tzinfo=None)})

    assert refusal.value.field == name


@pytest.mark.parametrize(
    ("field", "value"),
    [("late_min", -1), ("capacity", -1), ("overflow_limit", -1), ("n_held", -2)],
)
def test_a_session_refuses_what_cannot_be(field, value):
    with pytest.raises(InvalidField) as refusal:
        make_session(**{field: value})

    assert (refusal.value.field, refusal.value.value) == (field, str(value))


def test_a_waiting_token_must_have_arrived():
    with pytest.raises(InvalidField) as refusal:
        make_token(status=TokenStatus.ARRIVED)

    assert refusal.value.field == "arrived_at"


def test_two_rows_with_one_id_are_refused():
    with pytest.raises(AlreadyInLine):
        make_line(make_token(1), make_token(1))


def test_two_patients_with_one_doctor_are_refused():
    called = {"status": TokenStatus.CALLED, "arrived_at": at(0), "called_at": at(1)}

    with pytest.raises(StillServing):
        make_line(make_token(1, **called), make_token(2, **called))


def test_a_line_read_from_rows_knows_who_is_with_the_doctor():
    row = make_token(
        7, status=TokenStatus.IN_CONSULTATION, arrived_at=at(0), started_at=at(1)
    )

    assert make_line(make_waiting(1), row).serving == 7


@pytest.mark.parametrize(
    ("arrives", "slot", "seniority", "counts_from"),
    [
        (10, None, None, 10),
        (10, 30, None, 30),
        (40, 30, None, 40),
        (10, 30, 5, 10),
        (10, 30, 20, 20),
    ],
    ids=["walk-in", "early bird", "late", "senior", "after a skip"],
)
def test_a_place_counts_from_the_promise_and_never_from_before_check_in(
    arrives, slot, seniority, counts_from
):
    token = make_waiting(
        1,
        arrives,
        slot_start=None if slot is None else at(slot),
        entry_at=None if seniority is None else at(seniority),
    )

    assert token.counts_from == at(counts_from)


def test_forgetting_the_finished_keeps_the_waiting_in_order():
    line = make_line(make_waiting(1), make_token(2, status=TokenStatus.COMPLETED))

    assert list(line.without_finished().tokens) == [1]
