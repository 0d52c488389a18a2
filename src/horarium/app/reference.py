"""``/docs``: the API's reference, with every script and style from this server."""

from importlib.util import find_spec
from pathlib import Path

from fastapi import APIRouter, Response
from starlette.exceptions import HTTPException

router = APIRouter(include_in_schema=False)

_FOR_A_DAY = "public, max-age=86400"

_START = b"""\
window.addEventListener("DOMContentLoaded", () => {
  SwaggerUIBundle({
    url: "/openapi.json",
    dom_id: "#reference",
    deepLinking: true,
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
    displayRequestDuration: true,
    filter: true,
    persistAuthorization: false,
    tryItOutEnabled: true,
    validatorUrl: null,
  });
});
"""

_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Horarium API</title>
<link rel="icon" href="/static/icon.svg">
<link rel="stylesheet" href="/docs/swagger-ui.css">
<script src="/docs/swagger-ui-bundle.js" defer></script>
<script src="/docs/start.js" defer></script>
</head>
<body>
<main id="reference">
<noscript><p>This page needs JavaScript; the same is told to programs at
<a href="/openapi.json">/openapi.json</a>.</p></noscript>
</main>
</body>
</html>
"""

_MEDIA_TYPES = {
    "swagger-ui.css": "text/css; charset=utf-8",
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
}


def _bundle() -> Path:
    """Where the installed Swagger UI lies; only its files are used, never its code."""
    spec = find_spec("fastapi_offline")
    if spec is None or spec.origin is None:
        raise RuntimeError(
            "the package fastapi-offline, which brings Swagger UI, is gone"
        )
    return Path(spec.origin).parent / "static"


@router.get("/docs")
async def reference_page() -> Response:
    """The page that shows every route and lets one try it."""
    return Response(_PAGE, media_type="text/html")


@router.get("/docs/start.js")
async def reference_start() -> Response:
    """What starts Swagger UI; a file, for the page may hold no script."""
    return Response(_START, media_type="text/javascript")


@router.get("/docs/{name}")
def reference_file(name: str) -> Response:
    """One of Swagger UI's own files."""
    if name not in _MEDIA_TYPES:
        raise HTTPException(404)
    content = (_bundle() / name).read_bytes()
    headers = {"cache-control": _FOR_A_DAY}
    return Response(content, headers=headers, media_type=_MEDIA_TYPES[name])
