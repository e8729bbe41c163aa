"""Deeds (实事) and the needs they serve."""

import uuid
from datetime import date

from sqlalchemy import CheckConstraint, Column, ForeignKey, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, words
from db.vocabulary import DeedKind


class Deed(Base):
    """Something done for youth. One deed may serve many needs, one need may take many deeds.

    month : of the day it was done, while it is not done of the day it was begun. begun_on : when it was entered as
    not done yet, None for one entered when it was done. given_up_on, given_up_reason : when it was given up before it was
    done (中止), and why. target : what it was to reach, in numbers. result : what came
    of it, in a line or two. is_hidden : kept off the public board.
    """

    __tablename__ = "deeds"
    __table_args__ = (
        CheckConstraint("beneficiaries IS NULL OR beneficiaries >= 0", name="beneficiaries_not_negative"),
        CheckConstraint(
            "given_up_on IS NULL OR (done_on IS NULL AND given_up_reason IS NOT NULL)", name="given_up_undone"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    month: Mapped[date] = mapped_column(index=True)
    title: Mapped[str] = mapped_column(String(60))
    kind: Mapped[DeedKind] = mapped_column(words(DeedKind, "kind"))
    category_code: Mapped[str | None] = mapped_column(ForeignKey("need_categories.code"))
    target: Mapped[str | None] = mapped_column(String(100))
    result: Mapped[str | None] = mapped_column(Text)
    begun_on: Mapped[date | None] = mapped_column(index=True)
    done_on: Mapped[date | None]
    given_up_on: Mapped[date | None]
    given_up_reason: Mapped[str | None] = mapped_column(String(200))
    beneficiaries: Mapped[int | None]
    is_hidden: Mapped[bool] = mapped_column(default=False)
    # By somebody above, who alone shows it again.
    is_hidden_above: Mapped[bool] = mapped_column(default=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own name and shape


need_deeds = Table(
    "need_deeds",
    Base.metadata,
    Column[uuid.UUID]("need_id", ForeignKey("needs.id", ondelete="CASCADE"), primary_key=True),
    Column[int]("deed_id", ForeignKey("deeds.id", ondelete="CASCADE"), primary_key=True, index=True),
)
