"""A youth's own answer by its receipt: to be read, taken along and deleted. Correcting it: `db.corrections`.

The youth comes with a receipt code (db.receipts), never with an account; so nothing here takes a person.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import (
    answer_sheets,
    asking,
    confirmations,
    corrections,
    drafts,
    receipts,
    responses,
    tallies,
    waves,
)
from db.asking import Asking, Item
from db.errors import NotFound
from db.links import live_link
from db.models import Draft, Need, Organisation, Response, Wave
from db.questions import Answers
from db.vocabulary import QuestionKind, Verb
from db.waves import OpenWave
from db.workdays import today as day_of


@dataclass(frozen=True)
class Line:
    """One question and what was answered, in words. topic : the category it was asked for, "" where the words say it."""

    topic: str
    question: str
    answer: str


@dataclass(frozen=True)
class OwnAnswer:
    """An answer as its youth reads it.

    can_correct : the wave still takes answers, and the branch has a link to give them by. is_closed : the wave takes none.
    is_released : figures that count it are published.
    """

    title: str
    month: date
    branch: str
    lines: tuple[Line, ...]
    closes_on: date
    can_correct: bool
    is_closed: bool
    is_released: bool


def read(session: Session, *, response_id: uuid.UUID, now: datetime) -> OwnAnswer:
    """Return an answer in words, in the order of the questions. Refuses: answer_gone."""
    response = session.get(Response, response_id)
    if response is None:
        raise NotFound("answer_gone")
    stored = session.get_one(Wave, response.wave_id)
    wave = waves.as_open(session, stored, branch_id=response.branch_id)
    name = session.get_one(Organisation, response.branch_id).name
    words = responses.words_of(wave.month, name)
    is_released = waves.is_released(session, wave_id=wave.id)
    has_link = live_link(session, branch_id=response.branch_id) is not None
    is_closed = is_released or not waves.is_open(stored, on=day_of(now))
    return OwnAnswer(
        title=asking.fill(wave.form.title, words),
        month=wave.month,
        branch=name,
        lines=_lines(wave, response, words),
        closes_on=wave.closes_on,
        can_correct=has_link and not is_closed,
        is_closed=is_closed,
        is_released=is_released,
    )


def _lines(wave: OpenWave, response: Response, words: dict[str, str]) -> tuple[Line, ...]:
    answers = {**response.answers, **answer_sheets.texts_of(response)}
    asked = Asking(
        month_number=wave.month.month,
        rating_set=asking.set_rated(wave.form, answers, sets=drafts.SETS),
        words=words,
        without=(asking.REQUEST,),
    )
    return tuple(
        Line(_topic(item), item.text, _said(item, answers))
        for item in asking.items(wave.form, asked, answers)
        if not asking.is_empty(answers.get(item.key))
    )


def _topic(item: Item) -> str:
    # Some questions name their category themselves.
    return item.row.label if item.row and item.row.label not in item.text else ""


def _said(item: Item, answers: Answers) -> str:
    given = answers[item.key]
    if item.question.kind is QuestionKind.TEXT:
        return str(given)
    chosen = given if isinstance(given, list) else [given]
    return "、".join(item.label_of(code) for code in sorted(chosen, key=item.codes.index))


def exists(session: Session, *, response_id: uuid.UUID | None) -> bool:
    """Tell whether an answer is still there."""
    return response_id is not None and session.get(Response, response_id) is not None


def delete(session: Session, *, code: str, response_id: uuid.UUID, device: str) -> None:
    """Delete an answer for good; its code says from then on that it was deleted.

    device : on which it is done; it may answer anew, while the wave is open. Before the release the answer counts
    nowhere any more; what is published by then stays as it is. A need that was raised with it stays: withdrawing is
    a step of its own. Once more changes nothing. Refuses: code_unknown.
    """
    response = session.get(Response, response_id)
    if response is not None:
        where = {"wave_id": response.wave_id, "branch_id": response.branch_id}
        draft = drafts.locked(session, device=device, **where) if device else None
        if draft is not None and _is_of(draft, response, device):
            session.delete(draft)
        remove(session, response_id)
    receipts.mark_deleted(session, code=code)


def _is_of(draft: Draft, response: Response, device: str) -> bool:
    if draft.submitted_on is not None:
        return response.device_hash == answer_sheets.device_hash(device, response.wave_id)
    return corrections.response_of(drafts.answers_of(draft)) == response.id


def remove(session: Session, response_id: uuid.UUID) -> None:
    """Delete an answer; before the release it counts nowhere any more. Once more changes nothing."""
    response = session.get(Response, response_id)
    if response is None:
        return
    # First the wave, then the answer, as a submit does: it must not fall between the counting and the release.
    session.get(Wave, response.wave_id, with_for_update={"read": True})
    response = session.get(Response, response_id, with_for_update=True, populate_existing=True)
    if response is None:
        return
    if not waves.is_released(session, wave_id=response.wave_id):
        tallies.subtract(session, response_id=response_id)
    session.delete(response)
    session.flush()


def stop(session: Session, *, device: str, wave_id: int, branch_id: int, today: date) -> None:
    """Delete all of somebody who may not take part: the draft, an answer sent before, what was asked for with it."""
    draft = drafts.locked(session, device=device, wave_id=wave_id, branch_id=branch_id)
    answers = drafts.answers_of(draft) if draft is not None else {}
    mine = {"wave_id": wave_id, "branch_id": branch_id}
    hashed = answer_sheets.device_hash(device, wave_id)
    sent = session.scalar(select(Response.id).filter_by(device_hash=hashed, **mine))
    for response_id in {corrections.response_of(answers), sent} - {None}:
        assert response_id is not None
        remove(session, response_id)
    need_id = corrections.need_of(answers)
    if need_id is not None:
        _take_back(session, need_id, today)
    if draft is not None:
        session.delete(draft)
    session.flush()


def _take_back(session: Session, need_id: uuid.UUID, today: date) -> None:
    need = session.get(Need, need_id)
    if need is None:
        return
    need.text_sealed = None
    confirmations.delete_contact(session, need_id=need_id)
    story = confirmations.story(session, need_id=need_id)
    if Verb.WITHDRAW in story.steps:
        confirmations.withdraw(session, need_id=need_id, today=today)
