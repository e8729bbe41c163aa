"""Starting up: the database and its key, the set-up link, and the task that keeps the months turning.

A database that cannot be reached does not keep the server down: every page says so in Chinese, and it is tried
again until it works.
"""

import asyncio
import logging
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress

from starlette.concurrency import run_in_threadpool

from db import engine, faults, keys, leases, mixing, months, set_up, settings, sign_ins
from db.errors import Refused
from pages.plain import middleware, sockets
from pages.plain.middleware import where
from pages.shared import sessions

log = logging.getLogger("wugeyi")

Running = AbstractAsyncContextManager[None]
RETRY_SECONDS = 15
TURN_SECONDS = 180
# Longer than a turn takes, so that a second server waits; short enough that it takes over soon.
LEASE_SECONDS = 300
# Uvicorn says three lines of its own after the start; ours comes last.
AFTER_UVICORN_SECONDS = 0.7
UNLOGGED = ("/q", "/s/", "/i/", "/w/", "/r", "/c/", "/go", "/survey", "/set-up")
HOLDER = f"{socket.gethostname()[:40]}:{os.getpid()}"


@asynccontextmanager
async def running(*, port: int) -> AsyncIterator[None]:
    """Prepare the house, then look after it in the background as long as the server runs."""
    _log_to_terminal()
    sockets.send_at_once()
    await run_in_threadpool(prepare)
    tasks = [asyncio.create_task(_greet(port)), asyncio.create_task(_look_after())]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task
        with suppress(Refused):
            # The next server need not wait for the lease to run out.
            await run_in_threadpool(sessions.write, leases.give_back, name="turn", holder=HOLDER)


def prepare() -> bool:
    """Prepare database and key; True when the house is ready. What is wrong is logged and shown on every page."""
    try:
        with faults.as_refusals():
            keys.prepare()
    except Refused as refused:
        log.error("not ready: %s", refused)
        middleware.Readiness.refusal = refused
        return False
    middleware.Readiness.refusal = None
    return True


async def _greet(port: int) -> None:
    await asyncio.sleep(AFTER_UVICORN_SECONDS)
    address = os.environ.get("PUBLIC_URL", "").rstrip("/") or f"http://localhost:{port}"
    say(f"\n  青年需求五个一 已启动：{address}")
    while middleware.Readiness.refusal is not None:
        await asyncio.sleep(RETRY_SECONDS)
    token = await run_in_threadpool(sessions.write, set_up.first_link)
    if token is not None:
        say("  还没有账号。请在浏览器打开下面的一次性链接，启用系统：")
        say(f"{address}/set-up/{token}")


async def _look_after() -> None:
    while True:
        is_ready = middleware.Readiness.refusal is None or await run_in_threadpool(prepare)
        if is_ready:
            await run_in_threadpool(_turn)
        await asyncio.sleep(TURN_SECONDS if is_ready else RETRY_SECONDS)


def _turn() -> None:
    try:
        if sessions.read(settings.get, name="is_being_made"):
            # A demo's past is being made, month by month; its months turn in its own time.
            return
        is_ours = sessions.write(leases.take, name="turn", holder=HOLDER, seconds=LEASE_SECONDS)
        if is_ours:
            # What is released is worked out before the writing, so that nobody who answers waits for it.
            sessions.write(months.turn, worked_out=sessions.read(months.next_releases))
            if sessions.write(months.mix):
                mixing.clear_away(engine.engine())
            # One at a time: a longer period is laid beside the shorter ones.
            while (ready := sessions.read(months.next_sum)) and sessions.write(months.keep_sum, ready=ready):
                continue
            mixing.empty_log(engine.engine())
            sessions.write(sign_ins.purge)
    except Refused as refused:
        log.error("turn: %s", refused)
    except Exception as error:
        # The next turn may go well; the house stands meanwhile.
        log.error("turn: %s", where(error))


def say(text: str) -> None:
    """Write a line to the terminal, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def is_loggable(record: logging.LogRecord) -> bool:
    """Tell whether an access line of uvicorn may be kept: never which link, receipt or survey somebody opened.

    `streamlit run` switches access lines off; a server started otherwise may not.
    """
    # Its arguments: client, method, path, version, status.
    arguments = record.args if isinstance(record.args, tuple) else ()
    return len(arguments) < 3 or not str(arguments[2]).startswith(UNLOGGED)


def _log_to_terminal() -> None:
    logging.getLogger("uvicorn.access").addFilter(is_loggable)
    if not log.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        log.addHandler(handler)
        log.setLevel(logging.INFO)
        log.propagate = False
