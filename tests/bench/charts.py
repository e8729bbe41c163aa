"""What pages, exports, submits and releases cost as the answers grow: the same district with ever more of them.

Nothing is judged here: a figure depends on the machine and on what else runs on it. Targets stand beside it.
"""

# long: one table of figures, and what fills its lines

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from unittest import mock

import pandas as pd
from sqlalchemy import func, select

from db import engine, keys, releases, responses, tallies
from db.engine import ROOT
from db.models import Response, Tally, Wave
from db.rights import Actor
from pages.shared import menu
from tests import builders, sheets
from tests import cast as casting
from tests.bench import district
from tests.bench.district import District, Plan
from tests.bench.pages import page_runs, say
from tests.browser.servers import RunningApp

SIZES = [10_000, 100_000, 1_000_000]
COMMITTEES, BRANCHES, MONTHS = 25, 1000, 24
ONE_MONTH = Plan(committees=5, branches=200, months=2, answers=40_000)
# Ten answers of a branch: many are so few that the audit has much to prove.
SMALL_BRANCHES = Plan(committees=5, branches=200, months=2, answers=4_000)
TOLD_MONTHS, AGAIN, SUBMITS = 12, 7, 60
CACHE_KILOBYTES = 500_000
# The export as an operator runs it; what it held in memory at most is its last line.
EXPORT = """
import atexit, re, sys
from db.__main__ import main
status = lambda: open("/proc/self/status").read()
atexit.register(lambda: print(int(re.search(r"VmHWM:\\s+(\\d+)", status())[1]) / 1024, flush=True))
raise SystemExit(main())
"""

Figures = dict[str, float]
OF_ONE_MONTH = ("answers", "one release (s)", "one release, CPU (s)")


# What is to be reached, beside the figure.
TARGETS = {
    "overview, district: warm": "≤ 0.5, and ≤ 1.5 × the first column",
    "naive / releases": "like with like; ≥ 50",
    "naive / page run": "unlike: the page draws all its charts and counts the ledgers too",
    "tallies cost (ms)": "≤ 2",
    "one release (s)": "≤ 120 at 5 × 40",
    "export (s)": "< 20 at 20,000 answers",
}


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of `python -m tests.bench charts`."""
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="answers in the whole district")
    parser.add_argument("--branches", type=int, default=BRANCHES)
    parser.add_argument("--months", type=int, default=MONTHS)


def command(args: argparse.Namespace) -> None:
    """Make a district of each size, measure it, and print the figures side by side."""
    say(f"load of this machine: {', '.join(f'{load:.1f}' for load in os.getloadavg())}")
    columns: dict[str, Figures] = {}
    for size in args.sizes:
        plan = Plan(min(COMMITTEES, args.branches), args.branches, args.months, size)
        with house(plan) as (made, figures, folder):
            figures |= _pages(made, folder) | _naive(made) | _export(made.months[-2], folder)
            figures["naive / page run"] = figures["naive (s)"] / figures["overview, district: warm"]
            figures |= _submits(made)
            columns[f"{size:,}"] = figures
        say(f"{size:,} answers measured")
    for name, plan in {"5 × 40, 100 each": ONE_MONTH, "5 × 40, 10 each": SMALL_BRANCHES}.items():
        with house(plan) as (made, figures, folder):
            columns[name] = {key: figures[key] for key in OF_ONE_MONTH} | _export(made.months[-2], folder)
    _show(columns)


@contextmanager
def house(plan: Plan) -> Iterator[tuple[District, Figures, Path]]:
    """Make a district in a database of its own, with every past month released by the house."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        os.environ["WUGEYI_DATA"] = str(folder)
        engine.forget_engine()
        keys.prepare()
        try:
            now, begun = datetime.now(UTC), time.perf_counter()
            with engine.transaction() as session:
                session.connection().exec_driver_sql(f"PRAGMA cache_size = -{CACHE_KILOBYTES}")
                made = district.build(session, plan, now=now)
            built = time.perf_counter() - begun
            # The pages begin with a connection of their own, and with the log written back.
            engine.forget_engine()
            released = _release_past(made, now)
            yield made, {"build (s)": built, **_stored(folder), **released}, folder
        finally:
            engine.forget_engine()


def _release_past(made: District, now: datetime) -> Figures:
    seconds, cpu = [], []
    for wave_id in made.waves[:-1]:
        begun, at_work = time.perf_counter(), time.process_time()
        with engine.transaction() as session:
            releases.release(session, wave=session.get_one(Wave, wave_id), now=now, by="bench")
        seconds.append(time.perf_counter() - begun)
        cpu.append(time.process_time() - at_work)
    return {
        "all releases (s)": sum(seconds),
        "one release (s)": statistics.median(seconds),
        "one release, CPU (s)": statistics.median(cpu),
    }


def _stored(folder: Path) -> Figures:
    with engine.reading() as session:
        n_answers = session.scalar(select(func.count()).select_from(Response)) or 0
        n_tallies = session.scalar(select(func.count()).select_from(Tally)) or 0
    megabytes = sum(file.stat().st_size for file in folder.glob("wugeyi.db*")) / 1e6
    return {"answers": n_answers, "tallies": n_tallies, "database (MB)": megabytes}


def _pages(made: District, folder: Path) -> Figures:
    found: Figures = {}
    app = RunningApp(folder, {"WUGEYI_DATA": str(folder)})
    try:
        app.start()
        for who, person in (("district", made.person), ("committee", made.of_committee)):
            token = token_of(person)
            for page in (menu.OVERVIEW, menu.NEEDS_ANALYSIS, menu.FOLLOW_UP, menu.BRANCH_PAGE):
                first, _, again = page_runs(app.url, f"/{page.url_path}", {"sid": token})
                failed = any(run.failed for run in (first, *again))
                name = f"{page.url_path}, {who}{' FAILED' if failed else ''}"
                found[f"{name}: cold"] = first.seconds
                found[f"{name}: warm"] = statistics.median(run.seconds for run in again)
    finally:
        app.stop()
    return found


def token_of(person: Actor) -> str:
    """Sign a person in; return the cookie's value."""
    with engine.transaction() as session:
        return casting.a_sign_in(session, person, now=datetime.now(UTC))


def _naive(made: District) -> Figures:
    """Take the overview's figures on answers from the rows, month by month so that they fit into memory."""
    begun = time.perf_counter()
    with engine.reading() as session:
        for wave_id in made.waves[-1 - TOLD_MONTHS : -1]:
            rows = session.scalars(
                select(Response.answers).where(Response.wave_id == wave_id, Response.is_doubtful.is_(False))
            )
            _from_rows(pd.DataFrame(list(rows)), with_ratings=wave_id == made.waves[-2])
    naive = time.perf_counter() - begun
    told = _median(lambda: _told(made), AGAIN)
    return {"naive (s)": naive, "the same from releases (s)": told, "naive / releases": naive / told}


def _from_rows(frame: pd.DataFrame, *, with_ratings: bool) -> None:
    frame["Q2"].explode().value_counts()
    if with_ratings:
        for key in frame.columns:
            if key.startswith("Q3:"):
                frame.groupby([key, key.replace("Q3", "Q4")]).size()


def _told(made: District) -> None:
    where = {"actor": made.person, "organisation_id": made.person.organisation_id}
    with engine.reading() as session:
        months = {"until": made.months[-2], "n_months": TOLD_MONTHS}
        releases.history(session, **where, view=releases.NEEDS, **months)
        made_last = releases.of_month(session, actor=made.person, month=made.months[-2])
        assert made_last is not None
        releases.view(session, **where, release_id=made_last.id, view=releases.RATINGS)


def _median(what: Callable[[], Any], times: int) -> float:
    seconds = []
    for _ in range(times):
        begun = time.perf_counter()
        what()
        seconds.append(time.perf_counter() - begun)
    return statistics.median(seconds)


def _export(month: date, folder: Path) -> Figures:
    """Export a month's answers in a process of its own: seconds from start to end, and the most it held."""
    out = folder / "answers.xlsx"
    options = ["export", "responses", "--month", f"{month:%Y-%m}", "--format", "xlsx", "--out", str(out)]
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", EXPORT, *options], cwd=ROOT, capture_output=True, text=True, check=False
    )
    seconds = time.perf_counter() - begun
    if done.returncode:
        # Too few answers to leave the house, in a small district.
        say(f"no export of {month:%Y-%m}: {done.stderr.strip().splitlines()[-1:]}")
        return {}
    return {"export (s)": seconds, "export, most memory (MB)": float(done.stdout.split()[-1])}


def _submits(made: District) -> Figures:
    """Send answers with and without tallies, in turn; a submit from its draft to its commit."""
    now = datetime.now(UTC)
    with engine.transaction() as session:
        token = builders.a_link(session, made.branches[0], now=now).token
    # What was built before is on its way to the disk, and a commit waits for the disk.
    os.sync()
    took: dict[bool, list[tuple[float, float]]] = {True: [], False: []}
    for number in range(2 * SUBMITS):
        counts = number % 2 == 0
        device = f"device-{number}"
        with engine.transaction() as session:
            sheets.fill_in(session, token, device, now, Q2=["EMP", "HOU", "CUL"])
        with mock.patch.object(tallies, "add", tallies.add if counts else lambda *_, **__: None):
            begun, at_work = time.perf_counter(), time.process_time()
            _send(token, device, now)
            took[counts].append((time.perf_counter() - begun, time.process_time() - at_work))
    (on, on_cpu), (off, off_cpu) = (
        [1000 * statistics.median(kind) for kind in zip(*took[counts], strict=True)] for counts in took
    )
    return {
        "submit (ms)": on,
        "submit without tallies (ms)": off,
        "tallies cost (ms)": on - off,
        "submit, CPU (ms)": on_cpu,
        "without tallies, CPU (ms)": off_cpu,
    }


def _send(token: str, device: str, now: datetime) -> None:
    with engine.transaction() as session:
        wave, branch = sheets.at(session, token, now)
        responses.submit(session, device=device, wave=wave, branch=branch, now=now)


def _show(columns: dict[str, Figures]) -> None:
    say(f"\n{'answers in the district':<34}{''.join(f'{name:>19}' for name in columns)}")
    for name in dict.fromkeys(name for figures in columns.values() for name in figures):
        cells = "".join(_cell(figures.get(name)) for figures in columns.values())
        say(f"{name:<34}{cells}   {TARGETS.get(name, '')}".rstrip())


def _cell(figure: float | None) -> str:
    if figure is None:
        return f"{'':>19}"
    return f"{figure:>19,.3f}" if figure < 100 else f"{figure:>19,.0f}"
