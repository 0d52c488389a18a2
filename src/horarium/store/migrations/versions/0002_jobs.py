"""Procrastinate's own tables: the job queue lives in the same database."""

from alembic import op
from procrastinate.schema import SchemaManager

from horarium.store.migrations.steps import run_script

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_GRANTS = """
DO $$
DECLARE
    v_name text;
BEGIN
    FOR v_name IN SELECT relname FROM pg_class
        WHERE relname LIKE 'procrastinate%' AND relkind = 'r'
    LOOP
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO horarium_app', v_name);
    END LOOP;
END $$;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO horarium_app;
"""


def upgrade() -> None:
    """Make the queue and let the application put jobs into it."""
    run_script(SchemaManager.get_schema())
    run_script(_GRANTS)


def downgrade() -> None:
    """Take the queue away with whatever waits in it."""
    op.execute(
        "DO $$ DECLARE v text; BEGIN "
        "FOR v IN SELECT relname FROM pg_class WHERE relname LIKE 'procrastinate%' "
        "AND relkind = 'r' LOOP EXECUTE format('DROP TABLE %I CASCADE', v); END LOOP; "
        "FOR v IN SELECT oid::regprocedure::text FROM pg_proc "
        "WHERE proname LIKE 'procrastinate%' LOOP EXECUTE 'DROP FUNCTION ' || v || ' CASCADE';"
        " END LOOP; "
        "FOR v IN SELECT oid::regtype::text FROM pg_type WHERE typname LIKE 'procrastinate%' "
        "AND typtype IN ('e', 'c') LOOP EXECUTE 'DROP TYPE IF EXISTS ' || v || ' CASCADE'; "
        "END LOOP; END $$"
    )
