"""What the line keeps beside its tokens: rules, what past days taught, moves, vitals."""

from sqlalchemy import (
    Column,
    Date,
    Index,
    Integer,
    Numeric,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from horarium.store.tables.schema import instant, keyed, metadata, owned, within

line_policy = keyed(
    "line_policy",
    ("discipline",),
    Column("discipline", Text, nullable=False),
    Column("rules", JSONB, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    instant("changed_at"),
)

line_history = Table(
    "line_history",
    metadata,
    Column("organisation_id", Uuid, nullable=False),
    Column("service_id", Uuid, nullable=False),
    Column("learnt_on", Date, nullable=False),
    Column("lessons", JSONB, nullable=False),
    PrimaryKeyConstraint("organisation_id", "service_id"),
    within("healthcare_service", "service_id"),
)

token_transfer = Table(
    "token_transfer",
    metadata,
    Column("organisation_id", Uuid, nullable=False),
    Column("from_token_id", Uuid, nullable=False),
    Column("to_token_id", Uuid, nullable=False),
    instant("at"),
    PrimaryKeyConstraint("organisation_id", "from_token_id"),
    within("token", "from_token_id"),
    within("token", "to_token_id"),
)

reallocation = owned(
    "reallocation",
    Column("cause", JSONB, nullable=False),
    Column("plan", JSONB, nullable=False),
    Column("report", JSONB),
    instant("made_at"),
    instant("applied_at", nullable=True),
)

vital_signs = owned(
    "vital_signs",
    Column("token_id", Uuid, nullable=False),
    Column("patient_id", Uuid, nullable=False),
    Column("systolic_mmhg", SmallInteger),
    Column("diastolic_mmhg", SmallInteger),
    Column("pulse_per_min", SmallInteger),
    Column("temperature_c", Numeric(3, 1)),
    Column("spo2_percent", SmallInteger),
    Column("weight_kg", Numeric(4, 1)),
    Column("note", Text),
    Column("taken_by", Text, nullable=False),
    instant("taken_at"),
    Index("ix_vital_signs_token", "organisation_id", "token_id"),
    Index("ix_vital_signs_patient", "organisation_id", "patient_id"),
    within("token"),
    within("patient"),
)
