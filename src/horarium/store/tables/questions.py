"""How a department sets its rules, and what is asked about its rosters."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from horarium.store.tables.schema import instant, keyed, owned, within

rule_override = keyed(
    "rule_override",
    ("rule",),
    Column("rule", Text, nullable=False),
    Column("fields", JSONB, nullable=False),
    Column("originals", JSONB, nullable=False),
    Column("changed_by", Text, nullable=False),
    instant("changed_at"),
)

roster_question = owned(
    "roster_question",
    Column("roster_id", Uuid, nullable=False),
    Column("roster_version", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("asked", JSONB, nullable=False),
    Column("seconds", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("answer", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    Column("stop_requested", Boolean, nullable=False, server_default=text("false")),
    instant("created_at"),
    instant("finished_at", nullable=True),
    CheckConstraint("kind in ('what-if', 'conflict')", "kind"),
    CheckConstraint(
        "status in ('queued', 'running', 'done', 'failed', 'cancelled')", "status"
    ),
    Index("ix_roster_question_roster", "organisation_id", "roster_id"),
    within("roster"),
)
