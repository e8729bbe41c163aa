"""Pictures that a branch keeps with an activity or a deed."""

import uuid
from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base


class Picture(Base):
    """One picture of one record, drawn anew and sealed: there may be faces on it.

    digest : keyed hash of its content, the same for the same picture. look : 16 hex digits (see `db.images`).
    place : its order within the record, from 1.
    """

    __tablename__ = "pictures"
    __table_args__ = (
        CheckConstraint("(activity_id IS NULL) <> (deed_id IS NULL)", name="belongs_to_one_record"),
        UniqueConstraint("activity_id", "place"),
        UniqueConstraint("deed_id", "place"),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    activity_id: Mapped[int | None] = mapped_column(
        ForeignKey("activities.id", ondelete="CASCADE"), index=True
    )
    deed_id: Mapped[int | None] = mapped_column(ForeignKey("deeds.id", ondelete="CASCADE"), index=True)
    place: Mapped[int]
    content_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[str] = mapped_column(String(64), index=True)
    look: Mapped[str] = mapped_column(String(16))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    added_on: Mapped[date]
