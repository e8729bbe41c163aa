"""The house's own files: two scripts (every Streamlit document; browsers too old to sign in with), the icon."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

FOLDER = Path(__file__).parent / "static"
TYPES = {".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
FILES = {
    f"/{file.name}": (file.read_bytes(), TYPES[file.suffix])
    for file in FOLDER.iterdir()
    if file.suffix in TYPES
}


async def send_file(request: Request) -> Response:
    """GET /browser.js, /old_browser.js, /icon.svg."""
    content, kind = FILES[request.scope["path"]]
    return Response(content, media_type=kind, headers={"cache-control": "public, max-age=3600"})


ROUTES = [Route(path, send_file) for path in sorted(FILES)]
