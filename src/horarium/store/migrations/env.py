"""Alembic's entry: run the steps on the connection that ``migrate`` hands over."""

from alembic import context

from horarium.store.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    transaction_per_migration=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
