"""/r — what became of my need: the anonymous thread, 已解决 / 部分解决 / 没有解决, by receipt code.

The code travels in the form, never in an address: addresses end in histories and logs.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from db import confirmations, engine, needs, own_answers, receipts, workdays
from db.confirmations import NeedStory
from db.engine import Session
from db.errors import Conflict, NotAllowed, NotFound, Refused
from db.receipts import Opened
from db.vocabulary import Party, Verb
from pages.plain import rendering
from pages.plain.middleware import DEVICE_COOKIE
from pages.plain.receipt_steps import STEPS, WRITTEN_AS
from pages.shared import sessions, texts, wording


def ask(request: Request) -> Response:
    """GET /r: ask for the code."""
    return ask_page()


def ask_page(*, refusal: str = "", code: str = "", status: int = 200) -> Response:
    return rendering.page(
        "receipt_code.html", status=status, is_kept=bool(refusal), refusal=refusal, code=code
    )


def show(request: Request, fields: dict[str, str]) -> Response:
    """POST /r: show what the code leads to."""
    return story_page(request, fields.get("code", "")[:40])


def story_page(
    request: Request,
    code: str,
    *,
    refusal: str = "",
    done: str = "",
    care: str = "",
    status: int = 200,
    fields: dict[str, str] | None = None,
) -> Response:
    """Return the page of a code. done, refusal : what came of a step; care : help, where the words ask for it."""
    try:
        opened = open_code(request, code)
    except Refused as refused:
        if refused.code not in ("code_unknown", "too_many_codes"):
            raise
        return ask_page(refusal=texts.sentence(refused), code=code, status=rendering.STATUS[refused.kind])
    story = _story(opened)
    return rendering.page(
        "receipt.html",
        status=status,
        code=receipts.normal(code),
        story=story,
        n_told=_n_told(story),
        asks_again=story is not None and _is_recheck_due(story) and not story.is_rechecked,
        has_answer=sessions.read(own_answers.exists, response_id=opened.response_id),
        is_deleted=opened.is_deleted,
        is_cadre=rendering.actor_of(request) is not None,
        refusal=refusal,
        done=done,
        care=care,
        told=wording.told,
        is_told=wording.is_told,
        fields={**dict.fromkeys(FIELDS, ""), **(fields or {})},
        warning=wording.NOT_FOR_EMERGENCIES,
        help_lines=wording.HELP_LINES,
        limit=confirmations.REASON_LIMIT,
        text_limit=needs.TEXT_LIMIT,
    )


def open_code(request: Request, code: str) -> Opened:
    """Return what a code leads to. Refuses: code_unknown, too_many_codes."""
    device = request.cookies.get(DEVICE_COOKIE, "")
    opened = sessions.write(receipts.open_receipt, code=code, device=device)
    if opened is None:
        raise NotFound("code_unknown")
    return opened


def _story(opened: Opened) -> NeedStory | None:
    if opened.need_id is None:
        return None
    try:
        return sessions.read(confirmations.story, need_id=opened.need_id)
    except NotFound:
        return None


def take_step(request: Request, fields: dict[str, str]) -> Response:
    """POST /r/step: the youth's own step. A browser in which a cadre is signed in is refused.

    The same form sent again (a page loaded anew, a double tap) is one step, and is answered like the first time.
    """
    code = fields.get("code", "")[:40]
    step = STEPS.get(fields.get("step", ""))
    try:
        if rendering.actor_of(request) is not None:
            raise NotAllowed("youth_only")
        opened = open_code(request, code)
        if step is None or opened.need_id is None:
            raise NotFound("need_gone")
        sessions.write(_take, step=step, need_id=opened.need_id, fields=fields)
    except Refused as refused:
        if refused.kind == "unavailable":
            return rendering.refusal_page(request, refused, kept=fields.get("text", ""))
        if refused.kind == "conflict" and _is_taken(_story(open_code(request, code)), fields):
            return story_page(request, code, done=RECEIVED, care=wording.care(fields.get("text", "")))
        sentence, status = texts.sentence(refused), rendering.STATUS[refused.kind]
        return story_page(request, code, refusal=sentence, status=status, fields=fields)
    return story_page(request, code, done=RECEIVED, care=wording.care(fields.get("text", "")))


def _take(
    session: Session, *, step: Callable[..., None], need_id: Any, fields: dict[str, str], today: date
) -> None:
    # The form says how much of the thread its youth had read: an old page must not answer a new question. Nobody adds
    # to it between this look and the step.
    needs.find(session, need_id)
    story = confirmations.story(session, need_id=need_id)
    # Consent names the words it is given for, and is good whatever else has come to the thread.
    if step is not STEPS["agree"] and fields.get("seen") != str(len(story.messages)):
        raise Conflict("thread_has_grown")
    step(session, need_id=need_id, fields=fields, today=today)


def _is_taken(story: NeedStory | None, fields: dict[str, str]) -> bool:
    seen = fields.get("seen", "")
    if story is None or not seen.isdecimal() or len(seen) > 4:
        return False
    verbs = WRITTEN_AS.get(fields.get("step", ""), ())
    text = fields.get("text", "").strip()
    own = [m for m in story.messages[int(seen) :] if m.party is Party.YOUTH and m.verb in verbs]
    if any(message.verb is Verb.CONFIRM for message in own):
        return (story.outcome, str(story.rating)) == (fields.get("outcome"), fields.get("rating"))
    return any(message.note in (None, text) for message in own)


def tell_news(request: Request, fields: dict[str, str]) -> Response:
    """POST /r/news: how many steps each of some codes has by now, null for one that leads nowhere any more.

    For a browser that was asked to keep its codes. A browser in which a cadre is signed in is told nothing.
    """
    if rendering.actor_of(request) is not None:
        return JSONResponse({})
    found: dict[str, int | None] = {}
    for code in fields.get("codes", "").split(",")[:MOST_REMEMBERED]:
        try:
            opened = open_code(request, code)
            story = _story(opened)
            stands = story or sessions.read(own_answers.exists, response_id=opened.response_id)
            found[code] = _n_told(story) if stands else None
        except NotFound:
            found[code] = None
        except Refused:
            # Not now: too many wrong codes, or no database. The browser keeps what it has.
            break
    return JSONResponse(found, headers={"cache-control": "no-store"})


def _n_told(story: NeedStory | None) -> int:
    # A question of the committee's is news too.
    return sum(map(wording.is_told, story.messages)) + _is_recheck_due(story) if story else 0


def _is_recheck_due(story: NeedStory) -> bool:
    return story.recheck_from is not None and story.recheck_from <= workdays.today(engine.now())


def back_to_the_code(request: Request) -> Response:
    """GET /r/step: a tab that was restored; the step itself is never in an address."""
    return rendering.go("/r")


# As the browser keeps at most.
MOST_REMEMBERED = 10
RECEIVED = "已收到，谢谢您！"
FIELDS = ("step", "outcome", "rating", "text")
ROUTES = [
    Route("/r", ask, methods=["GET"]),
    Route("/r", rendering.form(show), methods=["POST"]),
    Route("/r/news", rendering.form(tell_news), methods=["POST"]),
    Route("/r/step", back_to_the_code, methods=["GET"]),
    Route("/r/step", rendering.form(take_step), methods=["POST"]),
]
