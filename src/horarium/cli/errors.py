"""Refusals in a terminal: one sentence on standard error, one exit code a branch."""

import os
import sys
from collections.abc import Callable
from typing import NoReturn

from rich.console import Console
from rich.markup import escape

from horarium.domain.errors import (
    Conflict,
    Invalid,
    NotAllowed,
    NotFound,
    Refused,
    Unavailable,
)

EXIT_CODES: dict[type[Refused], int] = {
    Invalid: 2,
    NotFound: 3,
    Conflict: 4,
    NotAllowed: 5,
    Unavailable: 6,
}
"""The whole mapping; 1 is left to commands whose answer is "no"."""

INTERRUPTED = 130
BROKEN = 70


def exit_code(refusal: Refused) -> int:
    """The exit code of a refusal, by its branch."""
    for branch, code in EXIT_CODES.items():
        if isinstance(refusal, branch):
            return code
    return 1


def tell(sentence: str) -> None:
    """Say on standard error what went wrong."""
    console = Console(stderr=True, soft_wrap=True, highlight=False)
    console.print(f"[bold red]✗[/] {escape(sentence)}")


def run_politely(command: Callable[[], object]) -> NoReturn:
    """Run a whole command line and exit; a person never sees a traceback.

    With ``HORARIUM_ENV=dev`` a fault of Horarium's own keeps its traceback.
    """
    try:
        command()
    except Refused as refusal:
        tell(refusal.sentence())
        sys.exit(exit_code(refusal))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # Whoever read the output has gone; the interpreter must not try to flush it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(INTERRUPTED)
    except Exception as error:
        if os.environ.get("HORARIUM_ENV") == "dev":
            raise
        tell(_fault(error))
        sys.exit(BROKEN)
    sys.exit(0)


def _fault(error: Exception) -> str:
    """What is said of a fault of our own: where, not with which data."""
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    where = f" at {frame.tb_frame.f_code.co_name}:{frame.tb_lineno}" if frame else ""
    return (
        f"Horarium failed ({type(error).__name__}{where}). "
        "Set HORARIUM_ENV=dev to see the cause, and please report it."
    )
