"""Steps of a long command, each with its time; a bar while it is not known when it ends."""

import time
from types import TracebackType

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

_NAME_WIDTH = 36


class Steps:
    """Shows one step at a time; a step that is over stays as a line with its seconds.

    On anything but a terminal there are only the lines.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._name: str | None = None
        self._words = ""
        self._began_s = 0.0
        self._bar: Progress | None = None

    def __enter__(self) -> "Steps":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        if kind is None:
            self.finish()
        else:
            self.give_up()

    def show(self, name: str, words: str = "", fraction: float | None = None) -> None:
        """Where things stand; another ``name`` than before begins another step."""
        if name != self._name:
            self._end("[green]✓[/]")
            self._begin(name)
        if words:
            self._words = words
        if self._bar is not None:
            self._bar.update(
                self._bar.task_ids[0],
                words=escape(words or self._words),
                total=None if fraction is None else 1.0,
                completed=fraction or 0.0,
            )

    def finish(self) -> None:
        """The last step is over, and well."""
        self._end("[green]✓[/]")

    def give_up(self) -> None:
        """The last step did not end well."""
        self._end("[red]✗[/]")

    def _begin(self, name: str) -> None:
        self._name, self._words = name, ""
        self._began_s = time.perf_counter()
        if self._console.is_terminal:
            self._bar = Progress(
                SpinnerColumn(),
                TextColumn("{task.description}"),
                BarColumn(bar_width=24),
                TimeElapsedColumn(),
                TextColumn("[dim]{task.fields[words]}"),
                console=self._console,
                transient=True,
            )
            self._bar.add_task(escape(name), total=None, words="")
            self._bar.start()

    def _end(self, mark: str) -> None:
        if self._name is None:
            return
        if self._bar is not None:
            self._bar.stop()
            self._bar = None
        seconds = time.perf_counter() - self._began_s
        name = escape(self._name.ljust(_NAME_WIDTH))
        self._console.print(
            f"{mark} {name} {seconds:6.1f} s  [dim]{escape(self._words)}[/]",
            highlight=False,
            soft_wrap=True,
        )
        self._name = None
