"""How a department sets its rules, and what is asked about its rosters."""

from horarium.store.migrations.steps import run_script, run_sql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables with their walls."""
    run_sql("questions")


def downgrade() -> None:
    """Take them away with what they hold."""
    run_script("DROP TABLE roster_question, rule_override;")
