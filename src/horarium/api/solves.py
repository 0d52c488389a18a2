"""Searches for rosters: asked for, followed, stopped."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.sse import EventSourceResponse
from pydantic import Field

from horarium.api import answers
from horarium.api.deps import Bearer, WorkDep, deployment_of, open_work
from horarium.api.fields import Body, IdempotencyKey, Keepable, WholeNumber
from horarium.api.routing import api_router, documented
from horarium.domain.errors import Refused
from horarium.domain.ids import SolveRunId
from horarium.domain.solve import SolveRun
from horarium.engines.rostering import SolveParams
from horarium.services import solves
from horarium.services.live import LiveHub

router = api_router("/solves", "solves")

LONGEST_S = 3600
MOST_SEED = 2**31 - 1

LOOK_AGAIN_S = 5.0
"""How long a stream trusts silence before it looks for itself."""


class SolveWish(Body):
    """A roster to search for; ``problem`` is the rostering engine's own form."""

    problem: Keepable
    seconds: WholeNumber = Field(30, ge=1, le=LONGEST_S)
    gap: float = Field(
        0.0, ge=0, lt=1, description="Good enough: within this share of the best."
    )
    seed: WholeNumber = Field(0, ge=0, le=MOST_SEED)

    def to_params(self) -> SolveParams:
        """How long and how hard to search, as the engine takes it."""
        return SolveParams(
            limit=timedelta(seconds=self.seconds), gap=self.gap, seed=self.seed
        )


@router.post("", status_code=202, responses=documented(413))
def request_solve(
    work: WorkDep, body: SolveWish, idempotency_key: IdempotencyKey = None
) -> answers.Solve:
    """Ask for a roster; a worker searches, and the draft it finds is kept."""
    run = solves.request_solve(
        work,
        body.problem,
        body.to_params(),
        is_typed=True,
        idempotency_key=idempotency_key,
    )
    return answers.Solve.of(solves.progress(work, run))


@router.get("/{run}", responses=documented(404))
def get_solve(work: WorkDep, run: SolveRunId) -> answers.Solve:
    """How a search stands."""
    return answers.Solve.of(solves.progress(work, run))


@router.post("/{run}/stop", responses=documented(404))
def stop_solve(work: WorkDep, run: SolveRunId) -> answers.Solve:
    """End a search soon; the best roster it has found is kept as a draft."""
    return answers.Solve.of(solves.stop(work, run))


def _exists(work: WorkDep, run: SolveRunId) -> SolveRunId:
    return solves.progress(work, run).id


@router.get(
    "/{run}/events",
    response_class=EventSourceResponse,
    responses=documented(404),
)
async def follow_solve(
    request: Request, bearer: Bearer, run: Annotated[SolveRunId, Depends(_exists)]
) -> AsyncIterator[answers.Solve]:
    """How a search stands, now and whenever that changes, until it is over."""

    def look() -> SolveRun:
        with open_work(request, bearer) as work:
            return solves.progress(work, run)

    hub: LiveHub = request.app.state.hub
    organisation = deployment_of(request).organisation.id
    told: SolveRun | None = None
    with hub.subscribe(organisation, "solve.progress") as changes:
        while not changes.is_closed:
            try:
                present = await run_in_threadpool(look)
            except Refused:
                return
            if present != told:
                yield answers.Solve.of(present)
                told = present
            if present.status.is_over:
                return
            await changes.next(LOOK_AGAIN_S)
