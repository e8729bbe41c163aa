"""The real server for browser tests: `streamlit run app.py` on a free port, with a database of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import datetime
from pathlib import Path

from playwright.sync_api import Page, expect

from db.engine import ROOT
from pages.shared.menu import MenuPage
from tests.browser.forking import Forked, Ready

STARTS_WITHIN = 60.0
STOPS_WITHIN = 15.0


def free_port() -> int:
    """Return a port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


class RunningApp:
    """One server that can be stopped, killed and started again on the same port and the same data.

    url : its address, without a slash at the end. log : the file that takes what it prints.
    clock : the moment that it takes for the present when it starts; None for the machine's own clock.
    """

    def __init__(
        self,
        folder: Path,
        environment: dict[str, str],
        *,
        script: Path | None = None,
        ready: Ready | None = None,
    ) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "server.log"
        self.environment = {**os.environ, **environment}
        # Another script than the house, for measuring beside it.
        self.script = script
        self.clock: datetime | None = None
        # A process that forks the server, which takes a third of the time; None to start it as anybody does.
        self.ready = ready
        self.child: subprocess.Popen[bytes] | Forked | None = None

    def start(self) -> None:
        """Start it and wait until it answers. RuntimeError with its log if it does not."""
        options = ["--server.port", str(self.port), "--server.address", "127.0.0.1"]
        arguments = ["run", str(self.script or "app.py"), *options, "--server.headless", "true"]
        if self.ready is not None:
            self.child = self.ready.fork(arguments, self.environment, self.log, self.clock)
        else:
            self.child = self._popen(arguments)
        deadline = time.monotonic() + STARTS_WITHIN
        while not self._answers():
            if self.child.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError("the server did not start:\n" + self.printed()[-4000:])
            time.sleep(0.1)

    def _popen(self, arguments: list[str]) -> subprocess.Popen[bytes]:
        streamlit = ["tests.browser.at_a_moment", self.clock.isoformat()] if self.clock else ["streamlit"]
        with self.log.open("ab") as out:
            return subprocess.Popen(
                [sys.executable, "-m", *streamlit, *arguments],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )

    def stop(self) -> None:
        """End it as an operator would (SIGTERM); kill it if it does not listen."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once, as a power cut would (SIGKILL)."""
        self._end(signal.SIGKILL)

    def printed(self) -> str:
        """Return everything it has printed."""
        return self.log.read_text("utf-8", errors="replace") if self.log.exists() else ""

    def _end(self, how: signal.Signals) -> None:
        child, self.child = self.child, None
        if child is None:
            return
        if child.poll() is None:
            child.send_signal(how)
        try:
            child.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait(STOPS_WITHIN)

    def _answers(self) -> bool:
        try:
            health = "_stcore/health" if self.script else "healthz"
            with urllib.request.urlopen(f"{self.url}/{health}", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False


def open_at(page: Page, app: RunningApp, where: MenuPage, query: str = "") -> None:
    """Open a page of the menu and wait until it is drawn."""
    page.goto(f"{app.url}/{where.url_path}{query}")
    expect(page.get_by_test_id("stMain").get_by_role("heading").first).to_be_visible()
    settle(page)


def settle(page: Page) -> None:
    """Wait until nothing is being computed for a page."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
