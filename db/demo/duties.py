"""The five duties of the demo's branches, month by month: what is recorded, when, and what is left out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import activities, claims, deeds, month_records, pairings, secrets, talks
from db.claims import Offered, Request
from db.demo import cases, courses, doings
from db.demo.agenda import Agenda
from db.demo.findings import EXEMPT_BRANCH, UNNOTICED_BRANCH
from db.demo.profiles import Mood
from db.demo.staff import Staff
from db.demo.subjects import SUBJECTS
from db.demo.tree import Place
from db.models import Need
from db.rights import Actor
from db.talk_form import TalkForm
from db.vocabulary import Channel, Duty, PairingEnd, Visibility
from db.workdays import last_day, today

DILIGENT, WEAK = 0.93, 0.55
# Every so many branches one does less than the others.
WEAK_EVERY = 9
CONFIRMS = 0.85
PAIRED_FOR = 5
ASKS_IN_A_TALK = 0.1
TAKES_THE_CLAIM = 0.7
# Of the branches that held no activity in a month, which say why.
EXPLAINS_EVERY = 2
CHANNELS = (Channel.IN_PERSON, Channel.IN_PERSON, Channel.PHONE, Channel.CHAT)


@dataclass
class Branch:
    """A branch at its duties.

    pairing : the pairing that goes on, with n_contacts so far. exempt_in : the month of its 本月不适用.
    """

    session: Session
    agenda: Agenda
    staff: Staff
    place: Place
    pairing: int | None = None
    n_contacts: int = 0
    exempt_in: date | None = None

    @property
    def id(self) -> int:
        """Return the branch's id."""
        return self.place.link.branch_id

    @property
    def actor(self) -> Actor:
        """Return who writes things down."""
        return self.staff.at[self.id][0]

    @property
    def diligence(self) -> float:
        """Return how likely a duty is done in a month."""
        return WEAK if self.place.index % WEAK_EVERY == WEAK_EVERY - 2 else DILIGENT


def schedule(branch: Branch, *, mood: Mood, month: date, draw: Random) -> None:
    """Put a branch's month on the agenda."""
    does = branch.diligence
    n_activities = (draw.random() < does) + (draw.random() < does / 4)
    for _ in range(n_activities):
        _on(branch, month, draw, _hold_activity)
    if not n_activities and branch.place.index % EXPLAINS_EVERY == 0:
        branch.agenda.on(month.replace(day=25), partial(_explain, branch, month))
    if branch.exempt_in == month:
        branch.agenda.on(month.replace(day=26), partial(_exempt, branch, month))
    elif draw.random() < does:
        _on(branch, month, draw, _keep_contact)
    for _ in range(_own_deeds(branch, draw)):
        _on(branch, month, draw, _do_deed)
    for _ in range((draw.random() < does) + (draw.random() < does / 2)):
        _on(branch, month, draw, partial(_talk, mood=mood))
    if draw.random() < CONFIRMS * does:
        day = last_day(month) - timedelta(days=draw.randrange(4))
        branch.agenda.on(max(day, month.replace(day=26)), partial(_confirm, branch, month))


def exempts(place: Place) -> bool:
    """Tell whether this is the branch that says 本月不适用."""
    return place.index == EXEMPT_BRANCH


def _own_deeds(branch: Branch, draw: Random) -> int:
    if branch.place.index == UNNOTICED_BRANCH:
        return 3 + draw.randrange(2)
    return int(draw.random() < branch.diligence * 0.5)


Doing = Callable[[Branch, Random, datetime], None]


def _on(branch: Branch, month: date, draw: Random, step: Doing) -> None:
    own = Random(draw.random())
    day = month.replace(day=2 + own.randrange(24))
    branch.agenda.on(day, partial(step, branch, own))


def _hold_activity(branch: Branch, draw: Random, now: datetime) -> None:
    held = draw.choice(doings.gatherings(branch.place.domain, today(now).month))
    activities.record_activity(
        branch.session,
        actor=branch.actor,
        branch_id=branch.id,
        held_on=today(now),
        theme=held.theme,
        kind=held.kind,
        place=held.place,
        attended_people=max(2, min(branch.place.youth, held.n + draw.randrange(-3, 4))),
        now=now,
    )


def _keep_contact(branch: Branch, draw: Random, now: datetime) -> None:
    channel = draw.choice(CHANNELS)
    if branch.pairing is None:
        _pair_up(branch, channel, draw, now)
        return
    session, actor, pairing_id, day = branch.session, branch.actor, branch.pairing, today(now)
    note = draw.choice(doings.CONTACT_NOTES)
    pairings.record_contact(
        session, actor=actor, pairing_id=pairing_id, contacted_on=day, channel=channel, now=now, note=note
    )
    branch.n_contacts += 1
    if branch.n_contacts >= PAIRED_FOR:
        reason = PairingEnd.REACHED
        pairings.end_pairing(
            session, actor=actor, pairing_id=pairing_id, reason=reason, ended_on=day, now=now
        )
        branch.pairing = None


def _pair_up(branch: Branch, channel: Channel, draw: Random, now: datetime) -> None:
    branch.n_contacts = 1
    branch.pairing = pairings.pair_up(
        branch.session,
        actor=branch.actor,
        branch_id=branch.id,
        alias=f"{draw.choice('甲乙丙丁戊')}{draw.randrange(1, 9)}",
        youth_group=draw.choice(doings.GROUPS),
        channel=channel,
        paired_on=today(now),
        now=now,
    )


def _do_deed(branch: Branch, draw: Random, now: datetime) -> None:
    is_unnoticed = branch.place.index == UNNOTICED_BRANCH
    title, kind, n = draw.choice(doings.UNNOTICED_DEEDS if is_unnoticed else doings.OWN_DEEDS)
    deeds.record_deed(
        branch.session,
        actor=branch.actor,
        organisation_id=branch.id,
        title=title,
        kind=kind,
        done_on=today(now),
        beneficiaries=n if is_unnoticed else max(1, min(n, branch.place.youth)),
        now=now,
    )


def _talk(branch: Branch, draw: Random, now: datetime, *, mood: Mood) -> None:
    category = draw.choices(list(mood.needs), list(mood.needs.values()))[0]
    form = TalkForm(
        talked_on=today(now),
        channel=draw.choice(CHANNELS),
        youth_group=draw.choice(doings.GROUPS),
        reason=draw.choice(doings.REASONS),
        category_codes=(category,),
        text=draw.choice(doings.TALKS),
        visibility=draw.choice((Visibility.WRITER, Visibility.WRITER_AND_SECRETARY)),
    )
    sub_item = draw.choice([code for code in SUBJECTS if code.startswith(category)])
    asks = draw.random() < ASKS_IN_A_TALK
    requests = (Request(sub_item, draw.choice(SUBJECTS[sub_item].requests), is_agreed=True),) if asks else ()
    for offered in talks.record(branch.session, actor=branch.actor, form=form, requests=requests, now=now):
        _follow(branch, offered, sub_item, draw, now)


def _follow(branch: Branch, offered: Offered, sub_item: str, draw: Random, now: datetime) -> None:
    """Let most youth take their receipt, and the need go its way."""
    session = branch.session
    need = session.scalars(select(Need).where(Need.number == offered.number)).one()
    case = cases.Case(session, need, sub_item, branch.staff, draw)
    course = courses.COURSES["not_confirmed"][1]
    if draw.random() < TAKES_THE_CLAIM:
        claims.claim(session, token=offered.token, holder=secrets.new_token(), today=today(now))
        course = courses.drawn(draw)
    courses.schedule(branch.agenda, case, course=course, raised_on=today(now))


def _exempt(branch: Branch, month: date, now: datetime) -> None:
    month_records.exempt(
        branch.session,
        actor=branch.actor,
        branch_id=branch.id,
        month=month,
        duty=Duty.PAIRING,
        reason=doings.exempt_because(month.month),
        now=now,
    )


def _explain(branch: Branch, month: date, now: datetime) -> None:
    month_records.explain(
        branch.session,
        actor=branch.actor,
        branch_id=branch.id,
        month=month,
        duty=Duty.ACTIVITY,
        reason=doings.hindered_by(month.month),
        now=now,
    )


def _confirm(branch: Branch, month: date, now: datetime) -> None:
    month_records.confirm(branch.session, actor=branch.actor, branch_id=branch.id, month=month, now=now)
