"""``horarium bench``: how good the engines are, measured on this machine."""

import typer

from horarium.cli.bench.roster import bench_roster

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Measure the engines on this machine, beside their peers.",
)

app.command("roster")(bench_roster)


@app.callback()
def bench() -> None:
    """Measure the engines on this machine, beside their peers."""
