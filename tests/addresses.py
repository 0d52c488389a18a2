"""How a test's database is named to a process of its own."""

from urllib.parse import quote, urlencode

from psycopg.conninfo import conninfo_to_dict


def as_address(conninfo: str) -> str:
    """A libpq string as the address that ``HORARIUM_DATABASE_URL`` takes."""
    parts = conninfo_to_dict(conninfo)
    name = quote(str(parts.pop("dbname")))
    return f"postgresql:///{name}?{urlencode(parts)}"
