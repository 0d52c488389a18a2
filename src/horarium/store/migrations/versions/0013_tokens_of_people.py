"""A bearer token may be one practitioner's own."""

from horarium.store.migrations.steps import run_script

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Say whose a token is; the ones there are nobody's."""
    run_script(
        "ALTER TABLE api_token ADD COLUMN practitioner_id uuid,"
        " ADD CONSTRAINT fk_practitioner_id FOREIGN KEY (organisation_id,"
        " practitioner_id) REFERENCES practitioner (organisation_id, id);"
    )


def downgrade() -> None:
    """Forget whose; the tokens of people are put out of force, not left to everybody."""
    run_script(
        "ALTER TABLE api_token NO FORCE ROW LEVEL SECURITY;"
        " UPDATE api_token SET revoked_at = coalesce(revoked_at, now())"
        " WHERE practitioner_id IS NOT NULL;"
        " ALTER TABLE api_token FORCE ROW LEVEL SECURITY;"
        " ALTER TABLE api_token DROP COLUMN practitioner_id;"
    )
