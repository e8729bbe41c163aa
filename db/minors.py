"""Youth under 14 (未满14周岁): their answers are taken only where a parent or legal guardian agreed.

By default nobody's are: the survey stops and deletes what was filled in. In school mode (学校模式) those of pupils are,
at branches of schools alone, each with a code of the guardian's (`db.parental_codes`).
Source: Personal Information Protection Law, Articles 28 and 31; 《儿童个人信息网络保护规定》, Articles 8—10.
"""

from datetime import date, datetime

from sqlalchemy.orm import Session

from db import audit, district_contact, settings
from db.errors import Conflict, Invalid
from db.models import Organisation
from db.rights import Act, Doer, Noun, require
from db.vocabulary import Domain, MinorsMode
from db.workdays import today

# Of 《儿童个人信息告知书》 as it reads now (_children_notice.html); raised whenever its words change.
NOTICE_VERSION = "2"


def mode(session: Session) -> MinorsMode:
    """Return the mode in force."""
    return MinorsMode(settings.get(session, "minors_mode"))


def school_spans(session: Session) -> list[tuple[date, date | None]]:
    """Return when school mode was in force, the oldest stretch first: first day, last day (None: it still is).

    A stretch that began before the days were written down is missing.
    """
    spans = settings.get(session, "school_mode_spans")
    return [(date.fromisoformat(first), date.fromisoformat(last) if last else None) for first, last in spans]


def takes_children(session: Session, *, domain: Domain | None) -> bool:
    """Tell whether a branch of this domain takes answers of youth under 14, each with a guardian's code."""
    return domain is Domain.SCHOOL and mode(session) is MinorsMode.SCHOOL


def takes_children_at(session: Session, *, branch_id: int) -> bool:
    """Tell the same of a branch."""
    return takes_children(session, domain=session.get_one(Organisation, branch_id).domain)


def change(session: Session, *, actor: Doer, seen: MinorsMode, to: MinorsMode, now: datetime) -> None:
    """Change the mode for all schools of the district. seen : what was in force when the form was filled in.

    School mode needs somebody whom guardians can ask: the contact of the district, who stands in their notice.
    Refuses: no_right, changed_meanwhile, contact_needed.
    """
    require(actor, Noun.SETTING, Act.CHANGE)
    if mode(session) is not seen:
        raise Conflict("changed_meanwhile")
    if to is MinorsMode.SCHOOL and not district_contact.read(session).phone:
        raise Invalid("contact_needed", field="minors_mode")
    if to is seen:
        return
    settings.put(session, "minors_mode", to.value)
    settings.put(session, "school_mode_spans", _spans_after(session, to, today(now)))
    session.flush()
    audit.record(
        session,
        actor=actor.audit_name,
        verb="change_minors_mode",
        subject="setting:minors_mode",
        now=now,
        mode=to.value,
    )


def _spans_after(session: Session, to: MinorsMode, day: date) -> list[list[str | None]]:
    spans: list[list[str | None]] = settings.get(session, "school_mode_spans")
    if to is MinorsMode.SCHOOL:
        return [*spans, [day.isoformat(), None]]
    return [*spans[:-1], [spans[-1][0], day.isoformat()]] if spans else []
