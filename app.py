"""The ASGI application: routes, middleware, start-up. `streamlit run app.py`."""

import functools
import gc
import importlib
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from streamlit import config
from streamlit.runtime import app_session

from pages.plain import compression, demo_strip, dispatch, document, errors, log_lines, middleware, start
from pages.plain.routes import ROUTES

# What the house cannot do without; hidden options, so a missing config.toml would go unnoticed.
IN_FORCE = {
    "runner.postScriptGC": False,
    "server.trustedUserHeaders": {"x-wugeyi-person": "sub"},
    "logger.enableRich": False,
    "client.disableDataExport": True,
}


def check_options() -> None:
    """Refuse to start without the settings of .streamlit/config.toml."""
    for name, wanted in IN_FORCE.items():
        if st.get_option(name) != wanted:
            raise SystemExit(
                f"{name} must be {wanted!r}, found {st.get_option(name)!r}: "
                "start in the folder of app.py, with its .streamlit/config.toml."
            )


@functools.cache
def read_options_once() -> None:
    """Keep what the settings say and how they are called: for each run of a page Streamlit looks all of them through and
    respells the theme's, a fifth of a tap.

    They do not change while the house stands.
    """
    read = functools.cache(config.get_options_for_section)
    # A copy for each run, as it was.
    config.get_options_for_section = lambda section: dict(read(section))
    app_session.to_snake_case = functools.cache(app_session.to_snake_case)  # type: ignore[attr-defined]


def load_figures() -> None:
    """Load what figures are made with before the first page asks: a page that is slow to appear is a page left too soon."""
    for name in ("scipy.stats", "scipy.optimize"):
        importlib.import_module(name)


def keep_for_good() -> None:
    """Take what is loaded by now out of what Python's collector looks through.

    Hundreds of thousands of objects live as long as the house: every sixth tap on a large page would wait for them, about
    as long as for all that the page asks of the database.
    """
    gc.collect()
    gc.freeze()


def lifespan(app: st.App) -> start.Running:
    """Check the settings, then prepare the house and keep its tasks running."""
    check_options()
    read_options_once()
    load_figures()
    keep_for_good()
    log_lines.keep_quiet()
    return start.running(port=st.get_option("server.port"))


def show_script_error(error: Exception) -> bool:
    """Show a bug in a page in Chinese; the log has its kind and place."""
    st.error(
        "这一页出错了，刚才的操作可能没有保存。请刷新页面再试；仍不行请联系管理员。", icon=":material/error:"
    )
    return True


# From the outside in: what comes first sees the request first and the answer last. The last three are for
# Streamlit's own files and documents; a plain page never reaches them.
MIDDLEWARE = [
    Middleware(middleware.SafeHeaders),
    Middleware(middleware.DeviceCookie),
    Middleware(middleware.Faults),
    Middleware(middleware.Readiness),
    Middleware(middleware.Identity),
    Middleware(demo_strip.DemoStrip),
    Middleware(dispatch.PlainPages, routes=ROUTES),
    Middleware(middleware.Doors),
    Middleware(compression.Compressed),
    Middleware(document.ChineseDocument),
]

app = st.App(
    Path(__file__).resolve().parent / "pages" / "frame.py",
    middleware=MIDDLEWARE,
    lifespan=lifespan,
    exception_handlers=errors.HANDLERS,
    on_script_error=show_script_error,
)
