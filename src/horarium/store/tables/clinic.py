"""Sessions, appointments and tokens."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Index,
    Integer,
    SmallInteger,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, TSTZRANGE

from horarium.store.tables.schema import instant, owned, within

ACTIVE_STATUSES = "status in ('booked', 'arrived', 'called', 'recalled', 'skipped', 'in-consultation')"

HOLDS_SLOT = "status not in ('cancelled', 'noshow', 'entered-in-error', 'waitlist')"
"""An appointment that keeps others out of its slot; a second ``lane`` is overbooking."""


session = owned(
    "session",
    Column("practitioner_id", Uuid, nullable=False),
    Column("service_id", Uuid, nullable=False),
    Column("location_id", Uuid, nullable=False),
    Column("roster_id", Uuid),
    Column("rule_id", Uuid),
    Column("on_date", Date, nullable=False),
    Column("during", TSTZRANGE, nullable=False),
    Column("planned_break", TSTZRANGE),
    Column("series", Text, nullable=False),
    Column(
        "slot_min", Integer, CheckConstraint("slot_min > 0", "slot"), nullable=False
    ),
    Column("capacity", Integer, nullable=False),
    Column("taken", Integer, nullable=False, server_default="0"),
    Column("n_held", Integer, nullable=False, server_default="0"),
    Column("quotas", JSONB, nullable=False, server_default=text("'[]'::jsonb")),
    Column("overflow_limit", Integer, nullable=False, server_default="0"),
    Column("overflow_taken", Integer, nullable=False, server_default="0"),
    Column("last_number", Integer, nullable=False, server_default="0"),
    Column("status", Text, nullable=False),
    Column("late_min", Integer, nullable=False, server_default="0"),
    instant("began_at", nullable=True),
    instant("break_from_at", nullable=True),
    instant("break_until_at", nullable=True),
    instant("closed_at", nullable=True),
    Column("discipline", Text, nullable=False, server_default="banded-edd"),
    Column("version", Integer, nullable=False, server_default="1"),
    CheckConstraint("capacity >= 0 and taken between 0 and capacity", "capacity"),
    CheckConstraint(
        "overflow_limit >= 0 and overflow_taken between 0 and overflow_limit",
        "overflow",
    ),
    CheckConstraint("status in ('planned', 'open', 'closed', 'cancelled')", "status"),
    CheckConstraint("late_min >= 0", "late"),
    CheckConstraint("n_held >= 0 and taken + n_held <= capacity", "held"),
    CheckConstraint("planned_break <@ during", "break"),
    UniqueConstraint("organisation_id", "on_date", "series"),
    UniqueConstraint("organisation_id", "rule_id", "on_date"),
    within("practitioner"),
    within("healthcare_service", "service_id"),
    within("location"),
    within("roster"),
    within("availability_rule", "rule_id"),
)

appointment = owned(
    "appointment",
    Column("session_id", Uuid, nullable=False),
    Column("patient_id", Uuid, nullable=False),
    Column("during", TSTZRANGE, nullable=False),
    Column("lane", SmallInteger, nullable=False, server_default="0"),
    Column("status", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    instant("held_until_at", nullable=True),
    Column("replaces_id", Uuid),
    Column("reason", Text),
    instant("created_at"),
    CheckConstraint(
        "status in ('proposed', 'pending', 'booked', 'arrived', 'checked-in', 'fulfilled',"
        " 'cancelled', 'noshow', 'waitlist', 'entered-in-error')",
        "status",
    ),
    Index("ix_appointment_session", "organisation_id", "session_id"),
    Index(
        "uq_appointment_slot",
        "organisation_id",
        "session_id",
        text("lower(during)"),
        "lane",
        unique=True,
        postgresql_where=text(HOLDS_SLOT),
    ),
    Index("ix_appointment_patient", "organisation_id", "patient_id"),
    Index(
        "ix_appointment_held",
        "organisation_id",
        "session_id",
        postgresql_where=text("status = 'pending'"),
    ),
    Index(
        "ix_appointment_booked_start",
        "organisation_id",
        text("lower(during)"),
        postgresql_where=text("status = 'booked'"),
    ),
    Index(
        "uq_appointment_replaces",
        "organisation_id",
        "replaces_id",
        unique=True,
        postgresql_where=text("replaces_id is not null"),
    ),
    within("session"),
    within("patient"),
    within("appointment", "replaces_id"),
)

token = owned(
    "token",
    Column("session_id", Uuid, nullable=False),
    Column("patient_id", Uuid, nullable=False),
    Column("appointment_id", Uuid),
    Column("number", Integer, CheckConstraint("number > 0", "number"), nullable=False),
    Column("opaque", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("priority_class", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("overflow", Boolean, nullable=False),
    Column("reason", Text),
    Column("idempotency_key", Text),
    Column("fingerprint", Text),
    instant("slot_start_at", nullable=True),
    instant("arrived_at", nullable=True),
    instant("called_at", nullable=True),
    instant("started_at", nullable=True),
    instant("ended_at", nullable=True),
    instant("skipped_at", nullable=True),
    instant("entry_at", nullable=True),
    Column("n_skips", SmallInteger, nullable=False, server_default="0"),
    Column("n_recalls", SmallInteger, nullable=False, server_default="0"),
    Column("version", Integer, nullable=False, server_default="1"),
    instant("created_at"),
    UniqueConstraint("organisation_id", "session_id", "number"),
    UniqueConstraint("organisation_id", "opaque"),
    UniqueConstraint("organisation_id", "idempotency_key"),
    UniqueConstraint("organisation_id", "appointment_id"),
    Index(
        "uq_token_active_patient",
        "organisation_id",
        "session_id",
        "patient_id",
        unique=True,
        postgresql_where=text(ACTIVE_STATUSES),
    ),
    CheckConstraint(
        "status in ('booked', 'arrived', 'called', 'in-consultation', 'completed',"
        " 'skipped', 'recalled', 'noshow', 'cancelled', 'left', 'transferred')",
        "status",
    ),
    CheckConstraint(
        "source in ('emergency', 'priority', 'follow-up', 'online', 'walk-in')",
        "source",
    ),
    within("session"),
    within("patient"),
    within("appointment"),
)
