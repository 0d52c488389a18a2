"""The board: who is being served where, in numbers."""

from datetime import datetime, timedelta

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, StreamingResponse

from horarium.services import views
from horarium.web.pages.board import BoardLive, BoardPage, BoardRoom
from horarium.web.streams import follow
from horarium.web.visit import Visit, VisitDep

router = APIRouter(prefix="/board")

SOON = timedelta(minutes=60)
"""How long before its start a session appears."""

N_FOLLOWING = 3


@router.get("")
def show_board(visit: VisitDep, site: str = "") -> HTMLResponse:
    """The board of the organisation, or of one site."""
    stream = f"/board/stream?site={site}" if site else "/board/stream"
    page = BoardPage(
        shell=visit.shell(),
        live=_live(visit, site),
        stream=stream,
        title=site or visit.deployment.organisation.name,
    )
    return visit.show(page)


@router.get("/stream")
async def follow_board(visit: VisitDep, site: str = "") -> StreamingResponse:
    """The board as it changes."""
    return await follow(
        visit,
        lambda: visit.renderer.fragment(_live(visit, site)),
        "line.changed",
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
            _room(visit, room, several_sites=several, last=last) for room in rooms
        ),
        as_of=visit.now(),
    )


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
    start = visit.local(room.start)
    waiting = "nobody waiting" if room.start <= visit.now() else f"starts {start:%H:%M}"
    return BoardRoom(
        room=f"{room.site} · {room.room}" if several_sites else room.room,
        doctor=room.practitioner,
        service=room.service,
        now=room.now_serving or "",
        following=room.next_labels[:N_FOLLOWING],
        status="" if room.now_serving else waiting,
        late_min=room.late_min,
        is_last_called=last is not None and room.called_at == last,
    )
