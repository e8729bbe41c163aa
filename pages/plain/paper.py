"""/paper/ID — the month's questionnaire of a branch on paper, in all its versions or one, to print."""

from collections.abc import Iterable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from db import asking, links, paper_form, paper_sheets
from db.errors import TooLate
from db.links import LinkedBranch
from db.rights import Actor
from db.waves import OpenWave
from pages.plain import addresses, rendering
from pages.shared import sessions, sharing, wording


def show(request: Request) -> Response:
    """GET /paper/ID?version=N, for whoever may type it in; without a version all of them, one after the other."""
    asked = rendering.asked_by(request, unknown="organisation_unknown")
    if isinstance(asked, Response):
        return asked
    actor, branch_id = asked
    wave = _wave(actor, branch_id)
    branch = sessions.read(links.link_for, actor=actor, branch_id=branch_id)
    known = range(1, paper_form.n_versions(wave.form) + 1)
    version = rendering.query(request, "version")
    versions = [int(version)] if version in map(str, known) else list(known)
    return _page(request, branch, wave, known, versions)


def _wave(actor: Actor, branch_id: int) -> OpenWave:
    wave = sessions.read(paper_sheets.find, actor=actor, branch_id=branch_id)
    if wave is None:
        raise TooLate("paper_closed")
    return wave


def _page(
    request: Request, branch: LinkedBranch, wave: OpenWave, known: Iterable[int], versions: Iterable[int]
) -> Response:
    sheets = {}
    for version in versions:
        asked = paper_sheets.asking_of(wave=wave, branch_name=branch.branch_name, version=version)
        sheets[version] = paper_form.questions(wave.form, asked)
    address = sharing.link(addresses.origin(request), branch)
    return rendering.page(
        "paper.html",
        branch=branch,
        wave=wave,
        title=asking.fill(wave.form.title, asked.words),
        known=list(known),
        sheets=sheets,
        notice=wording.paper_notice(branch),
        words=wording,
        # A code that only this computer can open would lead nobody anywhere.
        qr="" if sharing.is_loopback(address) else sharing.qr_image(address),
    )


ROUTES = [Route("/paper/{branch_id}", show, methods=["GET"])]
