"""/s/T — the survey without JavaScript: the same questions, drafts, rules and receipt, on a few short pages.

Each page is a form that is sent and saved whole, then the browser is sent on with a GET, also where something is
still to be put right: loading anew or going back asks nothing twice, and no answer ever stands in an address.
"""

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from db import asking, crisis_words, drafts, engine, fitting, responses
from db.asking import Item
from db.errors import Invalid, NotAllowed, NotFound, Refused, TooLate
from db.links import LinkedBranch
from pages.plain import done, parental, rendering, too_young
from pages.plain.sheet import PAGE, TOO_YOUNG, Sheet, end_page, field_of, given, page_of, sheet_of
from pages.shared import answering, sessions, wording
from pages.shared.answering import PLACE

# Of an option, a page, a step.
LONGEST_CODE = 20
# In an address: of which page it is to be said what is wrong.
CHECK = "check"


def show(request: Request) -> Response:
    """GET /s/T: where this device's answer stands."""
    sheet = sheet_of(request)
    if isinstance(sheet, LinkedBranch):
        return rendering.go(f"/q/{sheet.token}?board=1")
    if sheet.lacks_code:
        return rendering.go(f"/i/{sheet.survey.branch.token}")
    draft = sheet.draft
    if draft is None:
        is_done = sheet.device and sessions.read(answering.finished, device=sheet.device, survey=sheet.survey)
        return done.show(sheet) if is_done else _cover_page(sheet)
    if draft.is_submitted:
        return done.show(sheet)
    if answering.is_quiet(sheet.device, draft, engine.now()):
        return page_of(sheet, "survey_quiet.html")
    if answering.awaits_parent(sheet.survey, sheet.answers):
        return parental.ask(sheet)
    if rendering.query(request, TOO_YOUNG) and answering.is_correction(sheet.answers):
        return too_young.ask(sheet)
    return _question_page(sheet, checked=rendering.query(request, CHECK))


def _cover_page(sheet: Sheet, refusal: str = "") -> Response:
    branch = sheet.survey.branch
    words = {"cover": wording.cover_lines(branch), "notice": wording.notice(branch)}
    status = 422 if refusal else 200
    return page_of(sheet, "survey_cover.html", status=status, is_kept=bool(refusal), refusal=refusal, **words)


def _question_page(sheet: Sheet, *, checked: str) -> Response:
    answers = sheet.answers
    paged = sheet.pages(answers)
    n = sheet.place(answers, paged)
    name, items = paged[n]
    wrong = fitting.problems(items, answers) if name == checked else {}
    return page_of(
        sheet,
        "survey.html",
        name=name,
        items=items,
        answers=answers,
        problems={
            item.key: answering.problem_text(item, wrong[item.key]) for item in items if item.key in wrong
        },
        hint=answering.hint,
        help_text=answering.help_text,
        care=wording.CARE if crisis_words.in_answers(answers) else "",
        field=field_of,
        percent=round(100 * (n + 1) / (len(paged) + 1)),
        is_correction=answering.is_correction(answers),
        correcting=wording.CORRECTING,
        is_first=n == 0,
        is_last=n == len(paged) - 1,
        # Later pages may still follow from what is answered here.
        may_go_on=name != sheet.survey.pages[-1][0],
    )


def take(request: Request, fields: dict[str, str]) -> Response:
    """POST /s/T: one step."""
    sheet = sheet_of(request)
    if isinstance(sheet, LinkedBranch):
        return rendering.refusal_page(request, TooLate("wave_closed"), kept=_written(fields))
    if sheet.lacks_code:
        return _left(request, NotAllowed("invite_missing"), fields, to=f"/i/{sheet.survey.branch.token}")
    if not sheet.device:
        return rendering.page(
            "error.html", status=400, title="没有保存", sentence=wording.NO_COOKIES, kept=""
        )
    step = STEPS.get(fields.get("step", ""), _next)
    try:
        return step(sheet, fields)
    except Refused as refused:
        if refused.code in ("draft_gone", "already_answered"):
            return _left(request, refused, fields, to=sheet.address)
        if refused.code == "answer_gone":
            sessions.write(drafts.discard, **sheet.whose)
        return rendering.refusal_page(request, refused, kept=_written(fields))


def _left(request: Request, refused: Refused, fields: dict[str, str], *, to: str) -> Response:
    """Send on whoever has nothing to lose; what was written is first shown, with why it could not be saved."""
    written = _written(fields)
    return rendering.refusal_page(request, refused, kept=written) if written else rendering.go(to)


def _written(fields: dict[str, str]) -> str:
    """What was written stands on the page that is left now: it is shown, to be copied. Codes of options are not."""
    return "\n\n".join(text for text in fields.values() if not text.isascii() or len(text) > LONGEST_CODE)


def _start(sheet: Sheet, fields: dict[str, str]) -> Response:
    if not fields.get("agreed"):
        refusal = "请先阅读并勾选同意，再开始填写。"
        return _cover_page(sheet, refusal)
    sessions.write(answering.start, device=sheet.device, survey=sheet.survey)
    return rendering.go(sheet.address)


def _resume(sheet: Sheet, fields: dict[str, str]) -> Response:
    sheet.save({})
    return rendering.go(sheet.address)


def _start_over(sheet: Sheet, fields: dict[str, str]) -> Response:
    sessions.write(drafts.discard, **sheet.whose)
    return rendering.go(sheet.address)


def _leave(sheet: Sheet, fields: dict[str, str]) -> Response:
    if not sessions.write(drafts.discard, **sheet.whose):
        # Sent from another tab meanwhile.
        return rendering.go(sheet.address)
    words = wording.LEFT_CORRECTION if answering.is_correction(sheet.answers) else wording.LEFT
    return end_page(sheet, "已退出", words)


def _kept(sheet: Sheet, fields: dict[str, str]) -> Response:
    sessions.write(drafts.forget_code, **sheet.whose)
    return rendering.go(sheet.address)


def _back(sheet: Sheet, fields: dict[str, str]) -> Response:
    return _turn(sheet, fields, -1)


def _next(sheet: Sheet, fields: dict[str, str]) -> Response:
    return _turn(sheet, fields, +1)


def _turn(sheet: Sheet, fields: dict[str, str], by: int) -> Response:
    """Save the page that was sent, then turn to the next one or the one before; after the last one, submit."""
    if sheet.draft is None or sheet.draft.is_submitted:
        raise NotFound("draft_gone")
    answers = sheet.answers
    sent = next((items for name, items in sheet.pages(answers) if name == fields.get(PAGE)), None)
    if sent is None:
        # A page that is asked no more: what was answered elsewhere meanwhile counts.
        return rendering.go(sheet.address)
    changes = {item.key: given(item, fields) for item in sent}
    after = {**answers, **changes}
    if asking.stops(sent, after) and not sheet.survey.wave.takes_children:
        return too_young.end_or_ask(sheet, changes)
    wrong = fitting.problems(sent, after) if by > 0 else {}
    paged = sheet.pages(after)
    n = next(n for n, (name, _) in enumerate(paged) if name == fields[PAGE])
    turned = n if wrong else max(n + by, 0)
    if turned == len(paged):
        return _send(sheet, changes, after)
    return _turn_to(sheet, paged[turned], changes, is_wrong=bool(wrong))


def _turn_to(
    sheet: Sheet, page: tuple[str, list[Item]], changes: dict[str, Any], *, is_wrong: bool
) -> Response:
    name, items = page
    sheet.save({**changes, PAGE: name, PLACE: items[0].screen})
    return rendering.go(f"{sheet.address}?{CHECK}={name}" if is_wrong else sheet.address)


def _send(sheet: Sheet, changes: dict[str, Any], answers: dict[str, Any]) -> Response:
    survey = sheet.survey
    try:
        sessions.write(
            responses.submit, device=sheet.device, wave=survey.wave, branch=survey.branch, changes=changes
        )
    except Invalid as refused:
        if refused.code == "under_14":
            return too_young.end_or_ask(sheet, changes)
        sheet.save(changes)
        if refused.code == "parental_code_missing":
            return parental.ask_again(sheet, refused)
        wrong = refused.facts.get("problems")
        if not isinstance(wrong, dict):
            raise
        paged = sheet.pages(answers)
        page = next((page for page in paged if {item.key for item in page[1]} & set(wrong)), paged[0])
        return _turn_to(sheet, page, {}, is_wrong=True)
    worries = answering.sounds_like_danger(sheet.pages(answers), answers)
    care = wording.CARE + wording.CARE_SENT if worries else ""
    if answering.is_correction(answers):
        return end_page(sheet, "更正已保存", wording.CORRECTED, care=care)
    if care:
        # Not in an address: whoever takes the phone next would read it there.
        return done.show(sheet.again(), care=care)
    return rendering.go(sheet.address)


STEPS: dict[str, Callable[[Sheet, dict[str, str]], Response]] = {
    "start": _start,
    "resume": _resume,
    "over": _start_over,
    "leave": _leave,
    "kept": _kept,
    "back": _back,
    "next": _next,
    "agree": parental.take,
    "refuse": parental.leave,
    "age": parental.choose_age_again,
    "young": too_young.end,
}

ROUTES = [
    Route("/s/{token}", show, methods=["GET"]),
    Route("/s/{token}", rendering.form(take), methods=["POST"]),
]
