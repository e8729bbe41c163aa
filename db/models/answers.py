"""What youth give: drafts, responses, tallies, receipts. No name, address, device id or time of day.

These tables have random or natural keys and no rowid on SQLite, so that the order of rows tells nothing.
"""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    literal_column,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from db.engine import UtcDateTime
from db.models.base import WITHOUT_ORDER, Base, Facts, RandomKey, words
from db.vocabulary import AgeBand


class Draft(Base):
    """What one device has filled in so far for one wave at one branch.

    key_hash : keyed hash of device, wave and branch; made with another subkey than a response's, so that the
        two cannot be laid side by side.
    answers_sealed : encrypted JSON; None once submitted.
    code_sealed : the receipt code, made with the draft so that every retry shows the same one; None once the
        youth has kept it, or when the day of the submit is over.
    rating_set, rotation : drawn once, so that refresh, replica and plain version ask the same; 0 once submitted,
        since the rated categories of an answer tell them.
    touched_at : for 继续 / 重新开始 after ten minutes; None once submitted, so that no answer gets a time.
    """

    __tablename__ = "drafts"
    __table_args__ = WITHOUT_ORDER

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("waves.id", ondelete="CASCADE"), index=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    answers_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    code_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    rating_set: Mapped[int]
    rotation: Mapped[int]
    touched_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    submitted_on: Mapped[date | None]


class Response(Base):
    """One finished answer sheet.

    No date: a day with one answer and one need at a branch would join the two.
    device_hash : keyed per wave; serves "one per device" and is forgotten at release. Of an answer typed in from paper it
        is made of the number of that one form.
    answers : question code → option code, list of codes, or {"importance": 1–5, "satisfaction": 1–5 | "none"};
        hidden questions are left out. Free text is only in `text_sealed`.
    """

    __tablename__ = "responses"
    __table_args__ = (UniqueConstraint("wave_id", "branch_id", "device_hash"), WITHOUT_ORDER)

    id: Mapped[RandomKey]
    wave_id: Mapped[int] = mapped_column(ForeignKey("waves.id"))
    branch_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    # By it a device is found that answers at one branch after another.
    device_hash: Mapped[str | None] = mapped_column(String(64), index=True)
    age_band: Mapped[AgeBand] = mapped_column(words(AgeBand, "age_band"))
    is_doubtful: Mapped[bool] = mapped_column(default=False)
    answers: Mapped[Facts]
    text_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    # The branch may read the text: set for all that wait, each working morning, so that no date is needed.
    is_text_handed: Mapped[bool] = mapped_column(default=False)
    # Version of the privacy notice that was agreed to; None for answers brought in from a file. That of the notice on paper
    # has a name of its own, see `db.paper_sheets`.
    notice_version: Mapped[str | None] = mapped_column(String(16))


class Tally(Base):
    """A count of answers. Every figure on the content of answers is a function of these rows.

    question, row, cell : see `db.tallies`; "" where a part does not apply.
    """

    __tablename__ = "tallies"
    __table_args__ = (
        CheckConstraint("n >= 0", name="n_not_negative"),
        # The few rows that count whole sheets, among very many: a month of a large district has a million counts.
        # With n in it: SQLite prefers the key to an index that does not hold all it needs.
        Index(
            "ix_tallies_sheets",
            "wave_id",
            "branch_id",
            "n",
            sqlite_where=text("question = ''"),
            postgresql_where=text("question = ''"),
        ),
        WITHOUT_ORDER,
    )

    wave_id: Mapped[int] = mapped_column(ForeignKey("waves.id", ondelete="CASCADE"), primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    age_band: Mapped[AgeBand] = mapped_column(words(AgeBand, "age_band"), primary_key=True)
    is_doubtful: Mapped[bool] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(String(32), primary_key=True)
    row: Mapped[str] = mapped_column(String(32), primary_key=True)
    cell: Mapped[str] = mapped_column(String(32), primary_key=True)
    n: Mapped[int]


# The condition for counts of whole sheets. Written out, not bound: else no database knows that the index fits.
COUNTS_SHEETS = Tally.question == literal_column("''")


class Receipt(Base):
    """What a receipt code opens.

    code_hash : keyed hash of the code.
    contents_sealed : which response and which need it belongs to, encrypted with a key made from the code, all of
        one length: whoever has the whole database but not the code cannot lay an answer beside a need.
    forget_on : the first of a month, for whatever day the receipt was made on.
    """

    __tablename__ = "receipts"
    __table_args__ = WITHOUT_ORDER

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    contents_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    forget_on: Mapped[date] = mapped_column(index=True)


class InviteCode(Base):
    """A code (邀请码) with which one person answers one wave at one branch; who was given which is known to nobody.

    code_hash : keyed hash of code, wave and branch. Whether it was used is not kept here: its answer tells.
    """

    __tablename__ = "invite_codes"
    __table_args__ = WITHOUT_ORDER

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("waves.id", ondelete="CASCADE"), index=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))


class ParentalCode(Base):
    """A code (同意码) with which a parent or legal guardian lets one child under 14 answer one wave at one branch.

    code_hash : keyed hash of code, wave and branch.
    draft_key : the unsent draft that it was entered for; None before, again when that draft is deleted, and for ever
        once the answer is sent: then nothing leads from the code to anything the child left.
    is_used : an answer was sent with it; no other may be.
    """

    __tablename__ = "parental_codes"
    __table_args__ = WITHOUT_ORDER

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("waves.id", ondelete="CASCADE"), index=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    draft_key: Mapped[str | None] = mapped_column(
        ForeignKey("drafts.key_hash", ondelete="SET NULL"), unique=True
    )
    is_used: Mapped[bool] = mapped_column(default=False)


class FailedLookup(Base):
    """How often a browser gave a wrong code lately, so that codes cannot be guessed."""

    __tablename__ = "failed_lookups"
    __table_args__ = (Index("ix_failed_lookups_window_ends_at", "window_ends_at"), WITHOUT_ORDER)

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    n: Mapped[int]
    window_ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
