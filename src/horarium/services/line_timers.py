"""What the clock alone asks of a line: recalls, skips, no-shows, the end of a session.

Both ways lead here: the worker looks at every line each half minute, so that boards and
patients are told in time, and the doctor's *call next* settles its own line first, so that
nobody waits for the worker. An event carries the instant it fell due, the line is locked,
and what was done is not due again; so it makes no difference who comes first, how often,
or how many workers there are.
"""

from dataclasses import dataclass
from datetime import timedelta

from horarium.domain.ids import SessionId
from horarium.domain.token import Token, TokenStatus
from horarium.engines.queueing.events import Close, NoShow, Recall, Skip, TokenEvent
from horarium.engines.queueing.timers import due_events
from horarium.services import existing
from horarium.services.line_loading import Loaded, load
from horarium.services.line_policies import rules_by_discipline
from horarium.services.line_steps import Step, take, token_id
from horarium.services.work import OpenWork, Work
from horarium.store import line_sweeps as store

LINGER = timedelta(minutes=30)
"""After its end a session with nobody left to see is kept open for so long."""

LATEST = timedelta(hours=4)
"""So long after its end a session is over, whoever is still in its line."""

_ACTIONS: dict[type[TokenEvent], str] = {
    Recall: "line_timers.recall",
    Skip: "line_timers.skip",
    NoShow: "line_timers.noshow",
}


@dataclass(frozen=True, slots=True)
class Swept:
    """What one look at all lines did."""

    n_lines: int = 0
    n_events: int = 0
    n_closed: int = 0


def settle(work: Work, before: Loaded) -> Loaded:
    """Let what has fallen due happen to a locked line; the line as it is then."""
    if before.line.session.closed_at is not None:
        return before
    due = due_events(before.line, work.clock.now(), before.policy)
    if not due:
        return before
    take(work, before, [_step(event) for event in due])
    for event in due:
        token = existing.token(work, token_id(event.token))
        if isinstance(event, Recall):
            announce_call(work, token)
        elif isinstance(event, Skip):
            announce_skip(work, token)
    return load(work, before.session.id, lock=True)


def sweep(open_work: OpenWork) -> Swept:
    """Settle every line that may have something due, each in a transaction of its own.

    Lines that somebody else holds at the moment are left for the next look.
    """
    with open_work() as work:
        now = work.clock.now()
        rules = rules_by_discipline(work).values()
        waiting = store.to_settle(
            work.db,
            now=now,
            ended_before=now - LINGER,
            with_booked=any(one.policy.noshow_after_min is not None for one in rules),
        )
    n_events = n_closed = 0
    for session in waiting:
        with open_work() as work:
            if not store.lock_unless_held(work.db, session):
                continue
            happened, is_closed = _look_after(work, session)
            n_events += happened
            n_closed += is_closed
    return Swept(len(waiting), n_events, n_closed)


def announce_call(work: Work, token: Token) -> None:
    """Tell the board and the patient of a call."""
    work.announce(
        "token.called", token=token.id, patient=token.patient, session=token.session
    )


def announce_skip(work: Work, token: Token) -> None:
    """Tell the patient that the line went on, and that coming back is possible."""
    work.announce(
        "token.skipped", token=token.id, patient=token.patient, session=token.session
    )


def _look_after(work: Work, session: SessionId) -> tuple[int, bool]:
    before = load(work, session, lock=True)
    n_before = len(due_events(before.line, work.clock.now(), before.policy))
    after = settle(work, before)
    if not _is_over(work, after):
        return n_before, False
    take(work, after, [Step(Close(work.clock.now()), "line_timers.close")])
    return n_before, True


def _is_over(work: Work, one: Loaded) -> bool:
    since_end = work.clock.now() - one.session.interval.end
    if one.line.serving is not None or since_end < LINGER:
        return False
    is_waited_for = any(
        token.status is TokenStatus.ARRIVED for token in one.tokens.values()
    )
    return since_end >= LATEST or not is_waited_for


def _step(event: TokenEvent) -> Step:
    wanted = token_id(event.token)
    return Step(event, _ACTIONS[type(event)], wanted, {"due_at": event.at.isoformat()})
