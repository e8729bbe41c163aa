"""The youth's own steps on the receipt page: what each form sends, and which service it goes to."""

from collections.abc import Callable
from datetime import date
from typing import Any

from db import confirmations, rechecks, referrals
from db.engine import Session
from db.errors import Invalid
from db.vocabulary import Outcome, Verb


def _answer(session: Session, *, need_id: Any, fields: dict[str, str], today: date) -> None:
    confirmations.answer(session, need_id=need_id, text=fields.get("text", ""), today=today)


def _judge(session: Session, *, need_id: Any, fields: dict[str, str], today: date) -> None:
    outcome, stars, text = _judged(fields)
    if outcome is Outcome.UNSOLVED:
        confirmations.reopen(session, need_id=need_id, reason=text, rating=stars or None, today=today)
    else:
        confirmations.confirm(session, need_id=need_id, outcome=outcome, rating=stars, today=today, text=text)


def _judged(fields: dict[str, str]) -> tuple[Outcome, int, str]:
    outcome, rating, text = (fields.get(name, "") for name in ("outcome", "rating", "text"))
    if outcome not in set(Outcome):
        raise Invalid("outcome_missing", field="outcome")
    return Outcome(outcome), int(rating) if rating in set("12345") else 0, text


def _reopen(session: Session, *, need_id: Any, fields: dict[str, str], today: date) -> None:
    confirmations.reopen(session, need_id=need_id, reason=fields.get("text", ""), today=today)


def _withdraw(session: Session, *, need_id: Any, fields: dict[str, str], today: date) -> None:
    confirmations.withdraw(session, need_id=need_id, today=today)


def _agree(session: Session, *, need_id: Any, fields: dict[str, str], today: date) -> None:
    referrals.agree(session, need_id=need_id, proposal=fields.get("proposal", ""), today=today)


def _refuse(session: Session, *, need_id: Any, fields: dict[str, str], today: date) -> None:
    referrals.refuse(session, need_id=need_id, reason=fields.get("text", ""), today=today)


def _recheck(session: Session, *, need_id: Any, fields: dict[str, str], today: date) -> None:
    outcome, rating, text = _judged(fields)
    rechecks.answer(session, need_id=need_id, outcome=outcome, rating=rating, text=text, today=today)


def _delete_contact(session: Session, *, need_id: Any, fields: dict[str, str], today: date) -> None:
    confirmations.delete_contact(session, need_id=need_id)


# As which events the thread keeps a step.
WRITTEN_AS: dict[str, tuple[Verb, ...]] = {
    "answer": (Verb.ANSWER,),
    "judge": (Verb.CONFIRM, Verb.REOPEN),
    "reopen": (Verb.REOPEN,),
    "withdraw": (Verb.WITHDRAW,),
    "agree": (Verb.AGREE,),
    "refuse": (Verb.REFUSE,),
}
STEPS: dict[str, Callable[..., None]] = {
    "answer": _answer,
    "judge": _judge,
    "reopen": _reopen,
    "withdraw": _withdraw,
    "agree": _agree,
    "refuse": _refuse,
    "recheck": _recheck,
    "delete_contact": _delete_contact,
}
