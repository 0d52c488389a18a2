"""What was done, what is to be told."""

from sqlalchemy import (
    BigInteger,
    Column,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from horarium.store.tables.schema import instant, keyed, owned, within

event = keyed(
    "event",
    ("id",),
    # Before the id, so that whoever is given an id has a transaction number already;
    # the sealer counts on it (store/seals.py).
    Column(
        "xid",
        BigInteger,
        nullable=False,
        server_default=text("(pg_current_xact_id()::text)::bigint"),
    ),
    Column("id", BigInteger, Identity(always=True), nullable=False),
    instant("at"),
    Column("actor_kind", Text, nullable=False),
    Column("actor_id", Uuid),
    Column("actor_role", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("object_kind", Text, nullable=False),
    Column("object_id", Text, nullable=False),
    Column("patient_id", Uuid),
    Column("details", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    Column("request_id", Text),
    Index("ix_event_object", "organisation_id", "object_kind", "object_id"),
    Index("ix_event_patient", "organisation_id", "patient_id"),
)

event_seal = keyed(
    "event_seal",
    ("number",),
    Column("number", BigInteger, nullable=False),
    instant("sealed_at"),
    Column("event_ids", JSONB, nullable=False),
    Column("leaves", LargeBinary, nullable=False),
    Column("root", LargeBinary, nullable=False),
    Column("previous", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("last_id", BigInteger, nullable=False),
    Column("horizon", BigInteger, nullable=False),
    Column("settled_id", BigInteger, nullable=False),
)

outbox = keyed(
    "outbox",
    ("id",),
    Column("id", BigInteger, Identity(always=True), nullable=False),
    instant("at"),
    Column("topic", Text, nullable=False),
    Column("payload", JSONB, nullable=False),
    instant("sent_at", nullable=True),
    Index("ix_outbox_waiting", "id", postgresql_where=text("sent_at is null")),
)

notification = owned(
    "notification",
    Column("outbox_id", BigInteger, nullable=False),
    Column("patient_id", Uuid),
    Column("account_id", Uuid),
    Column("channel", Text, nullable=False),
    Column("words", Text, nullable=False),
    instant("created_at"),
    instant("read_at", nullable=True),
    Column("template", Text),
    Column("language", Text),
    instant("sent_at", nullable=True),
    Column("n_tries", Integer, nullable=False, server_default="0"),
    instant("try_again_at", nullable=True),
    UniqueConstraint("organisation_id", "outbox_id", "channel"),
    Index(
        "ix_notification_waiting",
        "organisation_id",
        "try_again_at",
        postgresql_where=text("sent_at is null and channel <> 'in-app'"),
    ),
    within("patient"),
    within("account"),
)
