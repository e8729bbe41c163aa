"""Needs that stand at a known point today, so that every visitor finds one of each whatever the date."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from random import Random

from sqlalchemy.orm import Session

from db import wishes
from db.demo import cases, courses
from db.demo.agenda import Agenda
from db.demo.staff import Staff
from db.demo.tree import District, Place
from db.links import LinkedBranch
from db.models import Category
from db.vocabulary import DAYS_TO_SETTLE, Urgency
from db.wishes import Wish
from db.workdays import today


@dataclass(frozen=True)
class Story:
    """A wish at one of the first branches.

    steps : with the working day before today on which each is taken; raised : likewise for the wish itself.
    """

    place: int
    sub_item: str
    text: str
    urgency: Urgency
    raised: int
    steps: tuple[tuple[str, int], ...]
    to_committee: bool = False


OVERDUE_BY = 3
URGENT, SOON = DAYS_TO_SETTLE[Urgency.URGENT], DAYS_TO_SETTLE[Urgency.SOON]
WAITING = "waiting"
STORIES: dict[str, Story] = {
    "due": Story(
        0,
        "EMP1",
        "下周有两场面试，想请人帮忙看看简历，模拟一次面试。",
        Urgency.URGENT,
        URGENT + 1,
        (("accept", URGENT), ("start", URGENT - 1)),
    ),
    "overdue": Story(
        0,
        "CUL1",
        "周末社区没有什么活动，希望有电影放映。",
        Urgency.SOON,
        SOON + OVERDUE_BY + 2,
        (("accept", SOON + OVERDUE_BY), ("start", SOON), ("note", 6)),
    ),
    WAITING: Story(
        0,
        "PHY2",
        "想打羽毛球，附近的场地晚上订不到。",
        Urgency.NORMAL,
        9,
        (("accept", 8), ("start", 6), ("settle", 2)),
    ),
    "told": Story(
        0,
        "CUL4",
        "社区活动室晚上总锁着门，下班后没有地方看书。",
        Urgency.SOON,
        17,
        (("accept", 16), ("start", 15), ("settle", 10), ("solved", 8), ("tell", 7)),
    ),
    "told_by_the_factory": Story(
        1,
        "INT3",
        "下班晚没有公交，希望能有一趟班车。",
        Urgency.SOON,
        16,
        (("accept", 15), ("start", 14), ("settle", 9), ("solved", 7), ("tell", 6)),
    ),
    "asked": Story(0, "EDU2", "想考一个证书，希望有培训班。", Urgency.SOON, 4, (("accept", 3), ("ask", 1))),
    "new": Story(0, "LOV3", "孩子放学比我们下班早，希望社区有托管班。", Urgency.NORMAL, 1, ()),
    "reopened": Story(
        0,
        "INT4",
        "上班时间去不了社区窗口，希望晚上也能办事。",
        Urgency.NORMAL,
        9,
        (("accept", 8), ("settle", 4), ("reopen", 1)),
    ),
    "late_hot_water": Story(
        1,
        "HOU4",
        "三号宿舍楼还有一层没有热水，希望一起修好。",
        Urgency.SOON,
        SOON + OVERDUE_BY + 1,
        (("accept", SOON + 2), ("start", SOON)),
    ),
    "asked_at_school": Story(
        2, "EDU3", "期末前想有人辅导数学。", Urgency.SOON, 5, (("accept", 3), ("ask", 2))
    ),
    "at_committee": Story(
        1,
        "INT3",
        "厂区到地铁站没有夜班车，希望街道能协调。",
        Urgency.NORMAL,
        6,
        (("accept", 4), ("start", 3)),
        to_committee=True,
    ),
}


@dataclass
class Codes:
    """Receipt codes of the stories, by name, so that a visitor can stand in for the youth."""

    by_story: dict[str, str]


def schedule(session: Session, *, agenda: Agenda, district: District, staff: Staff, seed: int) -> Codes:
    """Put the stories on the agenda; the codes are there when it has run."""
    codes = Codes({})
    for name, story in STORIES.items():
        if story.place < len(district.branches):
            place = district.branches[story.place]
            step = partial(_begin, session, agenda, staff, place, name, Random(f"{seed}/{name}"), codes)
            agenda.on(agenda.back(story.raised), step)
    return codes


def _begin(
    session: Session,
    agenda: Agenda,
    staff: Staff,
    place: Place,
    name: str,
    draw: Random,
    codes: Codes,
    now: datetime,
) -> None:
    story = STORIES[name]
    code = codes.by_story[name] = send_wish(
        session,
        branch=place.link,
        sub_item=story.sub_item,
        text=story.text,
        urgency=story.urgency,
        to_committee=story.to_committee,
        day=today(now),
    )
    case = cases.case_of(session, code=code, sub_item=story.sub_item, staff=staff, draw=draw, now=now)
    courses.schedule_on(agenda, case, [(step, agenda.back(n)) for step, n in story.steps])


def send_wish(
    session: Session,
    *,
    branch: LinkedBranch,
    sub_item: str,
    text: str,
    urgency: Urgency,
    to_committee: bool,
    day: date,
) -> str:
    """Raise a need without the survey, as 提一个需求 does; return its receipt code."""
    row = session.get_one(Category, sub_item)
    parent = session.get_one(Category, row.parent_code)
    wish = Wish(
        sub_item_code=sub_item,
        text=text,
        urgency=urgency,
        goes_to_committee=to_committee,
        agrees_to_sensitive=row.is_sensitive or parent.is_sensitive,
    )
    return wishes.send(session, branch=branch, nonce=wishes.new_nonce(), wish=wish, today=day)
