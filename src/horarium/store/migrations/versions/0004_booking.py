"""Booking ahead: availability rules, holds, the waitlist, reminders, idempotency keys."""

from horarium.store.migrations.steps import run_script, run_sql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_FUNCTIONS = (
    "hold_place(uuid, uuid, jsonb), places_kept(uuid, uuid, jsonb, text, timestamptz),"
    " forget_holds(uuid, uuid, timestamptz), settle_holds(uuid, uuid, timestamptz),"
    " issue_token(uuid, uuid, jsonb)"
)

_AS_IT_WAS = f"""
DROP FUNCTION {_FUNCTIONS};
DROP TABLE reminder, idempotency_key, offer, wish;
ALTER TABLE session DROP COLUMN rule_id, DROP COLUMN planned_break, DROP COLUMN n_held,
    DROP COLUMN quotas;
ALTER TABLE appointment DROP COLUMN held_until_at, DROP COLUMN replaces_id,
    DROP COLUMN reason;
DROP INDEX ix_appointment_held, ix_appointment_booked_start;
ALTER TABLE token DROP COLUMN fingerprint;
ALTER TABLE patient DROP COLUMN language, DROP COLUMN email;
ALTER TABLE notification DROP COLUMN template, DROP COLUMN language, DROP COLUMN sent_at,
    DROP COLUMN n_tries, DROP COLUMN try_again_at;
DROP TABLE unavailability, availability_rule;
"""


def upgrade() -> None:
    """Make the tables with their walls, and let the database know of holds and quotas."""
    for part in ("booking", "holds", "issue_token_with_holds"):
        run_sql(part)


def downgrade() -> None:
    """Take them away with what they hold; places that were only held are free."""
    run_script(_AS_IT_WAS)
    run_sql("issue_token")
