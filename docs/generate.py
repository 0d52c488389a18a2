"""Writes the pages of docs/reference that the code itself dictates; ``--check`` compares."""

import inspect
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from horarium.api import access as api_access
from horarium.api import errors as api_errors
from horarium.cli.errors import exit_code
from horarium.cli.main import COMMANDS, load
from horarium.domain.actor import Role
from horarium.domain.errors import Refused
from horarium.engines.rostering.io.schema import roster_schema
from horarium.services.permissions import GRANTS, Permission
from horarium.settings import PREFIX, Settings
from horarium.web import access as web_access

REFERENCE = Path(__file__).parent / "reference"
NOTE = "<!-- Written by docs/generate.py; change the code, then run `make docs`. -->\n"


def main() -> int:
    """Write the pages, or with ``--check`` say which of them are out of date."""
    stale = [name for name, make in PAGES.items() if _differs(REFERENCE / name, make())]
    if "--check" in sys.argv[1:]:
        for name in stale:
            sys.stderr.write(f"docs/reference/{name} is out of date; run: make docs\n")
        return 1 if stale else 0
    for name in stale:
        (REFERENCE / name).write_text(PAGES[name](), encoding="utf-8")
        sys.stdout.write(f"wrote docs/reference/{name}\n")
    return 0


def settings_page() -> str:
    """Every environment variable."""
    rows = [
        (f"`{_variable(name)}`", _default(field), field.description or "")
        for name, field in Settings.model_fields.items()
    ]
    return _page(
        "Settings",
        "What a process reads from its environment, once, when it starts. A value that "
        "makes no sense stops it with one sentence.",
        _table(("variable", "default", "what it means"), sorted(rows)),
    )


def errors_page() -> str:
    """Every refusal, branch by branch."""
    parts = []
    for branch in Refused.__subclasses__():
        status = api_errors.STATUS[branch]
        meaning = _first_line(branch)
        rows = [
            (
                f"`{leaf.code}`",
                str(api_errors.status_of(leaf)),
                _first_line(leaf),
            )
            for leaf in sorted(_leaves(branch), key=lambda leaf: leaf.code)
        ]
        parts.append(
            f"## {branch.__name__}\n\n{meaning} HTTP {status} unless said otherwise, "
            f"exit code {_exit_code(branch)}.\n\n"
            + _table(("code", "HTTP", "when"), rows)
        )
    edge = [
        (f"`{code}`", str(status), title)
        for code, (status, title) in sorted(api_errors.EDGE_TITLES.items())
    ]
    parts.append(
        "## Refused before any of these\n\nWhat only HTTP knows; programs get the same "
        "shape.\n\n" + _table(("code", "HTTP", "when"), edge)
    )
    return _page(
        "Errors",
        "Every refusal has a `code` that never changes. Programs get it in "
        "`application/problem+json`, people as a page, a shell as one sentence and an "
        "exit code. A fault of Horarium's own is HTTP 500 and exit code 70.",
        *parts,
    )


def permissions_page() -> str:
    """Roles by permissions, and which route asks for which."""
    roles = list(Role)
    grants = [
        (
            f"`{permission}`",
            *("✓" if permission in GRANTS[role] else "" for role in roles),
        )
        for permission in Permission
    ]
    header = ("permission", *(role.value for role in roles))
    return _page(
        "Permissions",
        "What is not granted is refused. Horarium itself may do everything; the "
        "anonymous public only what is public below.",
        _table(header, grants),
        "## Pages\n\n" + _access(web_access.ACCESS),
        "## API\n\n" + _access(api_access.ACCESS),
        "## OPD interface\n\n" + _access(api_access.OPD_ACCESS),
    )


def cli_page() -> str:
    """Every command with its options."""
    parts = [
        part for name in COMMANDS for part in _command(load(name), f"horarium {name}")
    ]
    return _page(
        "Commands",
        "`horarium --help` and `horarium COMMAND --help` tell the same. Refusals are one "
        "sentence on standard error with the exit codes of [Errors](errors.md); "
        "Ctrl-C ends with 130.",
        *parts,
    )


def _command(command: Any, path: str) -> Iterator[str]:
    text = [f"## {path}", "", inspect.cleandoc(command.help or ""), ""]
    rows = [_parameter(one) for one in command.params if not _is_hidden(one)]
    if rows:
        text.append(_table(("argument or option", "default", "what it does"), rows))
    yield "\n".join(text)
    for name, child in sorted(getattr(command, "commands", {}).items()):
        yield from _command(child, f"{path} {name}")


def _parameter(one: Any) -> tuple[str, str, str]:
    names = [*one.opts, *one.secondary_opts]
    shown = " / ".join(f"`{name}`" for name in names)
    if one.param_type_name == "argument":
        shown = f"`{(one.metavar or one.name).upper()}`"
    default = (
        "" if one.default in {None, False} or callable(one.default) else one.default
    )
    return shown, f"`{default}`" if default != "" else "", one.help or ""


def _is_hidden(one: Any) -> bool:
    return bool(getattr(one, "hidden", False)) or one.name == "help"


def _access(table: dict[str, Any]) -> str:
    rows = [(f"`{name}`", f"`{needed}`") for name, needed in sorted(table.items())]
    return _table(("route", "needs"), rows)


def _variable(name: str) -> str:
    alias = Settings.model_fields[name].validation_alias
    return str(alias) if alias else f"{PREFIX}{name.upper()}"


def _default(field: Any) -> str:
    if field.default_factory is not None or field.default is None:
        return ""
    return f"`{field.default}`"


def _exit_code(branch: type[Refused]) -> int:
    return exit_code(branch.__new__(branch))


def _leaves(kind: type[Refused]) -> Iterator[type[Refused]]:
    for child in kind.__subclasses__():
        yield child
        yield from _leaves(child)


def _first_line(kind: type) -> str:
    return (inspect.getdoc(kind) or "").splitlines()[0]


def _table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(header)
    lines = [_row(head), _row(["---"] * len(head)), *(_row(row) for row in rows)]
    return "\n".join(lines)


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def _page(title: str, *parts: str) -> str:
    return "\n\n".join([f"# {title}", NOTE.strip(), *parts]).rstrip() + "\n"


def _differs(path: Path, text: str) -> bool:
    return not path.is_file() or path.read_text(encoding="utf-8") != text


def roster_schema_file() -> str:
    """The JSON schema of roster documents."""
    return json.dumps(roster_schema(), indent=2) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "cli.md": cli_page,
    "errors.md": errors_page,
    "permissions.md": permissions_page,
    "roster.schema.json": roster_schema_file,
    "settings.md": settings_page,
}

if __name__ == "__main__":
    sys.exit(main())
