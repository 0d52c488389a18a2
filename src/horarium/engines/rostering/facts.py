"""What is said about a roster: typed facts, each with how sure it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Value = str | int | bool | tuple[str, ...] | tuple[int, ...]


class Status(StrEnum):
    """How sure a fact is."""

    EXACT = "exact"
    PROVED = "proved"
    BEST_FOUND = "best-found"
    UNKNOWN = "unknown"


class Visibility(StrEnum):
    """Who may see a fact: everybody, those it is about, or coordinators only."""

    EVERYONE = "everyone"
    THEMSELVES = "themselves"
    COORDINATOR = "coordinator"


class Kind(StrEnum):
    """What a fact is about; ``phrases`` has the sentence of each."""

    WORKS = "works"
    IS_FREE = "is-free"
    IS_LOCKED = "is-locked"
    COVER = "cover"
    ASKED = "asked"
    LEFT_EMPTY = "left-empty"
    WOULD_BREAK = "would-break"
    WOULD_COST = "would-cost"
    BARRED = "barred"
    COULD_TAKE = "could-take"
    COULD_EXCHANGE = "could-exchange"
    NOBODY_ELSE = "nobody-else"
    TAKES_MOVES = "takes-moves"
    IS_IMPOSSIBLE = "is-impossible"
    NOT_FOUND = "not-found"
    CHANGE = "change"
    NO_ROSTER = "no-roster"
    PENALTY = "penalty"
    RULE_COST = "rule-cost"
    MOVES = "moves"
    GAP = "gap"
    COULD_SAVE = "could-save"
    COUNTED = "counted"
    CLASH = "clash"
    NO_CLASH = "no-clash"
    RELAX = "relax"
    NOT_AVAILABLE = "not-available"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that was computed.

    ``values`` are ids, day numbers and figures, by name. ``scope`` says under which
    restriction it holds; empty is without any. ``people`` are those it is about.
    """

    kind: Kind
    values: Mapping[str, Value]
    status: Status = Status.EXACT
    scope: str = ""
    visible_to: Visibility = Visibility.EVERYONE
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Facts in the order in which they are told, and how long they took."""

    facts: tuple[Fact, ...]
    elapsed_s: float = field(default=0.0, compare=False)

    def of(self, kind: Kind) -> tuple[Fact, ...]:
        """The facts of one kind."""
        return tuple(fact for fact in self.facts if fact.kind is kind)
