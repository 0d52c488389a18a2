"""What all tables share: names of constraints, owners, references, instants."""

from typing import Any

from sqlalchemy import (
    Column,
    DateTime,
    ForeignKeyConstraint,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Uuid,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def instant(name: str, *, nullable: bool = False) -> Column[Any]:
    """An instant with a zone; PostgreSQL keeps it in UTC."""
    return Column(name, DateTime(timezone=True), nullable=nullable)


def owned(name: str, *items: Any) -> Table:
    """A table of things with an id of their own, owned by an organisation."""
    return keyed(name, ("id",), Column("id", Uuid, nullable=False), *items)


def keyed(name: str, key: tuple[str, ...], *items: Any) -> Table:
    """A table of what there is once for each ``key`` of an organisation."""
    return Table(
        name,
        metadata,
        Column("organisation_id", Uuid, nullable=False),
        *items,
        PrimaryKeyConstraint("organisation_id", *key),
        ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
    )


def within(table: str, column: str | None = None) -> ForeignKeyConstraint:
    """A reference within the same organisation."""
    own = column or f"{table}_id"
    return ForeignKeyConstraint(
        ["organisation_id", own],
        [f"{table}.organisation_id", f"{table}.id"],
        name=f"fk_{own}",
    )
