"""What a supervisor is told when it is launched, and what it tells back."""

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from horarium.domain.errors import InvalidField
from horarium.store.embedded.account import Account
from horarium.store.embedded.binaries import DEFAULT_ORDER, BinaryProvider
from horarium.store.embedded.home import Home

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class StartOptions:
    """How to start a server; all of it without effect on one that already runs.

    ``pg_bin``: the operator's own folder with PostgreSQL's programs, used alone if given.
    ``timeout_s``: how long ``start`` waits; recovery after a crash writes every file of
    the cluster to disk and takes long on a slow one (36 s were reported publicly).
    ``idle_grace_s``: how long the server outlives its last user.
    ``listen``: a loopback ``host:port`` to serve TCP on as well; nothing by default.
    ``throwaway``: no fsync, and the cluster is deleted when its last user has gone.
    """

    pg_bin: Path | None = None
    order: tuple[BinaryProvider, ...] = DEFAULT_ORDER
    timeout_s: float = 120.0
    idle_grace_s: float = 5.0
    listen: str | None = None
    throwaway: bool = False

    def __post_init__(self) -> None:
        """Refuse an address other than loopback: the bundled servers have no TLS."""
        host, _, port = (self.listen or "localhost:5432").rpartition(":")
        if host.strip("[]") not in _LOOPBACK or not port.isdecimal():
            raise InvalidField(
                "listen", str(self.listen), "127.0.0.1:PORT or [::1]:PORT"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything a supervisor has to know; travels as JSON on its command line."""

    home: Home
    bin: Path
    provider: str
    version: str
    account: Account
    idle_grace_s: float
    timeout_s: float
    throwaway: bool
    listen: str | None

    @property
    def port(self) -> int:
        """The TCP port if there is one; it also names the socket file."""
        return int(self.listen.rpartition(":")[2]) if self.listen else 5432

    @property
    def host(self) -> str:
        """What PostgreSQL is told to listen on; empty for the socket alone."""
        return self.listen.rpartition(":")[0].strip("[]") if self.listen else ""

    def to_json(self) -> str:
        """The plan as one ASCII line; paths that are not UTF-8 survive."""
        return json.dumps(asdict(self) | {"home": None, "bin": str(self.bin)})

    @classmethod
    def from_json(cls, home: str, text: str) -> "Plan":
        """The plan that ``to_json`` wrote, for the home named beside it."""
        fields = json.loads(text)
        fields["home"] = Home(Path(home))
        fields["bin"] = Path(fields["bin"])
        fields["account"] = Account(**fields["account"])
        return cls(**fields)


class Phase(StrEnum):
    """Where a supervisor is in its life."""

    PREPARING = "preparing"
    STARTING = "starting"
    READY = "ready"
    STOPPING = "stopping"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What a supervisor last said of itself; ``message`` is for people."""

    phase: Phase
    message: str
    pid: int
    socket_dir: str = ""
    port: int = 5432
    version: str = ""
    provider: str = ""
    listen: str | None = None
    throwaway: bool = False

    def write(self, home: Home) -> None:
        """Put it where every process of the data folder can read it, whole or not at all."""
        draft = home.state.with_suffix(".new")
        draft.write_text(json.dumps(asdict(self)), encoding="utf-8")
        draft.replace(home.state)


def read_state(home: Home) -> State | None:
    """What the last supervisor said of itself, if there was one."""
    try:
        fields = json.loads(home.state.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return State(**fields | {"phase": Phase(fields["phase"])})
