"""JSON and TOML as plain values: whatever is wrong with the text is one refusal."""

import json
import re
import tomllib
from typing import Any

from horarium.domain.errors import UnreadableInput

_TOO_DEEP = "tables within tables without end"

_LIST_OF_OBJECTS = re.compile(r"\s*\[\s*[{\]]")
"""How no TOML begins: a table's name stands in brackets, never braces nor nothing."""


def is_json(text: str) -> bool:
    """Whether ``text`` is meant as JSON, a list included; all else may be TOML."""
    start = text.lstrip()
    if start.startswith("{") or _LIST_OF_OBJECTS.match(text):
        return True
    if not start.startswith("["):
        return False
    try:
        return isinstance(json.loads(text), list)
    except (ValueError, RecursionError):
        return False


def json_values(text: str, file: str) -> dict[str, Any]:
    """The object in ``text``; raises ``UnreadableInput``."""
    wanted = "valid JSON"
    try:
        document = json.loads(text)
    except json.JSONDecodeError as broken:
        place = f"line {broken.lineno}"
        raise UnreadableInput(file, place, broken.msg, wanted) from broken
    except ValueError as broken:
        raise UnreadableInput(file, "syntax", str(broken), wanted) from broken
    except RecursionError:
        raise UnreadableInput(file, "syntax", _TOO_DEEP, wanted) from None
    if not isinstance(document, dict):
        raise UnreadableInput(
            file, "content", text.strip()[:60], "a JSON object, in braces"
        )
    return _sound(document, file)


def toml_values(text: str, file: str) -> dict[str, Any]:
    """The tables in ``text``; raises ``UnreadableInput``."""
    wanted = "valid TOML"
    try:
        document = tomllib.loads(text)
    except ValueError as broken:
        raise UnreadableInput(file, "syntax", str(broken), wanted) from broken
    except RecursionError:
        raise UnreadableInput(file, "syntax", _TOO_DEEP, wanted) from None
    return _sound(document, file)


def _sound(document: dict[str, Any], file: str) -> dict[str, Any]:
    """Text as a database can keep it: no half characters, no NUL."""
    try:
        told = json.dumps(document, ensure_ascii=False, default=str)
        told.encode()
    except (UnicodeEncodeError, RecursionError):
        told = r"\u0000"
    if r"\u0000" in told:
        wanted = "text without NUL and without half characters"
        raise UnreadableInput(file, "content", "text that cannot be kept", wanted)
    return document
