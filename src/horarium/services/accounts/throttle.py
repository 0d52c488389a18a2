"""Growing pauses after failures."""

import math
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from horarium.domain.errors import TooManyAttempts


@dataclass(frozen=True, slots=True, kw_only=True)
class BackOff:
    """How long to pause: not at all for the first failures, then doubling to a cap.

    Soft on purpose: with a cap of a minute nobody can keep the doctor on call out by
    guessing, and a guesser still has fewer than 1,500 tries a day.
    """

    n_free: int = 4
    first: timedelta = timedelta(seconds=1)
    cap: timedelta = timedelta(seconds=60)

    def pause_after(self, n_failures: int) -> timedelta:
        """The pause that the ``n_failures``-th failure in a row brings."""
        if n_failures <= self.n_free:
            return timedelta(0)
        # 2 ** 32 first pauses are past any cap, and a timedelta still holds them.
        n_doublings = min(n_failures - self.n_free - 1, 32)
        return min(self.cap, self.first * (1 << n_doublings))


def refuse_while_blocked(until: datetime | None, now: datetime) -> None:
    """Raise ``TooManyAttempts`` before ``until``; no effect without it."""
    if until is not None and now < until:
        raise TooManyAttempts(math.ceil((until - now).total_seconds()))


@dataclass(slots=True)
class _Record:
    n_failures: int = 0
    blocked_until_at: datetime | None = None


class Throttle:
    """Failures by key (an address, a login that nobody has), in the memory of a process.

    Keeps the ``n_keys`` that failed last and forgets the others. Any thread may ask.
    """

    def __init__(self, back_off: BackOff, *, n_keys: int = 10_000) -> None:
        self._back_off = back_off
        self._n_keys = n_keys
        self._records: OrderedDict[str, _Record] = OrderedDict()
        self._lock = Lock()

    def charge(self, key: str, now: datetime) -> None:
        """Count one failure ahead of the attempt; raises ``TooManyAttempts`` in a pause.

        Counting ahead means that many attempts at once cannot slip through together;
        a success is taken back with ``forgive``. Attempts in a pause are not counted.
        """
        with self._lock:
            record = self._records.get(key) or _Record()
            refuse_while_blocked(record.blocked_until_at, now)
            record.n_failures += 1
            record.blocked_until_at = now + self._back_off.pause_after(
                record.n_failures
            )
            self._records[key] = record
            self._records.move_to_end(key)
            while len(self._records) > self._n_keys:
                self._records.popitem(last=False)

    def forgive(self, key: str) -> None:
        """Forget the failures of a key."""
        with self._lock:
            self._records.pop(key, None)
