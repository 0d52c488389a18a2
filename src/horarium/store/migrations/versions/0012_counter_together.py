"""The counter serves what is plain as one set, and only the rest one by one."""

from horarium.store.migrations.steps import run_script, run_sql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Replace the counter's outer function."""
    run_sql("counter_together")


def downgrade() -> None:
    """Serve everything one by one again."""
    run_script(
        "DROP FUNCTION serve_plain(uuid, jsonb); DROP FUNCTION serve_counter(uuid, jsonb);"
        " DROP FUNCTION take_place(uuid, jsonb);"
    )
    run_sql("counter")
