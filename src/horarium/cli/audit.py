"""``horarium audit``."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from horarium.cli.context import open_database
from horarium.services import audit as audits
from horarium.services.audit import Notary, Verification, Witness

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Seal and verify the audit trail."
)

SHOWN = 50
"""Findings that are told one by one; the rest are only counted."""


@app.callback()
def audit() -> None:
    """Seal and verify the audit trail."""


@app.command()
def seal() -> None:
    """Seal now what is not sealed yet; the worker does so each second."""
    with open_database() as found:
        notary = Notary(found.data_dir)
        n_sealed = audits.seal_everything(found.database, found.clock, notary)
    Console(stderr=True).print(f"Sealed {n_sealed} events.")


@app.command()
def verify(
    *,
    checkpoints: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help="A copy of audit-checkpoints.jsonl that was kept elsewhere.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Find events and seals that are not as they were sealed.

    Exits with 0 when all is as sealed and with 1 when something is not.
    """
    with open_database() as found:
        witness = Witness(found.data_dir, checkpoints)
        with found.work() as work:
            outcome = audits.verify(work, witness)
    if as_json:
        typer.echo(_as_json(outcome))
    else:
        _tell(outcome)
    raise typer.Exit(0 if outcome.is_intact else 1)


def _tell(outcome: Verification) -> None:
    out = Console(highlight=False, soft_wrap=True)
    for finding in outcome.findings[:SHOWN]:
        out.print(f"[red]✗[/] {finding.sentence()}")
    if (n_more := len(outcome.findings) - SHOWN) > 0:
        out.print(f"[red]✗[/] and {n_more} more (see them all with --json)")
    if outcome.is_intact:
        out.print("[green]✓[/] Everything is as it was sealed.")
    out.print(
        f"{outcome.n_events} events under {outcome.n_seals} seals, "
        f"{outcome.n_pending} not sealed yet, {outcome.n_checkpoints} checkpoints."
    )
    if not outcome.n_checkpoints:
        out.print("Without checkpoints it does not show if the newest seals are gone.")


def _as_json(outcome: Verification) -> str:
    findings = [
        {
            "kind": finding.kind.value,
            "event": finding.event,
            "seal": finding.seal,
            "was": finding.was,
            "sentence": finding.sentence(),
        }
        for finding in outcome.findings
    ]
    summary = {
        "intact": outcome.is_intact,
        "events": outcome.n_events,
        "seals": outcome.n_seals,
        "pending": outcome.n_pending,
        "checkpoints": outcome.n_checkpoints,
        "findings": findings,
    }
    return json.dumps(summary, indent=2)
