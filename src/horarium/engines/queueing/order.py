"""The waiting, sorted by place: two parallel tuples that are never changed in place."""

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from horarium.engines.queueing.discipline import Key
from horarium.engines.queueing.policy import Policy


@dataclass(frozen=True, slots=True)
class Order:
    """Keys ascending, and the token each belongs to, under one policy."""

    policy: Policy
    keys: tuple[Key, ...]
    ids: tuple[Hashable, ...]

    @classmethod
    def of(cls, policy: Policy, places: Iterable[tuple[Key, Hashable]]) -> "Order":
        """The order of ``(key, id)`` pairs given in any order."""
        ranked = sorted(places, key=lambda place: place[0])
        return cls(
            policy, tuple(key for key, _ in ranked), tuple(who for _, who in ranked)
        )

    def including(self, key: Key, who: Hashable) -> "Order":
        """With one more, behind any that are level with it."""
        at = bisect_right(self.keys, key)
        return Order(
            self.policy,
            (*self.keys[:at], key, *self.keys[at:]),
            (*self.ids[:at], who, *self.ids[at:]),
        )

    def without(self, at: int) -> "Order":
        """With the one at this index gone."""
        return Order(
            self.policy,
            self.keys[:at] + self.keys[at + 1 :],
            self.ids[:at] + self.ids[at + 1 :],
        )

    def index(self, key: Key, who: Hashable) -> int:
        """How many are in front of it by key; ``ValueError`` when it is not there."""
        at = bisect_left(self.keys, key)
        while at < len(self.keys) and self.keys[at] == key:
            if self.ids[at] == who:
                return at
            at += 1
        raise ValueError(f"{who} is not among the waiting")
