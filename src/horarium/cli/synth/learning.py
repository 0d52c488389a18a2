"""``horarium synth fit``: learn a clinic from one's own records."""

from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer
from rich.console import Console
from rich.table import Table

from horarium.cli.files import write_text
from horarium.cli.synth.group import AsJson, app, print_json
from horarium.domain.errors import InvalidField, UnreadableInput
from horarium.engines.synth.fit import learnt_json, told
from horarium.engines.synth.learning import FEWEST, ROLES, STATUSES, learn


@app.command()
def fit(
    file: Annotated[Path, typer.Argument(help="CSV or Parquet, a row an appointment.")],
    *,
    column: Annotated[
        list[str],
        typer.Option(help=f"ROLE=NAME; roles: {', '.join(ROLES)}."),
    ],
    status: Annotated[
        list[str] | None,
        typer.Option(help=f"VALUE=STATUS; statuses: {', '.join(STATUSES)}."),
    ] = None,
    smallest_cell: Annotated[
        int, typer.Option(help="No number rests on fewer rows than this.", min=1)
    ] = FEWEST,
    out: Annotated[Path | None, typer.Option(help="Keep what was learnt here.")] = None,
    as_json: AsJson = False,
) -> None:
    """Learn a clinic from records as aggregates, and say what was learnt.

    Nothing of any one patient is kept. ``horarium synth generate --learnt FILE`` makes
    clinics like it.
    """
    learnt = learn(
        _read(file),
        _pairs("--column", column),
        statuses=_pairs("--status", status or []) or None,
        smallest_cell=smallest_cell,
    )
    lines = told(learnt)
    if out is not None:
        write_text(out, learnt_json(learnt))
    if as_json:
        print_json(lines)
        return
    table = Table("what", "learnt", box=None)
    for what, value in lines:
        table.add_row(what, value)
    Console(soft_wrap=True, highlight=False).print(table)


def _pairs(option: str, given: list[str]) -> Any:
    pairs = {}
    for one in given:
        left, _, right = one.partition("=")
        if not (left and right):
            raise InvalidField(option, one, "two words with = between them")
        pairs[left] = right
    return pairs


def _read(file: Path) -> pd.DataFrame:
    try:
        if file.suffix == ".parquet":
            return pd.read_parquet(file)
        return pd.read_csv(file)
    except (OSError, ValueError) as fault:
        reason = getattr(fault, "strerror", None) or str(fault).splitlines()[0]
        wanted = "CSV or Parquet with a header"
        raise UnreadableInput(file.name, "reading it", reason, wanted) from fault
