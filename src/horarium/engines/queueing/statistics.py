"""What a session came to: who was seen, how long they waited, what the doctor's time was."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from horarium.domain.token import TokenStatus
from horarium.engines.queueing.policy import Policy
from horarium.engines.queueing.priority import PriorityClass
from horarium.engines.queueing.problem import Line, LineToken


@dataclass(frozen=True, slots=True)
class ClassWaits:
    """The waits of one priority class against its promise, in minutes.

    A wait is from the instant the place counts from (check-in, or the promised time if
    later) to the call. ``share_in_target`` of the ``n`` called waited at most
    ``target_min``; ``fractile`` was promised. All ``None`` when nobody was called.
    """

    priority_class: str
    n: int
    target_min: float
    fractile: float
    mean_min: float | None = None
    median_min: float | None = None
    p90_min: float | None = None
    longest_min: float | None = None
    share_in_target: float | None = None

    @property
    def is_kept(self) -> bool | None:
        """Whether the promise was kept; ``None`` when nobody was called."""
        if self.share_in_target is None:
            return None
        return self.share_in_target >= self.fractile


@dataclass(frozen=True, slots=True)
class SessionFigures:
    """One session, or several together.

    ``utilisation`` is consultation time within the sessions over their time so far;
    ``overtime_min`` is worked after their end. ``idle_min`` lies between the first call
    and the last consultation's end without a patient in the room.
    """

    n_booked: int
    n_seen: int
    n_waiting: int
    n_noshow: int
    n_left: int
    n_cancelled: int
    waits: tuple[ClassWaits, ...]
    open_min: float
    busy_min: float
    idle_min: float
    overtime_min: float

    @property
    def utilisation(self) -> float | None:
        """Busy over open minutes; ``None`` before the first minute."""
        return self.busy_min / self.open_min if self.open_min > 0 else None


def figures(lines: Sequence[tuple[Line, Policy]], now: datetime) -> SessionFigures:
    """The figures of some lines together, as of ``now``.

    The rows of the waits are those of the first line's policy, empty ones included.
    """
    tokens = [token for line, _ in lines for token in line.tokens.values()]
    classes = lines[0][1].classes if lines else ()
    return SessionFigures(
        n_booked=_count(tokens, TokenStatus.BOOKED),
        n_seen=_count(tokens, TokenStatus.COMPLETED),
        n_waiting=_count(tokens, TokenStatus.ARRIVED, TokenStatus.SKIPPED),
        n_noshow=_count(tokens, TokenStatus.NO_SHOW),
        n_left=_count(tokens, TokenStatus.LEFT),
        n_cancelled=_count(tokens, TokenStatus.CANCELLED),
        waits=tuple(_class_waits(row, tokens) for row in classes),
        open_min=sum(_open_min(line, now) for line, _ in lines),
        busy_min=sum(_busy_min(line, now, is_over=False) for line, _ in lines),
        idle_min=sum(_idle_min(line, now) for line, _ in lines),
        overtime_min=sum(_busy_min(line, now, is_over=True) for line, _ in lines),
    )


def _count(tokens: Iterable[LineToken], *statuses: TokenStatus) -> int:
    return sum(token.status in statuses for token in tokens)


def _class_waits(row: PriorityClass, tokens: Iterable[LineToken]) -> ClassWaits:
    waits = [
        max(0.0, (token.called_at - token.counts_from).total_seconds() / 60.0)
        for token in tokens
        if token.priority_class == row.name and token.called_at and token.arrived_at
    ]
    if not waits:
        return ClassWaits(row.name, 0, row.target_wait_min, row.fractile)
    known = np.array(waits)
    return ClassWaits(
        row.name,
        len(waits),
        row.target_wait_min,
        row.fractile,
        float(known.mean()),
        float(np.median(known)),
        float(np.quantile(known, 0.9)),
        float(known.max()),
        float((known <= row.target_wait_min).mean()),
    )


def _stays(line: Line, now: datetime) -> list[tuple[datetime, datetime]]:
    """When somebody was in the room, in order."""
    return sorted(
        (token.started_at, token.ended_at or now)
        for token in line.tokens.values()
        if token.started_at is not None
        and token.status in (TokenStatus.COMPLETED, TokenStatus.IN_CONSULTATION)
    )


def _open_min(line: Line, now: datetime) -> float:
    interval, closed_at = line.session.interval, line.session.closed_at
    until = min(interval.end, now, closed_at or now)
    return _minutes(interval.start, until)


def _busy_min(line: Line, now: datetime, *, is_over: bool) -> float:
    """Minutes with a patient within the session, or after its end."""
    interval = line.session.interval
    if is_over:
        return sum(_minutes(max(a, interval.end), b) for a, b in _stays(line, now))
    return sum(
        _minutes(max(a, interval.start), min(b, interval.end))
        for a, b in _stays(line, now)
    )


def _idle_min(line: Line, now: datetime) -> float:
    stays = _stays(line, now)
    if not stays:
        return 0.0
    last = max(end for _, end in stays)
    return _minutes(stays[0][0], last) - sum(_minutes(a, b) for a, b in stays)


def _minutes(start: datetime, end: datetime) -> float:
    return max(0.0, (end - start).total_seconds() / 60.0)
