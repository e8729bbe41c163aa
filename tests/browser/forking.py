"""A process that has loaded what a server imports, and forks a server at each start: `python -m tests.browser.forking`.

Most of a start is importing, and the stories start a server some seventy times. A fork holds nothing of an earlier
server: the process itself serves nobody, opens no database and starts no thread. Told line by line (JSON: arguments,
environment, log, clock), it answers with the number of the new process. It ends with whoever started it.
"""

import importlib
import json
import os
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from db.engine import ROOT

# What app.py imports or a first page needs; app.py itself is run by each server.
LOADED = (
    "streamlit.web.cli",
    "streamlit.web.bootstrap",
    "uvicorn",
    "pages.plain.routes",
    "pages.plain.start",
    "analysis.charts",
    "scipy.stats",
    "scipy.optimize",
)


class Forked:
    """A server made by forking, with as much of `subprocess.Popen` as is needed here."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def poll(self) -> int | None:
        """Return None as long as it runs."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return 0
        return None

    def send_signal(self, how: signal.Signals) -> None:
        """Send it a signal."""
        os.kill(self.pid, how)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def wait(self, seconds: float) -> None:
        """Wait until it has ended. Raises subprocess.TimeoutExpired."""
        deadline = time.monotonic() + seconds
        while self.poll() is None:
            if time.monotonic() > deadline:
                raise subprocess.TimeoutExpired(str(self.pid), seconds)
            time.sleep(0.02)


class Ready:
    """The process that forks, from the side of the tests."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.browser.forking"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def fork(
        self, arguments: list[str], environment: dict[str, str], log: Path, clock: datetime | None
    ) -> Forked:
        """Start a server."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        told = {
            "arguments": arguments,
            "environment": environment,
            "log": str(log),
            "clock": clock.isoformat() if clock else "",
        }
        self.process.stdin.write(json.dumps(told) + "\n")
        self.process.stdin.flush()
        return Forked(int(self.process.stdout.readline()))

    def end(self) -> None:
        """End the process; servers that it forked go on."""
        with self.process:
            self.process.kill()


def _serve(told: dict[str, Any]) -> None:
    """Become the server, in the forked process."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ.clear()
    os.environ.update(told["environment"])
    log = os.open(told["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for there, here in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(there, here)
    from streamlit.web import cli

    if told["clock"]:
        from tests.browser.at_a_moment import set_clock

        set_clock(datetime.fromisoformat(told["clock"]))
    sys.argv = ["streamlit", *told["arguments"]]
    cli.main(prog_name="streamlit")


def main() -> None:
    """Load, then fork at each line."""
    for name in LOADED:
        importlib.import_module(name)
    # Whoever ends is gone at once; nobody asks how.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _serve(json.loads(line))
            os._exit(0)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
