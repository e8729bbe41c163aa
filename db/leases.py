"""Leases: of several servers, one does a recurring task at a time."""

from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from db.models import Lease


def take(session: Session, *, name: str, holder: str, now: datetime, seconds: int) -> bool:
    """Take or prolong the lease `name`; False while another holder has it.

    holder : names the process ("host:pid"). seconds : how long it holds if nobody prolongs it.
    """
    until = now + timedelta(seconds=seconds)
    free = or_(Lease.expires_at <= now, Lease.holder == holder)
    taken = session.execute(
        update(Lease)
        .where(Lease.name == name, free)
        .values(holder=holder, expires_at=until)
        .returning(Lease.name)
    ).first()
    if taken is not None:
        return True
    if session.get(Lease, name) is not None:
        return False
    try:
        with session.begin_nested():
            session.add(Lease(name=name, holder=holder, expires_at=until))
    except IntegrityError:
        # Another server made the row between the look and the insert: it has the lease.
        return False
    return True


def give_back(session: Session, *, name: str, holder: str, now: datetime) -> None:
    """Let the next holder take it at once."""
    session.execute(update(Lease).where(Lease.name == name, Lease.holder == holder).values(expires_at=now))
