"""What came of the day: how long each class waited, against what it is promised."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from horarium.domain.session import Session
from horarium.domain.token import Token, TokenSource, TokenStatus
from horarium.engines.queueing import Policy


@dataclass(frozen=True, slots=True)
class ClassReport:
    """One class: how many came, were seen, and how long they waited, in minutes.

    ``in_target`` is the share of those seen who waited at most ``target_min``;
    ``fractile`` is promised. Nothing is said of waits when nobody was seen.
    """

    name: str
    n: int
    n_seen: int
    mean_wait_min: float | None
    p90_wait_min: float | None
    max_wait_min: float | None
    target_min: float
    fractile: float
    in_target: float | None

    @property
    def is_met(self) -> bool | None:
        """Whether the promise was kept; unknown when nobody was seen."""
        return None if self.in_target is None else self.in_target >= self.fractile


@dataclass(frozen=True, slots=True)
class DoctorReport:
    """One doctor's day; ``over_min`` is how long it went on after closing time."""

    name: str
    n_seen: int
    busy_min: float
    over_min: float


@dataclass(frozen=True, slots=True)
class DayReport:
    """The statistics of a day."""

    seed: int
    discipline: str
    classes: tuple[ClassReport, ...]
    doctors: tuple[DoctorReport, ...]
    outcomes: Mapping[str, int]
    n_refused: int
    n_reallocated: int

    def as_json(self) -> dict[str, Any]:
        """The same for programs; ``met`` says of each class whether its promise was kept."""
        document = asdict(self)
        for row, one in zip(document["classes"], self.classes, strict=True):
            row["met"] = one.is_met
        return document


def class_reports(
    sessions: Iterable[tuple[Session, Sequence[Token]]], policy: Policy
) -> tuple[ClassReport, ...]:
    """A row a class, the strictest promise first; who was moved counts once.

    A wait begins at check-in, but not before the slot or what was promised does.
    """
    waits: dict[str, list[float]] = {row.name: [] for row in policy.classes}
    n_all: Counter[str] = Counter()
    for session, tokens in sessions:
        for token in tokens:
            if token.status is TokenStatus.TRANSFERRED:
                continue
            n_all[token.priority_class] += 1
            if token.status is TokenStatus.COMPLETED:
                waits[token.priority_class].append(_wait_min(session, token))
    rows = sorted(policy.classes, key=lambda row: (row.target_wait_min, row.name))
    return tuple(
        _class_report(policy, row.name, n_all[row.name], waits[row.name])
        for row in rows
    )


def doctor_report(
    name: str, sessions: Iterable[Sequence[Token]], closes_at: datetime
) -> DoctorReport:
    """One doctor's day."""
    seen = [
        token
        for tokens in sessions
        for token in tokens
        if token.status is TokenStatus.COMPLETED
    ]
    busy = sum((_length(token) for token in seen), timedelta())
    ends = [token.ended_at for token in seen if token.ended_at]
    over = max([end - closes_at for end in ends], default=timedelta())
    return DoctorReport(name, len(seen), _minutes(busy), max(0.0, _minutes(over)))


def outcomes(sessions: Iterable[Sequence[Token]]) -> dict[str, int]:
    """How many tokens ended how, by name; who was moved counts where they ended."""
    counted = Counter(
        token.status.value
        for tokens in sessions
        for token in tokens
        if token.status is not TokenStatus.TRANSFERRED
    )
    return dict(sorted(counted.items()))


def _class_report(
    policy: Policy, name: str, n: int, waits: Sequence[float]
) -> ClassReport:
    row = policy.row(TokenSource(name).value)
    if not waits:
        nothing = (None, None, None)
        return ClassReport(
            name, n, 0, *nothing, row.target_wait_min, row.fractile, None
        )
    in_target = sum(wait <= row.target_wait_min for wait in waits) / len(waits)
    return ClassReport(
        name,
        n,
        len(waits),
        round(float(np.mean(waits)), 1),
        round(float(np.quantile(waits, 0.9)), 1),
        round(max(waits), 1),
        row.target_wait_min,
        row.fractile,
        round(in_target, 3),
    )


def _wait_min(session: Session, token: Token) -> float:
    if token.arrived_at is None or token.called_at is None:
        raise AssertionError("who was seen had arrived and was called")
    since = max(token.arrived_at, token.entry_at or token.arrived_at)
    if token.entry_at is None:
        since = max(since, session.interval.start)
    return _minutes(max(token.called_at - since, timedelta()))


def _length(token: Token) -> timedelta:
    if token.started_at is None or token.ended_at is None:
        return timedelta()
    return token.ended_at - token.started_at


def _minutes(length: timedelta) -> float:
    return round(length / timedelta(minutes=1), 1)
