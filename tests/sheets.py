"""Answer sheets for tests: a full, valid one for whatever is asked, and a draft filled in like a youth would."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from db import asking, drafts, links, responses, waves
from db.asking import Item
from db.links import LinkedBranch
from db.vocabulary import QuestionKind
from db.waves import OpenWave
from db.workdays import today


def an_answer(item: Item) -> Any:
    """Return the first answer that fits and asks for nothing."""
    kind = item.question.kind
    codes = [option.code for option in item.options if not option.stops]
    if kind is QuestionKind.MULTI:
        return codes[:1]
    if kind is QuestionKind.TEXT:
        return "一个小心愿"
    return True if kind is QuestionKind.CONSENT else codes[0]


def a_sheet(wave: OpenWave, branch: LinkedBranch, state: drafts.DraftState, **but: Any) -> dict[str, Any]:
    """Return a whole sheet for this draft; `but` are answers by question code (Q2=["EMP"])."""
    answers: dict[str, Any] = dict(but)
    for _ in range(40):
        shown = asking.items(
            wave.form,
            responses.asking_of(
                wave=wave,
                branch=branch,
                rating_set=state.rating_set,
                rotation=state.rotation,
                answers=answers,
            ),
            answers,
        )
        missing = [item for item in shown if item.key not in answers]
        if not missing:
            return answers
        answers[missing[0].key] = an_answer(missing[0])
    raise AssertionError("the questionnaire never ends")


def at(session: Session, token: str, now: datetime) -> tuple[OpenWave, LinkedBranch]:
    """Return the open wave and the branch behind a link."""
    branch = links.find_branch(session, token=token)
    wave = waves.open_wave(session, branch_id=branch.branch_id, on=today(now))
    assert wave is not None
    return wave, branch


def fill_in(session: Session, token: str, device: str, now: datetime, **but: Any) -> dict[str, Any]:
    """Fill in a draft on a device, consent included, without sending it; return the sheet."""
    wave, branch = at(session, token, now)
    state = drafts.begin(session, device=device, wave=wave, branch_id=branch.branch_id, now=now)
    sheet = a_sheet(wave, branch, state, **but)
    changes = {drafts.CONSENT: drafts.NOTICE_VERSION, **sheet}
    drafts.save(session, device=device, wave=wave, branch_id=branch.branch_id, changes=changes, now=now)
    return sheet


def answer(session: Session, token: str, device: str, now: datetime, **but: Any) -> str:
    """Fill in and send; return the receipt code."""
    fill_in(session, token, device, now, **but)
    wave, branch = at(session, token, now)
    code = responses.submit(session, device=device, wave=wave, branch=branch, now=now)
    assert code is not None
    return code


ASKS = {
    "Q2": ["HOU"],
    "Q12": "code_only",
    "Q12a": "HOU4",
    "Q12b": "宿舍热水不够",
    "Q12c": "soon",
    "Q12d": "branch",
}
