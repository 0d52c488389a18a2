"""Who may not come: settings, fits, scores, help; what-if runs; urgency on the waitlist."""

from horarium.store.migrations.steps import run_script, run_sql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_AS_IT_WAS = """
DROP TABLE attendance_help, attendance_score, attendance_fit, attendance_setting,
    simulation_run;
ALTER TABLE wish DROP COLUMN urgency, DROP COLUMN part_of_day;
DELETE FROM reminder WHERE kind = 'extra';
ALTER TABLE reminder DROP CONSTRAINT ck_reminder_kind;
ALTER TABLE reminder ADD CONSTRAINT ck_reminder_kind CHECK (kind in ('day', 'hours'));
"""


def upgrade() -> None:
    """Make the tables with their walls and the new columns."""
    run_sql("attendance")


def downgrade() -> None:
    """Take them away with what they hold."""
    run_script(_AS_IT_WAS)
