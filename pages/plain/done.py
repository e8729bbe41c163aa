"""The last page of the plain survey: the receipt code, as it stands in the database."""

from starlette.responses import Response

from db import receipts
from pages.plain.sheet import Sheet, page_of
from pages.shared import sessions, wording


def show(sheet: Sheet, *, care: str = "") -> Response:
    """Show the code, or that the answer is sent. care : help, where the words ask for it."""
    draft = sheet.draft
    # Read back: what is shown as done stands in the database.
    has_code = draft is not None and draft.code and sessions.read(receipts.exists, code=draft.code)
    code = receipts.grouped(draft.code) if has_code and draft is not None and draft.code else ""
    already = wording.CODE_USED if sheet.survey.wave.takes_codes else wording.ALREADY_SENT
    return page_of(
        sheet,
        "survey_done.html",
        title=wording.SENT if code else wording.ANSWERED,
        code=code,
        line=wording.receipt_line(code, sheet.origin),
        keep=wording.keep_the_code(takes_codes=sheet.survey.wave.takes_codes),
        care=care,
        already=already,
    )
