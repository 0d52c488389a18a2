"""Couriers for trying things out: one that prints, one that writes files."""

import json
from pathlib import Path
from typing import TextIO

from horarium.services.notifications.delivery import CourierError, Letter


class ConsoleCourier:
    """Prints letters to a stream, with all but the end of the address hidden."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def send(self, letter: Letter) -> None:
        """Print the letter on one line."""
        line = f"[{letter.channel} to {masked(letter.address)}] {letter.words}\n"
        self._stream.write(line)
        self._stream.flush()


class FileCourier:
    """Writes each letter into a file of its own, named by its key: twice is once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, letter: Letter) -> None:
        """Write the letter, unless it is there already."""
        told = {
            "key": str(letter.key),
            "channel": letter.channel,
            "to": letter.address,
            "language": letter.language,
            "words": letter.words,
        }
        path = self._folder / f"{letter.key}.json"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh = path.with_suffix(".new")
            fresh.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
            fresh.replace(path)
        except OSError as error:
            raise CourierError(type(error).__name__) from error


def masked(address: str) -> str:
    """An address that can be recognised by its owner alone."""
    return f"…{address[-3:]}"
