"""The desk of a process: what is asked most often, done with one call to the database.

The verbs mean what their namesakes in ``services.tokens`` mean. They differ in how they
travel: nothing is opened or looked up for one request alone.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from horarium.domain.actor import Actor
from horarium.domain.token import Token
from horarium.services import tokens
from horarium.services.api_tokens import KnownBearers, require_in_force
from horarium.services.deployment import Deployment
from horarium.services.issuing import Place, issue_together
from horarium.services.session_days import KnownDays
from horarium.services.work import Errand, anonymous_actor
from horarium.store.counter import Counter


class Desk:
    """Recognises who asks and hands them an ``Errand``."""

    def __init__(self, deployment: Deployment, counter: Counter) -> None:
        self._deployment = deployment
        self._zone = deployment.zone
        self._counter = counter
        self._known = KnownBearers()
        self._days = KnownDays(deployment.work, deployment.clock)

    async def errand_of(self, secret: str, *, request_id: str | None) -> Errand:
        """An errand of the programme that holds ``secret``; else ``SignInRequired``.

        Who it is may be remembered from a minute ago; that the token is still in force
        is asked of the database with the errand itself.
        """
        clock = self._deployment.clock
        actor = self._known.actor_of(secret, at=clock.now())
        if actor is None:
            actor = await asyncio.to_thread(self._look_up, secret)
        return Errand(
            self._counter,
            actor,
            clock,
            self._zone,
            partial(self._deployment.work, actor, request_id=request_id),
            self._days.is_now,
            request_id,
        )

    def _look_up(self, secret: str) -> Actor:
        deployment = self._deployment
        nobody = anonymous_actor(deployment.organisation.id)
        with deployment.work(nobody) as work:
            return self._known.meet(work, secret)


@asynccontextmanager
async def open_desk(deployment: Deployment) -> AsyncIterator[Desk]:
    """A desk for the event loop that enters, until the block ends."""
    counter = Counter(deployment.database.url, deployment.organisation.id)
    async with counter:
        yield Desk(deployment, counter)


async def add_walk_in(errand: Errand, request: tokens.WalkIn) -> Token:
    """Give a walk-in a place and a number; ``SessionFull`` when there is none."""
    return await _issue(errand, tokens.walk_in_place(errand, request))


async def add_emergency(errand: Errand, request: tokens.Emergency) -> Token:
    """Put an emergency into the overflow; ``OverflowFull`` when that is used up."""
    return await _issue(errand, tokens.emergency_place(errand, request))


async def _issue(errand: Errand, place: Place) -> Token:
    """With the others of the moment what is for now, the rest alone: it is refused, mostly."""
    if await errand.is_now(place.session):
        return await issue_together(errand, place)
    return await asyncio.to_thread(_issue_alone, errand, place)


def _issue_alone(errand: Errand, place: Place) -> Token:
    with errand.alone() as work:
        require_in_force(work)
        return tokens.issue_now(work, place)
