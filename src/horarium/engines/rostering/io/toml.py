"""Problems as TOML: read with names of fields in refusals, written for people to edit."""

from collections.abc import Iterator, Mapping
from typing import Any

from horarium.domain.errors import InvalidField, UnreadableInput
from horarium.engines.rostering.io.document import problem_from_dict, problem_to_dict
from horarium.engines.rostering.io.fields import NONE
from horarium.engines.rostering.io.misspelt import refuse_misspelt
from horarium.engines.rostering.io.syntax import toml_values
from horarium.engines.rostering.problem import RosterProblem


def parse_toml(text: str, file: str) -> RosterProblem:
    """The problem in ``text``; ``file`` is the name that refusals give.

    Raises ``UnreadableInput`` with the field, the value and what is wanted there.
    """
    return read_document(toml_values(text, file), file)


def read_document(document: Mapping[str, Any], file: str) -> RosterProblem:
    """The problem in ``document``; refusals name ``file``."""
    try:
        problem = problem_from_dict(document)
        refuse_misspelt(problem)
    except InvalidField as refusal:
        raise UnreadableInput(
            file, refusal.field, refusal.value, refusal.wanted
        ) from refusal
    return problem


def write_toml(problem: RosterProblem) -> str:
    """``problem`` as TOML; ``parse_toml`` reads it back unchanged."""
    return document_to_toml(problem_to_dict(problem))


def document_to_toml(document: Mapping[str, Any]) -> str:
    """A document of plain values as TOML."""
    return "\n".join(_top(document)) + "\n"


def _top(document: Mapping[str, Any]) -> Iterator[str]:
    """Plain values first, then tables, then lists of tables, one entry a line."""
    for name, value in document.items():
        if not isinstance(value, dict) and not _is_tables(value):
            yield f"{name} = {_inline(value)}"
    for name, value in document.items():
        if isinstance(value, dict) and value:
            yield f"\n[{_key(name)}]"
            yield from (f"{_key(k)} = {_inline(v)}" for k, v in value.items())
    for name, value in document.items():
        if not _is_tables(value):
            continue
        for table in value:
            yield f"\n[[{_key(name)}]]"
            yield from (f"{_key(k)} = {_inline(v)}" for k, v in table.items())


def _is_tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _inline(value: Any) -> str:
    if value is None:
        return f'"{NONE}"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(map(_inline, value))}]"
    if isinstance(value, dict):
        pairs = (f"{_key(k)} = {_inline(v)}" for k, v in value.items())
        return f"{{ {', '.join(pairs)} }}" if value else "{}"
    return _quoted(value) if isinstance(value, str) else repr(value)


def _key(name: str) -> str:
    is_bare = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
    return name if is_bare else _quoted(name)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    shown = (c if c.isprintable() else f"\\u{ord(c):04x}" for c in escaped)
    return f'"{"".join(shown)}"'
