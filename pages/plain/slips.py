"""/slips/ID, /parental-slips/ID — invite codes, and codes for the guardians of pupils, to print and cut apart."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from db import invites, links, parental_codes, slip_codes
from db.errors import Refused
from db.links import LinkedBranch
from db.rights import Actor
from pages.plain import addresses, rendering
from pages.shared import sessions, sharing, texts

NUMBER = re.compile("[0-9]{1,9}")


@dataclass(frozen=True)
class Kind:
    """What is printed. leads_to : behind the standing link, what the QR code of a slip opens."""

    path: str
    entry: Callable[..., Any]
    mint: Callable[..., list[str]]
    asked: str
    printed: str
    leads_to: Callable[[str, LinkedBranch], str]


INVITES = Kind("/slips", invites.entry, invites.mint, "slips_ask.html", "slips.html", sharing.link)
PARENTAL = Kind(
    "/parental-slips",
    parental_codes.entry,
    parental_codes.mint,
    "parental_slips_ask.html",
    "parental_slips.html",
    sharing.children_notice_link,
)


def _asked(request: Request) -> tuple[Actor, LinkedBranch] | Response:
    asked = rendering.asked_by(request, unknown="organisation_unknown")
    if isinstance(asked, Response):
        return asked
    actor, branch_id = asked
    return actor, sessions.read(links.link_for, actor=actor, branch_id=branch_id)


def _ask_page(
    kind: Kind, actor: Actor, branch: LinkedBranch, *, status: int = 200, refusal: str = "", n: str = ""
) -> Response:
    entry = sessions.read(kind.entry, actor=actor, branch_id=branch.branch_id)
    most = slip_codes.MOST_AT_ONCE
    return rendering.page(
        kind.asked,
        status=status,
        branch=branch,
        entry=entry,
        most=most,
        refusal=refusal,
        n=n,
        action=f"{kind.path}/{branch.branch_id}",
    )


def ask_how_many(kind: Kind, request: Request) -> Response:
    """GET: how many slips are to be made."""
    found = _asked(request)
    return found if isinstance(found, Response) else _ask_page(kind, *found)


def make(kind: Kind, request: Request, fields: dict[str, str]) -> Response:
    """POST: make codes and show them, once."""
    found = _asked(request)
    if isinstance(found, Response):
        return found
    actor, branch = found
    typed = fields.get("n", "").strip()[:10]
    address = kind.leads_to(addresses.origin(request), branch)
    try:
        sharing.require_public(address)
        n = int(typed) if NUMBER.fullmatch(typed) else 0
        codes = sessions.write(kind.mint, actor=actor, branch_id=branch.branch_id, n=n)
    except Refused as refused:
        status = rendering.STATUS[refused.kind]
        return _ask_page(kind, actor, branch, status=status, refusal=texts.sentence(refused), n=typed)
    shown = [f"{code[:4]} {code[4:]}" for code in codes]
    return rendering.page(
        kind.printed, branch=branch, codes=shown, qr=sharing.qr_image(address), address=address
    )


def _routes(kind: Kind) -> list[Route]:
    path = f"{kind.path}/{{branch_id}}"
    return [
        Route(path, partial(ask_how_many, kind), methods=["GET"]),
        Route(path, rendering.form(partial(make, kind)), methods=["POST"]),
    ]


ROUTES = [*_routes(INVITES), *_routes(PARENTAL)]
