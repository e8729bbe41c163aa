"""Answer sheets: checked against what was asked, stored without what was asked of us, and counted with the same stroke.

Who sends one, from which draft and for which receipt: `db.responses`.
"""

import json
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, cast

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from db import secrets, tallies
from db.ages import AGE, band_of
from db.asking import REQUEST, Asking, items, stops, visible_answers
from db.errors import Invalid
from db.fitting import problems
from db.models import Response
from db.questions import Form
from db.vocabulary import AgeBand

ROWS_AT_ONCE = 1000
# On the table, not the object: nothing of an answer is looked at again once it is written.
_ADD = cast(Table, Response.__table__).insert()


def device_hash(device: str, wave_id: int) -> str:
    """Return the hash that makes "one answer per device" a unique key; keyed per wave."""
    return secrets.keyed_hash("response", device, wave_id)


def checked(
    form: Form, asking: Asking, given: Mapping[str, Any], *, is_paper: bool = False
) -> dict[str, Any]:
    """Return the sheet as it will be stored. is_paper : see `db.fitting`. Refuses: under_14, answers_incomplete."""
    shown = items(form, asking, given)
    if stops(shown, given):
        raise Invalid("under_14", field=AGE)
    wrong = problems(shown, given, is_paper=is_paper)
    if wrong:
        raise Invalid("answers_incomplete", problems=wrong)
    return visible_answers(shown, given)


def add_response(
    session: Session,
    *,
    wave_id: int,
    branch_id: int,
    form: Form,
    sheet: Mapping[str, Any],
    device: str | None = None,
    notice_version: str | None = None,
    is_doubtful: bool = False,
) -> uuid.UUID:
    """Write one answer sheet and its tallies; return its key. What was asked of us (Q12…) goes to the need, not here."""
    values = columns_of(form, sheet)
    key: uuid.UUID = values["id"]
    row = {
        "wave_id": wave_id,
        "branch_id": branch_id,
        "device_hash": device_hash(device, wave_id) if device else None,
        "notice_version": notice_version,
        "is_doubtful": is_doubtful,
        **values,
    }
    session.execute(_ADD, row)
    tallies.add(
        session,
        wave_id=wave_id,
        branch_id=branch_id,
        age_band=values["age_band"],
        is_doubtful=is_doubtful,
        counts=tallies.increments(values["answers"]),
    )
    return key


def add_responses(
    session: Session,
    *,
    wave_id: int,
    branch_id: int,
    form: Form,
    sheets: Iterable[Mapping[str, Any]],
) -> int:
    """Write many answer sheets of a file at once, with the same tallies as one by one; return how many."""
    common = {"wave_id": wave_id, "branch_id": branch_id}
    rows = [{**common, **columns_of(form, sheet)} for sheet in sheets]
    # In the order of their random keys: the file's order would tell who answered when.
    rows.sort(key=lambda row: row["id"])
    counts: dict[AgeBand, Counter[tallies.Cell]] = {}
    for row in rows:
        counts.setdefault(row["age_band"], Counter()).update(tallies.increments(row["answers"]))
    for start in range(0, len(rows), ROWS_AT_ONCE):
        session.execute(insert(Response), rows[start : start + ROWS_AT_ONCE])
    for age_band, band in counts.items():
        tallies.add(
            session, wave_id=wave_id, branch_id=branch_id, age_band=age_band, is_doubtful=False, counts=band
        )
    return len(rows)


def texts_of(response: Response) -> dict[str, str]:
    """Return what a stored sheet says in somebody's own words: key → text."""
    words: dict[str, str] = json.loads(secrets.unseal_optional(secrets.TEXT, response.text_sealed) or "{}")
    return words


def without_request(sheet: Mapping[str, Any]) -> dict[str, Any]:
    """Return a sheet without what was asked of us (Q12…): that goes to the need."""
    return {key: value for key, value in sheet.items() if not key.startswith(REQUEST)}


def columns_of(form: Form, sheet: Mapping[str, Any]) -> dict[str, Any]:
    """Return a sheet as columns of a response: a new id, age band, choices, and its texts sealed."""
    ours = without_request(sheet)
    words = form.texts_of(ours)
    # In fixed order: in which order somebody tapped is nobody's business.
    answers = {
        key: sorted(value) if isinstance(value, list) else value
        for key, value in sorted(ours.items())
        if key not in words
    }
    return {
        "id": uuid.uuid4(),
        "age_band": band_of(answers),
        "answers": answers,
        "text_sealed": secrets.seal(secrets.TEXT, json.dumps(words, ensure_ascii=False)) if words else None,
    }
