"""A session that is over, seen again as it stood at each check-in."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

from horarium.domain.token import TokenStatus
from horarium.engines.queueing.calibration import Calibration, PastWait
from horarium.engines.queueing.params import Outlook
from horarium.engines.queueing.policy import Policy
from horarium.engines.queueing.problem import Line, LineToken, TokenKey, revised
from horarium.engines.queueing.waiting import expected_wait


def line_at(line: Line, at: datetime) -> Line:
    """The line as it stood just after ``at``, from the instants that its tokens carry.

    Booked tokens count as booked from the beginning, others from their check-in. Calls
    taken back, breaks and skips that ended well have left no instant and are not seen.
    """
    session = line.session
    began_at = session.began_at
    then = replace(
        session,
        began_at=began_at if began_at and began_at <= at else None,
        break_from=None,
        break_until=None,
        closed_at=None,
    )
    known = (_token_at(token, at) for token in line.tokens.values())
    return Line.of(then, [token for token in known if token is not None])


def past_waits(
    line: Line, policy: Policy, outlook_at: Callable[[Line, datetime], Outlook]
) -> Iterator[PastWait]:
    """What would have been announced at each check-in, and how long the wait was.

    For tokens that were called, by the instant of the call; the intervals are not
    calibrated. ``outlook_at`` tells what was known of a line at an instant.
    """
    for token in line.tokens.values():
        if token.arrived_at is None or token.called_at is None:
            continue
        if token.called_at < token.arrived_at or token.n_skips:
            continue
        then = _with_waiting(line_at(line, token.arrived_at), token)
        outlook = replace(outlook_at(then, token.arrived_at), calibration=Calibration())
        said = expected_wait(then, token.id, token.arrived_at, policy, outlook)
        actual_min = (token.called_at - token.arrived_at).total_seconds() / 60.0
        yield PastWait(token.priority_class, said.low_min, said.high_min, actual_min)


def _with_waiting(line: Line, token: LineToken) -> Line:
    """Who was called in the very instant of check-in had waited, for no time at all."""
    waiting = revised(
        token,
        status=TokenStatus.ARRIVED,
        called_at=None,
        started_at=None,
        ended_at=None,
    )
    others: dict[TokenKey, LineToken] = {**line.tokens, token.id: waiting}
    return Line.of(line.session, others.values())


def _token_at(token: LineToken, at: datetime) -> LineToken | None:
    reached = [
        (status, instant)
        for status, instant in (
            (token.status, token.ended_at),
            (TokenStatus.IN_CONSULTATION, token.started_at),
            (TokenStatus.SKIPPED, token.skipped_at),
            (TokenStatus.CALLED, token.called_at),
            (TokenStatus.ARRIVED, token.arrived_at),
        )
        if instant is not None and instant <= at
    ]
    if reached:
        return revised(token, status=reached[0][0])
    if token.slot_start is None:
        return None
    return revised(token, status=TokenStatus.BOOKED, arrived_at=None)
