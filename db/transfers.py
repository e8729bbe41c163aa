"""Passing a need up: a branch that cannot settle it gives it to its committee, which takes it over or returns it.

A need that its youth reopens after its handler was closed goes up by itself.
"""

import functools
import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session, aliased

from db import deadlines, owners, questionnaires
from db.errors import Conflict
from db.follow_up import NOTE_LIMIT, begin_clock, optional, ready, take_step
from db.links import committee_of
from db.models import Need, NeedEvent, Organisation
from db.needs import required, step
from db.rights import Act, Actor, Noun, within
from db.vocabulary import Level, NeedState, Party, Verb
from db.workdays import Workdays, today

# By the branch itself, or by itself when the branch was closed.
PASSED_ON = (Verb.TRANSFER, Verb.HAND_OVER)


@dataclass(frozen=True)
class PassedOn:
    """The line that a branch keeps of a need it passed on: no text, no thread. handler : who has it now."""

    id: uuid.UUID
    number: str
    category: str
    passed_on: date
    handler: str
    state: NeedState


def transfer(
    session: Session, *, actor: Actor, need_id: uuid.UUID, version: int, now: datetime, reason: str
) -> str:
    """Pass a need up to the branch's committee with a reason that the youth reads; return the committee's name.

    The branch can then no longer open it. The committee has the usual days to take it over.

    Refuses: no_right, need_unknown, changed_meanwhile, move_impossible, text_missing, text_too_long,
    nobody_above.
    """
    words = required(reason, NOTE_LIMIT, name="为什么需要上级来办")
    need, branch = ready(session, actor, need_id, version, Act.TRANSFER)
    above = committee_of(session, branch)
    if not owners.of(session, organisation_id=above.id, on=today(now), is_sensitive=need.is_sensitive):
        raise Conflict("nobody_above", name=above.name)
    need = take_step(session, actor, need_id, version, Act.TRANSFER, Verb.TRANSFER, now, words, to=above.id)
    _give(session, need, above.id, today(now))
    return above.name


def take_over(
    session: Session, *, actor: Actor, need_id: uuid.UUID, version: int, now: datetime, note: str = ""
) -> None:
    """Take on a need that a branch passed on; its deadline begins anew with this acceptance.

    Refuses: no_right, need_unknown, changed_meanwhile, move_impossible, text_too_long.
    """
    need = take_step(session, actor, need_id, version, Act.ACCEPT, Verb.TAKE_OVER, now, optional(note))
    begin_clock(session, actor, need, now)


def give_back(
    session: Session, *, actor: Actor, need_id: uuid.UUID, version: int, now: datetime, reason: str
) -> str:
    """Return a need to the branch that passed it on, with a reason that the youth reads; return its name.

    What a youth sent straight to the committee never goes to the branch.

    Refuses: as transfer; sent_past_the_branch; organisation_closed — nobody there could work on it;
    not_for_a_student — it is sensitive.
    """
    words = required(reason, NOTE_LIMIT, name="为什么退回支部")
    need, branch = ready(session, actor, need_id, version, Act.RETURN)
    if need.goes_to_committee:
        raise Conflict("sent_past_the_branch")
    if not branch.is_active:
        raise Conflict("organisation_closed", name=branch.name)
    if need.is_sensitive and branch.has_student_secretary:
        raise Conflict("not_for_a_student")
    need = take_step(session, actor, need_id, version, Act.RETURN, Verb.RETURN, now, words, to=branch.id)
    _give(session, need, branch.id, today(now))
    return branch.name


def _give(session: Session, need: Need, organisation_id: int, day: date) -> None:
    need.organisation_id, need.owner_id, need.merged_into = organisation_id, None, None
    owners.leave(session, need_id=need.id)
    need.accept_by = deadlines.to_accept(Workdays.of(session), day)
    session.flush()


def is_closed(session: Session, *, need: Need) -> bool:
    """Tell whether a need's handler has been closed. Until the transaction ends it stays as it is."""
    query = select(Organisation.is_active).where(Organisation.id == need.organisation_id)
    return not session.scalar(query.with_for_update(read=True))


def leave_closed(session: Session, *, need: Need, today: date) -> None:
    """Give a reopened need of a closed organisation to the nearest one above that works and has somebody to do it.

    It is taken over there as one that was passed on: within the usual days. Where nobody is left at all, it waits
    at the nearest that works. General branches are passed over, as always.
    """
    closed = session.get_one(Organisation, need.organisation_id)
    working = _working_above(session, closed)
    able = [
        row
        for row in working
        if owners.of(session, organisation_id=row.id, on=today, is_sensitive=need.is_sensitive)
    ]
    to = (able or working)[0]
    step(session, need=need, verb=Verb.HAND_OVER, party=Party.SYSTEM, today=today, to=to.id)
    _give(session, need, to.id, today)


def _working_above(session: Session, organisation: Organisation) -> list[Organisation]:
    above = [int(part) for part in organisation.path.split(".")[:-2]]
    rows = session.scalars(
        select(Organisation).where(
            Organisation.id.in_(above),
            Organisation.level.in_([Level.COMMITTEE, Level.DISTRICT]),
            Organisation.is_active,
        )
    )
    return sorted(rows, key=lambda row: len(row.path), reverse=True)


@functools.cache
def worked_on_at() -> ColumnElement[int]:
    """Return whose an event of a need is, in SQL: what a branch did for it stays its own once it is passed on."""
    later, earlier = aliased(NeedEvent), aliased(NeedEvent)
    passed = later.to_state == NeedState.TRANSFERRED
    # Since it was passed up it may have come back; while it was above, what was done is not the branch's.
    came_last = (
        select(earlier.verb)
        .where(
            earlier.need_id == NeedEvent.need_id,
            earlier.seq < NeedEvent.seq,
            (earlier.to_state == NeedState.TRANSFERRED) | (earlier.verb == Verb.RETURN),
        )
        .order_by(earlier.seq.desc())
        .limit(1)
        .scalar_subquery()
    )
    was_below = came_last.is_(None) | (came_last == Verb.RETURN)
    was_passed_on = (
        select(later.seq)
        .where(later.need_id == NeedEvent.need_id, later.seq > NeedEvent.seq, passed)
        .exists()
    ) & was_below
    # Few needs are above their branch: only of them the log has to be asked.
    is_above = Need.organisation_id != Need.branch_id
    return case(
        (is_above & Need.goes_to_committee.is_(False) & was_passed_on, Need.branch_id),
        else_=Need.organisation_id,
    )


def passed_on(session: Session, *, actor: Actor, most: int = 20) -> list[PassedOn]:
    """Return what the person's branch has passed on and does not handle any more, newest first. Refuses: no_right."""
    own = within(actor, Noun.NEED, Act.READ, organisation_id=Need.branch_id, path=Organisation.path)
    passed = func.max(NeedEvent.happened_on)
    rows = session.execute(
        select(Need, passed)
        .join(NeedEvent, (NeedEvent.need_id == Need.id) & NeedEvent.verb.in_(PASSED_ON))
        # Joined for a right that reaches below one's own organisation.
        .join(Organisation, Organisation.id == Need.branch_id)
        .where(own, Need.organisation_id != Need.branch_id, Need.goes_to_committee.is_(False))
        .where(NeedEvent.to_state == NeedState.TRANSFERRED)
        .group_by(Need.id)
        .order_by(passed.desc(), Need.number)
        .limit(most)
    ).all()
    labels, names = questionnaires.category_labels(session), _names(session, [row[0] for row in rows])
    return [
        PassedOn(
            need.id,
            need.number or "",
            labels[need.category_code],
            day,
            names[need.organisation_id],
            need.state,
        )
        for need, day in rows
    ]


def _names(session: Session, of_needs: list[Need]) -> dict[int, str]:
    handlers = {need.organisation_id for need in of_needs}
    found = session.execute(
        select(Organisation.id, Organisation.name).where(Organisation.id.in_(handlers))
    ).all()
    return {row.id: row.name for row in found}
