"""The counter: a place, its number, its event and its message in one call, many at once."""

from horarium.store.migrations.steps import run_script, run_sql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the counter's functions."""
    run_sql("counter")


def downgrade() -> None:
    """Take them away."""
    run_script(
        "DROP FUNCTION serve_counter(uuid, jsonb); DROP FUNCTION take_place(uuid, jsonb);"
    )
