"""What becomes of a need: its course over the days, each step taken by whoever would take it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from db import confirmations, deeds, follow_up, referrals
from db.demo import texts
from db.demo.agenda import Agenda
from db.demo.cases import Case, Common
from db.demo.rare_steps import RARE
from db.demo.subjects import SUBJECTS
from db.models import Need
from db.rights import Actor
from db.vocabulary import Outcome
from db.workdays import today

# Steps with the days between them: working days before a step of the handler, days before one of the youth.
Course = tuple[tuple[str, int], ...]
COURSES: dict[str, tuple[int, Course]] = {
    "solved": (8, (("accept", 1), ("start", 1), ("settle", 4), ("solved", 2))),
    "partly": (3, (("accept", 1), ("start", 2), ("note", 2), ("settle", 4), ("partly", 3))),
    "not_confirmed": (5, (("accept", 1), ("start", 2), ("settle", 4))),
    "asked": (3, (("accept", 1), ("ask", 1), ("answer", 2), ("settle", 3), ("solved", 2))),
    "reopened": (
        2,
        (("accept", 2), ("settle", 3), ("reopen", 2), ("start", 1), ("settle_again", 4), ("solved", 2)),
    ),
    "slow": (3, (("accept", 4), ("start", 4), ("note", 6), ("settle", 9), ("partly", 4))),
    "extended": (1, (("accept", 1), ("start", 2), ("extend", 3), ("settle", 14), ("solved", 3))),
    "transferred": (
        1,
        (("accept", 1), ("transfer", 2), ("take_over", 2), ("start", 1), ("settle", 5), ("solved", 2)),
    ),
    "deferred": (
        1,
        (("accept", 1), ("start", 2), ("defer", 3), ("resume", 20), ("settle", 4), ("solved", 2)),
    ),
    "referred": (
        1,
        (("accept", 1), ("propose", 2), ("agree", 2), ("sent", 1), ("note", 3), ("settle", 4), ("solved", 2)),
    ),
    "declined": (2, (("accept", 2), ("note", 2), ("decline", 3))),
    "withdrawn": (1, (("accept", 1), ("withdraw", 3))),
}
OF_BRANCH = frozenset({"transfer", "take_over"})
OF_YOUTH = frozenset({"answer", "agree", "solved", "partly", "reopen", "withdraw"})
# Working days by which the slow committee and its branches are later than the others.
LATE_BY = 4
SAME_DEED_WITHIN = timedelta(days=45)


def drawn(draw: Random) -> Course:
    """Draw a course."""
    weights = [weight for weight, _ in COURSES.values()]
    return draw.choices([course for _, course in COURSES.values()], weights)[0]


def schedule(agenda: Agenda, case: Case, *, course: Course, raised_on: date) -> None:
    """Put a course on the agenda, each step some days after the one before."""
    agenda_days, day = [], raised_on
    for name, gap in course:
        # Youth look in when they have time; handlers are at work.
        if name in OF_YOUTH:
            day += timedelta(days=gap + case.draw.randrange(3))
        else:
            is_late = name in ("accept", "take_over") and case.need.organisation_id in case.staff.slow
            later = LATE_BY if is_late else 0
            day = agenda.days.after(day, max(1, gap + case.draw.randrange(-1, 2)) + later)
        agenda_days.append((name, day))
    schedule_on(agenda, case, agenda_days)


def schedule_on(agenda: Agenda, case: Case, steps: Iterable[tuple[str, date]]) -> None:
    """Put steps on the agenda with their days."""
    for name, day in steps:
        agenda.on(day, partial(_take, case, name))


def _take(case: Case, name: str, now: datetime) -> None:
    if name in OF_YOUTH:
        _step_of_youth(case, name, today(now))
    else:
        _step_of_handler(case, name, now)


def _step_of_youth(case: Case, name: str, day: date) -> None:
    session, need_id, draw = case.session, case.need.id, case.draw
    if name == "answer":
        confirmations.answer(session, need_id=need_id, text=texts.answer_of(case.sub_item), today=day)
    elif name == "agree":
        read = confirmations.story(session, need_id=need_id).proposal
        referrals.agree(session, need_id=need_id, proposal=read, today=day)
    elif name == "reopen":
        reason = draw.choice(texts.REOPENS)
        confirmations.reopen(session, need_id=need_id, reason=reason, rating=2, today=day)
    elif name == "withdraw":
        confirmations.withdraw(session, need_id=need_id, today=day)
    else:
        outcome = Outcome.SOLVED if name == "solved" else Outcome.PARTLY
        rating = draw.choice((5, 5, 4)) if outcome is Outcome.SOLVED else draw.choice((3, 4))
        confirmations.confirm(session, need_id=need_id, outcome=outcome, rating=rating, today=day)


def _step_of_handler(case: Case, name: str, now: datetime) -> None:
    session, need, draw = case.session, case.need, case.draw
    if name in OF_BRANCH and need.goes_to_committee:
        # What only a branch does: a need that went past it is settled without.
        return
    actor = _handler(case.staff.at[need.organisation_id], need)
    common: Common = {"actor": actor, "need_id": need.id, "version": need.version, "now": now}
    if name == "accept":
        follow_up.accept(session, **common, note=draw.choice(texts.ACCEPTS))
    elif name == "start":
        follow_up.start(session, **common)
    elif name == "note":
        follow_up.note(session, **common, text=draw.choice(texts.NOTES))
    elif name == "ask":
        follow_up.ask(session, **common, question=texts.question_of(case.sub_item))
    elif name == "decline":
        follow_up.decline(session, **common, reason=draw.choice(texts.DECLINES))
    elif name in RARE:
        RARE[name](case, common)
    else:
        _settle(case, actor, now, is_again=name == "settle_again")


def _handler(persons: Sequence[Actor], need: Need) -> Actor:
    # Whoever took it on goes on with it; a fresh one goes to whoever has the first turn that day.
    owner = [person for person in persons if person.id == need.owner_id]
    return owner[0] if owner else persons[need.raised_on.day % len(persons)]


def _settle(case: Case, actor: Actor, now: datetime, *, is_again: bool) -> None:
    subject = SUBJECTS[case.sub_item]
    since = today(now) - SAME_DEED_WITHIN
    standing = [
        d.id for d in deeds.recent_for(case.session, actor=actor, since=since) if d.title == subject.deed
    ]
    follow_up.settle(
        case.session,
        actor=actor,
        need_id=case.need.id,
        version=case.need.version,
        now=now,
        title=subject.deed,
        result=texts.SETTLED_AGAIN if is_again else subject.result,
        beneficiaries=subject.n - case.draw.randrange(1 + subject.n // 4),
        deed_id=standing[0] if standing else None,
    )
