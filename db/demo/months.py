"""A month of the demo district: the wave opens, youth answer and wish, the month before is released."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from sqlalchemy.orm import Session

from db import drafts, months, releases, responses, secrets, waves
from db.demo import courses, stories
from db.demo.agenda import Agenda, Size
from db.demo.profiles import Mood
from db.demo.sheets import Youth
from db.demo.staff import Staff
from db.demo.subjects import SUBJECTS
from db.demo.tree import District, Place
from db.vocabulary import Domain, Urgency
from db.waves import OpenWave
from db.workdays import add_months, last_day, month_of, today

ABOUT = (0.75, 1.2)
WISHES = (0, 0, 0, 1, 1, 2)


@dataclass(frozen=True)
class Course:
    """What the months need: the district, its staff and its size.

    held : rows to keep, since the session forgets what nobody holds and would fetch it anew each time.
    """

    session: Session
    agenda: Agenda
    district: District
    staff: Staff
    size: Size
    held: list[object]

    def draw(self, *parts: object) -> Random:
        """Return the randomness of one thing: adding another thing elsewhere does not change it."""
        return Random("/".join(map(str, (self.size.seed, *parts))))


def first_month(now: datetime, *, size: Size) -> date:
    """Return the first month that has a survey."""
    return add_months(month_of(today(now)), 1 - size.months)


def schedule(course: Course) -> None:
    """Put every month's opening on the agenda, up to the present one."""
    agenda = course.agenda
    first = first_month(agenda.now, size=course.size)
    for index in range(course.size.months):
        month = add_months(first, index)
        # A month that begins with days off opens late; the present one must be open today.
        opening = min(agenda.days.first_of(month), max(agenda.today, month))
        agenda.on(opening, partial(_open, course, index, month))


def _open(course: Course, index: int, month: date, now: datetime) -> None:
    session = course.session
    by_hand = today(now) if today(now) < course.agenda.days.first_of(month) else None
    wave = waves.open_month(session, month=month, now=now, opens_on=by_hand)
    assert wave is not None
    course.held.append(wave)
    months.turn(session, now=now)
    before = waves.monthly_wave(session, month=add_months(month, -1))
    if before is not None:
        releases.release_by_hand(session, actor=course.staff.district, wave_id=before.id, now=now)
    opened = waves.as_open(session, wave)
    for place in course.district.branches:
        draw = course.draw(month, place.index)
        _schedule_answers(course, index, opened, place, draw)
        _schedule_wishes(course, index, opened, place, draw)


def _schedule_answers(course: Course, index: int, wave: OpenWave, place: Place, draw: Random) -> None:
    for i in range(_how_many(course, wave, place, draw)):
        day = _day(draw, wave.opens_on, min(wave.closes_on, course.agenda.today))
        own = course.draw(wave.month, place.index, "answer", i)
        course.agenda.on(day, partial(_answer, course, index, wave, place, own))


def _how_many(course: Course, wave: OpenWave, place: Place, draw: Random) -> int:
    usual = course.size.responses_per_branch * (2 if place.youth >= 30 else 1)
    wanted = round(usual * draw.uniform(*ABOUT))
    most = max(1, round(place.youth * 0.85))
    n = min(wanted, most)
    # The present month is half filled.
    return (n + 1) // 2 if course.agenda.today <= wave.closes_on else n


def _day(draw: Random, first: date, last: date) -> date:
    # Most answer soon after the link was sent round.
    return first + timedelta(days=int(draw.triangular(0, (last - first).days + 1, 0)))


def _answer(course: Course, index: int, wave: OpenWave, place: Place, draw: Random, now: datetime) -> None:
    session, device = course.session, secrets.new_token()
    branch = place.link
    draft = drafts.begin(session, device=device, wave=wave, branch_id=branch.branch_id, now=now, draw=draw)
    given = Youth(_mood(place.domain, index, wave.month), draw).fill_in(
        wave.form,
        lambda answers: responses.asking_of(
            wave=wave,
            branch=branch,
            rating_set=draft.rating_set,
            rotation=draft.rotation,
            answers=answers,
        ),
    )
    drafts.save(session, device=device, wave=wave, branch_id=branch.branch_id, changes=given, now=now)
    code = responses.submit(session, device=device, wave=wave, branch=branch, now=now)
    if given.get("Q12a"):
        _follow(course, code, given["Q12a"], draw, now, is_hot_water=_is_hot_water(place, given["Q12a"]))


def _mood(domain: Domain, index: int, month: date) -> Mood:
    return Mood(domain, month.month, is_later=index > 0)


def _is_hot_water(place: Place, sub_item: str) -> bool:
    return place.domain is Domain.NONPUBLIC and sub_item == "HOU4"


def _follow(
    course: Course, code: str, sub_item: str, draw: Random, now: datetime, *, is_hot_water: bool
) -> None:
    case = courses.case_of(
        course.session, code=code, sub_item=sub_item, staff=course.staff, draw=draw, now=now
    )
    steps = courses.drawn(draw, is_hot_water=is_hot_water)
    courses.schedule(course.agenda, case, course=steps, raised_on=today(now))


def _schedule_wishes(course: Course, index: int, wave: OpenWave, place: Place, draw: Random) -> None:
    for i in range(draw.choice(WISHES)):
        own = course.draw(wave.month, place.index, "wish", i)
        day = _day(own, wave.month, last_day(wave.month))
        course.agenda.on(max(day, wave.opens_on), partial(_wish, course, index, wave, place, own))


def _wish(course: Course, index: int, wave: OpenWave, place: Place, draw: Random, now: datetime) -> None:
    needs = _mood(place.domain, index, wave.month).needs
    category = draw.choices(list(needs), list(needs.values()))[0]
    options = [c.code for top in wave.form.categories if top.code == category for c in top.children]
    sub_item = draw.choice(options)
    code = stories.send_wish(
        course.session,
        branch=place.link,
        sub_item=sub_item,
        text=draw.choice(SUBJECTS[sub_item].requests),
        urgency=draw.choice((Urgency.NORMAL, Urgency.NORMAL, Urgency.SOON)),
        to_committee=draw.random() < 0.1,
        day=today(now),
    )
    _follow(course, code, sub_item, draw, now, is_hot_water=_is_hot_water(place, sub_item))


def last_words(course: Course) -> None:
    """Bring everything that is due by time up to the present."""
    months.turn(course.session, now=course.agenda.now)
