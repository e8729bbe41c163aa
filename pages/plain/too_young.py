"""未满14周岁 where nobody of that age is asked: the end of the plain survey, in a correction only after asking once more."""

from typing import Any

from starlette.responses import Response

from db import own_answers
from pages.plain import rendering
from pages.plain.sheet import TOO_YOUNG, Sheet, end_page, page_of
from pages.shared import answering, sessions, wording


def end_or_ask(sheet: Sheet, changes: dict[str, Any]) -> Response:
    """End; where an answer that was sent would go too, keep what else was filled in and ask first."""
    if answering.is_correction(sheet.answers):
        sheet.save({**changes, **answering.AGE_AGAIN})
        return rendering.go(f"{sheet.address}?{TOO_YOUNG}=1")
    return _stop(sheet)


def ask(sheet: Sheet) -> Response:
    """Ask once more: it may have been a slip of the finger."""
    return page_of(sheet, "survey_too_young.html", words=wording.TOO_YOUNG)


def end(sheet: Sheet, fields: dict[str, str]) -> Response:
    """确认未满14周岁，删除并退出."""
    if not answering.is_correction(sheet.answers):
        # Ended elsewhere meanwhile.
        return rendering.go(sheet.address)
    return _stop(sheet)


def _stop(sheet: Sheet) -> Response:
    sessions.write(own_answers.stop, **sheet.whose)
    return end_page(sheet, "谢谢你", wording.STOPPED)
