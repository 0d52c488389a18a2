"""Who may not come: how it is predicted, what was learnt, each score, and what it bought."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Double,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from horarium.store.tables.schema import instant, keyed, metadata, owned, within

attendance_setting = keyed(
    "attendance_setting",
    (),
    Column("method", Text, nullable=False),
    Column("is_off", Boolean, nullable=False, server_default=text("false")),
    Column("reason", Text, nullable=False, server_default=text("''")),
    Column("helped_on", Date),
    Column("recalibrates", Boolean, nullable=False, server_default=text("true")),
    Column(
        "learn_every_days",
        Integer,
        CheckConstraint("learn_every_days between 1 and 90", "learn_every"),
        nullable=False,
        server_default=text("1"),
    ),
    instant("changed_at", nullable=True),
)

attendance_fit = owned(
    "attendance_fit",
    Column(
        "status",
        Text,
        CheckConstraint("status in ('queued', 'running', 'done', 'failed')", "status"),
        nullable=False,
    ),
    Column("method", Text, nullable=False),
    Column("used", Text, nullable=False, server_default=text("''")),
    Column("stage", Text, nullable=False, server_default=text("''")),
    Column("reason", Text, nullable=False, server_default=text("''")),
    Column("report", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    Column("card", Text, nullable=False, server_default=text("''")),
    Column("no_show_rate", Double),
    Column("day_ahead", LargeBinary),
    Column("booking", LargeBinary),
    Column("requested_by", Uuid),
    instant("created_at"),
    instant("ended_at", nullable=True),
    CheckConstraint(
        "status <> 'done' or (day_ahead is not null and booking is not null"
        " and no_show_rate between 0 and 1)",
        "models",
    ),
    Index("ix_attendance_fit_created", "organisation_id", "created_at"),
)

attendance_recalibration = keyed(
    "attendance_recalibration",
    ("fit_id", "number"),
    Column("fit_id", Uuid, nullable=False),
    Column("number", Integer, CheckConstraint("number >= 1", "number"), nullable=False),
    Column("version", Text, nullable=False),
    Column("on_date", Date, nullable=False),
    Column("n_outcomes", Integer, nullable=False),
    Column("report", JSONB, nullable=False),
    Column("card", Text, nullable=False),
    Column("day_ahead", LargeBinary, nullable=False),
    Column("booking", LargeBinary, nullable=False),
    instant("created_at"),
    UniqueConstraint(
        "organisation_id", "on_date", "fit_id", name="uq_attendance_recalibration_night"
    ),
    within("attendance_fit", "fit_id"),
)

attendance_score = Table(
    "attendance_score",
    metadata,
    Column("organisation_id", Uuid, nullable=False),
    Column("appointment_id", Uuid, nullable=False),
    Column(
        "purpose",
        Text,
        CheckConstraint("purpose in ('booking', 'day-ahead')", "purpose"),
        nullable=False,
    ),
    Column("on_date", Date, nullable=False),
    Column("method", Text, nullable=False),
    Column("fit_id", Uuid),
    Column("recalibration", Integer, nullable=False, server_default=text("0")),
    Column(
        "p_show",
        Double,
        CheckConstraint("p_show between 0 and 1", "chance"),
        nullable=False,
    ),
    instant("as_of"),
    UniqueConstraint(
        "organisation_id",
        "appointment_id",
        "purpose",
        "on_date",
        "method",
        "fit_id",
        name="uq_attendance_score",
        postgresql_nulls_not_distinct=True,
    ),
    Index("ix_attendance_score_date", "organisation_id", "on_date"),
    within("appointment"),
    within("attendance_fit", "fit_id"),
    ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
)

attendance_help = keyed(
    "attendance_help",
    ("appointment_id", "kind"),
    Column("appointment_id", Uuid, nullable=False),
    Column(
        "kind",
        Text,
        CheckConstraint("kind in ('extra-reminder', 'call')", "kind"),
        nullable=False,
    ),
    Column("on_date", Date, nullable=False),
    Column(
        "outcome",
        Text,
        CheckConstraint(
            "outcome in ('confirmed', 'transport', 'wants-other-time', 'not-reached')",
            "outcome",
        ),
    ),
    instant("created_at"),
    instant("done_at", nullable=True),
    Index("ix_attendance_help_date", "organisation_id", "on_date"),
    within("appointment"),
)
