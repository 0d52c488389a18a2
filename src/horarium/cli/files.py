"""Files that a command is given or asked for; each refuses with its name.

What cannot be read is ``UnreadableInput``, what cannot be written ``OutputUnwritable``.
"""

from pathlib import Path

from horarium.domain.errors import OutputUnwritable, UnreadableInput


def read_bytes(file: Path) -> bytes:
    """What is in a file."""
    try:
        return file.read_bytes()
    except OSError as fault:
        raise _unopened(file, fault) from fault


def read_text(file: Path) -> str:
    """What stands in a file, with or without a byte order mark."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as fault:
        raise _unopened(file, fault) from fault
    except UnicodeDecodeError as fault:
        place = f"byte {fault.start}"
        raise UnreadableInput(file.name, place, fault.reason, "UTF-8 text") from fault


def write_bytes(file: Path, data: bytes) -> None:
    """Put the bytes into a file."""
    try:
        file.write_bytes(data)
    except OSError as fault:
        reason = fault.strerror or "not writable"
        raise OutputUnwritable(str(file), reason) from fault


def write_text(file: Path, text: str) -> None:
    """Put the text into a file."""
    write_bytes(file, text.encode())


def _unopened(file: Path, fault: OSError) -> UnreadableInput:
    reason = fault.strerror or "unreadable"
    return UnreadableInput(
        file.name or str(file), "opening it", reason, "a file that can be read"
    )
