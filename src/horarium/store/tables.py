"""Every table, as SQLAlchemy Core sees it.

Each row belongs to an organisation: ``organisation_id`` leads every primary key, every
unique key and every foreign key, so that the database can be distributed by it. Names
are singular; ``..._at`` is an instant, ``..._on`` a date, ``during`` a half-open
``tstzrange``. What guards capacity, numbers and double booking is in the migrations,
beside the functions of ``migrations/sql``.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, TSTZRANGE

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ACTIVE_STATUSES = "status in ('booked', 'arrived', 'called', 'recalled', 'skipped', 'in-consultation')"

HOLDS_SLOT = "status not in ('cancelled', 'noshow', 'entered-in-error', 'waitlist')"
"""An appointment that keeps others out of its slot; a second ``lane`` is overbooking."""


def _instant(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, DateTime(timezone=True), nullable=nullable)


def _owned(name: str, *items: Any) -> Table:
    """A table of things with an id of their own, owned by an organisation."""
    return Table(
        name,
        metadata,
        Column("organisation_id", Uuid, nullable=False),
        Column("id", Uuid, nullable=False),
        *items,
        PrimaryKeyConstraint("organisation_id", "id"),
        ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
    )


def _to(table: str, column: str | None = None) -> ForeignKeyConstraint:
    """A reference within the same organisation."""
    own = column or f"{table}_id"
    return ForeignKeyConstraint(
        ["organisation_id", own],
        [f"{table}.organisation_id", f"{table}.id"],
        name=f"fk_{own}",
    )


organisation = Table(
    "organisation",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("slug", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("time_zone", Text, nullable=False),
    _instant("created_at"),
)

location = _owned(
    "location",
    Column("name", Text, nullable=False),
    Column(
        "kind",
        Text,
        CheckConstraint("kind in ('site', 'room')", "kind"),
        nullable=False,
    ),
    Column("part_of_id", Uuid),
    _to("location", "part_of_id"),
    UniqueConstraint("organisation_id", "part_of_id", "name"),
)

healthcare_service = _owned(
    "healthcare_service",
    Column("name", Text, nullable=False),
    UniqueConstraint("organisation_id", "name"),
)

practitioner = _owned(
    "practitioner",
    Column("staff_code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("grade", Text, nullable=False),
    UniqueConstraint("organisation_id", "staff_code"),
)

patient = _owned(
    "patient",
    Column("record_number", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("birth_on", Date),
    Column("phone", Text),
    _instant("created_at"),
    UniqueConstraint("organisation_id", "record_number"),
)

account = _owned(
    "account",
    Column("login", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("practitioner_id", Uuid),
    Column("patient_id", Uuid),
    Column("n_failures", Integer, nullable=False, server_default="0"),
    _instant("blocked_until_at", nullable=True),
    _instant("disabled_at", nullable=True),
    _instant("created_at"),
    UniqueConstraint("organisation_id", "login"),
    _to("practitioner"),
    _to("patient"),
)

sign_in = _owned(
    "sign_in",
    Column("account_id", Uuid, nullable=False),
    Column("secret_hash", LargeBinary, nullable=False),
    _instant("created_at"),
    _instant("last_seen_at"),
    _instant("ended_at", nullable=True),
    UniqueConstraint("organisation_id", "secret_hash"),
    _to("account"),
)

api_token = _owned(
    "api_token",
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("secret_hash", LargeBinary, nullable=False),
    _instant("created_at"),
    _instant("last_used_at", nullable=True),
    _instant("revoked_at", nullable=True),
    UniqueConstraint("organisation_id", "secret_hash"),
    Index(
        "uq_api_token_live_name",
        "organisation_id",
        "name",
        unique=True,
        postgresql_where=text("revoked_at is null"),
    ),
)

roster = _owned(
    "roster",
    Column("name", Text, nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("n_days", Integer, CheckConstraint("n_days > 0", "n_days"), nullable=False),
    Column("status", Text, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("problem", JSONB, nullable=False),
    Column("summary", JSONB, nullable=False),
    _instant("created_at"),
    _instant("published_at", nullable=True),
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
    _to("roster"),
    _to("practitioner"),
)

solve_run = _owned(
    "solve_run",
    Column("status", Text, nullable=False),
    Column("problem", JSONB, nullable=False),
    Column("params", JSONB, nullable=False),
    Column("progress", JSONB, nullable=False, server_default=text("'[]'::jsonb")),
    Column("outcome", JSONB),
    Column("roster_id", Uuid),
    Column("requested_by", Uuid),
    Column("stop_requested", Boolean, nullable=False, server_default=text("false")),
    _instant("created_at"),
    _instant("started_at", nullable=True),
    _instant("heartbeat_at", nullable=True),
    _instant("finished_at", nullable=True),
    CheckConstraint(
        "status in ('queued', 'running', 'done', 'failed', 'cancelled')", "status"
    ),
    _to("roster"),
)

session = _owned(
    "session",
    Column("practitioner_id", Uuid, nullable=False),
    Column("service_id", Uuid, nullable=False),
    Column("location_id", Uuid, nullable=False),
    Column("roster_id", Uuid),
    Column("on_date", Date, nullable=False),
    Column("during", TSTZRANGE, nullable=False),
    Column("series", Text, nullable=False),
    Column(
        "slot_min", Integer, CheckConstraint("slot_min > 0", "slot"), nullable=False
    ),
    Column("capacity", Integer, nullable=False),
    Column("taken", Integer, nullable=False, server_default="0"),
    Column("overflow_limit", Integer, nullable=False, server_default="0"),
    Column("overflow_taken", Integer, nullable=False, server_default="0"),
    Column("last_number", Integer, nullable=False, server_default="0"),
    Column("status", Text, nullable=False),
    Column("late_min", Integer, nullable=False, server_default="0"),
    _instant("began_at", nullable=True),
    _instant("break_from_at", nullable=True),
    _instant("break_until_at", nullable=True),
    _instant("closed_at", nullable=True),
    Column("discipline", Text, nullable=False, server_default="banded-edd"),
    Column("version", Integer, nullable=False, server_default="1"),
    CheckConstraint("capacity >= 0 and taken between 0 and capacity", "capacity"),
    CheckConstraint(
        "overflow_limit >= 0 and overflow_taken between 0 and overflow_limit",
        "overflow",
    ),
    CheckConstraint("status in ('planned', 'open', 'closed', 'cancelled')", "status"),
    CheckConstraint("late_min >= 0", "late"),
    UniqueConstraint("organisation_id", "on_date", "series"),
    _to("practitioner"),
    _to("healthcare_service", "service_id"),
    _to("location"),
    _to("roster"),
)

appointment = _owned(
    "appointment",
    Column("session_id", Uuid, nullable=False),
    Column("patient_id", Uuid, nullable=False),
    Column("during", TSTZRANGE, nullable=False),
    Column("lane", SmallInteger, nullable=False, server_default="0"),
    Column("status", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    _instant("created_at"),
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
    _to("session"),
    _to("patient"),
)

token = _owned(
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
    _instant("slot_start_at", nullable=True),
    _instant("arrived_at", nullable=True),
    _instant("called_at", nullable=True),
    _instant("started_at", nullable=True),
    _instant("ended_at", nullable=True),
    _instant("skipped_at", nullable=True),
    _instant("entry_at", nullable=True),
    Column("n_skips", SmallInteger, nullable=False, server_default="0"),
    Column("n_recalls", SmallInteger, nullable=False, server_default="0"),
    Column("version", Integer, nullable=False, server_default="1"),
    _instant("created_at"),
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
    _to("session"),
    _to("patient"),
    _to("appointment"),
)

event = Table(
    "event",
    metadata,
    Column("organisation_id", Uuid, nullable=False),
    # Before the id, so that whoever is given an id has a transaction number already;
    # the sealer counts on it (store/seals.py).
    Column(
        "xid",
        BigInteger,
        nullable=False,
        server_default=text("(pg_current_xact_id()::text)::bigint"),
    ),
    Column("id", BigInteger, Identity(always=True), nullable=False),
    _instant("at"),
    Column("actor_kind", Text, nullable=False),
    Column("actor_id", Uuid),
    Column("actor_role", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("object_kind", Text, nullable=False),
    Column("object_id", Text, nullable=False),
    Column("patient_id", Uuid),
    Column("details", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    Column("request_id", Text),
    PrimaryKeyConstraint("organisation_id", "id"),
    ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
    Index("ix_event_object", "organisation_id", "object_kind", "object_id"),
    Index("ix_event_patient", "organisation_id", "patient_id"),
)

event_seal = Table(
    "event_seal",
    metadata,
    Column("organisation_id", Uuid, nullable=False),
    Column("number", BigInteger, nullable=False),
    _instant("sealed_at"),
    Column("event_ids", JSONB, nullable=False),
    Column("leaves", LargeBinary, nullable=False),
    Column("root", LargeBinary, nullable=False),
    Column("previous", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("last_id", BigInteger, nullable=False),
    Column("horizon", BigInteger, nullable=False),
    Column("settled_id", BigInteger, nullable=False),
    PrimaryKeyConstraint("organisation_id", "number"),
    ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
)

outbox = Table(
    "outbox",
    metadata,
    Column("organisation_id", Uuid, nullable=False),
    Column("id", BigInteger, Identity(always=True), nullable=False),
    _instant("at"),
    Column("topic", Text, nullable=False),
    Column("payload", JSONB, nullable=False),
    _instant("sent_at", nullable=True),
    PrimaryKeyConstraint("organisation_id", "id"),
    ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
    Index("ix_outbox_waiting", "id", postgresql_where=text("sent_at is null")),
)

notification = _owned(
    "notification",
    Column("outbox_id", BigInteger, nullable=False),
    Column("patient_id", Uuid),
    Column("account_id", Uuid),
    Column("channel", Text, nullable=False),
    Column("words", Text, nullable=False),
    _instant("created_at"),
    _instant("read_at", nullable=True),
    UniqueConstraint("organisation_id", "outbox_id", "channel"),
    _to("patient"),
    _to("account"),
)

OWNED = tuple(table for table in metadata.sorted_tables if table is not organisation)
