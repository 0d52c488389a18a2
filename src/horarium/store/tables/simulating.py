"""What-if simulations: what was asked for, how far it is, what came of it."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from horarium.store.tables.schema import instant, owned

simulation_run = owned(
    "simulation_run",
    Column(
        "status",
        Text,
        CheckConstraint("status in ('queued', 'running', 'done', 'failed')", "status"),
        nullable=False,
    ),
    Column("asked", JSONB, nullable=False),
    Column("n_done", Integer, nullable=False, server_default="0"),
    Column("report", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    Column("reason", Text, nullable=False, server_default=text("''")),
    Column("requested_by", Uuid),
    instant("created_at"),
    instant("ended_at", nullable=True),
    Index("ix_simulation_run_created", "organisation_id", "created_at"),
)
