"""Booking ahead: where sessions come from, who waits for a place, which keys were used."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    Index,
    Integer,
    SmallInteger,
    Text,
    Time,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, TSTZRANGE

from horarium.store.tables.schema import instant, keyed, owned, within

_NO_QUOTAS = text("'[]'::jsonb")
_STILL_WAITS = text("status in ('waiting', 'offered')")

availability_rule = owned(
    "availability_rule",
    Column("practitioner_id", Uuid, nullable=False),
    Column("service_id", Uuid, nullable=False),
    Column("location_id", Uuid, nullable=False),
    Column(
        "weekday",
        SmallInteger,
        CheckConstraint("weekday between 1 and 7", "weekday"),
        nullable=False,
    ),
    Column("from_time", Time, nullable=False),
    Column("until_time", Time, nullable=False),
    Column("break_from", Time),
    Column("break_until", Time),
    Column(
        "slot_min", Integer, CheckConstraint("slot_min > 0", "slot"), nullable=False
    ),
    Column(
        "capacity", Integer, CheckConstraint("capacity > 0", "capacity"), nullable=False
    ),
    Column("overflow_limit", Integer, nullable=False, server_default="0"),
    Column("discipline", Text, nullable=False),
    Column("quotas", JSONB, nullable=False, server_default=_NO_QUOTAS),
    Column("valid_from", Date, nullable=False),
    Column("valid_until", Date),
    Column("version", Integer, nullable=False, server_default="1"),
    instant("created_at"),
    CheckConstraint("from_time < until_time", "hours"),
    CheckConstraint(
        "(break_from is null) = (break_until is null) and (break_from is null or"
        " (from_time <= break_from and break_from < break_until"
        " and break_until <= until_time))",
        "break",
    ),
    CheckConstraint("valid_until is null or valid_from <= valid_until", "validity"),
    Index("ix_availability_rule_service", "organisation_id", "service_id"),
    within("practitioner"),
    within("healthcare_service", "service_id"),
    within("location"),
)

unavailability = owned(
    "unavailability",
    Column(
        "kind",
        Text,
        CheckConstraint("kind in ('exception', 'closure', 'leave')", "kind"),
        nullable=False,
    ),
    Column("rule_id", Uuid),
    Column("location_id", Uuid),
    Column("practitioner_id", Uuid),
    Column("during", TSTZRANGE, nullable=False),
    Column("reason", Text, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    instant("created_at"),
    instant("withdrawn_at", nullable=True),
    Index("ix_unavailability_end", "organisation_id", text("upper(during)")),
    within("availability_rule", "rule_id"),
    within("location"),
    within("practitioner"),
)

wish = owned(
    "wish",
    Column("patient_id", Uuid, nullable=False),
    Column("service_id", Uuid, nullable=False),
    Column("practitioner_id", Uuid),
    Column(
        "source",
        Text,
        CheckConstraint(
            "source in ('emergency', 'priority', 'follow-up', 'online', 'walk-in')",
            "source",
        ),
        nullable=False,
    ),
    Column("first_on", Date, nullable=False),
    Column("last_on", Date, nullable=False),
    Column(
        "urgency",
        Text,
        CheckConstraint("urgency in ('routine', 'soon', 'urgent')", "urgency"),
        nullable=False,
        server_default="routine",
    ),
    Column(
        "part_of_day",
        Text,
        CheckConstraint("part_of_day in ('any', 'morning', 'afternoon')", "part"),
        nullable=False,
        server_default="any",
    ),
    Column("status", Text, nullable=False),
    Column("n_passed", Integer, nullable=False, server_default="0"),
    Column("version", Integer, nullable=False, server_default="1"),
    instant("created_at"),
    CheckConstraint("first_on <= last_on", "dates"),
    CheckConstraint(
        "status in ('waiting', 'offered', 'placed', 'left', 'over')", "status"
    ),
    Index(
        "ix_wish_waiting",
        "organisation_id",
        "service_id",
        postgresql_where=_STILL_WAITS,
    ),
    Index(
        "uq_wish_waiting",
        "organisation_id",
        "patient_id",
        "service_id",
        unique=True,
        postgresql_where=_STILL_WAITS,
    ),
    within("patient"),
    within("healthcare_service", "service_id"),
    within("practitioner"),
)

offer = owned(
    "offer",
    Column("wish_id", Uuid, nullable=False),
    Column("appointment_id", Uuid, nullable=False),
    instant("expires_at"),
    Column("status", Text, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    instant("created_at"),
    CheckConstraint(
        "status in ('out', 'accepted', 'declined', 'expired', 'withdrawn')", "status"
    ),
    UniqueConstraint("organisation_id", "appointment_id"),
    Index(
        "uq_offer_out",
        "organisation_id",
        "wish_id",
        unique=True,
        postgresql_where=text("status = 'out'"),
    ),
    within("wish"),
    within("appointment"),
)

idempotency_key = keyed(
    "idempotency_key",
    ("key",),
    Column("key", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("object_id", Uuid),
    instant("created_at"),
)

reminder = keyed(
    "reminder",
    ("appointment_id", "kind"),
    Column("appointment_id", Uuid, nullable=False),
    Column(
        "kind",
        Text,
        CheckConstraint("kind in ('day', 'hours', 'extra')", "kind"),
        nullable=False,
    ),
    instant("created_at"),
    within("appointment"),
)
