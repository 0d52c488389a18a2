"""Where actors and units of work come from."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from horarium.api.access import ACCESS, Open, needed_at
from horarium.domain.errors import RoleMissing, SignInRequired
from horarium.services.api_tokens import actor_of_bearer
from horarium.services.deployment import Deployment
from horarium.services.desk import Desk
from horarium.services.work import Asked, Errand, Work, anonymous_actor

AT_ONCE = 8
"""Requests that may hold or await a connection at once: as many as the pool has.

More would fill the worker threads with waiting for the pool, and a request that has a
connection would find no thread to finish in.
"""

Bearer = Annotated[
    HTTPAuthorizationCredentials | None,
    Security(
        HTTPBearer(
            auto_error=False,
            scheme_name="bearer",
            description="A token made with `horarium token create`.",
        )
    ),
]


def deployment_of(request: Request) -> Deployment:
    """What this process serves."""
    deployment: Deployment = request.app.state.deployment
    return deployment


def _open_work(request: Request, bearer: Bearer) -> Iterator[Work]:
    if bearer is None:
        raise SignInRequired
    with _visit(request) as visit:
        actor = actor_of_bearer(visit, bearer.credentials)
        work = replace(visit, actor=actor)
        admit(work, request.scope["route"].name)
        yield work


def _open_public_work(request: Request) -> Iterator[Work]:
    if ACCESS.get(request.scope["route"].name) is not Open.PUBLIC:
        raise SignInRequired
    with _visit(request) as visit:
        yield visit


open_work = contextmanager(_open_work)
"""``open_work(request, bearer)``, for streams that look again and again."""

WorkDep = Annotated[
    Work, Depends(_open_work, scope="function", max_concurrency=AT_ONCE)
]
"""A transaction of whoever the bearer token names, if the table of access lets them in.

``scope="function"`` commits it before a byte of the answer is sent: what is answered
with 201 is there.
"""

PublicWork = Annotated[
    Work, Depends(_open_public_work, scope="function", max_concurrency=AT_ONCE)
]
"""A transaction of nobody in particular, on the routes that are open to the public."""


async def _errand(request: Request, bearer: Bearer) -> Errand:
    if bearer is None:
        raise SignInRequired
    desk: Desk = request.state.desk
    errand = await desk.errand_of(
        bearer.credentials, request_id=getattr(request.state, "request_id", None)
    )
    admit(errand, request.scope["route"].name)
    return errand


ErrandDep = Annotated[Errand, Depends(_errand)]
"""The same for the verbs that are asked most often: they share their transactions.

What an ``async`` route awaits is committed when it comes back.
"""


def _visit(request: Request) -> AbstractContextManager[Work]:
    """A transaction in which nobody in particular asks, so far."""
    deployment = deployment_of(request)
    return deployment.work(
        anonymous_actor(deployment.organisation.id),
        request_id=getattr(request.state, "request_id", None),
    )


def admit(asked: Asked, route: str) -> None:
    """Deny by default: only what has a row in ``ACCESS``, and only with its permission."""
    needed = needed_at(route)
    if needed is None or isinstance(needed, Open):
        raise RoleMissing(route, asked.actor.role_name)
    asked.require(needed)
