"""Absences, the plans that cover them, and emergencies on the waitlist."""

from horarium.store.migrations.steps import run_script, run_sql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_AS_IT_WAS = """
DROP TABLE loop_plan, absence;
UPDATE wish SET source = 'priority' WHERE source = 'emergency';
ALTER TABLE wish DROP CONSTRAINT ck_wish_source;
ALTER TABLE wish ADD CONSTRAINT ck_wish_source
    CHECK (source in ('priority', 'follow-up', 'online', 'walk-in'));
"""


def upgrade() -> None:
    """Make the tables with their walls; let emergencies wait as such."""
    run_sql("loop")


def downgrade() -> None:
    """Take them away with what they hold."""
    run_script(_AS_IT_WAS)
