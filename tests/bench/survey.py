"""How much a survey costs the server: the plain one and Streamlit's, beside a bare page of one button.

Nothing is judged here: a figure depends on the machine and on what else runs on it. Lost and doubled answers are
counted, and a run with any of them ends with an error.
"""

import argparse
import asyncio
import contextlib
import functools
import http.client
import os
import re
import statistics
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from sqlalchemy import func, select

from db import engine, migrations, receipts, responses, workdays
from db.models import Response
from pages.plain.middleware import DEVICE_COOKIE
from tests import builders
from tests import cast as casting
from tests.bench import youth
from tests.bench.pages import say
from tests.browser.servers import RunningApp
from tests.screens.plain_sheet import HIDDEN, at_the_last_page, filled

CODE = re.compile(r'class="code">([^<]+)<')
HERE = Path(__file__).parent
TICKS = os.sysconf("SC_CLK_TCK")
MOST_AT_ONCE = 64
ARRIVING = 30
PRESSES = 300
# About what the last page of a survey sends.
WRITTEN = {f"Q{n}": "an option" for n in range(8)}
HEAD = f"{'':<34}{'n':>7}{'p50':>9}{'p95':>9}{'p99':>9}{'CPU ms':>9}{'lost':>6}{'doubled':>9}"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of `python -m tests.bench survey`."""
    parser.add_argument("--surveys", type=int, default=100, help="whole plain surveys, one after another")
    parser.add_argument("--rate", type=int, default=50, help="final submits a second in the soak")
    parser.add_argument("--seconds", type=int, default=30, help="how long the soak lasts")
    parser.add_argument(
        "--users", type=int, default=300, help="youth who arrive over half a minute and think"
    )
    parser.add_argument("--think", type=float, default=8, help="seconds before each of their taps")
    parser.add_argument("--bursts", type=int, nargs="*", default=[1, 20, 100, 300], help="who do not think")


@dataclass
class District:
    """A server on a database of its own, with one open survey. seen : the receipt codes that came back."""

    app: RunningApp
    link: str
    wave_id: int
    branch_id: int
    lock: threading.Lock = field(default_factory=threading.Lock)
    seen: list[str] = field(default_factory=list)

    def line(self) -> http.client.HTTPConnection:
        """Return a connection, which a browser keeps from page to page."""
        where = urlsplit(self.app.url)
        return http.client.HTTPConnection(str(where.hostname), where.port, timeout=60)

    def ask(
        self,
        method: str,
        device: str,
        form: dict[str, str] | None = None,
        line: http.client.HTTPConnection | None = None,
        path: str = "",
    ) -> tuple[float, str]:
        """Send one request as a browser does; return its seconds and the page."""
        headers = {"Cookie": f"{DEVICE_COOKIE}={device}", "Origin": self.app.url}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        begun = time.perf_counter()
        with contextlib.closing(self.line()) if line is None else contextlib.nullcontext(line) as used:
            body = urlencode(form) if form is not None else None
            used.request(method, path or f"/s/{self.link}", body, headers)
            page = used.getresponse().read().decode()
        return time.perf_counter() - begun, page

    def read_code(self, device: str) -> None:
        """Read the page after the submit, and keep the code that it shows."""
        found = CODE.search(self.ask("GET", device)[1])
        if found:
            with self.lock:
                self.seen.append(receipts.normal(found[1]))

    def cpu(self) -> float:
        """Return the seconds of CPU that the server has used."""
        assert self.app.child is not None
        fields = Path(f"/proc/{self.app.child.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory(self) -> float:
        """Return the megabytes that the server holds in memory."""
        assert self.app.child is not None
        status = Path(f"/proc/{self.app.child.pid}/status").read_text()
        return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1024

    def stored(self) -> int:
        """Return how many answers the database holds; the tallies say the same, or this fails."""
        with engine.reading() as session:
            n = session.scalar(select(func.count()).select_from(Response)) or 0
            assert n == responses.count(session, wave_id=self.wave_id, branch_id=self.branch_id)
        return n


def command(args: argparse.Namespace) -> None:
    """Serve a small district and print one line per measurement."""
    with tempfile.TemporaryDirectory() as temporary:
        os.environ["WUGEYI_DATA"] = temporary
        now = datetime.now(UTC)
        migrations.upgrade(engine.engine())
        with engine.transaction() as session:
            cast = casting.gather(session, now=now)
            month = workdays.month_of(workdays.today(now))
            wave = builders.a_wave(session, now=now, closes_on=workdays.last_day(month))
            link = builders.a_link(session, cast.branch_a, now=now).token
            app = RunningApp(Path(temporary), {"WUGEYI_DATA": temporary})
            district = District(app, link, wave.id, cast.branch_a)
        try:
            app.start()
            say(f"load of this machine: {', '.join(f'{load:.1f}' for load in os.getloadavg())}\n\n{HEAD}")
            _whole(district, args.surveys)
            _soak(district, args.rate, args.seconds, now)
            _bare(Path(temporary))
            for n in args.bursts:
                _streamlit(district, f"Streamlit, {n} at once", n=n, over=0, think=0)
            if args.users:
                name = f"Streamlit, {args.users} over {ARRIVING} s"
                _streamlit(district, name, n=args.users, over=ARRIVING, think=args.think)
        finally:
            app.stop()
            engine.forget_engine()


def _whole(district: District, n: int) -> None:
    """Answer whole plain surveys, one after another: each request is one wait."""
    district.ask("GET", "warm-up")
    cpu, waits = district.cpu(), []
    for number in range(n):
        waits += _one(district, f"whole-{number}")
    _show("plain, each request", waits, None, 0, 0)
    _show("plain, whole survey", waits, (district.cpu() - cpu) / n, *_missing(district, n), count=n)


def _one(district: District, device: str) -> list[float]:
    with contextlib.closing(district.line()) as line:
        ask = functools.partial(district.ask, device=device, line=line)
        waits = [ask("GET")[0], ask("POST", form={"step": "start", "agreed": "1"})[0]]
        wait, page = ask("GET")
        waits.append(wait)
        while HIDDEN.search(page):
            waits.append(ask("POST", form=filled(page, Q2="EMP"))[0])
            wait, page = ask("GET")
            waits.append(wait)
    found = CODE.search(page)
    if found:
        district.seen.append(receipts.normal(found[1]))
    return waits


def _soak(district: District, rate: int, seconds: int, now: datetime) -> None:
    """Send prepared answers at an even rate; a late one is sent at once, and its wait counts from when it was due."""
    forms = {}
    for number in range(rate * seconds):
        with engine.transaction() as session:
            forms[f"soak-{number}"] = at_the_last_page(session, district.link, f"soak-{number}", now)
    before, cpu, waits = district.stored(), district.cpu(), []
    begun = time.perf_counter()

    def send(number: int, device: str) -> None:
        due = begun + number / rate
        time.sleep(max(0.0, due - time.perf_counter()))
        district.ask("POST", device, forms[device])
        waits.append(time.perf_counter() - due)

    with ThreadPoolExecutor(MOST_AT_ONCE) as pool:
        list(pool.map(send, range(len(forms)), forms))
    used = (district.cpu() - cpu) / len(forms)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(district.read_code, forms))
    _show(f"plain, {rate} submits a second", waits, used, *_missing(district, before + len(forms)))


def _bare(folder: Path) -> None:
    """Press the one button of a bare page; write to a bare route, one after another."""
    app = RunningApp(folder, {"WUGEYI_DATA": str(folder)}, script=HERE / "bare_route.py")
    try:
        app.start()
        district = District(app, "", 0, 0)
        asyncio.run(youth.bare(app.url, 20))
        before = district.cpu()
        pressed = asyncio.run(youth.bare(app.url, PRESSES))
        _show("bare page, a press", pressed.taps, (district.cpu() - before) / PRESSES, 0, 0)
        before, waits = district.cpu(), []
        for _ in range(PRESSES):
            waits.append(district.ask("POST", "", WRITTEN, path="/write")[0])
        _show("bare route, a write", waits, (district.cpu() - before) / PRESSES, 0, 0)
    finally:
        app.stop()


def _streamlit(district: District, name: str, *, n: int, over: float, think: float) -> None:
    """Let youth answer the whole survey; a tap's and a submit's wait, CPU per saved answer and per survey."""
    stored, before = district.stored(), district.cpu()
    path = f"/survey?t={district.link}"
    came, seconds = asyncio.run(youth.all_at_once(district.app.url, path, n=n, over=over, think=think))
    used = district.cpu() - before
    taps, submits = [tap for one in came for tap in one.taps], [wait for one in came for wait in one.submits]
    district.seen = [receipts.normal(one.code) for one in came if one.code]
    missing = _missing(district, stored + n)
    _show(f"{name}: a tap", taps, used / len(taps), 0, 0)
    _show(f"{name}: submit", submits, used / n, *missing)
    say(f"{'':<34}{n / seconds:>7.1f} surveys a second, server memory {district.memory():.0f} MB")


def _missing(district: District, wanted: int) -> tuple[int, int]:
    """Return how many answers are lost and doubled: of codes that were seen, and of answers that were sent."""
    with engine.reading() as session:
        lost = sum(not receipts.exists(session, code=code) for code in district.seen)
    stored = district.stored()
    return max(lost, wanted - stored), max(0, stored - wanted)


def _show(
    name: str, waits: list[float], cpu: float | None, lost: int, doubled: int, *, count: int | None = None
) -> None:
    cuts = statistics.quantiles(waits if len(waits) > 1 else waits * 2, n=100)
    figures = "".join(f"{cuts[n - 1]:>9.4f}" for n in (50, 95, 99))
    spent = f"{1000 * cpu:>9.1f}" if cpu is not None else f"{'':>9}"
    say(f"{name:<34}{count or len(waits):>7}{figures}{spent}{lost:>6}{doubled:>9}")
    if lost or doubled:
        sys.exit(f"{name}: {lost} lost, {doubled} doubled")
