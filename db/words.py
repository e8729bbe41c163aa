"""青年的话: what youth wrote in the survey (Q11, and a text asked as 本月加问), for the cadres of their branch.

Handed over each working morning, all at once and in the order of random keys, so that nobody can tell whose
words came when. They lead to nothing by themselves: an answer becomes a need only if the youth asks.
"""

import json
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db import extra_questions, secrets
from db.models import Organisation, Response, Wave, WaveBranch
from db.rights import Act, Actor, Noun, within
from db.vocabulary import WaveKind

MONTHS_SHOWN = 3


@dataclass(frozen=True)
class Words:
    """One text. month : of the survey; there is no date. question : what it answers, "" for 还有什么想说的."""

    month: date
    text: str
    question: str = ""


def hand_over(session: Session) -> int:
    """Let the branches read what was written up to now; return how many texts."""
    waiting = session.scalars(
        update(Response)
        .where(Response.text_sealed.is_not(None), Response.is_text_handed.is_(False))
        .values(is_text_handed=True)
        .returning(Response.id)
    ).all()
    return len(waiting)


def list_for(session: Session, *, actor: Actor, since: date) -> list[Words]:
    """Return the texts of the person's own branch from monthly surveys since a month, latest month first.

    Refuses: no_right.
    """
    mine = within(actor, Noun.WORDS, Act.READ, organisation_id=Organisation.id, path=Organisation.path)
    rows = session.execute(
        select(Wave.month, Response.text_sealed, Wave.extra, WaveBranch.extra)
        .join(Wave, Wave.id == Response.wave_id)
        .join(Organisation, Organisation.id == Response.branch_id)
        .outerjoin(WaveBranch, (WaveBranch.wave_id == Wave.id) & (WaveBranch.branch_id == Response.branch_id))
        .where(mine, Wave.kind == WaveKind.MONTHLY, Wave.month >= since, Response.is_text_handed)
        .order_by(Wave.month.desc(), Response.id)
    )
    return [
        Words(month, text, extra_questions.texts(district, branch).get(code, ""))
        for month, sealed, district, branch in rows
        if sealed is not None
        for code, text in json.loads(secrets.unseal(secrets.TEXT, sealed)).items()
    ]
