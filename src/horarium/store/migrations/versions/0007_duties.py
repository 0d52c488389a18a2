"""Requests of people on rosters, swaps, and the calendars they subscribe to."""

from horarium.store.migrations.steps import run_script, run_sql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables with their walls."""
    run_sql("duties")


def downgrade() -> None:
    """Take them away with what they hold."""
    run_script(
        "DROP TABLE calendar_entry, calendar_feed, duty_policy, swap_deal, swap_offer,"
        " duty_request;"
    )
