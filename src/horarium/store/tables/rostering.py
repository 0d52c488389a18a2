"""Rosters, their assignments, and the runs that look for them."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from horarium.store.tables.schema import instant, metadata, owned, within

roster = owned(
    "roster",
    Column("name", Text, nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("n_days", Integer, CheckConstraint("n_days > 0", "n_days"), nullable=False),
    Column("status", Text, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("problem", JSONB, nullable=False),
    Column("summary", JSONB, nullable=False),
    instant("created_at"),
    instant("published_at", nullable=True),
    CheckConstraint("status in ('draft', 'published', 'archived')", "status"),
    Index("ix_roster_starts_on", "organisation_id", "starts_on"),
)

assignment = Table(
    "assignment",
    metadata,
    Column("organisation_id", Uuid, nullable=False),
    Column("roster_id", Uuid, nullable=False),
    Column("practitioner_id", Uuid, nullable=False),
    Column("on_date", Date, nullable=False),
    Column("shift_type", Text, nullable=False),
    Column("locked", Boolean, nullable=False, server_default=text("false")),
    PrimaryKeyConstraint("organisation_id", "roster_id", "practitioner_id", "on_date"),
    within("roster"),
    within("practitioner"),
)

solve_run = owned(
    "solve_run",
    Column("status", Text, nullable=False),
    Column("problem", JSONB, nullable=False),
    Column("params", JSONB, nullable=False),
    Column("progress", JSONB, nullable=False, server_default=text("'[]'::jsonb")),
    Column("outcome", JSONB),
    Column("roster_id", Uuid),
    Column("requested_by", Uuid),
    Column("stop_requested", Boolean, nullable=False, server_default=text("false")),
    instant("created_at"),
    instant("started_at", nullable=True),
    instant("heartbeat_at", nullable=True),
    instant("finished_at", nullable=True),
    CheckConstraint(
        "status in ('queued', 'running', 'done', 'failed', 'cancelled')", "status"
    ),
    within("roster"),
)
