"""The pictures of a branch's records in a period, for its handbook: for its own people only."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import secrets
from db.exchange.extent import Extent
from db.models import Activity, Deed, Picture
from db.vocabulary import Duty

# More would make a document that no mail takes; the newest records come first.
MOST = 60


def read(session: Session, extent: Extent, duty: Duty) -> tuple[tuple[str, bytes], ...]:
    """Return (what it shows, JPEG) of each picture of activities or deeds, in order of their days."""
    if not (extent.is_branch and extent.is_own):
        return ()
    day, title = (Activity.held_on, Activity.theme) if duty is Duty.ACTIVITY else (Deed.done_on, Deed.title)
    chosen = (
        select(day, title, Picture.content_sealed)
        .select_from(Picture)
        .where(Picture.organisation_id == extent.organisation_id)
    )
    if duty is Duty.ACTIVITY:
        chosen = chosen.join(Activity, Activity.id == Picture.activity_id)
    else:
        chosen = chosen.join(Deed, Deed.id == Picture.deed_id)
    rows = session.execute(
        chosen.where(day.between(extent.first, extent.last))
        .order_by(day.desc(), title, Picture.place)
        .limit(MOST)
    ).all()
    return tuple(
        (f"{on.month}月{on.day}日　{words}", secrets.unseal_bytes(secrets.PICTURE, sealed))
        for on, words, sealed in reversed(rows)
        if on is not None
    )
