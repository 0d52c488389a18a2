"""Who may come in."""

from sqlalchemy import (
    Column,
    Index,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from horarium.store.tables.schema import instant, owned, within

account = owned(
    "account",
    Column("login", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("practitioner_id", Uuid),
    Column("patient_id", Uuid),
    Column("n_failures", Integer, nullable=False, server_default="0"),
    instant("blocked_until_at", nullable=True),
    instant("disabled_at", nullable=True),
    instant("created_at"),
    UniqueConstraint("organisation_id", "login"),
    within("practitioner"),
    within("patient"),
)

sign_in = owned(
    "sign_in",
    Column("account_id", Uuid, nullable=False),
    Column("secret_hash", LargeBinary, nullable=False),
    instant("created_at"),
    instant("last_seen_at"),
    instant("ended_at", nullable=True),
    UniqueConstraint("organisation_id", "secret_hash"),
    within("account"),
)

api_token = owned(
    "api_token",
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("secret_hash", LargeBinary, nullable=False),
    instant("created_at"),
    instant("last_used_at", nullable=True),
    instant("revoked_at", nullable=True),
    Column("practitioner_id", Uuid),
    UniqueConstraint("organisation_id", "secret_hash"),
    within("practitioner"),
    Index(
        "uq_api_token_live_name",
        "organisation_id",
        "name",
        unique=True,
        postgresql_where=text("revoked_at is null"),
    ),
)
