"""The line: its rules, what past days taught, transfers, reallocations, vital signs."""

from horarium.store.migrations.steps import run_script, run_sql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables with their walls."""
    run_sql("line")


def downgrade() -> None:
    """Take them away with what they hold."""
    run_script(
        "DROP TABLE vital_signs, reallocation, token_transfer, line_history, line_policy;"
    )
