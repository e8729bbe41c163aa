"""How long the pages of a branch with ten years of records take, and those of a committee with a thousand branches.

Nothing is judged here: a figure depends on the machine and on what else runs on it.
"""

import argparse
import os
from datetime import UTC, datetime

import numpy as np

from db import engine
from db.models import Organisation
from db.rights import Actor
from db.vocabulary import Role
from db.workdays import add_months, today
from pages.shared import menu
from tests import cast as casting
from tests.bench import ledgers
from tests.bench.charts import house, token_of
from tests.bench.district import District, Plan
from tests.bench.pages import HEAD, page_runs, say, show
from tests.browser.servers import RunningApp

LARGE = Plan(committees=1, branches=1000, months=12, answers=100_000)
MONTHS_BEFORE = 108
# What a page shows only when it is asked for.
PARTS = {menu.FOLLOW_UP.url_path: ("?part=pace", "?part=open")}


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of `python -m tests.bench cadre`."""


def command(args: argparse.Namespace) -> None:
    """Make the committee, and ten years of one of its branches; print one line per page."""
    say(f"load of this machine: {', '.join(f'{load:.1f}' for load in os.getloadavg())}")
    with house(LARGE) as (made, _, folder):
        secretary = _ten_years(made)
        app = RunningApp(folder, {"WUGEYI_DATA": str(folder)})
        try:
            app.start()
            for person in (secretary, made.of_committee):
                say(f"\n{person.role.label} {person.role.value} (seconds)\n{HEAD}")
                held = {"sid": token_of(person)}
                for page in menu.pages_for(person.role):
                    if page not in menu.YOUTH:
                        for query in ("", *PARTS.get(page.url_path, ())):
                            path = f"/{page.url_path}{query}"
                            show(path, page_runs(app.url, path, held))
        finally:
            app.stop()


def _ten_years(made: District) -> Actor:
    """Give the first branch the nine years before as well, and a secretary."""
    branch, now = made.branches[0], datetime.now(UTC)
    months = [add_months(made.months[0], -n) for n in range(MONTHS_BEFORE, 0, -1)]
    with engine.transaction() as session:
        place = session.get_one(Organisation, branch)
        secretary = casting.a_person(session, place, "团支部书记", "secretary", Role.SECRETARY, now=now)
        ledgers.add(
            session,
            branches=[branch],
            months=months,
            by=secretary.id,
            today=today(now),
            draws=np.random.default_rng(LARGE.seed),
        )
    return secretary
