"""The table of moves is complete and means what it says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from horarium.domain.errors import IllegalMove
from horarium.domain.token import TokenStatus
from horarium.engines.queueing.problem import FINISHED
from horarium.engines.queueing.transitions import TRANSITIONS, Move, landing


@given(status=st.sampled_from(TokenStatus), move=st.sampled_from(Move))
def test_a_move_lands_where_the_table_says_or_is_refused_with_the_legal_ones(
    status, move
):
    legal = TRANSITIONS[status]

    if move in legal:
        assert landing(status, move) is legal[move]
    else:
        with pytest.raises(IllegalMove) as refusal:
            landing(status, move)
        assert refusal.value.allowed == tuple(legal)


def test_only_a_hasty_no_show_can_be_taken_back():
    ways_back = {status: TRANSITIONS[status] for status in FINISHED}

    assert {status for status, moves in ways_back.items() if moves} == {
        TokenStatus.NO_SHOW
    }


def test_every_status_but_the_first_two_is_reached_by_some_move():
    reached = {target for moves in TRANSITIONS.values() for target in moves.values()}

    assert set(TokenStatus) - reached == {TokenStatus.BOOKED}


def test_nobody_is_moved_out_of_a_consultation_but_by_its_end():
    assert TRANSITIONS[TokenStatus.IN_CONSULTATION] == {
        Move.COMPLETE: TokenStatus.COMPLETED
    }
