"""Read a problem from text, whatever the format; the content says which."""

import re

from horarium.domain.errors import UnreadableInput
from horarium.engines.rostering.io.curtis_qu import parse_curtis_qu
from horarium.engines.rostering.io.syntax import is_json, json_values
from horarium.engines.rostering.io.toml import parse_toml, read_document
from horarium.engines.rostering.problem import RosterProblem

_SECTION = re.compile(r"^\s*SECTION_", re.MULTILINE)
_ASSIGNMENT = re.compile(r"^\s*(\[|[\w\"'-]+\s*=)", re.MULTILINE)


def parse_problem(text: str, file: str) -> RosterProblem:
    """The problem in ``text``: Curtis and Qu's format, JSON or TOML.

    Raises ``UnreadableInput`` naming ``file``, the line or field, the value found and
    what is wanted there.
    """
    if is_json(text) or file.lower().endswith(".json"):
        return read_document(json_values(text, file), file)
    if _SECTION.search(text):
        return parse_curtis_qu(text, file)
    if _ASSIGNMENT.search(text):
        return parse_toml(text, file)
    first = next((line for line in text.splitlines() if line.strip()), "nothing")
    wanted = "a problem in TOML, in JSON or in the format of Curtis and Qu"
    raise UnreadableInput(file, "content", first[:60], wanted)
