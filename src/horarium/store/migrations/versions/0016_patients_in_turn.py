"""Two who book one patient at the same moment take turns instead of deadlocking."""

from horarium.store.migrations.steps import run_script, run_sql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the patient's turn before an appointment is written."""
    run_sql("patients_in_turn")


def downgrade() -> None:
    """Write without a turn again."""
    run_script(
        "DROP FUNCTION hold_in_turn(uuid, uuid, jsonb);"
        " DROP FUNCTION serve_plain(uuid, jsonb);"
    )
    run_sql("counter_together")
    run_script("DROP FUNCTION take_turns(uuid, uuid[]);")
