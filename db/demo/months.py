"""A month of the demo district: the wave opens, youth answer and wish, branches do their duties, last month is released."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from sqlalchemy.orm import Session

from db import lapses, months, releases, waves
from db.demo import answers, cases, courses, duties, findings, hot_water, stories
from db.demo.agenda import Agenda, Size
from db.demo.duties import Branch
from db.demo.profiles import Mood
from db.demo.staff import Staff
from db.demo.subjects import SUBJECTS
from db.demo.tree import District, Place
from db.vocabulary import Urgency
from db.waves import OpenWave
from db.workdays import ONE_DAY, add_months, last_day, month_of, today

ABOUT = (0.75, 1.2)
REMINDED_EVERY = 4
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

    @property
    def months(self) -> list[date]:
        """Return every month that has a survey."""
        return all_of(self.agenda.now, size=self.size)

    def draw(self, *parts: object) -> Random:
        """Return the randomness of one thing: adding another thing elsewhere does not change it."""
        return Random("/".join(map(str, (self.size.seed, *parts))))

    def mood(self, place: Place, month: date) -> Mood:
        """Return how the youth of a branch are in a month."""
        return Mood(
            place.domain,
            month.month,
            findings.hot_water(month, self.months),
            is_unnoticed=place.index == findings.UNNOTICED_BRANCH,
        )


def first_month(now: datetime, *, size: Size) -> date:
    """Return the first month that has a survey."""
    return add_months(month_of(today(now)), 1 - size.months)


def all_of(now: datetime, *, size: Size) -> list[date]:
    """Return every month that has a survey, the present one last."""
    return [add_months(first_month(now, size=size), i) for i in range(size.months)]


def schedule(course: Course) -> None:
    """Put every month's opening on the agenda, up to the present one, and what goes on beside the surveys."""
    agenda = course.agenda
    for month in course.months:
        # A month that begins with days off opens late; the present one must be open today.
        opening = min(agenda.days.first_of(month), max(agenda.today, month))
        agenda.on(opening, partial(_open, course, month))
    _schedule_duties(course)
    _schedule_silences(course)
    hot_water.schedule(
        course.session,
        agenda=agenda,
        district=course.district,
        staff=course.staff,
        month=findings.troubled(course.months)[-1],
        seed=course.size.seed,
    )


def _schedule_silences(course: Course) -> None:
    day = course.months[0]
    while day <= course.agenda.today:
        course.agenda.on(day, partial(_end_in_silence, course))
        day += ONE_DAY


def _end_in_silence(course: Course, now: datetime) -> None:
    lapses.remind(course.session, today=today(now))
    lapses.lapse(course.session, today=today(now))


def _schedule_duties(course: Course) -> None:
    *past, present = course.months
    for place in course.district.branches:
        branch = Branch(course.session, course.agenda, course.staff, place)
        if duties.exempts(place):
            branch.exempt_in = past[-1] if past else present
        for month in course.months:
            draw = course.draw(month, place.index, "duties")
            duties.schedule(branch, mood=course.mood(place, month), month=month, draw=draw)


def _open(course: Course, month: date, now: datetime) -> None:
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
        _schedule_answers(course, opened, place, draw)
        _schedule_wishes(course, opened, place, draw)


def _schedule_answers(course: Course, wave: OpenWave, place: Place, draw: Random) -> None:
    by_day: dict[date, list[Random]] = defaultdict(list)
    for i in range(_how_many(course, wave, place, draw)):
        day = _day(draw, wave.opens_on, min(wave.closes_on, course.agenda.today))
        by_day[day].append(course.draw(wave.month, place.index, "answer", i))
    for day, draws in by_day.items():
        course.agenda.on(day, partial(_answer, course, wave, place, draws))


def _how_many(course: Course, wave: OpenWave, place: Place, draw: Random) -> int:
    usual = course.size.responses_per_branch * (2 if place.youth >= 30 else 1)
    wanted = round(usual * draw.uniform(*ABOUT))
    most = max(1, round(place.youth * 0.85))
    n = min(wanted, most)
    # The present month is half filled.
    return (n + 1) // 2 if _is_present(course, wave) else n


def _is_present(course: Course, wave: OpenWave) -> bool:
    return course.agenda.today <= wave.closes_on


def _day(draw: Random, first: date, last: date) -> date:
    # Most answer soon after the link was sent round, the others when somebody reminds them.
    after = int(draw.triangular(0, (last - first).days + 1, 0))
    return first + timedelta(days=after - after % REMINDED_EVERY)


def _answer(course: Course, wave: OpenWave, place: Place, draws: Sequence[Random], now: datetime) -> None:
    mood = course.mood(place, wave.month)
    sitting = answers.Sitting(course.session, wave, place, mood, _is_present(course, wave), now)
    answers.fill_in(sitting, draws, lambda code, given, draw: _follow(course, code, given["Q12a"], draw, now))


def _follow(course: Course, code: str, sub_item: str, draw: Random, now: datetime) -> None:
    case = cases.case_of(course.session, code=code, sub_item=sub_item, staff=course.staff, draw=draw, now=now)
    courses.schedule(course.agenda, case, course=courses.drawn(draw), raised_on=today(now))


def _schedule_wishes(course: Course, wave: OpenWave, place: Place, draw: Random) -> None:
    for i in range(draw.choice(WISHES)):
        own = course.draw(wave.month, place.index, "wish", i)
        day = _day(own, wave.month, last_day(wave.month))
        course.agenda.on(max(day, wave.opens_on), partial(_wish, course, wave, place, own))


def _wish(course: Course, wave: OpenWave, place: Place, draw: Random, now: datetime) -> None:
    needs = course.mood(place, wave.month).needs
    category = draw.choices(list(needs), list(needs.values()))[0]
    options = [c.code for top in wave.form.categories if top.code == category for c in top.children]
    # The hot water is asked for as `hot_water` has it, neither more nor less.
    sub_item = draw.choice([code for code in options if code != hot_water.SUB_ITEM])
    code = stories.send_wish(
        course.session,
        branch=place.link,
        sub_item=sub_item,
        text=draw.choice(SUBJECTS[sub_item].requests),
        urgency=draw.choice((Urgency.NORMAL, Urgency.NORMAL, Urgency.SOON)),
        to_committee=draw.random() < 0.1,
        day=today(now),
    )
    _follow(course, code, sub_item, draw, now)


def last_words(course: Course) -> None:
    """Bring everything that is due by time up to the present."""
    months.turn(course.session, now=course.agenda.now)
