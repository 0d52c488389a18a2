"""Accounts of people: who has one, signing in and out, knowing again who is signed in."""

from horarium.services.accounts.finding import (
    by_login,
    patient_with,
    practitioner_with,
)
from horarium.services.accounts.managing import (
    NewAccount,
    create,
    disable,
    enable,
    everyone,
    set_password,
)
from horarium.services.accounts.passwords import HashCost, PasswordVault
from horarium.services.accounts.signing_in import (
    Attempt,
    FrontDoor,
    SignedIn,
    SignInPolicy,
    actor_of,
    sign_in,
    sign_out,
)
from horarium.services.credentials import csrf_for, csrf_matches

__all__ = [
    "Attempt",
    "FrontDoor",
    "HashCost",
    "NewAccount",
    "PasswordVault",
    "SignInPolicy",
    "SignedIn",
    "actor_of",
    "by_login",
    "create",
    "csrf_for",
    "csrf_matches",
    "disable",
    "enable",
    "everyone",
    "patient_with",
    "practitioner_with",
    "set_password",
    "sign_in",
    "sign_out",
]
