"""Charts of the committees' pages as files: who may take one along, and the entry in the audit log.

The file itself is made of what the page has already shown, which the rights and the gate let through.
"""

from datetime import date, datetime

from sqlalchemy.orm import Session

from db import audit
from db.errors import NotAllowed, NotFound
from db.models import Organisation
from db.rights import Act, Actor, Doer, Noun, Scope, covers, require, scope_of


def may_have(actor: Doer) -> bool:
    """Tell whether a person has pages whose charts can be taken along: those of committees and of the district."""
    return scope_of(actor, Noun.EXPORT, Act.READ) in (Scope.TREE, Scope.ALL)


def allow(
    session: Session,
    *,
    actor: Doer,
    chart: str,
    kind: str,
    organisation_id: int,
    month: date | None,
    now: datetime,
) -> None:
    """See that a chart or its table may leave as a file and write it in the audit log.

    chart : the code of its indicator. kind : "svg", "png" or "xlsx". organisation_id : whose figures; those of the
    organisations above are shown to a committee too. month : None for what belongs to no month.

    Refuses: no_right, organisation_unknown.
    """
    scope = require(actor, Noun.EXPORT, Act.READ)
    if not may_have(actor):
        raise NotAllowed("no_right", noun=Noun.EXPORT.label, act=Act.READ.label)
    organisation = session.get(Organisation, organisation_id)
    is_above = isinstance(actor, Actor) and organisation and actor.path.startswith(organisation.path)
    if organisation is None or not (is_above or covers(scope, actor, organisation)):
        raise NotFound("organisation_unknown")
    audit.record(
        session,
        actor=actor.audit_name,
        verb="download_chart",
        subject=f"chart:{chart}",
        now=now,
        organisation_id=organisation_id,
        month=f"{month:%Y-%m}" if month else "",
        kind=kind,
    )
