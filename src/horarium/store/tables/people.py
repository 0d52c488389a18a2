"""Organisations, people and places."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    Index,
    Integer,
    Table,
    Text,
    Time,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from horarium.store.tables.schema import instant, keyed, metadata, owned, within

_NONE = text("'{}'")

organisation = Table(
    "organisation",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("slug", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("time_zone", Text, nullable=False),
    instant("created_at"),
)

location = owned(
    "location",
    Column("name", Text, nullable=False),
    Column(
        "kind",
        Text,
        CheckConstraint("kind in ('site', 'room')", "kind"),
        nullable=False,
    ),
    Column("part_of_id", Uuid),
    within("location", "part_of_id"),
    UniqueConstraint("organisation_id", "part_of_id", "name"),
)

healthcare_service = owned(
    "healthcare_service",
    Column("name", Text, nullable=False),
    UniqueConstraint("organisation_id", "name"),
)

practitioner = owned(
    "practitioner",
    Column("staff_code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("grade", Text, nullable=False),
    Column("skills", ARRAY(Text), nullable=False, server_default=_NONE),
    UniqueConstraint("organisation_id", "staff_code"),
)

patient = owned(
    "patient",
    Column("record_number", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("birth_on", Date),
    Column("phone", Text),
    Column("language", Text, nullable=False, server_default="en"),
    Column("email", Text),
    instant("created_at"),
    UniqueConstraint("organisation_id", "record_number"),
    Index("ix_patient_phone", "organisation_id", "phone"),
)

patient_limits = keyed(
    "patient_limits",
    ("patient_id",),
    Column("patient_id", Uuid, nullable=False),
    Column("needs", ARRAY(Text), nullable=False, server_default=_NONE),
    Column("not_before", Time),
    Column("not_after", Time),
    Column("site_id", Uuid),
    Column("version", Integer, nullable=False, server_default="1"),
    instant("changed_at"),
    CheckConstraint("not_before <= not_after", "hours"),
    within("patient"),
    within("location", "site_id"),
)
