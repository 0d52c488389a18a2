"""The group of commands, and what several of them share."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from horarium.cli.files import read_text
from horarium.domain.errors import UnreadableInput
from horarium.engines.synth.fit import read_learnt
from horarium.engines.synth.learnt import Learnt
from horarium.engines.synth.plan import DataSetPlan, plan_of
from horarium.engines.synth.presets import PRESETS
from horarium.engines.synth.writers.folder import CARD_DATA

ANSWER_IS_NO = 1
"""The exit code of ``validate`` when something is not as it should be."""

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Invent outpatient data sets; describe, plot, validate, fit and load them.",
)

PresetName = Annotated[
    str, typer.Option("--preset", help=f"What kind of clinics: {', '.join(PRESETS)}.")
]
LearntFile = Annotated[
    Path | None,
    typer.Option("--learnt", help="Make them like records: a file of synth fit."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")]


@app.callback()
def synth_command() -> None:
    """Invent outpatient data sets; describe, plot, validate, fit and load them."""


def read_learnt_file(file: Path | None) -> Learnt | None:
    """What ``synth fit`` kept, if a file is named."""
    return None if file is None else read_learnt(read_text(file), file.name)


def read_card(folder: Path) -> dict[str, Any]:
    """The card of a finished data set; raises ``UnreadableInput`` for other folders."""
    file = folder / CARD_DATA
    try:
        card: dict[str, Any] = json.loads(read_text(file))
        plan_of(card["plan"])
    except (ValueError, KeyError, TypeError) as fault:
        wanted = "a card that synth generate wrote"
        raise UnreadableInput(file.name, "the plan", str(fault), wanted) from fault
    return card


def plan_in(card: dict[str, Any]) -> DataSetPlan:
    """The plan of a data set by its card."""
    return plan_of(card["plan"])


def print_json(value: Any) -> None:
    """JSON on standard output."""
    sys.stdout.write(json.dumps(value, indent=1, ensure_ascii=False) + "\n")
