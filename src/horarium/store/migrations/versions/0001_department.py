"""The department: people, rosters, sessions, the line, events and the outbox."""

from alembic import op

from horarium.store.migrations.steps import run_sql
from horarium.store.tables import metadata

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table and what guards it."""
    metadata.create_all(op.get_bind())
    run_sql("guards")
    run_sql("issue_token")
    run_sql("walls")


def downgrade() -> None:
    """Leave an empty database behind."""
    op.execute("DROP FUNCTION issue_token(uuid, uuid, jsonb)")
    metadata.drop_all(op.get_bind())
    op.execute("DROP FUNCTION refuse_change(), token_keeps_its_number()")
    op.execute("DROP TYPE uuidrange")
