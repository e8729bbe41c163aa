"""/w/T — 提一个需求, any day, without the survey; the receipt code at the end."""

from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from db import confirmations, links, needs, questionnaires, receipts, wishes
from db.engine import Session
from db.errors import Refused
from db.vocabulary import Urgency
from db.wishes import Wish
from pages.plain import addresses, demo, rendering
from pages.shared import sessions, texts, wording

FIELDS = (
    "nonce",
    "urgency",
    "sub_item",
    "text",
    "goes_to",
    "name",
    "contact",
    "agrees_to_sensitive",
    "agrees_to_contact",
)
HOW_SOON = {
    Urgency.URGENT: "尽快（紧急）",
    Urgency.SOON: "一个月内（较急）",
    Urgency.NORMAL: "不着急（一般）",
}


def show(request: Request) -> Response:
    """GET /w/T."""
    nonce = demo.followed_nonce(request) or wishes.new_nonce()
    return _page(request.path_params["token"], {"nonce": nonce, "urgency": Urgency.NORMAL.value})


def _page(
    token: str, fields: dict[str, str], *, refusal: str = "", wrong: str = "", status: int = 200
) -> Response:
    values = sessions.read(_form_values, token=token)
    return rendering.page(
        "wish.html",
        status=status,
        fields={**dict.fromkeys(FIELDS, ""), **fields, "nonce": fields.get("nonce") or wishes.new_nonce()},
        how_soon=HOW_SOON,
        limit=needs.TEXT_LIMIT,
        warning=wording.NOT_FOR_EMERGENCIES,
        emergency=wording.NO_WAY_IN_AN_EMERGENCY,
        refusal=refusal,
        wrong=wrong,
        **values,
    )


def _form_values(session: Session, *, token: str) -> dict[str, Any]:
    return {
        "branch": links.find_branch(session, token=token),
        "categories": questionnaires.monthly_categories(session),
    }


def take(request: Request, fields: dict[str, str]) -> Response:
    """POST /w/T."""
    token = request.path_params["token"]
    try:
        code = sessions.write(_send, token=token, fields=fields)
    except Refused as refused:
        if refused.kind == "unavailable":
            return rendering.refusal_page(request, refused, kept=fields.get("text", ""))
        if refused.kind not in ("invalid", "conflict"):
            raise
        field = str(refused.facts.get("field", ""))
        return _page(token, fields, refusal=texts.sentence(refused), wrong=field, status=422)
    # Read back: what is shown as done stands in the database.
    handler = sessions.read(_handler_of, code=code)
    shown = receipts.grouped(code) if handler else ""
    return rendering.page(
        "wish_done.html",
        code=shown,
        line=wording.receipt_line(shown, addresses.origin(request)),
        handler=handler,
        branch=sessions.read(links.find_branch, token=token),
        care=wording.care(fields.get("text", "")),
    )


def _handler_of(session: Session, *, code: str) -> str:
    need_id = receipts.need_of(session, code=code)
    return confirmations.story(session, need_id=need_id).handler if need_id else ""


def _send(session: Session, *, token: str, fields: dict[str, str], today: date) -> str:
    urgency = fields.get("urgency", "")
    return wishes.send(
        session,
        branch=links.find_branch(session, token=token),
        nonce=fields.get("nonce", ""),
        wish=Wish(
            sub_item_code=fields.get("sub_item", ""),
            text=fields.get("text", ""),
            urgency=Urgency(urgency) if urgency in set(Urgency) else Urgency.NORMAL,
            goes_to_committee=fields.get("goes_to") == "committee",
            agrees_to_sensitive="agrees_to_sensitive" in fields,
            name=fields.get("name", ""),
            contact=fields.get("contact", ""),
            agrees_to_contact="agrees_to_contact" in fields,
        ),
        today=today,
    )


ROUTES = [
    Route("/w/{token}", show, methods=["GET"]),
    Route("/w/{token}", rendering.form(take), methods=["POST"]),
]
