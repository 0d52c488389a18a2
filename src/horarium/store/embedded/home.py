"""The folder that holds one cluster, and how it is found from a data folder.

    <data folder>/postgres/         the home, or when the server's account cannot reach it:
    <data folder>/postgres.location  a pointer to a home below /var/lib/horarium/clusters

    home/
    ├── cluster/           what PostgreSQL itself keeps (its -D)
    ├── password           of the role horarium, mode 0600
    ├── state.json         what the supervisor last said of itself
    ├── postgres.log       the server's log; postgres.log.1 the one before
    ├── supervisor.log     what the supervisor printed when it broke
    ├── socket-folder      where the socket is, when the home's own path is too long
    └── *.lock             starting, supervisor, users

The home and all within belong to the account of the server, closed to everyone else.
"""

import hashlib
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from horarium.domain.errors import DatabaseUnavailable, DataFolderUnwritable
from horarium.store.embedded import account as accounts
from horarium.store.embedded import locks
from horarium.store.embedded.account import Account

SYSTEM_FOLDER = Path("/var/lib/horarium")
_HOME_NAME = "postgres"
_POINTER_NAME = "postgres.location"
_LOCK_NAMES = ("starting.lock", "supervisor.lock", "users.lock")


@dataclass(frozen=True, slots=True)
class Home:
    """The paths inside one cluster's home."""

    path: Path

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own data directory."""
        return self.path / "cluster"

    @property
    def password(self) -> Path:
        """The file with the password of the role ``horarium``."""
        return self.path / "password"

    @property
    def state(self) -> Path:
        """What the supervisor last said of itself."""
        return self.path / "state.json"

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.path / "postgres.log"

    @property
    def supervisor_log(self) -> Path:
        """What the supervisor printed; empty unless it broke."""
        return self.path / "supervisor.log"

    @property
    def socket_record(self) -> Path:
        """Names the socket folder when that is not in the home."""
        return self.path / "socket-folder"

    @property
    def starting_lock(self) -> Path:
        """Held by the process that is launching a supervisor."""
        return self.path / "starting.lock"

    @property
    def supervisor_lock(self) -> Path:
        """Held by the supervisor as long as it lives."""
        return self.path / "supervisor.lock"

    @property
    def users_lock(self) -> Path:
        """Shared by every process that uses the server; held alone to stop it."""
        return self.path / "users.lock"


def locate(data_dir: Path) -> Home | None:
    """The home that belongs to a data folder, if one was ever made.

    Raises ``DatabaseUnavailable`` when a pointer leads nowhere.
    """
    with refusing(data_dir):
        data_dir = data_dir.resolve()
        inside = data_dir / _HOME_NAME
        if inside.is_dir():
            return Home(inside)
        pointer = data_dir / _POINTER_NAME
        if not pointer.is_file():
            return None
        target = Path(pointer.read_text(encoding="utf-8").strip())
        if not target.is_dir():
            raise DatabaseUnavailable(
                f"{pointer} says the cluster is in {target}, which is gone; "
                "remove that file to begin with an empty database."
            )
        return Home(target)


def establish(data_dir: Path) -> Home:
    """The home that belongs to a data folder; made when missing, once, however many ask.

    Raises ``DataFolderUnwritable`` and ``DatabaseUnavailable``.
    """
    with refusing(data_dir):
        data_dir = data_dir.resolve()
        data_dir.mkdir(parents=True, exist_ok=True)
        if home := locate(data_dir):
            return _permitted(home)
        with locks.exclusively(data_dir, within_s=30) as alone:
            if not alone:
                raise DatabaseUnavailable(f"another process keeps {data_dir} locked.")
            return locate(data_dir) or _make(data_dir)


def forget(data_dir: Path) -> None:
    """Remove the pointer of a data folder, if it has one."""
    (data_dir / _POINTER_NAME).unlink(missing_ok=True)


def account_for(folder: Path) -> Account:
    """Whose server it is when root starts one: the folder's owner, or our own account.

    ``initdb`` does not work for a number without an entry among the users.
    """
    owner = accounts.owner_of(folder)
    is_fit = owner.uid != 0 and accounts.by_name(owner.name) is not None
    return owner if is_fit else accounts.own_account()


def _permitted(home: Home) -> Home:
    owner = accounts.owner_of(home.path)
    if os.geteuid() not in {0, owner.uid}:
        raise DataFolderUnwritable(str(home.path), f"it belongs to {owner.name}")
    return home


def _make(data_dir: Path) -> Home:
    account = accounts.of_caller()
    if account.uid == 0:
        account = account_for(data_dir)
    place = data_dir / _HOME_NAME
    if not accounts.can_enter(account, data_dir):
        place = _place_in_system_folder(data_dir)
    fresh = Path(tempfile.mkdtemp(prefix=f".{place.name}-", dir=place.parent))
    for name in _LOCK_NAMES:
        (fresh / name).touch(mode=0o600)
        _hand_over(fresh / name, account)
    _hand_over(fresh, account)
    fresh.rename(place)
    if place.parent != data_dir:
        _point(data_dir, place)
    return Home(place)


def system_folder(name: str) -> Path:
    """A folder below ``/var/lib/horarium`` that every account can pass; made by root."""
    for folder in (SYSTEM_FOLDER, SYSTEM_FOLDER / name):
        if not folder.exists():
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o755)
    return SYSTEM_FOLDER / name


def _place_in_system_folder(data_dir: Path) -> Path:
    key = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:8]
    return system_folder("clusters") / f"{key}-{secrets.token_hex(4)}"


def _point(data_dir: Path, place: Path) -> None:
    draft = data_dir / f"{_POINTER_NAME}.new"
    draft.write_text(f"{place}\n", encoding="utf-8")
    draft.replace(data_dir / _POINTER_NAME)


def _hand_over(path: Path, account: Account) -> None:
    if os.geteuid() == 0:
        os.chown(path, account.uid, account.gid, follow_symlinks=False)


@contextmanager
def refusing(data_dir: Path) -> Iterator[None]:
    """Turn what the system says of a folder into a refusal, unless it has just vanished."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise DataFolderUnwritable(str(error.filename or data_dir), reason) from error
