"""Skills of practitioners and limits of patients."""

from horarium.store.migrations.steps import run_script, run_sql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody has skills or limits noted yet."""
    run_sql("limits")


def downgrade() -> None:
    """Forget them."""
    run_script(
        "DROP TABLE patient_limits; ALTER TABLE practitioner DROP COLUMN skills;"
    )
