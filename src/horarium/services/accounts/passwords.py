"""Passwords: which are good enough, and how they are hashed without slowing others.

Rule: NIST SP 800-63B-4 §3.1.1 for a password that is the only factor: at least 15
characters, at least 64 accepted, any character, no composition rules, a block list.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from threading import BoundedSemaphore
from typing import TypeVar

import argon2

from horarium.domain.errors import InvalidField, SignInBusy

SHORTEST = 15
LONGEST = 256
_FEWEST_DISTINCT = 5
_FEWEST_BESIDES_LOGIN = 8

_GUESSABLE = frozenset(
    {
        "administrator123",
        "changemechangeme1",
        "correcthorsebatterystaple",
        "ilovemyhospital1",
        "iloveyouforever",
        "letmeinletmein1",
        "mypasswordispassword",
        "passwordpassword1",
        "qwertyuiopasdfgh",
        "qwertyuiopasdfghjkl",
        "qwertyuiopasdfghjklzxcvbnm",
        "thisismypassword",
        "thisisnotmypassword",
        "welcometohospital",
        "whatismypassword",
    }
)
_RUNS = "01234567890123456789abcdefghijklmnopqrstuvwxyz9876543210987654321"

_Result = TypeVar("_Result")


def check_password(password: str, *, login: str) -> None:
    """Refuse with ``InvalidField`` a password that is too short or easily guessed."""
    length = len(_normal(password))
    if not SHORTEST <= length <= LONGEST:
        raise InvalidField(
            "password", f"{length} characters", f"{SHORTEST} to {LONGEST} characters"
        )
    if _is_guessable(password, login):
        raise InvalidField(
            "password", "easily guessed", "words that do not follow from each other"
        )


def _is_guessable(password: str, login: str) -> bool:
    bare, bare_login = _bare(password), _bare(login)
    besides_login = bare.replace(bare_login, "") if bare_login else bare
    return (
        bare in _GUESSABLE
        or bare in _RUNS
        or bare in (bare + bare)[1:-1]
        or len(set(bare)) < _FEWEST_DISTINCT
        or len(besides_login) < _FEWEST_BESIDES_LOGIN
    )


def _bare(words: str) -> str:
    """Without case, spaces and punctuation, which guessers vary first."""
    return re.sub(r"[\W_]", "", _normal(words).casefold())


def _normal(password: str) -> str:
    """The same characters however the keyboard composed them."""
    return unicodedata.normalize("NFKC", password)


@dataclass(frozen=True, slots=True, kw_only=True)
class HashCost:
    """What one argon2id hash takes; the defaults are OWASP's (19 MiB, t=2, p=1).

    About 20 ms on the machine of docs/decisions/0005-sign-in-of-our-own.md.
    """

    memory_kib: int = 19 * 1024
    passes: int = 2
    lanes: int = 1


class PasswordVault:
    """Hashes and checks passwords on few threads, and lets few wait for them.

    A hash is slow on purpose; without the two limits a rush of sign-ins would take the
    processor, and the request threads, from those who book. One a process.
    """

    def __init__(
        self,
        cost: HashCost | None = None,
        *,
        n_threads: int = 2,
        n_waiting: int = 8,
    ) -> None:
        cost = cost or HashCost()
        self._hasher = argon2.PasswordHasher(
            time_cost=cost.passes, memory_cost=cost.memory_kib, parallelism=cost.lanes
        )
        self._places = BoundedSemaphore(n_threads + n_waiting)
        self._threads = ThreadPoolExecutor(n_threads, thread_name_prefix="password")

    @contextmanager
    def place(self) -> Iterator[None]:
        """Room for one hash; raises ``SignInBusy`` at once when all is taken."""
        if not self._places.acquire(blocking=False):
            raise SignInBusy
        try:
            yield
        finally:
            self._places.release()

    def hash(self, password: str) -> str:
        """What to keep of a password, salt and cost included; to be called in a ``place``."""
        return self._run(lambda: self._hasher.hash(_normal(password)))

    def matches(self, kept: str | None, password: str) -> bool:
        """Whether ``kept`` was made of ``password``; to be called in a ``place``.

        Takes as long when there is nothing kept, so that the time does not tell whether
        an account exists.
        """
        decoy = self._decoy

        def verify() -> bool:
            try:
                return self._hasher.verify(kept or decoy, _normal(password))
            except argon2.exceptions.VerifyMismatchError:
                return False

        return self._run(verify) and kept is not None

    def renewed(self, kept: str | None, password: str) -> str | None:
        """A new hash when ``kept`` was made at another cost than today's, else ``None``.

        For a password that matches; to be called in a ``place``.
        """
        if kept is None or not self._hasher.check_needs_rehash(kept):
            return None
        return self.hash(password)

    @cached_property
    def _decoy(self) -> str:
        return self.hash("a password that nobody has")

    def _run(self, task: Callable[[], _Result]) -> _Result:
        return self._threads.submit(task).result()
