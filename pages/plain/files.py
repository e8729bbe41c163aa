"""The house's own files: scripts (every Streamlit document; the sign-in page; receipts), the icon; one inline script."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

FOLDER = Path(__file__).parent / "static"
TYPES = {".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
# Before each script stands what tells whether the browser is one for Streamlit's pages.
IS_MODERN = (FOLDER / "is_modern.js").read_bytes()
# And before those that know of the receipt codes a browser was asked to keep.
REMEMBERED = (FOLDER / "remembered.js").read_bytes()
FILES = {
    "/browser.js": (IS_MODERN + (FOLDER / "browser.js").read_bytes(), TYPES[".js"]),
    "/old_browser.js": (IS_MODERN + (FOLDER / "old_browser.js").read_bytes(), TYPES[".js"]),
    "/receipts.js": (REMEMBERED + (FOLDER / "receipts.js").read_bytes(), TYPES[".js"]),
    "/icon.svg": ((FOLDER / "icon.svg").read_bytes(), TYPES[".svg"]),
}
# Stands in the page itself, so that a slow phone need not ask for it first.
CHOOSE = (IS_MODERN + REMEMBERED + (FOLDER / "choose.js").read_bytes()).decode()


async def send_file(request: Request) -> Response:
    """GET /browser.js, /old_browser.js, /receipts.js, /icon.svg."""
    content, kind = FILES[request.scope["path"]]
    return Response(content, media_type=kind, headers={"cache-control": "public, max-age=3600"})


ROUTES = [Route(path, send_file) for path in sorted(FILES)]
