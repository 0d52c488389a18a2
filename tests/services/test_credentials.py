import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from horarium.services.credentials import csrf_for, csrf_matches, hash_of, new_secret


def test_a_secret_has_43_characters_that_need_no_escaping() -> None:
    secret = new_secret(np.random.default_rng(1).bytes)

    assert len(secret) == 43
    assert set(secret) <= set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    )


def test_a_form_of_one_sign_in_does_not_pass_for_another() -> None:
    mine, other = "a" * 43, "b" * 43

    assert csrf_matches(mine, csrf_for(mine))
    assert not csrf_matches(other, csrf_for(mine))


def test_a_form_does_not_give_the_secret_away() -> None:
    assert "a" * 43 not in csrf_for("a" * 43)


@pytest.mark.parametrize("given_token", ["", "x", "\udc80", "\N{SNOWMAN}"])
def test_whatever_is_posted_as_a_form_token_is_only_refused(given_token: str) -> None:
    assert not csrf_matches("a" * 43, given_token)


@given(st.text())
def test_whatever_comes_as_a_secret_can_be_looked_up(secret: str) -> None:
    assert len(hash_of(secret)) == 32
