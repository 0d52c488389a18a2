"""``horarium compile``."""

import time

import typer
from rich.console import Console

app = typer.Typer()


@app.command("compile")
def compile_ahead() -> None:
    """Compile the engines now, so that the first search does not have to.

    The machine code is kept beside the source, or in the cache of the user where that
    cannot be written to. It takes half a minute once, and a second from then on.
    """
    # Loading a compiler takes a second that other commands are spared.
    from horarium.engines.rostering.columns.compiled import compile_kernels
    from horarium.engines.simulation.floor import compiled_floor

    began, console = time.perf_counter(), Console()
    with console.status("Compiling the engines, once ..."):
        compile_kernels()
        compiled_floor()
    console.print(f"✓ Compiled the engines in {time.perf_counter() - began:.0f} s.")
