"""All plain routes, in one list. A module brings its own ROUTES; add it here."""

from starlette.routing import BaseRoute

from pages.plain import (
    claim,
    demo,
    files,
    hand_over,
    health,
    invite,
    own_answer,
    paper,
    parental,
    poster,
    receipt,
    set_up,
    sign_in,
    slips,
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
    *parental.ROUTES,
    *wish.ROUTES,
    *invite.ROUTES,
    *slips.ROUTES,
    *receipt.ROUTES,
    *own_answer.ROUTES,
    *claim.ROUTES,
    *poster.ROUTES,
    *paper.ROUTES,
    *hand_over.ROUTES,
    *demo.ROUTES,
]
