"""The static files and their addresses, each with a hash of its content."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from mimetypes import guess_type
from pathlib import Path

STATIC = Path(__file__).parent / "static"
PREFIX = "/static/"
HTMX = "htmx.min.js"


@dataclass(frozen=True, slots=True)
class Asset:
    """One static file; ``url`` changes with its content, so it may be cached for ever."""

    name: str
    path: Path
    media_type: str
    url: str


def htmx_path() -> Path:
    """Where the installed htmx lies; it is served as ``/static/htmx.min.js``."""
    return Path(str(files("js_lib_htmx"))) / "static" / "htmx" / HTMX


def load_assets() -> Mapping[str, Asset]:
    """Every static file by its name below ``/static/``, htmx included."""
    own = {
        path.relative_to(STATIC).as_posix(): path
        for path in sorted(STATIC.rglob("*"))
        if path.is_file()
    }
    return {
        name: _asset(name, path) for name, path in {**own, HTMX: htmx_path()}.items()
    }


def _asset(name: str, path: Path) -> Asset:
    digest = sha256(path.read_bytes()).hexdigest()[:8]
    media_type = _MEDIA_TYPES.get(path.suffix) or guess_type(name)[0] or _BYTES
    return Asset(name, path, media_type, f"{PREFIX}{name}?v={digest}")


_BYTES = "application/octet-stream"
_MEDIA_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}
