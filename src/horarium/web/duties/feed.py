"""The calendar behind a secret link."""

from typing import Annotated

from fastapi import APIRouter, Header
from fastapi.responses import Response

from horarium.services import calendar_feed
from horarium.web.visit import VisitDep

router = APIRouter()


@router.get("/ical/{secret}.ics")
def send_feed(
    visit: VisitDep, secret: str, if_none_match: Annotated[str, Header()] = ""
) -> Response:
    """The duties of whoever made the link; 304 while nothing has changed."""
    with visit.work() as work:
        feed = calendar_feed.feed(work, secret)
    headers = {
        "ETag": feed.etag,
        "Cache-Control": "private, no-cache",
        "Referrer-Policy": "no-referrer",
    }
    if feed.etag in [one.strip() for one in if_none_match.split(",")]:
        return Response(status_code=304, headers=headers)
    return Response(feed.body, media_type="text/calendar", headers=headers)
