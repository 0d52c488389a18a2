"""The department: people, rosters, sessions, the line, events and the outbox."""

from horarium.store.migrations.steps import run_script, run_sql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TABLES = (
    "notification, outbox, event_seal, event, token, appointment, session, solve_run,"
    " assignment, roster, api_token, sign_in, account, patient, practitioner,"
    " healthcare_service, location, organisation"
)


def upgrade() -> None:
    """Make every table and what guards it."""
    for part in ("tables", "guards", "issue_token", "walls"):
        run_sql(part)


def downgrade() -> None:
    """Leave an empty database behind; roles outlive it, other databases may use them."""
    run_script(
        f"DROP FUNCTION issue_token(uuid, uuid, jsonb); DROP TABLE {_TABLES};"
        " DROP FUNCTION refuse_change(), token_keeps_its_number(); DROP TYPE uuidrange;"
    )
