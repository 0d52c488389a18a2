"""Sign-ins that last: only the hash of each secret is here, never the secret."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from horarium.domain.account import Account
from horarium.domain.ids import AccountId, OrganisationId, SignInId
from horarium.store import accounts
from horarium.store.database import Db
from horarium.store.tables import account, sign_in


@dataclass(frozen=True, slots=True)
class SignIn:
    """One person's stay, from signing in until out, or until it lapses."""

    id: SignInId
    account: Account
    created_at: datetime
    last_seen_at: datetime


def add(
    db: Db,
    owner: OrganisationId,
    new: SignInId,
    of: AccountId,
    *,
    secret_hash: bytes,
    at: datetime,
) -> None:
    """Begin a sign-in."""
    db.execute(
        insert(sign_in).values(
            organisation_id=owner,
            id=new,
            account_id=of,
            secret_hash=secret_hash,
            created_at=at,
            last_seen_at=at,
        )
    )


def open_by_hash(db: Db, secret_hash: bytes) -> SignIn | None:
    """The sign-in behind a secret, unless it ended or its account was disabled."""
    row = db.execute(
        select(
            account,
            sign_in.c.id.label("sign_in_id"),
            sign_in.c.created_at.label("began_at"),
            sign_in.c.last_seen_at,
        )
        .join(
            sign_in,
            (sign_in.c.organisation_id == account.c.organisation_id)
            & (sign_in.c.account_id == account.c.id),
        )
        .where(
            sign_in.c.secret_hash == secret_hash,
            sign_in.c.ended_at.is_(None),
            account.c.disabled_at.is_(None),
        )
    ).one_or_none()
    return _sign_in(row) if row else None


def touch(db: Db, seen: SignInId, *, at: datetime) -> None:
    """Remember that somebody was here; another request that is doing so is not awaited."""
    free = select(sign_in.c.id).where(sign_in.c.id == seen)
    db.execute(
        update(sign_in)
        .where(sign_in.c.id.in_(free.with_for_update(skip_locked=True)))
        .values(last_seen_at=at)
    )


def end(db: Db, wanted: SignInId, *, at: datetime) -> None:
    """End one sign-in."""
    _end(db, sign_in.c.id == wanted, at)


def end_all(db: Db, of: AccountId, *, at: datetime) -> int:
    """End every sign-in of an account; how many there were."""
    return _end(db, sign_in.c.account_id == of, at)


def _end(db: Db, which: Any, at: datetime) -> int:
    ended = db.execute(
        update(sign_in).where(which, sign_in.c.ended_at.is_(None)).values(ended_at=at)
    )
    return ended.rowcount


def _sign_in(row: Row[Any]) -> SignIn:
    return SignIn(
        SignInId(row.sign_in_id),
        accounts.from_row(row),
        row.began_at,
        row.last_seen_at,
    )
