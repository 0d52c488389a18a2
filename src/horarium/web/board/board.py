"""The board: who is being served where, in numbers."""

from datetime import datetime, timedelta
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from horarium.services import views
from horarium.web.languages import N_, translations
from horarium.web.pages.board import BoardLive, BoardPage, BoardRoom
from horarium.web.streams import follow
from horarium.web.visit import Visit, VisitDep
from horarium.web.words import interval_of

router = APIRouter(prefix="/board")

SOON = timedelta(minutes=60)
"""How long before its start a session appears."""

N_FOLLOWING = 3


@router.get("")
def show_board(visit: VisitDep, site: str = "") -> HTMLResponse:
    """The board of the organisation, or of one site."""
    query = urlencode({"site": site, "language": visit.language})
    stream = f"/board/stream?{query}"
    page = BoardPage(
        shell=visit.shell(language=visit.language),
        live=_live(visit, site),
        stream=stream,
        title=site or visit.deployment.organisation.name,
    )
    return visit.show(page)


@router.get("/stream")
async def follow_board(visit: VisitDep, site: str = "") -> Response:
    """The board as it changes."""
    return await follow(
        visit,
        lambda: visit.renderer.fragment(_live(visit, site), visit.language),
        "line.changed",
        shared=("board", site, visit.language),
    )


def _live(visit: Visit, site: str) -> BoardLive:
    with visit.work() as work:
        now = work.clock.now()
        rooms = [
            room
            for room in views.board(work)
            if site in ("", room.site) and _is_shown(room, now)
        ]
    calls = [room.called_at for room in rooms if room.called_at]
    last = max(calls, default=None)
    several = len({room.site for room in rooms}) > 1
    return BoardLive(
        rooms=tuple(
            _room(visit, room, several_sites=several, last=last)
            for room in sorted(rooms, key=_newest_call_first)
        ),
        as_of=visit.now(),
    )


def _newest_call_first(room: views.BoardRoom) -> tuple[float, datetime, str, str]:
    called = -room.called_at.timestamp() if room.called_at else 0.0
    return called, room.start, room.site, room.room


def _is_shown(room: views.BoardRoom, now: datetime) -> bool:
    if room.now_serving or room.n_waiting:
        return True
    return room.start - SOON <= now < room.end


def _room(
    visit: Visit,
    room: views.BoardRoom,
    *,
    several_sites: bool,
    last: datetime | None,
) -> BoardRoom:
    say = translations(visit.language).gettext
    starts = say(N_("starts {time}")).format(time=f"{visit.local(room.start):%H:%M}")
    idle = say(N_("nobody called now") if room.n_waiting else N_("nobody waiting"))
    waiting = idle if room.start <= visit.now() else starts
    return BoardRoom(
        room=f"{room.site} · {room.room}" if several_sites else room.room,
        doctor=room.practitioner,
        service=room.service,
        now=room.now_serving or "",
        following=room.next_labels[:N_FOLLOWING],
        status="" if room.now_serving else waiting,
        late_min=room.late_min,
        is_last_called=last is not None and room.called_at == last,
        wait=interval_of(room.wait) if room.wait else None,
        n_recalls=room.n_recalls,
    )
