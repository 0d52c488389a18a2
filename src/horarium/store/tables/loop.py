"""Absences, and the plans that cover them."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Index,
    Integer,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from horarium.store.tables.schema import instant, owned, within

absence = owned(
    "absence",
    Column("practitioner_id", Uuid, nullable=False),
    Column(
        "kind",
        Text,
        CheckConstraint("kind in ('sick', 'leave', 'study', 'other')", "kind"),
        nullable=False,
    ),
    Column("first_on", Date, nullable=False),
    Column("last_on", Date, nullable=False),
    Column("reason", Text),
    Column("status", Text, nullable=False),
    Column("unavailability_id", Uuid),
    Column("version", Integer, nullable=False, server_default="1"),
    instant("reported_at"),
    CheckConstraint("first_on <= last_on", "dates"),
    CheckConstraint("status in ('reported', 'covered', 'withdrawn')", "status"),
    Index("ix_absence_practitioner", "organisation_id", "practitioner_id"),
    Index("ix_absence_last_on", "organisation_id", "last_on"),
    within("practitioner"),
    within("unavailability"),
)

loop_plan = owned(
    "loop_plan",
    Column("absence_id", Uuid),
    Column("cause", JSONB, nullable=False),
    Column("status", Text, nullable=False),
    Column("plan", JSONB),
    Column("report", JSONB),
    Column("stop_requested", Boolean, nullable=False, server_default=text("false")),
    Column("version", Integer, nullable=False, server_default="1"),
    instant("asked_at"),
    instant("made_at", nullable=True),
    instant("applied_at", nullable=True),
    CheckConstraint(
        "status in ('working', 'ready', 'stopped', 'failed', 'applied')", "status"
    ),
    Index("ix_loop_plan_absence", "organisation_id", "absence_id"),
    within("absence"),
)
