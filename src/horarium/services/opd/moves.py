"""A token's way, as the OPD interface tells it: one status after another."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from horarium.domain.errors import IllegalMove, TokenMoved
from horarium.domain.ids import TokenId
from horarium.domain.token import Token, TokenStatus
from horarium.engines.queueing.events import (
    Arrive,
    Call,
    Complete,
    Event,
    Leave,
    NoShow,
    Return,
    Start,
)
from horarium.services import tokens
from horarium.services.line_loading import load
from horarium.services.line_steps import Step, own_line, take
from horarium.services.opd.words import OpdStatus, is_untouched, status_of
from horarium.services.permissions import Permission
from horarium.services.work import Work
from horarium.store import tokens as token_store

NO_REASON = "No reason was given."

NEXT: Mapping[OpdStatus, tuple[OpdStatus, ...]] = {
    OpdStatus.PENDING: (
        OpdStatus.CHECKED_IN,
        OpdStatus.CONSULTING,
        OpdStatus.COMPLETED,
        OpdStatus.CANCELLED,
        OpdStatus.NO_SHOW,
    ),
    OpdStatus.CHECKED_IN: (
        OpdStatus.CONSULTING,
        OpdStatus.COMPLETED,
        OpdStatus.CANCELLED,
        OpdStatus.NO_SHOW,
    ),
    OpdStatus.CONSULTING: (OpdStatus.COMPLETED,),
    OpdStatus.COMPLETED: (),
    OpdStatus.CANCELLED: (),
    OpdStatus.NO_SHOW: (OpdStatus.CHECKED_IN,),
}
"""Which status may follow which."""

_ASKED_FOR = "asked for through the OPD interface"


def set_status(work: Work, token: Token, wanted: OpdStatus) -> None:
    """Move a token to a status; steps that the client leaves out are taken too.

    What it is already is no fault and changes nothing. Raises ``IllegalMove`` for what
    ``NEXT`` does not know, ``StillServing`` while the doctor has somebody else.
    """
    present = status_of(token)
    if present is wanted:
        return
    if wanted not in NEXT[present]:
        raise IllegalMove(f"become {wanted}", present.value, NEXT[present])
    _MOVES[wanted](work, token)


def _check_in(work: Work, token: Token) -> None:
    if is_untouched(token):
        _confirm(work, token)
    elif token.status is TokenStatus.NO_SHOW:
        work.require(Permission.TOKEN_CHECK_IN)
        now = work.clock.now()
        back = Step(Return(now, token.id), "opd.tokens.come_back", token.id)
        take(work, load(work, token.session, lock=True), [back])
    else:
        work.require(Permission.TOKEN_CHECK_IN)
        tokens.arrive(work, token)


def _confirm(work: Work, token: Token) -> None:
    """Note that somebody at the desk, in the line from the start, was checked in."""
    work.require(Permission.TOKEN_CHECK_IN)
    if not token_store.move(work.db, token):
        raise TokenMoved(token.label)
    work.record(
        "opd.tokens.check_in",
        ("token", token.id),
        patient=token.patient,
        session=str(token.session),
    )
    work.announce(
        "line.changed",
        session=token.session,
        token=token.id,
        action="opd.tokens.check_in",
    )


def _consult(work: Work, token: Token) -> None:
    _serve(work, token, (_arrived, _called, _started))


def _complete(work: Work, token: Token) -> None:
    _serve(work, token, (_arrived, _called, _started, _completed))


def _mark_noshow(work: Work, token: Token) -> None:
    _serve(work, token, (_gone,))


def _cancel(work: Work, token: Token) -> None:
    tokens.cancel(work, token.id, NO_REASON)


_MOVES: Mapping[OpdStatus, Callable[[Work, Token], None]] = {
    OpdStatus.CHECKED_IN: _check_in,
    OpdStatus.CONSULTING: _consult,
    OpdStatus.COMPLETED: _complete,
    OpdStatus.NO_SHOW: _mark_noshow,
    OpdStatus.CANCELLED: _cancel,
}

_Due = Callable[[TokenId, TokenStatus, datetime], Event | None]
"""The event that a token of this status still needs, if any."""

_ON_THE_WAY = frozenset({TokenStatus.BOOKED, TokenStatus.ARRIVED, TokenStatus.SKIPPED})


def _serve(work: Work, token: Token, due: Sequence[_Due]) -> None:
    before = own_line(work, token.session)
    status, now = before.tokens[token.id].status, work.clock.now()
    events = [event for one in due if (event := one(token.id, status, now))]
    steps = [Step(event, _action(event), token.id, _details(event)) for event in events]
    take(work, before, steps)


def _action(event: Event) -> str:
    return f"opd.tokens.{type(event).__name__.lower()}"


def _details(event: Event) -> dict[str, str]:
    return {"reason": event.reason} if isinstance(event, Call) else {}


def _arrived(token: TokenId, status: TokenStatus, now: datetime) -> Event | None:
    if status is TokenStatus.BOOKED:
        return Arrive(now, token)
    return Return(now, token) if status is TokenStatus.SKIPPED else None


def _called(token: TokenId, status: TokenStatus, now: datetime) -> Event | None:
    return Call(now, token, _ASKED_FOR) if status in _ON_THE_WAY else None


def _started(token: TokenId, status: TokenStatus, now: datetime) -> Event | None:
    return None if status is TokenStatus.IN_CONSULTATION else Start(now, token)


def _completed(token: TokenId, status: TokenStatus, now: datetime) -> Event | None:
    return Complete(now, token)


def _gone(token: TokenId, status: TokenStatus, now: datetime) -> Event | None:
    """Who checked in and is not there any more has left; the others never came."""
    is_here = status is TokenStatus.ARRIVED
    return Leave(now, token) if is_here else NoShow(now, token)
