"""Who changed what in a draft of a roster."""

from horarium.store.migrations.steps import run_script, run_sql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table with its wall."""
    run_sql("roster_changes")


def downgrade() -> None:
    """Take it away with what it holds."""
    run_script("DROP TABLE roster_change;")
