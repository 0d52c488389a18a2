"""A DuckDB file from Parquet partitions; the partitions go when the card is there."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from horarium.domain.errors import ExtraMissing

FILE = "data.duckdb"
_PARTIAL = ".building"
_MEMORY = "1GB"


def require_duckdb() -> None:
    """Raise ``ExtraMissing`` unless DuckDB is installed."""
    try:
        import duckdb  # noqa: F401 - only whether it can be imported
    except ImportError as fault:
        raise ExtraMissing("duckdb") from fault


def build(folder: Path, files: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Put all partitions into ``data.duckdb``, a table each.

    The file appears whole or not at all, with the same rows in the same order each time;
    DuckDB itself stamps every new file with an identifier drawn at random. Returns the
    tables with their rows.
    """
    import duckdb

    partial = folder / (FILE + _PARTIAL)
    for left in folder.glob(f"{partial.name}*"):
        left.unlink()
    tables = list(dict.fromkeys(Path(one["file"]).parent.name for one in files))
    with duckdb.connect(partial, config={"memory_limit": _MEMORY}) as db:
        for table in tables:
            parts = sorted(
                str(part) for part in (folder / table).glob("part-*.parquet")
            )
            db.read_parquet(parts).create(table)
    partial.replace(folder / FILE)
    rows = dict.fromkeys(tables, 0)
    for one in files:
        rows[Path(one["file"]).parent.name] += one["rows"]
    return [{"file": FILE, "table": table, "rows": n} for table, n in rows.items()]


def drop_partitions(folder: Path) -> None:
    """Take away the Parquet files that the database was built from, if any are left."""
    for table in {part.parent for part in folder.glob("*/part-*.parquet")}:
        shutil.rmtree(table)
