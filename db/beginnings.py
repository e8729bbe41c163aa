"""The first words of needs, by which a handler tells the lines of a list apart."""

import uuid
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import secrets
from db.entries import PAGE_SIZE
from db.models import Need, Organisation
from db.rights import Act, Actor, Noun, within

LENGTH = 28


def beginnings_for(
    session: Session, *, actor: Actor, need_ids: Collection[uuid.UUID]
) -> dict[uuid.UUID, str]:
    """Return need → the beginning of its text, one line, for one page of needs that the person handles.

    Like the whole text on a need's page this is no audited opening. What is sensitive is left out: it is read on
    the need's own page, and where a guardian is named by that person only. So are needs without a text.

    Refuses: no_right.
    """
    mine = within(
        actor, Noun.NEED_TEXT, Act.READ, organisation_id=Need.organisation_id, path=Organisation.path
    )
    rows = session.execute(
        select(Need.id, Need.text_sealed)
        .join(Organisation, Organisation.id == Need.organisation_id)
        .where(mine, Need.id.in_(need_ids), Need.handed_on.is_not(None))
        .where(Need.is_sensitive.is_(False), Need.text_sealed.is_not(None))
        .limit(PAGE_SIZE)
    )
    return {need_id: _beginning(secrets.unseal(secrets.TEXT, sealed)) for need_id, sealed in rows if sealed}


def _beginning(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LENGTH else f"{line[:LENGTH]}…"
