"""What concerns whoever holds the bearer token."""

from horarium.api import answers
from horarium.api.deps import WorkDep
from horarium.api.routing import api_router, documented

router = api_router("/me", "me")


@router.get("", responses=documented())
def who_am_i(work: WorkDep) -> answers.Me:
    """Whose bearer token this is, and what it may be."""
    return answers.Me.of(work.actor)
