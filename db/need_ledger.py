"""The needs ledger from the handler's side: the list, and one need with its text and thread."""

# long: what a page shows of a need, said field by field
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, case, false, func, select
from sqlalchemy.orm import Session

from db import claims, deadlines, deeds, guardians, in_hand, joint, needs, owners, questionnaires, secrets
from db.entries import PAGE_SIZE
from db.errors import NotAllowed, NotFound
from db.models import Need, NeedContact, Organisation
from db.moves import MOVES
from db.need_steps import assignable, steps_of
from db.needs import Message
from db.rights import Act, Actor, Noun, require, scope_of, within
from db.vocabulary import OPEN_STATES, STATE_TYPES, NeedSource, NeedState, Outcome, StateType, Urgency, Verb
from db.workdays import Workdays

# What its new handler has to accept; the deadline is then that of acceptance.
NEW = (NeedState.RAISED, NeedState.TRANSFERRED)
ASSIGNABLE = [state for state, verb in MOVES if verb is Verb.ASSIGN]


@dataclass(frozen=True)
class NeedRow:
    """One line of the needs list; no text.

    wait_until : the next deadline (acceptance or settling), None when nothing is due. days_left : working days
    up to it, 0 on its last day and when it is late. is_closed : sensitive, opened by the guardian only.
    awaits_claim : 待青年认领, nobody holds its receipt. is_handed_on : a colleague asks the person to take it on.
    """

    id: uuid.UUID
    number: str
    category: str
    sub_item: str | None
    urgency: Urgency
    state: NeedState
    source: NeedSource
    branch: str
    raised_on: date
    wait_until: date | None
    days_left: int | None
    is_late: bool
    is_sensitive: bool
    is_closed: bool
    awaits_claim: bool
    is_handed_on: bool = False


@dataclass(frozen=True)
class Pressing:
    """How many open needs the person handles: to accept, accepted and not yet settled, and late among both.

    What is put aside counts from the day on which it is to be looked at again.
    """

    to_accept: int
    in_progress: int
    late: int


@dataclass(frozen=True)
class NeedFile:
    """One need as its handler works on it. `version` goes back with every step.

    together : with which others it is settled. hands : who is in charge, and who helps. assignable : ids of colleagues
    whom the person may put in charge at once. colleagues : who could be in charge. extended_from : the deadline before
    it was put off. latest_extension : the last day to which it may be, None when it may not. review_days : the first
    and the last day to which it may be put aside, None when it may not.
    """

    row: NeedRow
    version: int
    text: str | None
    has_contact: bool
    outcome: Outcome | None
    rating: int | None
    messages: tuple[Message, ...]
    deeds: tuple[deeds.DeedLine, ...]
    steps: tuple[Verb, ...]
    hands: owners.Hands
    assignable: frozenset[int]
    together: joint.Together
    colleagues: tuple[owners.Colleague, ...]
    extended_from: date | None
    latest_extension: date | None
    review_days: tuple[date, date] | None
    is_sensitive: bool


def _visible(actor: Actor, act: Act = Act.READ) -> ColumnElement[bool]:
    mine = within(actor, Noun.NEED, act, organisation_id=Need.organisation_id, path=Organisation.path)
    # Not yet handed over: the handler does not know of it.
    return mine & Need.handed_on.is_not(None)


def deadline() -> ColumnElement[date | None]:
    """Return by when an open need is to be accepted, or settled; missing for what is not open."""
    return case(
        (Need.state.in_(NEW), Need.accept_by),
        (Need.state.in_(OPEN_STATES), Need.due_on),
        else_=None,
    )


def _of_type(kind: StateType) -> list[NeedState]:
    return [state for state, its_type in STATE_TYPES.items() if its_type is kind]


def list_for(
    session: Session, *, actor: Actor, kind: StateType | None, on: date, page: int = 1
) -> tuple[list[NeedRow], int]:
    """Return one page of the needs that the person handles, most pressing first, and how many there are.

    kind : open, settled, closed, or None for all. page : from 1, 20 lines each.
    """
    chosen = _visible(actor) if kind is None else _visible(actor) & Need.state.in_(_of_type(kind))
    return _page(session, actor, chosen, on, page)


def waiting_for(session: Session, *, actor: Actor, on: date) -> tuple[list[NeedRow], int]:
    """Return the needs with which somebody here has something to do, most pressing first, and how many there are.

    Neither what waits for the youth, nor what is put aside to a later day, nor what `orphaned_for` tells. A page of 20
    at most.
    """
    return _page(session, actor, _visible(actor) & is_waiting(on) & ~_is_left(actor, on), on, 1)


def is_waiting(on: date) -> ColumnElement[bool]:
    """Return the condition that a need has a deadline here: not closed, not the youth's turn, not put aside to a later day."""
    return deadline().is_not(None) & Need.state.not_in(deadlines.WAITING) & ~_is_asleep(on)


def _is_asleep(on: date) -> ColumnElement[bool]:
    return (Need.state == NeedState.DEFERRED) & (Need.due_on > on)


def _page(
    session: Session, actor: Actor, chosen: ColumnElement[bool], on: date, page: int
) -> tuple[list[NeedRow], int]:
    query = select(Need, Organisation).join(Organisation, Organisation.id == Need.branch_id).where(chosen)
    rows = session.execute(
        query.order_by(deadline().is_(None), deadline(), Need.raised_on.desc(), Need.number)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    ).all()
    if not rows and page == 1:
        return [], 0
    labels, days = questionnaires.category_labels(session), Workdays.of(session)
    closed = guardians.closed_to(session, actor=actor)
    total = session.scalar(
        select(func.count())
        .select_from(Need)
        .join(Organisation, Organisation.id == Need.branch_id)
        .where(chosen)
    )
    waiting = claims.unclaimed(session, [need for need, _ in rows])
    shown = [_row(need, branch.name, labels, days, on, waiting, closed, actor.id) for need, branch in rows]
    return shown, total or 0


def orphaned_for(session: Session, *, actor: Actor, on: date) -> tuple[list[NeedRow], int]:
    """Return the open needs whose owner works here no longer, and how many, for who may put somebody in charge.

    A page of 20 at most.
    """
    return _page(session, actor, _visible(actor) & _is_left(actor, on), on, 1)


def _is_left(actor: Actor, on: date) -> ColumnElement[bool]:
    if scope_of(actor, Noun.NEED, Act.ASSIGN) is None:
        return false()
    return is_left(on)


def is_left(on: date) -> ColumnElement[bool]:
    """Return the condition that somebody is to be put in charge of a need: whoever was works here no longer."""
    return Need.state.in_(ASSIGNABLE) & in_hand.is_orphaned(Need.owner_id, Need.organisation_id, on=on)


def counts_for(session: Session, *, actor: Actor) -> dict[StateType, int]:
    """Return how many needs the person handles, by type of state."""
    rows = session.execute(
        select(Need.state, func.count())
        .join(Organisation, Organisation.id == Need.branch_id)
        .where(_visible(actor))
        .group_by(Need.state)
    )
    counts = dict.fromkeys(StateType, 0)
    for state, n in rows:
        counts[STATE_TYPES[state]] += n
    return counts


def pressing_for(session: Session, *, actor: Actor, today: date) -> Pressing:
    """Return how many open needs wait for the person, and for what."""
    is_late = func.coalesce(deadline() < today, False)
    rows = session.execute(
        select(Need.state, is_late, func.count())
        .join(Organisation, Organisation.id == Need.branch_id)
        .where(_visible(actor), Need.state.in_(OPEN_STATES), ~_is_asleep(today))
        .group_by(Need.state, is_late)
    ).all()
    to_accept = sum(n for state, _, n in rows if state in NEW)
    return Pressing(
        to_accept=to_accept,
        in_progress=sum(n for _, _, n in rows) - to_accept,
        late=sum(n for _, late, n in rows if late),
    )


def _is_closed(need: Need, closed: Collection[int]) -> bool:
    return need.is_sensitive and need.organisation_id in closed


def _row(
    need: Need,
    branch: str,
    labels: dict[str, str],
    days: Workdays,
    on: date,
    waiting: Collection[uuid.UUID],
    closed: Collection[int] = (),
    me: int | None = None,
) -> NeedRow:
    is_closed = _is_closed(need, closed)
    due = need.accept_by if need.state in NEW else need.due_on
    wait_until = due if need.state in OPEN_STATES else None
    return NeedRow(
        id=need.id,
        number=need.number or "",
        category=guardians.SENSITIVE if is_closed else labels[need.category_code],
        sub_item=labels[need.sub_item_code] if need.sub_item_code and not is_closed else None,
        urgency=need.urgency,
        state=need.state,
        source=need.source,
        branch=branch,
        raised_on=need.raised_on,
        wait_until=wait_until,
        days_left=days.between(on, wait_until) if wait_until else None,
        is_late=wait_until is not None and wait_until < on,
        is_sensitive=need.is_sensitive,
        is_closed=is_closed,
        awaits_claim=need.id in waiting,
        is_handed_on=me is not None and need.next_owner_id == me,
    )


def get_for(session: Session, *, actor: Actor, need_id: uuid.UUID, on: date) -> NeedFile:
    """Return one need with its text and thread. Refuses: no_right, need_unknown, guardian_only."""
    require(actor, Noun.NEED_TEXT, Act.READ)
    need, branch = fetch(session, actor, need_id, Act.READ)
    days = Workdays.of(session)
    colleagues = owners.of(
        session, organisation_id=need.organisation_id, on=on, is_sensitive=need.is_sensitive
    )
    ids = [colleague.id for colleague in colleagues]
    review = deadlines.review_days(session, need=need, today=on)
    steps = steps_of(actor, need, branch=branch, colleagues=ids, on=on, may_defer=review is not None)
    labels, waiting = questionnaires.category_labels(session), claims.unclaimed(session, [need])
    return NeedFile(
        row=_row(need, branch.name, labels, days, on, waiting),
        version=need.version,
        text=secrets.unseal_optional(secrets.TEXT, need.text_sealed),
        has_contact=session.get(NeedContact, need.id) is not None,
        outcome=need.outcome,
        rating=need.rating,
        messages=needs.messages_of(session, need.id, inside=True),
        deeds=deeds.lines_of(session, need_id=need.id),
        steps=steps,
        hands=owners.hands_of(session, need),
        assignable=frozenset(assignable(actor, need, ids)),
        together=joint.together(session, need),
        colleagues=colleagues,
        extended_from=need.extended_from,
        latest_extension=_latest_extension(need, days) if Verb.EXTEND in steps else None,
        review_days=review,
        is_sensitive=need.is_sensitive,
    )


def _latest_extension(need: Need, days: Workdays) -> date | None:
    return deadlines.latest_extension(days, need.due_on) if need.due_on else None


def fetch(session: Session, actor: Actor, need_id: uuid.UUID, act: Act) -> tuple[Need, Organisation]:
    """Return a need that the person may `act` on, and its branch.

    Where a guardian is named, nobody else there touches what is sensitive.
    Refuses: no_right, need_unknown, guardian_only.
    """
    found = session.execute(
        select(Need, Organisation)
        .join(Organisation, Organisation.id == Need.branch_id)
        .where(Need.id == need_id, _visible(actor, act))
    ).one_or_none()
    if found is None:
        raise NotFound("need_unknown")
    if _is_closed(found[0], guardians.closed_to(session, actor=actor)):
        raise NotAllowed("guardian_only")
    return found[0], found[1]
