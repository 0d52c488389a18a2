"""The pages that teach, and the code that stands in them."""

import re
import shlex
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
_BLOCK = re.compile(r"^```(python|sh)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def pages(kind: str) -> list[Path]:
    """The pages of a kind with Python in them, by name."""
    found = sorted((DOCS / kind).glob("*.md"))
    return [page for page in found if "```python" in page.read_text(encoding="utf-8")]


def blocks(page: Path) -> list[tuple[str, str]]:
    """Language and code of each block that is to be run, in order."""
    return _BLOCK.findall(page.read_text(encoding="utf-8"))


def commands(code: str) -> list[list[str]]:
    """The words of each line of a shell block."""
    return [shlex.split(line) for line in code.splitlines() if line.strip()]
