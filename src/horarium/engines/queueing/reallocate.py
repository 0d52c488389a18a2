"""Moving patients to other sessions: who must go, where to, and doing it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from horarium.domain.errors import NoSuchThing
from horarium.domain.token import TokenStatus
from horarium.engines.queueing.advance import advance
from horarium.engines.queueing.assignment import cheapest
from horarium.engines.queueing.events import Cancel, Close, Join, Transfer
from horarium.engines.queueing.outcome import (
    Leftover,
    LeftoverReason,
    Misfit,
    Placement,
    ReallocationPlan,
)
from horarium.engines.queueing.params import Outlook, ReallocationParams
from horarium.engines.queueing.place import token_of
from horarium.engines.queueing.policy import Policy
from horarium.engines.queueing.problem import (
    Line,
    LineToken,
    require_aware,
    revised,
)
from horarium.engines.queueing.waiting import expected_wait
from horarium.engines.queueing.waitlist import Wish

MAY_MOVE = frozenset({TokenStatus.BOOKED, TokenStatus.ARRIVED, TokenStatus.SKIPPED})

_NEARER = tuple(Misfit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A token that needs another place, and what the place must be like.

    The place starts within ``not_before`` and ``not_after`` (both may be open), in a
    session of ``service`` whose practitioner has every skill in ``needs``, at ``site`` if
    one is named, and is none of those the patient ``cannot`` take, with the reason: there
    is an appointment elsewhere, say.
    """

    token: LineToken
    service: str = ""
    needs: frozenset[str] = frozenset()
    not_before: datetime | None = None
    not_after: datetime | None = None
    site: str = ""
    cannot: "Mapping[Opening, Misfit]" = field(default_factory=dict)

    @property
    def promised(self) -> datetime | None:
        """What the patient was promised: the place in line, else the slot."""
        if self.token.arrived_at is not None:
            return self.token.counts_from
        return self.token.entry_at or self.token.slot_start


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """One free place of another session; ``overflow`` ones are for classes that may."""

    session: str
    start: datetime
    service: str = ""
    skills: frozenset[str] = frozenset()
    site: str = ""
    overflow: bool = False


def displaced(
    line: Line, until: datetime, now: datetime, policy: Policy, outlook: Outlook
) -> tuple[LineToken, ...]:
    """Who must move when the doctor sees nobody new from ``until`` on.

    With ``until`` at or before ``now`` (cancelled, practitioner absent) everybody not
    yet with the doctor; otherwise (cut short, late by n) those whose turn is more
    likely than not to come later than that.
    """
    require_aware("until", until)
    movable = [token for token in line.tokens.values() if token.status in MAY_MOVE]
    if until <= now:
        return tuple(movable)
    left_min = (until - now).total_seconds() / 60.0
    return tuple(
        token
        for token in movable
        if token.status is TokenStatus.SKIPPED
        or expected_wait(line, token.id, now, policy, outlook).middle_min >= left_min
    )


def plan(
    claims: Sequence[Claim],
    openings: Sequence[Opening],
    now: datetime,
    policy: Policy,
    params: ReallocationParams,
) -> ReallocationPlan:
    """Which claim gets which opening, at the least total cost; nothing is done yet.

    As many as possible are placed, shorter targets first, then seniors. A move by m minutes costs
    ``(m + m^2/60) x longest target / own target``; earlier counts ``earlier_factor``
    times, for patients who may be on their way already. The cost is convex in m, so
    within a class and equal limits nobody overtakes a senior.
    """
    require_aware("now", now)
    if not claims:
        return ReallocationPlan((), ())
    costs = _costs(claims, openings, now, policy, params)
    stays = _leftover_costs(claims, now, policy, params)[:, None]
    worse_than_staying = np.where(np.isfinite(costs), costs, 2.0 * stays)
    columns = cheapest(
        np.hstack([worse_than_staying, np.tile(stays, (1, len(claims)))])
    )
    moves: list[Placement] = []
    leftovers: list[Leftover] = []
    for claim, row, column in zip(claims, costs, columns.tolist(), strict=True):
        if column < len(openings):
            opening = openings[column]
            shift_min = _shift_min(claim, opening, now)
            moves.append(
                Placement(claim.token.id, opening.session, opening.start, shift_min)
            )
        else:
            fits = bool(np.isfinite(row).any())
            leftovers.append(_left(claim, openings, now, policy, fits=fits))
    return ReallocationPlan(tuple(moves), tuple(leftovers))


@dataclass(frozen=True, slots=True)
class Reallocated:
    """All lines after a plan, and who now waits for a place that does not exist yet."""

    source: Line
    targets: Mapping[str, Line]
    wishes: tuple[Wish, ...]


def apply(
    reallocation: ReallocationPlan,
    source: Line,
    targets: Mapping[str, Line],
    at: datetime,
    policy: Policy,
) -> Reallocated:
    """The lines after the plan, all of it or a refusal and none of it.

    A moved token gets the next number of its new line; its place counts from what it
    was promised, never from before check-in. Leftovers are cancelled with a wish on the
    waitlist that keeps their seniority. A source with nobody left to see is closed. Raises what ``advance`` raises, and ``NoSuchThing`` for an unknown session.
    """
    after = dict(targets)
    for move in reallocation.moves:
        token = token_of(source, move.token)
        target = after.get(move.session)
        if target is None:
            raise NoSuchThing("session", move.session)
        source = advance(source, Transfer(at, token.id), policy)
        moved = _moved(token, target, move.start)
        after[move.session] = advance(target, Join(at, moved), policy)
    wishes = []
    for leftover in reallocation.leftovers:
        token = token_of(source, leftover.token)
        source = advance(source, Cancel(at, token.id), policy)
        wishes.append(_wish(token, at))
    nobody_left = not any(t.status in MAY_MOVE for t in source.tokens.values())
    if nobody_left and source.serving is None:
        source = advance(source, Close(at), policy)
    return Reallocated(source, after, tuple(wishes))


def _costs(
    claims: Sequence[Claim],
    openings: Sequence[Opening],
    now: datetime,
    policy: Policy,
    params: ReallocationParams,
) -> NDArray[np.float64]:
    """Cost of each claim in each opening, infinity where it does not fit."""
    costs = np.full((len(claims), len(openings)), np.inf)
    weights = _weights(claims, policy)
    for row, claim in enumerate(claims):
        for column, opening in enumerate(openings):
            if opening.start >= now and _misfit(claim, opening, policy) is None:
                shift_min = _shift_min(claim, opening, now)
                costs[row, column] = weights[row] * _pain(shift_min, params)
    return costs


def _leftover_costs(
    claims: Sequence[Claim], now: datetime, policy: Policy, params: ReallocationParams
) -> NDArray[np.float64]:
    """Above any move; up to 1 % more for the most senior, so that juniors stay first."""
    promised = np.array([(claim.promised or now).timestamp() for claim in claims])
    juniority = promised.argsort(kind="stable").argsort(kind="stable") / len(claims)
    costs: NDArray[np.float64] = (
        _weights(claims, policy) * params.leftover * (1.01 - 0.01 * juniority)
    )
    return costs


def _weights(claims: Sequence[Claim], policy: Policy) -> NDArray[np.float64]:
    targets = [policy.row(c.token.priority_class).target_wait_min for c in claims]
    return max(row.target_wait_min for row in policy.classes) / np.array(targets)


def _pain(shift_min: float, params: ReallocationParams) -> float:
    factor = 1.0 if shift_min >= 0 else params.earlier_factor
    return factor * (abs(shift_min) + shift_min**2 / 60.0)


def _shift_min(claim: Claim, opening: Opening, now: datetime) -> float:
    """Minutes from the promise to the opening; from now when nothing was promised."""
    return (opening.start - (claim.promised or now)).total_seconds() / 60.0


def _misfit(claim: Claim, opening: Opening, policy: Policy) -> Misfit | None:
    if claim.service != opening.service:
        return Misfit.SERVICE
    if opening.overflow and not policy.row(claim.token.priority_class).may_overflow:
        return Misfit.PLACE
    if not claim.needs <= opening.skills:
        return Misfit.SKILL
    if claim.site and claim.site != opening.site:
        return Misfit.SITE
    if claim.not_before is not None and opening.start < claim.not_before:
        return Misfit.HOURS
    if claim.not_after is not None and opening.start > claim.not_after:
        return Misfit.HOURS
    return claim.cannot.get(opening)


def _left(
    claim: Claim,
    openings: Sequence[Opening],
    now: datetime,
    policy: Policy,
    *,
    fits: bool,
) -> Leftover:
    if fits:
        return Leftover(claim.token.id, LeftoverReason.ALL_TAKEN)
    to_come = (one for one in openings if one.start >= now)
    misfits = {_misfit(claim, one, policy) for one in to_come}
    nearest = max((one for one in misfits if one), key=_NEARER.index, default=None)
    return Leftover(claim.token.id, LeftoverReason.NONE_FITS, nearest)


def _moved(token: LineToken, target: Line, start: datetime) -> LineToken:
    number = 1 + max((other.number for other in target.tokens.values()), default=0)
    promised = token.entry_at or token.slot_start
    here = token.status is TokenStatus.ARRIVED
    return revised(
        token,
        number=number,
        status=token.status if here else TokenStatus.BOOKED,
        slot_start=start,
        entry_at=token.counts_from if here else promised,
        arrived_at=token.arrived_at if here else None,
        skipped_at=None,
    )


def _wish(token: LineToken, at: datetime) -> Wish:
    since = token.arrived_at or at
    return Wish(id=token.id, priority_class=token.priority_class, since=since)
