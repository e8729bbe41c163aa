"""The audit log: who did what, in the same transaction as the change."""

from datetime import datetime

from sqlalchemy.orm import Session

from db.models import AuditEntry


def record(
    session: Session,
    *,
    actor: str,
    verb: str,
    subject: str,
    now: datetime,
    organisation_id: int | None = None,
    **facts: object,
) -> None:
    """Write one entry.

    actor : "person:<id>", "operator:<OS user>" or "system".
    verb : the service's word ("accept", "add_person", "release").
    subject : kind and key ("need:4f…", "organisation:7").
    facts : plain values without personal data and without anything a youth said.
    """
    session.add(
        AuditEntry(
            at=now,
            actor=actor,
            verb=verb,
            subject=subject,
            organisation_id=organisation_id,
            facts=facts,
        )
    )
