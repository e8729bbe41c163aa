"""How long every page of every role takes on the demo, the first time and again.

Nothing is judged here: a figure depends on the machine and on what else runs on it.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx2
from sqlalchemy import select

from db import engine, sign_ins, visitors
from db.engine import ROOT
from db.models import Person
from db.vocabulary import Role
from pages.shared import menu
from tests.bench.stream import Run, Tab
from tests.browser.servers import RunningApp

AGAIN = 5
HEAD = f"{'':<34}{'first':>9}{'new tab':>9}{'again':>9}{'kB':>8}"
TARGET = 0.3


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of `python -m tests.bench pages`."""
    parser.add_argument(
        "--data", type=Path, help="a data folder with a demo in it, instead of a new default one"
    )
    parser.add_argument("--branches", type=int, default=40)
    parser.add_argument("--months", type=int, default=12)


def command(args: argparse.Namespace) -> None:
    """Make the demo, serve it, and print one line per page and role."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        data = args.data.resolve() if args.data else folder / "data"
        os.environ["WUGEYI_DATA"] = str(data)
        if args.data is None:
            _make_demo(args)
        app = RunningApp(folder, {"WUGEYI_DATA": str(data)})
        try:
            app.start()
            _measure(app.url)
        finally:
            app.stop()
            engine.forget_engine()


def _make_demo(args: argparse.Namespace) -> None:
    command = ["-m", "db", "demo", "--branches", str(args.branches), "--months", str(args.months)]
    before, begun = os.times(), time.perf_counter()
    subprocess.run([sys.executable, *command], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    say(
        f"demo of {args.branches} branches × {args.months} months: {time.perf_counter() - begun:.0f} s, CPU {cpu:.0f} s"
    )


def _measure(url: str) -> None:
    say(f"load of this machine: {', '.join(f'{load:.1f}' for load in os.getloadavg())}")
    with engine.reading() as session:
        link = visitors.branch(session).token
    say(f"\nwithout an account, plain (seconds)\n{HEAD}")
    for path in ("/board", f"/q/{link}?board=1", f"/w/{link}", "/r", "/sign-in", "/demo", "/demo/story"):
        show(path.split(link)[0], _plain_runs(url, path))
    say(f"\nwithout an account, Streamlit (seconds)\n{HEAD}")
    for path in ("/", f"/survey?t={link}"):
        show(path.split("?")[0], page_runs(url, path, {}))
    for role in Role:
        say(f"\n{role.label} {role.value} (seconds)\n{HEAD}")
        token = _token_of(role)
        for page in menu.pages_for(role):
            if page not in menu.YOUTH:
                show(f"/{page.url_path}", page_runs(url, f"/{page.url_path}", {"sid": token}))


def _token_of(role: Role) -> str:
    with engine.transaction() as session:
        person = session.scalars(select(Person).where(Person.role == role).order_by(Person.username)).first()
        assert person is not None, f"nobody is {role.value}"
        return sign_ins.open_for(session, person=person, now=engine.now())


Runs = tuple[Run, list[Run], list[Run]]


def page_runs(url: str, path: str, cookies: dict[str, str]) -> Runs:
    """Open a page for the first time, in new tabs, and run it again in a tab that has it open."""
    with httpx2.Client(cookies=cookies) as browser:
        browser.get(f"{url}{path}")
        held = dict(browser.cookies)
    with Tab(url, path, held) as tab:
        first = tab.run()
        again = [tab.run() for _ in range(AGAIN)]
    opened = []
    for _ in range(AGAIN):
        with Tab(url, path, held) as tab:
            opened.append(tab.run())
    return first, opened, again


def _plain_runs(url: str, path: str) -> Runs:
    runs = []
    with httpx2.Client() as browser:
        for _ in range(1 + AGAIN):
            begun = time.perf_counter()
            answer = browser.get(f"{url}{path}")
            runs.append(
                Run(time.perf_counter() - begun, len(answer.content) / 1000, answer.status_code >= 400)
            )
    return runs[0], runs[1:], []


def show(name: str, runs: Runs) -> None:
    """Print one line: the first run, the median of new tabs and of runs again, kilobytes, and whether that is too slow."""
    first, opened, again = runs
    medians = [statistics.median(run.seconds for run in some) if some else None for some in (opened, again)]
    cells = [first.seconds, *medians]
    figures = "".join(f"{cell:>9.3f}" if cell is not None else f"{'':>9}" for cell in cells)
    notes = [" failed"] if any(run.failed for run in (first, *opened, *again)) else []
    notes += (
        [f" over {TARGET} s"] if any(median is not None and median > TARGET for median in medians) else []
    )
    say(f"{name:<34}{figures}{first.kilobytes:>8.0f}{''.join(notes)}")


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
