"""Sign-ins run their own transactions, so these tests commit and look again."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select
from tests.builders import given_practitioner
from tests.conftest import StoppedClock
from tests.services.accounts.builders import CHEAP, PASSWORD, VAULT, given_account

from horarium.domain.account import Account
from horarium.domain.actor import Actor, ActorKind, Role
from horarium.domain.errors import SignInBusy, TooManyAttempts, WrongPassword
from horarium.services import accounts
from horarium.services.accounts import (
    Attempt,
    FrontDoor,
    PasswordVault,
    SignedIn,
    SignInPolicy,
)
from horarium.services.accounts.throttle import BackOff
from horarium.services.work import Work
from horarium.store import accounts as accounts_store
from horarium.store.database import Database
from horarium.store.people import Organisation
from horarium.store.tables import event, sign_in

BeginAs = Callable[..., AbstractContextManager[Work]]


@pytest.fixture
def door() -> FrontDoor:
    """A front door that nobody has knocked at."""
    return FrontDoor(vault=VAULT)


@pytest.fixture
def account(begin_as: BeginAs) -> Account:
    """The account ``ana``, committed."""
    with begin_as() as work:
        return given_account(work)


def enter(begin_as: BeginAs, door: FrontDoor, **changes: Any) -> SignedIn:
    """Sign in as ana unless told otherwise."""
    known: dict[str, Any] = {"login": "ana", "password": PASSWORD}
    attempt = Attempt(**known | changes)
    return accounts.sign_in(partial(begin_as, kind=ActorKind.ANONYMOUS), attempt, door)


def fail(begin_as: BeginAs, door: FrontDoor, n: int = 1, **changes: Any) -> None:
    """Sign in with a wrong password ``n`` times."""
    for _ in range(n):
        with pytest.raises(WrongPassword):
            enter(begin_as, door, password="seven grey geese", **changes)


def who_is(begin_as: BeginAs, secret: str) -> Actor | None:
    with begin_as() as work:
        return accounts.actor_of(work, secret)


@pytest.mark.usefixtures("account")
def test_the_right_password_lets_in_whoever_holds_the_secret(
    begin_as: BeginAs, door: FrontDoor, account: Account, organisation: Organisation
) -> None:
    signed_in = enter(begin_as, door, login=" ANA ")

    expected = Actor(
        ActorKind.PERSON, organisation.id, Role.STAFF, account.id, "Ana Pereira"
    )
    assert signed_in.actor == expected
    assert who_is(begin_as, signed_in.secret) == expected
    assert who_is(begin_as, signed_in.secret[:-1]) is None


def test_a_doctor_who_signs_in_brings_the_practitioner(
    begin_as: BeginAs, door: FrontDoor
) -> None:
    with begin_as() as work:
        own = given_practitioner(work)
        given_account(work, role=Role.DOCTOR, practitioner=own.id)

    assert enter(begin_as, door).actor.practitioner == own.id


@pytest.mark.usefixtures("account")
def test_the_secret_itself_is_kept_nowhere(
    begin_as: BeginAs, door: FrontDoor, database: Database, organisation: Organisation
) -> None:
    secret = enter(begin_as, door).secret

    with database.transaction(organisation.id) as db:
        rows = [*db.execute(select(sign_in)), *db.execute(select(event))]
    assert len(secret) == 43
    assert secret not in str(rows)


def test_a_wrong_password_and_an_unknown_login_are_refused_alike(
    begin_as: BeginAs, door: FrontDoor, account: Account
) -> None:
    with pytest.raises(WrongPassword) as wrong:
        enter(begin_as, door, password="seven grey geese")
    with pytest.raises(WrongPassword) as unknown:
        enter(begin_as, door, login="nobody")

    assert account.login == "ana"
    assert wrong.value.sentence() == unknown.value.sentence()


def test_an_unknown_login_costs_as_many_hashes_as_a_wrong_password(
    begin_as: BeginAs, account: Account
) -> None:
    class CountingVault(PasswordVault):
        n_checked = 0

        def matches(self, kept: str | None, password: str) -> bool:
            self.n_checked += 1
            return super().matches(kept, password)

    vault = CountingVault(CHEAP)
    door = FrontDoor(vault=vault)

    fail(begin_as, door, login=account.login)
    fail(begin_as, door, login="nobody")

    assert vault.n_checked == 2


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(
    "login", ["", "nul\0", "two words", "x" * 500, "\N{PILE OF POO}"]
)
def test_a_login_that_cannot_be_is_refused_like_any_other(
    begin_as: BeginAs, door: FrontDoor, login: str
) -> None:
    with pytest.raises(WrongPassword):
        enter(begin_as, door, login=login)


@pytest.mark.usefixtures("account")
def test_after_five_failures_the_account_pauses_even_for_the_right_password(
    begin_as: BeginAs, door: FrontDoor, clock: StoppedClock
) -> None:
    fail(begin_as, door, 5)

    with pytest.raises(TooManyAttempts) as refusal:
        enter(begin_as, door)

    assert refusal.value.retry_after_s == 1
    clock.at += timedelta(seconds=1)
    assert enter(begin_as, door).actor.role is Role.STAFF


@pytest.mark.usefixtures("account")
def test_pauses_grow_but_never_beyond_a_minute(
    begin_as: BeginAs, door: FrontDoor, clock: StoppedClock
) -> None:
    fail(begin_as, door, 4)
    pauses = []
    for _ in range(9):
        fail(begin_as, door)
        with pytest.raises(TooManyAttempts) as refusal:
            enter(begin_as, door)
        pauses.append(refusal.value.retry_after_s)
        clock.at += timedelta(seconds=refusal.value.retry_after_s)

    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60]


@pytest.mark.usefixtures("account")
def test_a_success_wipes_the_failures_out(begin_as: BeginAs, door: FrontDoor) -> None:
    fail(begin_as, door, 4)
    enter(begin_as, door)

    fail(begin_as, door, 4)

    assert enter(begin_as, door).secret


def test_a_login_that_nobody_has_pauses_like_one_that_somebody_has(
    begin_as: BeginAs, door: FrontDoor
) -> None:
    fail(begin_as, door, 5, login="nobody")

    with pytest.raises(TooManyAttempts) as refusal:
        enter(begin_as, door, login="nobody")

    assert refusal.value.retry_after_s == 1


@pytest.mark.usefixtures("account")
def test_failures_from_one_address_pause_it_for_every_account(
    begin_as: BeginAs, clock: StoppedClock
) -> None:
    policy = SignInPolicy(per_address=BackOff(n_free=2))
    door = FrontDoor(policy, VAULT)
    for login in ("ben", "cleo", "dan"):
        fail(begin_as, door, login=login, address="192.0.2.1")

    with pytest.raises(TooManyAttempts):
        enter(begin_as, door, address="192.0.2.1")

    assert enter(begin_as, door, address="192.0.2.2").secret
    clock.at += timedelta(seconds=1)
    assert enter(begin_as, door, address="192.0.2.1").secret


def test_of_many_attempts_at_once_no_more_are_tried_than_one_after_another(
    begin_as: BeginAs, account: Account
) -> None:
    door = FrontDoor(vault=PasswordVault(CHEAP, n_waiting=100))

    def attempt(_: int) -> type[Exception] | None:
        try:
            enter(begin_as, door, login=account.login, password="seven grey geese")
        except (WrongPassword, TooManyAttempts) as refusal:
            return type(refusal)
        return None

    with ThreadPoolExecutor(6) as many:
        outcomes = list(many.map(attempt, range(30)))

    assert outcomes.count(WrongPassword) == 5
    assert outcomes.count(TooManyAttempts) == 25


@pytest.mark.usefixtures("account")
def test_a_rush_that_finds_no_room_costs_nobody_a_failure(
    begin_as: BeginAs,
) -> None:
    door = FrontDoor(vault=PasswordVault(CHEAP, n_threads=1, n_waiting=0))
    with door.vault.place():
        for _ in range(10):
            with pytest.raises(SignInBusy):
                enter(begin_as, door)

    assert enter(begin_as, door).secret


@pytest.mark.usefixtures("account")
def test_an_attempt_leaves_its_event_but_never_what_was_typed(
    begin_as: BeginAs, door: FrontDoor, database: Database, organisation: Organisation
) -> None:
    fail(begin_as, door, address="192.0.2.1")
    fail(begin_as, door, login="my-secret-typed-too-early")
    enter(begin_as, door)

    with database.transaction(organisation.id) as db:
        rows = db.execute(select(event).order_by(event.c.id)).all()
    assert [row.action for row in rows] == [
        "accounts.create",
        "accounts.refuse_sign_in",
        "accounts.refuse_sign_in",
        "accounts.sign_in",
    ]
    assert rows[1].details == {"address": "192.0.2.1"}
    assert "my-secret" not in str(rows)
    assert "geese" not in str(rows)


def test_a_closed_account_is_let_in_no_more_and_shown_out(
    begin_as: BeginAs, door: FrontDoor, account: Account
) -> None:
    secret = enter(begin_as, door).secret

    with begin_as(Role.ADMIN) as admin:
        accounts.disable(admin, account.id)

    assert who_is(begin_as, secret) is None
    with pytest.raises(WrongPassword):
        enter(begin_as, door)
    with begin_as(Role.ADMIN) as admin:
        accounts.enable(admin, account.id)
    assert enter(begin_as, door).secret


def test_a_new_password_ends_what_the_old_one_opened(
    begin_as: BeginAs, door: FrontDoor, account: Account
) -> None:
    secret = enter(begin_as, door).secret
    fail(begin_as, door, 5)

    with begin_as(Role.ADMIN) as admin:
        accounts.set_password(admin, account.id, "eight green herons", VAULT)

    assert who_is(begin_as, secret) is None
    assert enter(begin_as, door, password="eight green herons").secret
    with pytest.raises(WrongPassword):
        enter(begin_as, door)


@pytest.mark.usefixtures("account")
def test_signing_in_again_gives_a_new_secret_and_ends_the_old_one(
    begin_as: BeginAs, door: FrontDoor
) -> None:
    first = enter(begin_as, door).secret

    second = enter(begin_as, door, previous=first).secret

    assert second != first
    assert who_is(begin_as, first) is None
    assert who_is(begin_as, second)


@pytest.mark.usefixtures("account")
def test_signing_out_ends_this_sign_in_and_no_other(
    begin_as: BeginAs, door: FrontDoor
) -> None:
    here, there = enter(begin_as, door).secret, enter(begin_as, door).secret

    with begin_as() as work:
        accounts.sign_out(work, here)
        accounts.sign_out(work, "never was")

    assert who_is(begin_as, here) is None
    assert who_is(begin_as, there)


@pytest.mark.usefixtures("account")
def test_a_sign_in_lapses_when_nobody_comes_for_half_an_hour(
    begin_as: BeginAs, door: FrontDoor, clock: StoppedClock
) -> None:
    secret = enter(begin_as, door).secret

    for _ in range(3):
        clock.at += timedelta(minutes=29)
        assert who_is(begin_as, secret)
    clock.at += timedelta(minutes=30)

    assert who_is(begin_as, secret) is None


@pytest.mark.usefixtures("account")
def test_a_sign_in_lapses_after_twelve_hours_however_busy(
    begin_as: BeginAs, door: FrontDoor, clock: StoppedClock
) -> None:
    secret = enter(begin_as, door).secret

    for _ in range(35):
        clock.at += timedelta(minutes=20)
        assert who_is(begin_as, secret)
    clock.at += timedelta(minutes=20)

    assert who_is(begin_as, secret) is None


def test_a_secret_of_one_organisation_opens_no_other(
    begin_as: BeginAs,
    door: FrontDoor,
    account: Account,
    new_organisation: Callable[[], Organisation],
) -> None:
    secret = enter(begin_as, door, login=account.login).secret
    elsewhere = new_organisation().id

    with begin_as(organisation=elsewhere) as work:
        assert accounts.actor_of(work, secret) is None
    with pytest.raises(WrongPassword):
        enter(partial(begin_as, organisation=elsewhere), door)


def test_a_hash_of_an_older_cost_is_made_anew_at_the_next_sign_in(
    begin_as: BeginAs, account: Account
) -> None:
    dearer = FrontDoor(vault=PasswordVault(accounts.HashCost(memory_kib=128, passes=1)))

    enter(begin_as, dearer, login=account.login)

    assert enter(begin_as, dearer).secret
    with begin_as() as work:
        kept = accounts_store.lock_by_login(work.db, account.login)
    assert kept
    assert "m=128," in kept.password_hash
