"""What the steps share: running the SQL that lies beside them."""

from importlib.resources import files

from alembic import op


def run_sql(name: str) -> None:
    """Run ``sql/<name>.sql`` as one script on the migration's connection."""
    script = files("horarium.store.migrations").joinpath("sql", f"{name}.sql")
    run_script(script.read_text(encoding="utf-8"))


def run_script(script: str) -> None:
    """Run a script of several statements; colons and percent signs mean themselves."""
    connection = op.get_bind()
    driver = connection.connection.driver_connection
    if driver is None:
        raise RuntimeError("a migration needs a live connection")
    with driver.cursor() as cursor:
        cursor.execute(script)
