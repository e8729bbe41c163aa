"""Corrections: an answer that was sent is filled in again from its receipt, until the wave closes.

The answer stands and counts until the correction is sent; then the new one takes its place in one transaction.
"""

import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from db import answer_sheets, asking, doubts, drafts, receipts, secrets, tallies, waves
from db.ages import is_under_14
from db.errors import Conflict, NotFound, TooLate
from db.links import live_link
from db.models import Draft, Response, Wave
from db.workdays import today

# In a draft, beside the answers: which answer it corrects.
CORRECTS = "corrects"
# And the need that was raised with it, for whoever turns out to be too young to have raised one.
NEED = "need"


def response_of(answers: Mapping[str, Any]) -> uuid.UUID | None:
    """Return which answer a draft with these answers corrects, None for a new answer."""
    found = answers.get(CORRECTS)
    return uuid.UUID(found) if found else None


def drop(session: Session, *, device: str, wave_id: int, branch_id: int) -> None:
    """Give up an unsent correction on a device; anything else there stays."""
    draft = drafts.locked(session, device=device, wave_id=wave_id, branch_id=branch_id)
    if draft is not None and draft.submitted_on is None and response_of(drafts.answers_of(draft)) is not None:
        session.delete(draft)
        session.flush()


def need_of(answers: Mapping[str, Any]) -> uuid.UUID | None:
    """Return which need was raised with the answer that a draft corrects, None for none."""
    found = answers.get(NEED)
    return uuid.UUID(found) if found else None


def begin(
    session: Session,
    *,
    response_id: uuid.UUID,
    need_id: uuid.UUID | None = None,
    code: str,
    device: str,
    now: datetime,
) -> str:
    """Make a draft of an answer on a device; return the token of the link under which it is filled in.

    code : with which the answer was found. need_id : what was asked for with it. Whoever comes again finds the draft
    as it stands.

    Refuses: answer_gone, wave_closed (also where the branch has no link any more), draft_in_the_way — the device
    holds another answer that is not finished, or whose code is still shown there.
    """
    response = session.get(Response, response_id)
    if response is None:
        raise NotFound("answer_gone")
    link = live_link(session, branch_id=response.branch_id)
    if link is None:
        raise TooLate("wave_closed")
    where = {"wave_id": response.wave_id, "branch_id": response.branch_id}
    # First the draft, then the wave, as a submit does.
    draft = drafts.locked(session, device=device, **where)
    waves.require_open(session, wave_id=response.wave_id, on=today(now))
    if draft is not None and _holds_another(draft, response, code):
        raise Conflict("draft_in_the_way")
    if draft is not None and draft.submitted_on is None:
        return link.token
    if draft is None:
        draft = Draft(key_hash=drafts.key_of(device, **where), **where)
    _fill(session, draft, response, need_id, now)
    session.add(draft)
    session.flush()
    return link.token


def _holds_another(draft: Draft, response: Response, code: str) -> bool:
    if draft.submitted_on is None:
        return response_of(drafts.answers_of(draft)) != response.id
    shown = secrets.unseal_optional(secrets.CODE, draft.code_sealed)
    return shown is not None and shown != receipts.normal(code)


def _fill(
    session: Session, draft: Draft, response: Response, need_id: uuid.UUID | None, now: datetime
) -> None:
    wave = session.get_one(Wave, response.wave_id)
    form = waves.as_open(session, wave, branch_id=response.branch_id).form
    words = answer_sheets.texts_of(response)
    answers = {**response.answers, **words, drafts.CONSENT: response.notice_version}
    draft.rating_set = asking.set_rated(form, answers, sets=drafts.SETS)
    draft.rotation = 0
    answers[CORRECTS] = response.id.hex
    if is_under_14(answers):
        # It was sent with a guardian's code, which holds for its correction too.
        answers[drafts.PARENTAL_CONSENT] = True
    if need_id is not None:
        answers[NEED] = need_id.hex
    draft.answers_sealed = secrets.seal(secrets.DRAFT, json.dumps(answers, ensure_ascii=False))
    # The youth has the code already; no other may come out of this draft.
    draft.code_sealed = draft.submitted_on = None
    draft.touched_at = now


def replace(session: Session, *, response_id: uuid.UUID, values: Mapping[str, Any]) -> list[str]:
    """Put a corrected answer in the place of the old one, in the tallies too; return the texts that are new.

    values : columns of the response but its id, see `db.answer_sheets`. Refuses: answer_gone.
    """
    response = session.get(Response, response_id, with_for_update=True)
    if response is None:
        raise NotFound("answer_gone")
    before, were_alike = answer_sheets.texts_of(response), doubts.all_alike(response.answers)
    tallies.subtract(session, response_id=response_id)
    for name in ("age_band", "answers", "text_sealed", "notice_version"):
        setattr(response, name, values[name])
    # Too fast stays too fast; whether all ratings are alike is seen anew. Of what was both, the ratings decide: whoever
    # comes back to change them has read them.
    response.is_doubtful = (response.is_doubtful and not were_alike) or doubts.all_alike(response.answers)
    after = answer_sheets.texts_of(response)
    if after != before:
        # Handed over like a new one, with all others of that day.
        response.is_text_handed = False
    session.flush()
    tallies.add(
        session,
        wave_id=response.wave_id,
        branch_id=response.branch_id,
        age_band=response.age_band,
        is_doubtful=response.is_doubtful,
        counts=tallies.increments(response.answers),
    )
    return [text for text in after.values() if text not in before.values()]
