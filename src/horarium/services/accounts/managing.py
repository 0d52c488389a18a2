"""Accounts: opening, listing, closing them, and setting a new password."""

import unicodedata
from dataclasses import dataclass, field

from horarium.domain.account import Account
from horarium.domain.actor import Role
from horarium.domain.errors import InvalidField
from horarium.domain.ids import AccountId, PatientId, PractitionerId
from horarium.services import existing
from horarium.services.accounts.passwords import PasswordVault, check_password
from horarium.services.permissions import Permission
from horarium.services.work import Work
from horarium.store import accounts as store
from horarium.store import sign_ins

LONGEST_LOGIN = 100
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """An account to be opened; raises ``InvalidField``.

    The login is kept lower-case. A doctor needs the practitioner whose sessions are the
    doctor's own, a patient the patient; nobody else may have either.
    """

    login: str
    name: str
    role: Role
    password: str = field(repr=False)
    practitioner: PractitionerId | None = None
    patient: PatientId | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "login", normal_login(self.login))
        object.__setattr__(self, "name", self.name.strip())
        if not is_login(self.login):
            wanted = f"1 to {LONGEST_LOGIN} characters without spaces"
            raise InvalidField("login", self.login, wanted)
        if not 1 <= len(self.name) <= LONGEST_NAME or not self.name.isprintable():
            wanted = f"1 to {LONGEST_NAME} characters that can be printed"
            raise InvalidField("name", self.name, wanted)
        if self.role is Role.OPD:
            raise InvalidField("role", self.role.value, "a role that people have")
        check_password(self.password, login=self.login)
        _check_person("practitioner", self.practitioner, self.role, Role.DOCTOR)
        _check_person("patient", self.patient, self.role, Role.PATIENT)


def _check_person(
    field_name: str, person: object | None, role: Role, belongs_to: Role
) -> None:
    if (role is belongs_to) == (person is not None):
        return
    wanted = f"the {field_name}" if role is belongs_to else "none"
    raise InvalidField(field_name, str(person), f"{wanted} for the role {role.value}")


def is_login(login: str) -> bool:
    """Whether an account could be called so; ``login`` is in its normal form."""
    return 1 <= len(login) <= LONGEST_LOGIN and login.isprintable() and " " not in login


def normal_login(login: str) -> str:
    """The form in which a login is kept and looked up."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


def create(work: Work, new: NewAccount, vault: PasswordVault) -> Account:
    """Open an account; refuse a login that somebody has."""
    work.require(Permission.ACCOUNT_MANAGE)
    account = Account(
        id=AccountId(work.new_id()),
        login=new.login,
        name=new.name,
        role=new.role,
        created_at=work.clock.now(),
        practitioner=new.practitioner,
        patient=new.patient,
    )
    with vault.place():
        password_hash = vault.hash(new.password)
    store.add(work.db, work.organisation, account, password_hash=password_hash)
    work.record(
        "accounts.create",
        ("account", account.id),
        patient=account.patient,
        role=account.role.value,
    )
    return account


def everyone(work: Work) -> list[Account]:
    """Every account, by login."""
    work.require(Permission.ACCOUNT_MANAGE)
    return store.everyone(work.db)


def set_password(
    work: Work, wanted: AccountId, password: str, vault: PasswordVault
) -> None:
    """Give an account a new password, lift its pauses, and end its sign-ins."""
    work.require(Permission.ACCOUNT_MANAGE)
    account = _existing(work, wanted)
    check_password(password, login=account.login)
    with vault.place():
        password_hash = vault.hash(password)
    store.change(
        work.db,
        wanted,
        password_hash=password_hash,
        n_failures=0,
        blocked_until_at=None,
    )
    sign_ins.end_all(work.db, wanted, at=work.clock.now())
    work.record("accounts.set_password", ("account", wanted))


def disable(work: Work, wanted: AccountId) -> None:
    """Close an account and end its sign-ins; it stays in the records."""
    work.require(Permission.ACCOUNT_MANAGE)
    _existing(work, wanted)
    now = work.clock.now()
    store.change(work.db, wanted, disabled_at=now)
    sign_ins.end_all(work.db, wanted, at=now)
    work.record("accounts.disable", ("account", wanted))


def enable(work: Work, wanted: AccountId) -> None:
    """Open a closed account again."""
    work.require(Permission.ACCOUNT_MANAGE)
    _existing(work, wanted)
    store.change(work.db, wanted, disabled_at=None)
    work.record("accounts.enable", ("account", wanted))


def _existing(work: Work, wanted: AccountId) -> Account:
    return existing.required(store.by_id(work.db, wanted), "account", wanted)
