"""The OPD interface: what it keeps of doctors, and patients found by telephone number."""

from horarium.store.migrations.steps import run_script, run_sql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table with its walls, and the index."""
    run_sql("opd")


def downgrade() -> None:
    """Take both away."""
    run_script("DROP INDEX ix_patient_phone; DROP TABLE opd_doctor;")
