"""What the addresses that are handed out begin with, as one request came in."""

from starlette.requests import Request

from pages.plain.middleware import is_secure
from pages.shared import sharing


def origin(request: Request) -> str:
    """Return PUBLIC_URL, else scheme and host by which this browser came."""
    scheme = "https" if is_secure(request.scope) else "http"
    return sharing.origin(f"{scheme}://{request.headers.get('host', '')}")
