from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from tests.services.accounts.builders import CHEAP, PASSWORD, VAULT

from horarium.domain.errors import InvalidField, SignInBusy
from horarium.services.accounts.passwords import (
    HashCost,
    PasswordVault,
    check_password,
)


@pytest.mark.parametrize("length", [15, 64, 256])
def test_a_password_of_15_to_256_characters_is_accepted(length: int) -> None:
    password = ("grün fährt Öl 漢字 " * 20)[:length]

    check_password(password, login="ana")


@pytest.mark.parametrize(
    "password",
    [
        "fourteen chars",
        "x" * 257,
        "aaaaaaaaaaaaaaaaaa",
        "1212121212121212",
        "passwordpassword",
        "Password Password 1",
        "correct horse battery staple",
        "0123456789012345",
        "abcdefghijklmnopq",
        "ana.pereira-1234",
    ],
)
def test_a_password_that_is_short_or_easily_guessed_is_refused(password: str) -> None:
    with pytest.raises(InvalidField) as refusal:
        check_password(password, login="ana.pereira")

    assert password not in refusal.value.sentence()


def test_a_hash_matches_its_password_alone() -> None:
    kept = VAULT.hash(PASSWORD)

    assert VAULT.matches(kept, PASSWORD)
    assert not VAULT.matches(kept, PASSWORD.upper())


def test_no_hash_matches_no_password() -> None:
    assert not VAULT.matches(None, "a password that nobody has")


def test_the_way_a_keyboard_composes_a_letter_makes_no_difference() -> None:
    kept = VAULT.hash("fa\N{LATIN SMALL LETTER E WITH ACUTE} and fourteen more")

    assert VAULT.matches(kept, "fae\N{COMBINING ACUTE ACCENT} and fourteen more")


def test_the_cost_is_the_one_that_owasp_names() -> None:
    assert "$argon2id$v=19$m=19456,t=2,p=1$" in PasswordVault().hash(PASSWORD)


def test_a_hash_of_another_cost_is_renewed_and_one_of_the_same_is_not() -> None:
    kept = VAULT.hash(PASSWORD)
    dearer = PasswordVault(HashCost(memory_kib=128, passes=1))

    renewed = dearer.renewed(kept, PASSWORD)

    assert renewed
    assert dearer.matches(renewed, PASSWORD)
    assert VAULT.renewed(kept, PASSWORD) is None


def test_no_more_than_a_few_wait_for_a_hash() -> None:
    vault = PasswordVault(CHEAP, n_threads=2, n_waiting=1)

    with ExitStack() as inside:
        for _ in range(3):
            inside.enter_context(vault.place())
        with pytest.raises(SignInBusy):
            inside.enter_context(vault.place())

    with vault.place():
        assert vault.hash(PASSWORD)


def test_a_place_is_given_back_when_its_task_fails() -> None:
    vault = PasswordVault(CHEAP, n_threads=1, n_waiting=0)

    with pytest.raises(RuntimeError), vault.place():
        raise RuntimeError

    with vault.place():
        assert vault.hash(PASSWORD)


def test_many_threads_share_two_for_hashing() -> None:
    vault = PasswordVault(CHEAP, n_threads=2, n_waiting=6)

    with ThreadPoolExecutor(8) as many:
        hashes = list(many.map(vault.hash, [PASSWORD] * 8))

    assert len(set(hashes)) == 8
    assert all(vault.matches(kept, PASSWORD) for kept in hashes)
