"""How a client, or the manager itself, reaches a running server."""

from urllib.parse import quote

import psycopg

from horarium.store.embedded.config import DATABASE, SUPERUSER
from horarium.store.embedded.home import Home
from horarium.store.embedded.plan import State

SUPERVISOR_NAME = "horarium supervisor"
_OTHER_CLIENTS = """
    select count(*) from pg_stat_activity
    where backend_type = 'client backend'
      and pid <> pg_backend_pid()
      and application_name <> %s
"""


def url(home: Home, state: State, *, database: str = DATABASE) -> str:
    """A libpq address over the socket, with the password in it."""
    folder = quote(state.socket_dir, safe="")
    return f"postgresql://{_who(home)}@/{database}?host={folder}&port={state.port}"


def tcp_url(home: Home, state: State) -> str | None:
    """The same over loopback TCP, if the server was asked to listen."""
    if not state.listen:
        return None
    return f"postgresql://{_who(home)}@{state.listen}/{DATABASE}"


def connect(
    home: Home, state: State, name: str, *, database: str = DATABASE
) -> "psycopg.Connection[tuple[object, ...]]":
    """A connection that commits each statement and shows up under ``name``."""
    return psycopg.connect(
        url(home, state, database=database),
        autocommit=True,
        application_name=name,
        connect_timeout=5,
    )


def n_other_clients(connection: "psycopg.Connection[tuple[object, ...]]") -> int:
    """How many clients are connected beside this one and the supervisor."""
    row = connection.execute(_OTHER_CLIENTS, [SUPERVISOR_NAME]).fetchone()
    return int(str(row[0])) if row else 0


def make_database(home: Home, state: State) -> None:
    """Create Horarium's database, if the cluster does not have it yet."""
    with connect(home, state, SUPERVISOR_NAME, database="postgres") as connection:
        known = connection.execute(
            "select 1 from pg_database where datname = %s", [DATABASE]
        ).fetchone()
        if not known:
            connection.execute(f"create database {DATABASE}".encode())


def _who(home: Home) -> str:
    return f"{SUPERUSER}:{home.password.read_text(encoding='utf-8')}"
