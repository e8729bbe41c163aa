"""回访: of some settled needs, drawn by chance, the committee asks the youth once more whether it is really done.

The handler cannot know which: nothing is in the need's log, and the draw is made with every settling alike. The youth is
asked on the receipt page from a week after the need has ended. The committee reads counts, and the words it was sent,
without a word about which need or branch they are of.
"""

import random
import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from db import crisis, secrets, settings
from db.errors import Conflict, Invalid, NotFound
from db.models import Need, NeedRecheck, Organisation
from db.needs import find, required
from db.rights import Act, Actor, Noun, organisation_for, require
from db.vocabulary import Level, NeedState, Outcome
from db.workdays import add_months, month_of

DAYS_TO_ASK = 7
MONTHS_KEPT = 12
TEXT_LIMIT, TEXT = 200, "还想对团委说什么"
ENDED = (NeedState.CONFIRMED, NeedState.LAPSED, NeedState.RELAYED)


@dataclass(frozen=True)
class Rechecks:
    """What came of the second questions of twelve months.

    drawn : needs drawn. answered : None while fewer have answered than a distribution is shown from; so are the others.
    outcomes : outcome → answers. mean : of 1–5.
    """

    drawn: int
    answered: int | None
    outcomes: dict[Outcome, int]
    mean: float | None


def draw(session: Session, *, need: Need, today: date) -> None:
    """Draw a need that has just been settled, by chance; at most once, however often it is settled."""
    is_drawn = random.SystemRandom().random() < settings.get(session, "recheck_share")
    above = _above(session, need.organisation_id)
    if not is_drawn or above is None or session.get(NeedRecheck, need.id) is not None:
        return
    session.add(NeedRecheck(need_id=need.id, organisation_id=above, month=month_of(today)))
    session.flush()


def _above(session: Session, organisation_id: int) -> int | None:
    """Return the nearest working committee above the handler, or the district; None above the district."""
    handler = session.get_one(Organisation, organisation_id)
    ids = [int(part) for part in handler.path.split(".")[:-2]]
    rows = session.scalars(
        select(Organisation).where(
            Organisation.id.in_(ids),
            Organisation.level.in_([Level.COMMITTEE, Level.DISTRICT]),
            Organisation.is_active,
        )
    ).all()
    return max(rows, key=lambda row: len(row.path)).id if rows else None


def asked_from(session: Session, *, need: Need) -> date | None:
    """Return from which day on the youth is asked, None for never. Whether it was answered: `is_answered`."""
    if need.state not in ENDED or need.closed_on is None or session.get(NeedRecheck, need.id) is None:
        return None
    return need.closed_on + timedelta(days=DAYS_TO_ASK)


def is_answered(session: Session, *, need: Need) -> bool:
    """Tell whether the youth has answered the second question."""
    row = session.get(NeedRecheck, need.id)
    return row is not None and row.outcome is not None


def answer(
    session: Session, *, need_id: uuid.UUID, outcome: Outcome, rating: int, today: date, text: str = ""
) -> None:
    """Keep what the youth says to the committee, once. The same said again is no more said.

    Refuses: need_gone; recheck_not_asked; recheck_answered; rating_missing, text_too_long.
    """
    need = find(session, need_id)
    row, day = session.get(NeedRecheck, need.id, with_for_update=True), asked_from(session, need=need)
    if row is None or day is None or day > today:
        raise NotFound("recheck_not_asked")
    if rating not in range(1, 6):
        raise Invalid("rating_missing", field="rating")
    words = required(text, TEXT_LIMIT, name=TEXT) if text.strip() else None
    said = (outcome, rating, words)
    if row.outcome is not None:
        if said != (row.outcome, row.rating, secrets.unseal_optional(secrets.TEXT, row.text_sealed)):
            raise Conflict("recheck_answered")
        return
    row.outcome, row.rating = outcome, rating
    row.text_sealed = secrets.seal_optional(secrets.TEXT, words)
    session.flush()
    if words:
        crisis.mark(session, text=words, branch_id=need.branch_id, month=today, today=today, need_id=need.id)


def of_year(session: Session, *, actor: Actor, organisation_id: int, today: date) -> Rechecks:
    """Count the second questions asked by an organisation and those below in the last twelve months.

    Refuses: no_right, organisation_unknown.
    """
    top = organisation_for(session, actor, organisation_id, Noun.RECHECK, Act.READ)
    rows = session.execute(
        select(NeedRecheck.outcome, NeedRecheck.rating, func.count())
        .join(Organisation, Organisation.id == NeedRecheck.organisation_id)
        .where(Organisation.path.startswith(top.path, autoescape=True), NeedRecheck.month >= _since(today))
        .group_by(NeedRecheck.outcome, NeedRecheck.rating)
    ).all()
    drawn = sum(n for _, _, n in rows)
    said = [(outcome, int(rating or 0), n) for outcome, rating, n in rows if outcome is not None]
    answered = sum(n for _, _, n in said)
    if answered < settings.get(session, "show_from"):
        return Rechecks(drawn, None, {}, None)
    outcomes = {each: sum(n for outcome, _, n in said if outcome is each) for each in Outcome}
    return Rechecks(drawn, answered, outcomes, sum(rating * n for _, rating, n in said) / answered)


def words(session: Session, *, actor: Actor, today: date) -> list[str]:
    """Return what youth wrote to the person's own organisation in the last twelve months, in an order by chance.

    None before as many have answered to it as a distribution is shown from: whose words the first ones are could be
    guessed. Refuses: no_right.
    """
    require(actor, Noun.RECHECK, Act.READ)
    answered = session.scalars(
        select(NeedRecheck.text_sealed)
        .where(
            NeedRecheck.organisation_id == actor.organisation_id,
            NeedRecheck.month >= _since(today),
            NeedRecheck.outcome.is_not(None),
        )
        # Keys are drawn: nothing follows from the order.
        .order_by(NeedRecheck.need_id)
    ).all()
    if len(answered) < settings.get(session, "show_from"):
        return []
    return [secrets.unseal(secrets.TEXT, text) for text in answered if text is not None]


def tidy(session: Session, *, on: date) -> None:
    """Forget second questions of long ago."""
    session.execute(delete(NeedRecheck).where(NeedRecheck.month < _since(on)))


def _since(today: date) -> date:
    return add_months(month_of(today), -MONTHS_KEPT)
