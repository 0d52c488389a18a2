"""Recalibration of learnt models each night, and how often they are learnt anew."""

from horarium.store.migrations.steps import run_script, run_sql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_AS_IT_WAS = """
DROP TABLE attendance_recalibration;
ALTER TABLE attendance_score DROP COLUMN recalibration;
ALTER TABLE attendance_setting DROP COLUMN recalibrates, DROP COLUMN learn_every_days;
"""


def upgrade() -> None:
    """Make the table with its wall and the new columns."""
    run_sql("recalibration")


def downgrade() -> None:
    """Forget what was recalibrated; the fits stay."""
    run_script(_AS_IT_WAS)
