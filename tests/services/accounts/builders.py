"""Accounts for tests, with a vault that hashes cheaply."""

from typing import Any

from horarium.domain.account import Account
from horarium.domain.actor import Role
from horarium.services.accounts import HashCost, NewAccount, PasswordVault, create
from horarium.services.work import Work

PASSWORD = "seven grey herons"
CHEAP = HashCost(memory_kib=64, passes=1)
VAULT = PasswordVault(CHEAP)


def make_new_account(**changes: Any) -> NewAccount:
    known: dict[str, Any] = {
        "login": "ana",
        "name": "Ana Pereira",
        "role": Role.STAFF,
        "password": PASSWORD,
    }
    return NewAccount(**known | changes)


def given_account(work: Work, **changes: Any) -> Account:
    """An account that can sign in with ``PASSWORD``."""
    return create(work, make_new_account(**changes), VAULT)
