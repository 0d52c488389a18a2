"""Accounts: who may sign in, and what their last attempts came to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from sqlalchemy import Row, exc, insert, select, update

from horarium.domain.account import Account
from horarium.domain.actor import Role
from horarium.domain.errors import NameTaken, NoSuchThing
from horarium.domain.ids import AccountId, OrganisationId, PatientId, PractitionerId
from horarium.store.database import Db
from horarium.store.tables import account


@dataclass(frozen=True, slots=True)
class Credentials:
    """An account with what decides whether its password may be tried now."""

    account: Account
    password_hash: str
    n_failures: int
    blocked_until_at: datetime | None


def add(db: Db, owner: OrganisationId, value: Account, *, password_hash: str) -> None:
    """Add an account; raise ``NameTaken`` or, for a person not here, ``NoSuchThing``."""
    row = {
        "organisation_id": owner,
        "id": value.id,
        "login": value.login,
        "name": value.name,
        "role": value.role.value,
        "password_hash": password_hash,
        "practitioner_id": value.practitioner,
        "patient_id": value.patient,
        "disabled_at": value.disabled_at,
        "created_at": value.created_at,
    }
    try:
        with db.begin_nested():
            db.execute(insert(account), row)
    except exc.IntegrityError as error:
        raise _refusal(error, value) from None


def everyone(db: Db) -> list[Account]:
    """Every account, by login."""
    return [
        from_row(row) for row in db.execute(select(account).order_by(account.c.login))
    ]


def by_id(db: Db, wanted: AccountId) -> Account | None:
    """The account with that id."""
    row = db.execute(select(account).where(account.c.id == wanted)).one_or_none()
    return from_row(row) if row else None


def lock_by_login(db: Db, login: str) -> Credentials | None:
    """The account called ``login``, held until the transaction ends."""
    row = db.execute(
        select(account).where(account.c.login == login).with_for_update()
    ).one_or_none()
    if row is None:
        return None
    return Credentials(
        from_row(row), row.password_hash, row.n_failures, row.blocked_until_at
    )


def set_failures(
    db: Db, wanted: AccountId, n_failures: int, *, blocked_until_at: datetime | None
) -> None:
    """Remember how often the password was wrong and until when it may not be tried."""
    change(db, wanted, n_failures=n_failures, blocked_until_at=blocked_until_at)


def change(db: Db, wanted: AccountId, **values: Any) -> None:
    """Set columns of an account."""
    db.execute(update(account).where(account.c.id == wanted).values(**values))


def _refusal(error: exc.IntegrityError, value: Account) -> Exception:
    match error.orig:
        case psycopg.errors.UniqueViolation():
            return NameTaken("login", value.login)
        case psycopg.errors.ForeignKeyViolation() as violation:
            constraint = violation.diag.constraint_name or ""
            if constraint.endswith("patient_id"):
                return NoSuchThing("patient", str(value.patient))
            return NoSuchThing("practitioner", str(value.practitioner))
    return error


def from_row(row: Row[Any]) -> Account:
    """The account in a row that has the columns of its table."""
    return Account(
        id=AccountId(row.id),
        login=row.login,
        name=row.name,
        role=Role(row.role),
        created_at=row.created_at,
        practitioner=PractitionerId(row.practitioner_id)
        if row.practitioner_id
        else None,
        patient=PatientId(row.patient_id) if row.patient_id else None,
        disabled_at=row.disabled_at,
    )
