"""What keeps the house in order: audit log, settings, holidays, the lease of the turning task."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from db.engine import UtcDateTime
from db.models.base import Base, Facts


class AuditEntry(Base):
    """Who did what, written in the same transaction; never changed (a trigger refuses updates).

    actor : "person:12", "operator:<OS user>" or "system". Acts of youth are not audited: they have no time.
    subject : kind and key of the thing ("need:…"), never its content.
    """

    __tablename__ = "audit_log"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actor: Mapped[str] = mapped_column(String(60), index=True)
    verb: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(80))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    facts: Mapped[Facts]


class Setting(Base):
    """One setting of the district, by name; the default is in `db.settings`."""

    __tablename__ = "settings"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[Facts]


class DayOverride(Base):
    """A day that is (not) a working day, whatever the built-in calendar says."""

    __tablename__ = "day_overrides"

    day: Mapped[date] = mapped_column(primary_key=True)
    is_working: Mapped[bool]
    note: Mapped[str | None] = mapped_column(String(60))


class Lease(Base):
    """Which server does a recurring task at the moment, so that several do not do it at once."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(String(60))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
