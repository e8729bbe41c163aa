"""All plain routes, in one list. A module brings its own ROUTES; add it here."""

from starlette.routing import BaseRoute

from pages.plain import (
    claim,
    demo,
    files,
    health,
    invite,
    own_answer,
    poster,
    receipt,
    set_up,
    sign_in,
    standing_link,
    survey,
    wish,
)

ROUTES: list[BaseRoute] = [
    *health.ROUTES,
    *files.ROUTES,
    *sign_in.ROUTES,
    *set_up.ROUTES,
    *standing_link.ROUTES,
    *survey.ROUTES,
    *wish.ROUTES,
    *invite.ROUTES,
    *receipt.ROUTES,
    *own_answer.ROUTES,
    *claim.ROUTES,
    *poster.ROUTES,
    *demo.ROUTES,
]
