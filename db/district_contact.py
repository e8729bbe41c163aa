"""Whom a youth can ask: the district's contact, shown in the privacy notice."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from db import audit, settings
from db.errors import Conflict, Invalid
from db.rights import Act, Doer, Noun, require
from db.vocabulary import MinorsMode

NAME_LIMIT = 20
PHONE = re.compile(r"\+?[0-9][0-9 \-—转（）()]{4,29}")


@dataclass(frozen=True)
class DistrictContact:
    """Name or office, and telephone; both empty while none is set."""

    name: str = ""
    phone: str = ""


NOBODY = DistrictContact()


def read(session: Session) -> DistrictContact:
    """Return the contact as youth are shown it."""
    found = settings.get_all(session, "contact_name", "contact_phone")
    return DistrictContact(found["contact_name"] or "", found["contact_phone"] or "")


def change(
    session: Session, *, actor: Doer, seen: DistrictContact, name: str, phone: str, now: datetime
) -> None:
    """Set the contact, or clear it with both empty. seen : what stood there when the form was filled in.

    Refuses: no_right, changed_meanwhile, contact_incomplete, contact_name_too_long, phone_malformed; contact_needed
    while schools take answers of youth under 14, whose guardians are told whom to ask.
    """
    require(actor, Noun.SETTING, Act.CHANGE)
    if read(session) != seen:
        raise Conflict("changed_meanwhile")
    name, phone = " ".join(name.split()), " ".join(phone.split())
    if bool(name) != bool(phone):
        raise Invalid("contact_incomplete", field="phone" if name else "name")
    if len(name) > NAME_LIMIT:
        raise Invalid("contact_name_too_long", field="name", limit=NAME_LIMIT)
    if phone and not PHONE.fullmatch(phone):
        raise Invalid("phone_malformed", field="phone")
    if not phone and settings.get(session, "minors_mode") == MinorsMode.SCHOOL:
        raise Invalid("contact_needed", field="phone")
    settings.put(session, "contact_name", name or None)
    settings.put(session, "contact_phone", phone or None)
    session.flush()
    audit.record(session, actor=actor.audit_name, verb="change_contact", subject="setting:contact", now=now)
