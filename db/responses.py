"""Responses: a draft is sent, and answer sheet, tallies, need and receipt are written in one transaction.

The draft on the server counts, not what the browser shows at that moment.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any, cast

from sqlalchemy import Table, bindparam, func, select
from sqlalchemy.orm import Session

from db import (
    answer_sheets,
    confirmations,
    corrections,
    crisis,
    doubts,
    drafts,
    needs,
    parental_codes,
    receipts,
    secrets,
)
from db.ages import is_under_14
from db.asking import REQUEST, TO_BE_REACHED, Asking
from db.errors import Conflict, Invalid, NotFound
from db.links import LinkedBranch, require_working
from db.models import COUNTS_SHEETS, Draft, Need, Response, Tally
from db.needs import Contact
from db.questions import Form
from db.vocabulary import NeedSource, Urgency
from db.waves import OpenWave, require_open
from db.workdays import add_months, today

_SHEETS = cast(Table, Response.__table__)
_ANSWERED_AT = select(_SHEETS.c.branch_id).where(_SHEETS.c.device_hash == bindparam("device_hash"))
WHAT, WORDS, HOW_SOON, WHO, NAME, CONTACT = "Q12a", "Q12b", "Q12c", "Q12d", "Q12f", "Q12g"


def asking_of(
    *, wave: OpenWave, branch: LinkedBranch, rating_set: int, rotation: int, answers: Mapping[str, Any]
) -> Asking:
    """Return what the questionnaire needs to know besides the answers: month, draws, names in texts."""
    upward = needs.passes_branch(
        goes_to_committee=answers.get(WHO) == "committee",
        is_sensitive=wave.form.is_sensitive(str(answers.get(WHAT) or "")),
        has_student_secretary=branch.has_student_secretary,
    )
    return Asking(
        month_number=wave.month.month,
        rating_set=rating_set,
        rotation=rotation,
        words={
            **words_of(wave.month, branch.branch_name),
            "handler": f"{branch.committee_name if upward else branch.branch_name}的团干部",
        },
        without=(REQUEST,) if corrections.response_of(answers) else (),
        has_parental_consent=bool(answers.get(drafts.PARENTAL_CONSENT)),
    )


def words_of(month: date, branch_name: str) -> dict[str, str]:
    """Return what stands for {year}, {month}, {last_month}, {branch} and {reader} in the texts of a questionnaire."""
    return {
        "year": str(month.year),
        "month": str(month.month),
        "last_month": str(add_months(month, -1).month),
        "branch": branch_name,
        "reader": f"{branch_name}的团干部",
    }


def submit(
    session: Session,
    *,
    device: str,
    wave: OpenWave,
    branch: LinkedBranch,
    now: datetime,
    changes: Mapping[str, Any] = MappingProxyType({}),
) -> str | None:
    """Send the device's draft; return the receipt code. A second submit returns the same code.

    changes : what was answered with the submit itself, as `drafts.save` takes it; after a refusal it is not kept.
    A correction takes the place of the answer it corrects and returns None: its code stays as it is.

    Refuses: wave_closed, link_revoked, draft_gone, already_answered, consent_missing, answers_incomplete
    (facts["problems"]: item key → code), under_14, parental_code_missing, answer_gone (it was to be corrected).
    """
    draft = drafts.locked(session, device=device, wave_id=wave.id, branch_id=branch.branch_id)
    if draft is None:
        raise (
            Conflict("already_answered")
            if answered(session, device, wave.id, branch)
            else NotFound("draft_gone")
        )
    if draft.submitted_on is not None:
        if draft.code_sealed is None:
            raise Conflict("already_answered")
        return secrets.unseal(secrets.CODE, draft.code_sealed)
    day = today(now)
    require_open(session, wave_id=wave.id, on=day)
    require_working(session, branch_id=branch.branch_id)
    given = {k: v for k, v in {**drafts.answers_of(draft), **changes}.items() if v is not None}
    corrected = corrections.response_of(given)
    answered_at = _answered_at(session, device, wave.id)
    if corrected is None and branch.branch_id in answered_at:
        raise Conflict("already_answered")
    if not given.get(drafts.CONSENT):
        raise Invalid("consent_missing", field=drafts.CONSENT)
    sheet, took = _sheet(session, draft, given, wave, branch), drafts.took(given, now=now)
    sent = _Sent(wave, branch, day, given, sheet, took, len(answered_at))
    code = _take(session, sent, draft, device, corrected)
    if corrected is None or branch.branch_id in answered_at:
        drafts.close(session, draft=draft, on=day)
    else:
        # Corrected from a device that has not answered for itself: it still may.
        session.delete(draft)
    return code


def _take(
    session: Session, sent: "_Sent", draft: Draft, device: str, corrected: uuid.UUID | None
) -> str | None:
    if sent.given.get(drafts.PARENTAL_CONSENT):
        parental_codes.settle(session, draft=draft, is_used=is_under_14(sent.sheet))
    if corrected is None:
        return _write(session, sent, draft, device)
    _correct(session, sent, corrected)
    return None


@dataclass(frozen=True)
class _Sent:
    """What is sent: the draft as given, the checked sheet, when and where, how long it took, and at how many
    branches the same device has answered before.
    """

    wave: OpenWave
    branch: LinkedBranch
    day: date
    given: Mapping[str, Any]
    sheet: Mapping[str, Any]
    took: timedelta | None
    n_elsewhere: int

    @property
    def agreed(self) -> str:
        """Return what was agreed to."""
        return str(self.given[drafts.CONSENT])


def _sheet(
    session: Session, draft: Draft, given: Mapping[str, Any], wave: OpenWave, branch: LinkedBranch
) -> dict[str, Any]:
    asking = asking_of(
        wave=wave, branch=branch, rating_set=draft.rating_set, rotation=draft.rotation, answers=given
    )
    if is_under_14(given):
        # What the draft says of a consent is a note for the pages; this is what counts.
        parental_codes.require(session, draft=draft, corrected=corrections.response_of(given))
        asking = replace(asking, has_parental_consent=True)
    return answer_sheets.checked(wave.form, asking, given)


def _correct(session: Session, sent: _Sent, response_id: uuid.UUID) -> None:
    values = {**answer_sheets.columns_of(sent.wave.form, sent.sheet), "notice_version": sent.agreed}
    _mark(session, sent, corrections.replace(session, response_id=response_id, values=values))
    need_id = corrections.need_of(sent.given)
    if need_id is not None and is_under_14(sent.sheet) and session.get(Need, need_id) is not None:
        # Left when the answer named another age.
        confirmations.delete_contact(session, need_id=need_id)


def _mark(session: Session, sent: _Sent, texts: Iterable[str]) -> None:
    branch_id, month = sent.branch.branch_id, sent.wave.month
    for text in texts:
        crisis.mark(session, text=text, branch_id=branch_id, month=month, today=sent.day)


def _write(session: Session, sent: _Sent, draft: Draft, device: str) -> str:
    code = secrets.unseal_optional(secrets.CODE, draft.code_sealed)
    if code is None:
        raise NotFound("draft_gone")
    form, sheet = sent.wave.form, sent.sheet
    response_id = answer_sheets.add_response(
        session,
        wave_id=sent.wave.id,
        branch_id=sent.branch.branch_id,
        form=form,
        sheet=sheet,
        device=device,
        notice_version=sent.agreed,
        is_doubtful=doubts.is_doubtful(sheet, took=sent.took, n_elsewhere=sent.n_elsewhere),
    )
    _mark(session, sent, form.texts_of(answer_sheets.without_request(sheet)).values())
    need = _raise_need(session, form, sheet, sent.branch, sent.day, sent.agreed)
    receipts.add_receipt(
        session, code=code, response_id=response_id, need_id=need.id if need else None, today=sent.day
    )
    return code


def answered(session: Session, device: str, wave_id: int, branch: LinkedBranch) -> bool:
    """Tell whether this device has answered this wave at this branch."""
    return branch.branch_id in _answered_at(session, device, wave_id)


def _answered_at(session: Session, device: str, wave_id: int) -> set[int]:
    """Return the branches at which this device has answered this wave."""
    return set(session.scalars(_ANSWERED_AT, {"device_hash": answer_sheets.device_hash(device, wave_id)}))


def _raise_need(
    session: Session, form: Form, sheet: Mapping[str, Any], branch: LinkedBranch, day: date, agreed: str
) -> Need | None:
    wish = sheet.get(REQUEST)
    if wish not in ("code_only", TO_BE_REACHED):
        return None
    sub_item = str(sheet[WHAT])
    category = form.parent_of(sub_item)
    contact = None
    if wish == TO_BE_REACHED:
        contact = Contact(sheet.get(NAME), str(sheet[CONTACT]), agreed)
    return needs.raise_need(
        session,
        branch_id=branch.branch_id,
        source=NeedSource.SURVEY,
        category_code=category.code if category else sub_item,
        sub_item_code=sub_item,
        text=sheet.get(WORDS),
        urgency=Urgency(sheet[HOW_SOON]),
        goes_to_committee=sheet.get(WHO) == "committee",
        today=day,
        contact=contact,
    )


def count(session: Session, *, wave_id: int, branch_id: int) -> int:
    """Return how many have answered at a branch: the one figure shown before release."""
    query = select(func.coalesce(func.sum(Tally.n), 0)).where(
        Tally.wave_id == wave_id,
        Tally.branch_id == branch_id,
        COUNTS_SHEETS,
    )
    return int(session.scalar(query) or 0)
