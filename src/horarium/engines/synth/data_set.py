"""A whole data set in a folder: partitions, card, and for DuckDB one database file."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from horarium.engines.synth.card import card_data, card_json, card_text
from horarium.engines.synth.executors import Hands
from horarium.engines.synth.plan import DataSetPlan, Format
from horarium.engines.synth.produce import produce
from horarium.engines.synth.stream import Finished, Interrupted, Standing, stream
from horarium.engines.synth.writers.duckdb import (
    build,
    drop_partitions,
    require_duckdb,
)
from horarium.engines.synth.writers.folder import CARD_DATA, Folder

CARD = "README.md"


def write_data_set(
    plan: DataSetPlan,
    path: Path,
    hands: Hands,
    *,
    on_progress: Callable[[Standing], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
) -> Finished | Interrupted:
    """Write the data set into the folder ``path``, going on where an earlier run ended.

    The same plan gives the same bytes whoever makes it (of DuckDB, the same rows: its
    files hold an identifier drawn at random). Files appear whole or not at
    all; ``README.md`` and ``dataset.json`` are written last, when everything is there.
    Raises ``DataSetInTheWay``, ``OutputUnwritable``, ``WorkerLost`` and, for DuckDB,
    ``ExtraMissing``.
    """
    if plan.format is Format.DUCKDB:
        require_duckdb()
    folder = Folder(path, plan.as_dict())
    if folder.is_finished:
        _tidy(plan, path)
        return Finished(plan.n_clinics, plan.n_clinics, 0)
    outcome = stream(
        partial(produce, plan),
        plan.n_clinics,
        folder,
        hands.executor,
        n_ahead=hands.n_ahead,
        on_progress=on_progress,
        stop=stop,
    )
    if isinstance(outcome, Finished):
        _finish(plan, folder)
    return outcome


def _finish(plan: DataSetPlan, folder: Folder) -> None:
    files = folder.files()
    if plan.format is Format.DUCKDB:
        files = build(folder.path, files)
    data = card_data(plan, folder.tally(), files)
    folder.finish({CARD: card_text(data)}, card_json(data))
    _tidy(plan, folder.path)


def _tidy(plan: DataSetPlan, path: Path) -> None:
    """Take away what only the making needed; the card is there, so nothing asks for it."""
    if plan.format is Format.DUCKDB:
        drop_partitions(path)


__all__ = ["CARD", "CARD_DATA", "write_data_set"]
