"""Who changed what in a draft of a roster."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Integer,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from horarium.store.tables.schema import instant, owned, within

roster_change = owned(
    "roster_change",
    Column("roster_id", Uuid, nullable=False),
    Column("number", Integer, nullable=False),
    Column("verb", Text, nullable=False),
    Column("of_number", Integer),
    Column("version", Integer, nullable=False),
    Column("cells", JSONB, nullable=False),
    Column("penalty_before", Integer, nullable=False),
    Column("penalty_after", Integer, nullable=False),
    Column("n_hard_before", Integer, nullable=False),
    Column("n_hard_after", Integer, nullable=False),
    Column("actor_id", Uuid),
    Column("actor_name", Text, nullable=False),
    instant("at"),
    UniqueConstraint("organisation_id", "roster_id", "number"),
    CheckConstraint("verb in ('change', 'undo', 'redo')", "verb"),
    within("roster"),
)
