"""What a branch records of its month: talks, pairings, activities, and the month itself."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.engine import UtcDateTime
from db.models.base import Base, Facts, words
from db.vocabulary import (
    ActivityKind,
    Channel,
    Duty,
    PairingEnd,
    TalkReason,
    Visibility,
    YouthGroup,
)


class Talk(Base):
    """A heart-to-heart talk. Its text is optional, sealed, and opened one by one (each opening audited).

    category_codes : {"codes": [up to three]}, the only part that figures use.
    """

    __tablename__ = "talks"

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    talked_on: Mapped[date] = mapped_column(index=True)
    channel: Mapped[Channel] = mapped_column(words(Channel, "channel"))
    youth_group: Mapped[YouthGroup] = mapped_column(words(YouthGroup, "youth_group"))
    reason: Mapped[TalkReason] = mapped_column(words(TalkReason, "reason"))
    category_codes: Mapped[Facts]
    alias_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    summary_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    visibility: Mapped[Visibility] = mapped_column(words(Visibility, "visibility"))
    next_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own name and shape


class Pairing(Base):
    """A cadre and a youth who keep in contact. The youth is an alias, sealed; None once it is forgotten."""

    __tablename__ = "pairings"
    __table_args__ = (
        CheckConstraint("ended_on IS NULL OR ended_on >= paired_on", name="ends_after_it_begins"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    alias_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    youth_group: Mapped[YouthGroup] = mapped_column(words(YouthGroup, "youth_group"))
    category_code: Mapped[str | None] = mapped_column(ForeignKey("need_categories.code"))
    plan_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    paired_on: Mapped[date]
    ended_on: Mapped[date | None]
    end_reason: Mapped[PairingEnd | None] = mapped_column(words(PairingEnd, "end_reason"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own name and shape


class PairingContact(Base):
    """One contact within a pairing."""

    __tablename__ = "pairing_contacts"

    id: Mapped[int] = mapped_column(primary_key=True)
    pairing_id: Mapped[int] = mapped_column(ForeignKey("pairings.id", ondelete="CASCADE"), index=True)
    contacted_on: Mapped[date] = mapped_column(index=True)
    channel: Mapped[Channel] = mapped_column(words(Channel, "channel"))
    note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)


class Activity(Base):
    """An activity that a branch held or plans."""

    __tablename__ = "activities"
    __table_args__ = (
        CheckConstraint("planned_people IS NULL OR planned_people >= 0", name="planned_people_not_negative"),
        CheckConstraint(
            "attended_people IS NULL OR attended_people >= 0", name="attended_people_not_negative"
        ),
        CheckConstraint(
            "attended_members IS NULL OR (attended_people IS NOT NULL"
            " AND attended_members BETWEEN 0 AND attended_people)",
            name="members_among_people",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    held_on: Mapped[date] = mapped_column(index=True)
    theme: Mapped[str] = mapped_column(String(60))
    kind: Mapped[ActivityKind] = mapped_column(words(ActivityKind, "kind"))
    place: Mapped[str | None] = mapped_column(String(60))
    category_code: Mapped[str | None] = mapped_column(ForeignKey("need_categories.code"))
    planned_people: Mapped[int | None]
    attended_people: Mapped[int | None]
    # Of those who came, how many are members of the League.
    attended_members: Mapped[int | None]
    summary: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own name and shape


class MonthRecord(Base):
    """A branch's month once the secretary has confirmed it."""

    __tablename__ = "month_records"

    branch_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    confirmed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))


class MonthExemption(Base):
    """Why a duty was not done in a month, as the branch says it.

    applies : False is 本月不适用, and the duty does not count; True is 未开展, and it does.
    """

    __tablename__ = "month_exemptions"

    branch_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    duty: Mapped[Duty] = mapped_column(words(Duty, "duty"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(200))
    applies: Mapped[bool] = mapped_column(default=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))


class MonthCorrection(Base):
    """What somebody above put right in a month that the branch itself can change no more; the branch reads it.

    verb : what was done, as the audit log names it. day : of the record; of a duty's reason None. No title: it may be
    the very thing that had to go.
    """

    __tablename__ = "month_corrections"

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    month: Mapped[date]
    corrected_on: Mapped[date]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    verb: Mapped[str] = mapped_column(String(40))
    day: Mapped[date | None]
    reason: Mapped[str] = mapped_column(String(200))
