"""What people on a roster ask for, hand over, and see in their own calendars."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from horarium.store.tables.schema import instant, keyed, metadata, owned, within

duty_request = owned(
    "duty_request",
    Column("practitioner_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("first_on", Date, nullable=False),
    Column("last_on", Date, nullable=False),
    Column("shift_types", JSONB, nullable=False),
    Column("importance", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("answer", Text, nullable=False, server_default=text("''")),
    instant("asked_at"),
    instant("decided_at", nullable=True),
    Column("decided_by", Uuid),
    CheckConstraint("kind in ('off', 'on', 'leave')", "kind"),
    CheckConstraint("first_on <= last_on", "days"),
    CheckConstraint("status in ('asked', 'granted', 'refused', 'withdrawn')", "status"),
    Index("ix_duty_request_days", "organisation_id", "last_on", "first_on"),
    within("practitioner"),
)

swap_offer = owned(
    "swap_offer",
    Column("roster_id", Uuid, nullable=False),
    Column("practitioner_id", Uuid, nullable=False),
    Column("on_date", Date, nullable=False),
    Column("shift_type", Text, nullable=False),
    Column("status", Text, nullable=False),
    instant("offered_at"),
    instant("closed_at", nullable=True),
    CheckConstraint("status in ('open', 'given', 'withdrawn', 'lapsed')", "status"),
    Index(
        "uq_swap_offer_open",
        "organisation_id",
        "roster_id",
        "practitioner_id",
        "on_date",
        unique=True,
        postgresql_where=text("status = 'open'"),
    ),
    within("roster"),
    within("practitioner"),
)

swap_deal = owned(
    "swap_deal",
    Column("roster_id", Uuid, nullable=False),
    Column("handovers", JSONB, nullable=False),
    Column("parties", JSONB, nullable=False),
    Column("consents", JSONB, nullable=False),
    Column("status", Text, nullable=False),
    Column("answer", Text, nullable=False, server_default=text("''")),
    instant("proposed_at"),
    instant("closed_at", nullable=True),
    CheckConstraint(
        "status in ('proposed', 'agreed', 'done', 'refused', 'lapsed')", "status"
    ),
    Index("ix_swap_deal_roster", "organisation_id", "roster_id"),
    within("roster"),
)

duty_policy = keyed(
    "duty_policy",
    (),
    Column("swaps_need_approval", Boolean, nullable=False),
    instant("changed_at"),
)

calendar_feed = owned(
    "calendar_feed",
    Column("practitioner_id", Uuid, nullable=False),
    Column("secret_hash", LargeBinary, nullable=False),
    instant("created_at"),
    instant("revoked_at", nullable=True),
    UniqueConstraint("organisation_id", "secret_hash"),
    Index(
        "uq_calendar_feed_live",
        "organisation_id",
        "practitioner_id",
        unique=True,
        postgresql_where=text("revoked_at is null"),
    ),
    within("practitioner"),
)

calendar_entry = Table(
    "calendar_entry",
    metadata,
    Column("organisation_id", Uuid, nullable=False),
    Column("practitioner_id", Uuid, nullable=False),
    Column("on_date", Date, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("is_cancelled", Boolean, nullable=False),
    Column("content", JSONB, nullable=False),
    instant("changed_at"),
    PrimaryKeyConstraint("organisation_id", "practitioner_id", "on_date"),
    within("practitioner"),
)
