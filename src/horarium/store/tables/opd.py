"""What the OPD interface keeps of a doctor beyond the practitioner."""

from sqlalchemy import Column, Text
from sqlalchemy.dialects.postgresql import JSONB

from horarium.store.tables.schema import instant, owned, within

opd_doctor = owned(
    "opd_doctor",
    Column("specialization", Text, nullable=False),
    Column("opd_days", JSONB, nullable=False),
    instant("created_at"),
    instant("updated_at"),
    within("practitioner", "id"),
)
"""Its ``id`` is the practitioner's."""
