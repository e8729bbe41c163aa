"""The demo: a believable, clearly invented district, made by calling the services as its people would.

Nothing in it could not have happened through the app. The same seed on the same date gives the same
content; keys, codes and passwords are drawn anew each time.
"""

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import engine, organisations, people, questionnaires, settings
from db.demo import findings, months, stories, tree
from db.demo import staff as staffing
from db.demo.agenda import Agenda, Size
from db.demo.staff import Account
from db.engine import SHANGHAI
from db.errors import Conflict, Invalid
from db.models import Category, Deed, Need, Organisation, Response, Setting
from db.vocabulary import NeedState
from db.workdays import Workdays, add_months

# From so many months on the stories lie well within them.
LONG = 3
DEFAULT = Size(branches=40, months=12, responses_per_branch=12, seed=2026)
# Every step looks these up: held as long as the course runs, they are fetched once.
LOOKED_UP = (Setting, Category, Organisation)
MOST_BRANCHES, MOST_MONTHS = 2000, 36


@dataclass(frozen=True)
class Report:
    """What was made, in counts, and how to get in.

    waiting_code : the receipt code of a settled need that waits for its youth to confirm it.
    """

    district: str
    branches: int
    months: int
    people: int
    responses: int
    needs: dict[NeedState, int]
    deeds: int
    accounts: tuple[Account, ...]
    link: str
    waiting_code: str


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of `python -m db demo`."""
    parser.add_argument("--branches", type=int, default=DEFAULT.branches, metavar="N", help="团支部个数")
    parser.add_argument("--months", type=int, default=DEFAULT.months, metavar="N", help="几个月，到本月为止")
    parser.add_argument(
        "--responses-per-branch",
        type=int,
        default=DEFAULT.responses_per_branch,
        metavar="N",
        help="每个团支部每月大约几份问卷",
    )
    parser.add_argument(
        "--seed", type=int, default=DEFAULT.seed, metavar="N", help="种子：同一天用同一种子，内容相同"
    )


def command(args: argparse.Namespace) -> None:
    """Make the demo district in the database in use and print what was made.

    Refuses: demo_needs_empty_database, demo_size_out_of_range.
    """
    size = Size(args.branches, args.months, args.responses_per_branch, args.seed)
    with engine.long_work() as (session, pause):
        report = build(session, size=size, now=engine.now(), pause=pause)
    sys.stdout.write("\n".join(lines(report)) + "\n")


def build(session: Session, *, size: Size, now: datetime, pause: Callable[[], None] = lambda: None) -> Report:
    """Make the district with its past up to `now`, month by month.

    pause : called after the founding and after each month; without it all is one piece, in the caller's transaction.

    Refuses: demo_needs_empty_database, demo_size_out_of_range.
    """
    if people.has_accounts(session) or organisations.district(session) is not None:
        raise Conflict("demo_needs_empty_database")
    if not (0 < size.branches <= MOST_BRANCHES and 0 < size.months <= MOST_MONTHS):
        raise Invalid("demo_size_out_of_range", branches=MOST_BRANCHES, months=MOST_MONTHS)
    if size.responses_per_branch < 0:
        raise Invalid("demo_size_out_of_range", branches=MOST_BRANCHES, months=MOST_MONTHS)
    agenda = Agenda(now=now, days=Workdays.of(session))
    course, codes = _begin(session, agenda, size)
    pause()
    months.schedule(course)
    agenda.run(pause)
    months.last_words(course)
    settings.put(session, "is_being_made", False)
    return _report(session, course, codes)


def _begin(session: Session, agenda: Agenda, size: Size) -> tuple[months.Course, stories.Codes]:
    """Found the district with its people; nothing has happened yet."""
    # Before anything happens, and in the month of the first survey: one without duties done would be all red. The
    # stories need some working days behind them, so a short demo begins a month earlier.
    first_day = months.first_month(agenda.now, size=size)
    if size.months < LONG:
        first_day = add_months(first_day, -1)
    founded = datetime.combine(first_day, time(0, 5), SHANGHAI)
    district = tree.found(session, size=size, now=founded)
    questionnaires.install_defaults(session, now=founded)
    staff = staffing.employ(session, district=district, now=founded)
    own: dict[str, Any] = {
        "is_demo": True,
        "is_being_made": True,
        "hand_over": "at_once",
        "closes_on_day": None,
        "demo_accounts": staff.to_look_around,
        "demo_branch": district.branches[0].link.branch_id,
    }
    if _holds_findings(size):
        looked_at = findings.to_look_at(months.all_of(agenda.now, size=size))
        own["demo_months"] = {name: month.isoformat() for name, month in looked_at.items()}
    for name, value in own.items():
        settings.put(session, name, value)
    held: list[object] = [row for kind in LOOKED_UP for row in session.scalars(select(kind))]
    codes = stories.schedule(session, agenda=agenda, district=district, staff=staff, seed=size.seed)
    return months.Course(session, agenda, district, staff, size, held), codes


def _holds_findings(size: Size) -> bool:
    return (
        size.branches >= findings.FROM_BRANCHES
        and size.months >= findings.FROM_MONTHS
        and size.responses_per_branch >= findings.FROM_RESPONSES
    )


def _report(session: Session, course: months.Course, codes: stories.Codes) -> Report:
    counted = session.execute(select(Need.state, func.count().label("n")).group_by(Need.state))
    states: dict[NeedState, int] = {row.state: row.n for row in counted}
    return Report(
        district=tree.DISTRICT,
        branches=len(course.district.branches),
        months=course.size.months,
        people=course.staff.n,
        responses=session.scalar(select(func.count()).select_from(Response)) or 0,
        needs={state: states[state] for state in NeedState if state in states},
        deeds=session.scalar(select(func.count()).select_from(Deed)) or 0,
        accounts=course.staff.accounts,
        link=f"/q/{course.district.branches[0].link.token}",
        waiting_code=codes.by_story[stories.WAITING],
    )


def lines(report: Report) -> list[str]:
    """Return what the command prints. A line of exactly three words that begins with a role is an account."""
    states = "，".join(f"{state.label}{n}件" for state, n in report.needs.items())
    return [
        f"{report.district}：团支部{report.branches}个，账号{report.people}个，{report.months}个月，"
        f"问卷{report.responses}份，实事{report.deeds}件。",
        f"需求{sum(report.needs.values())}件：{states}。",
        *(f"{a.role.value} {a.username} {a.password}" for a in report.accounts),
        "同一角色的其他账号（shuji02、tuanwei02等）密码相同。",
        f"{tree.PLANS[0].name}的固定链接：{report.link}",
        f"等青年确认的一件需求，查询码：{report.waiting_code}",
    ]
