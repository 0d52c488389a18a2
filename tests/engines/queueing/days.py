"""Playing a whole line: patients come, the doctor is never idle while one waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tests.engines.queueing.builders import make_line

from horarium.engines.queueing import Policy, advance, next_token
from horarium.engines.queueing import events as ev
from horarium.engines.queueing.problem import LineToken


@dataclass(frozen=True)
class Turn:
    """One consultation: whose, and from when."""

    token: LineToken
    called_at: datetime

    @property
    def wait_min(self) -> float:
        return (self.called_at - self.token.counts_from) / timedelta(minutes=1)


def turns(
    tokens: Sequence[LineToken], policy: Policy, service_min: Sequence[float]
) -> list[Turn]:
    """Every consultation in order; the n-th one begun lasts ``service_min[n]``."""
    coming = sorted(tokens, key=lambda token: (token.arrived_at, token.number))
    line, now, done = make_line(), datetime(2001, 1, 1, tzinfo=UTC), []
    while coming or next_token(line, now, policy) is not None:
        if next_token(line, now, policy) is None:
            now = max(now, coming[0].arrived_at)
        while coming and coming[0].arrived_at <= now:
            newcomer = coming.pop(0)
            line = advance(line, ev.Join(newcomer.arrived_at, newcomer), policy)
        called = next_token(line, now, policy)
        line = advance(line, ev.Call(now, called.id), policy)
        line = advance(line, ev.Start(now, called.id), policy)
        duration = timedelta(minutes=service_min[len(done)])
        done.append(Turn(called, now))
        now += duration
        line = advance(line, ev.Complete(now, called.id), policy)
    return done
