"""Bearer tokens of programmes: only the hash of each secret is here."""

from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import Row, exc, insert, select, update

from horarium.domain.account import ApiToken
from horarium.domain.actor import Role
from horarium.domain.errors import NameTaken
from horarium.domain.ids import ApiTokenId, OrganisationId, PractitionerId
from horarium.store.database import Db
from horarium.store.tables import api_token


def add(db: Db, owner: OrganisationId, value: ApiToken, *, secret_hash: bytes) -> None:
    """Add a token; raise ``NameTaken`` while another of that name is in force."""
    row = {
        "organisation_id": owner,
        "id": value.id,
        "name": value.name,
        "role": value.role.value,
        "secret_hash": secret_hash,
        "created_at": value.created_at,
        "practitioner_id": value.practitioner,
    }
    try:
        with db.begin_nested():
            db.execute(insert(api_token), row)
    except exc.IntegrityError as error:
        if isinstance(error.orig, psycopg.errors.UniqueViolation):
            raise NameTaken("name", value.name) from None
        raise


def everything(db: Db) -> list[ApiToken]:
    """Every token, also the revoked ones, newest first."""
    rows = db.execute(
        select(api_token).order_by(api_token.c.created_at.desc(), api_token.c.id)
    )
    return [_api_token(row) for row in rows]


def live_by_hash(db: Db, secret_hash: bytes) -> ApiToken | None:
    """The token behind a secret, unless it was revoked."""
    row = db.execute(
        select(api_token).where(
            api_token.c.secret_hash == secret_hash, api_token.c.revoked_at.is_(None)
        )
    ).one_or_none()
    return _api_token(row) if row else None


def is_live(db: Db, wanted: UUID | None) -> bool:
    """Whether the token with that id is in force."""
    row = db.execute(
        select(api_token.c.id).where(
            api_token.c.id == wanted, api_token.c.revoked_at.is_(None)
        )
    ).one_or_none()
    return row is not None


def live_by_name(db: Db, name: str) -> ApiToken | None:
    """The token in force called ``name``."""
    row = db.execute(
        select(api_token).where(
            api_token.c.name == name, api_token.c.revoked_at.is_(None)
        )
    ).one_or_none()
    return _api_token(row) if row else None


def touch(db: Db, used: ApiTokenId, *, at: datetime) -> None:
    """Remember the use; another request that is doing so is not awaited."""
    free = select(api_token.c.id).where(api_token.c.id == used)
    db.execute(
        update(api_token)
        .where(api_token.c.id.in_(free.with_for_update(skip_locked=True)))
        .values(last_used_at=at)
    )


def revoke(db: Db, wanted: ApiTokenId, *, at: datetime) -> None:
    """Put a token out of force for good."""
    db.execute(
        update(api_token)
        .where(api_token.c.id == wanted, api_token.c.revoked_at.is_(None))
        .values(revoked_at=at)
    )


def _api_token(row: Row[Any]) -> ApiToken:
    return ApiToken(
        ApiTokenId(row.id),
        row.name,
        Role(row.role),
        row.created_at,
        row.last_used_at,
        row.revoked_at,
        PractitionerId(row.practitioner_id) if row.practitioner_id else None,
    )
