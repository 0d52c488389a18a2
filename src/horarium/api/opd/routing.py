"""What every route of the OPD interface shares."""

from enum import Enum
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from horarium.api.opd.errors import failures
from horarium.api.routing import Route
from horarium.services.opd.rules import OpdRules

MOST_LISTED = 1000


def opd_router(prefix: str) -> APIRouter:
    """A router whose routes ask for a bearer token before they read anything."""
    tags: list[str | Enum] = ["opd"]
    return APIRouter(prefix=prefix, tags=tags, route_class=Route, responses=failures())


def _rules(request: Request) -> OpdRules:
    rules: OpdRules = getattr(request.app.state, "opd_rules", None) or OpdRules()
    return rules


RulesDep = Annotated[OpdRules, Depends(_rules)]
"""What the original's settings say."""

Limit = Annotated[
    int, Query(ge=1, le=MOST_LISTED, description="How many to list at most.")
]
Offset = Annotated[
    int, Query(ge=0, le=1_000_000, description="How many to leave out first.")
]
