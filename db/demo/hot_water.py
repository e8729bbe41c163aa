"""The hot water of a summer: ten needs at up to three branches, one deed each, and what the youth say of it."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from sqlalchemy.orm import Session

from db.demo import cases, courses, stories
from db.demo.agenda import Agenda
from db.demo.findings import HOT_WATER_BRANCHES, HOT_WATER_ENDS
from db.demo.staff import Staff
from db.demo.subjects import SUBJECTS
from db.demo.tree import District, Place
from db.vocabulary import Domain, Urgency
from db.workdays import ONE_DAY, today

SUB_ITEM = "HOU4"
# Working days from the first request to the day on which a branch settles all of its needs.
SETTLED_AFTER = 12
ENDS = {
    "solved": (("solved", 3),),
    "partly": (("partly", 4),),
    "reopened": (("reopen", 2), ("start", 2), ("settle_again", 3), ("solved", 3)),
}


def schedule(
    session: Session, *, agenda: Agenda, district: District, staff: Staff, month: date, seed: int
) -> None:
    """Put the requests of the month on the agenda, and all that follows."""
    places = [place for place in district.branches if place.domain is Domain.NONPUBLIC][:HOT_WATER_BRANCHES]
    if not places:
        return
    first = agenda.days.first_of(month)
    settled_on = agenda.days.after(first, SETTLED_AFTER)
    for i, end in enumerate(HOT_WATER_ENDS):
        draw = Random(f"{seed}/hot water/{i}")
        step = partial(_begin, session, agenda, staff, places[i % len(places)], i, end, settled_on, draw)
        agenda.on(first + timedelta(days=draw.randrange(7)), step)


def _begin(
    session: Session,
    agenda: Agenda,
    staff: Staff,
    place: Place,
    i: int,
    end: str,
    settled_on: date,
    draw: Random,
    now: datetime,
) -> None:
    requests = SUBJECTS[SUB_ITEM].requests
    code = stories.send_wish(
        session,
        branch=place.link,
        sub_item=SUB_ITEM,
        text=requests[i % len(requests)],
        urgency=Urgency.SOON,
        to_committee=False,
        day=today(now),
    )
    case = cases.case_of(session, code=code, sub_item=SUB_ITEM, staff=staff, draw=draw, now=now)
    courses.schedule_on(agenda, case, _steps(agenda, today(now), end, settled_on, is_told=i == 0))


def _steps(
    agenda: Agenda, raised_on: date, end: str, settled_on: date, *, is_told: bool
) -> Iterator[tuple[str, date]]:
    yield "accept", agenda.days.after(raised_on, 1)
    yield "start", agenda.days.after(raised_on, 2)
    yield "settle", settled_on
    day = settled_on
    for name, gap in ENDS[end]:
        day = day + gap * ONE_DAY if name in courses.OF_YOUTH else agenda.days.after(day, gap)
        yield name, day
    if is_told:
        yield "tell", agenda.days.after(day, 2)
