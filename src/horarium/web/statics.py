"""Static files: their address changes with their content, so they are kept for ever."""

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse

from horarium.domain.errors import NoSuchThing
from horarium.web.render import Renderer

router = APIRouter(prefix="/static")

FOR_EVER = "public, max-age=31536000, immutable"


@router.get("/{name:path}")
def send_static(request: Request, name: str) -> FileResponse:
    """One static file; nobody is asked who they are, which would cost a query each."""
    renderer: Renderer = request.app.state.renderer
    asset = renderer.assets.get(name)
    if asset is None:
        raise NoSuchThing("file", name)
    is_named = request.url.query == asset.url.partition("?")[2]
    keep = FOR_EVER if is_named else "no-cache"
    return FileResponse(
        asset.path, media_type=asset.media_type, headers={"Cache-Control": keep}
    )
