"""Needs, their event log (which is also the anonymous thread), and separately consented contact data."""

import uuid
from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import WITHOUT_ORDER, Base, Facts, RandomKey, words
from db.vocabulary import Concern, NeedSource, NeedState, Outcome, Party, Urgency, Verb


class Need(Base):
    """One thing a youth asked for. It holds no response id: both are found from the receipt only.

    number : given at hand-over in shuffled order ("X-202611-007"); None before.
    branch_id : the branch it came from. organisation_id : who handles it (that branch, or its committee).
    raised_on, handed_on, … : dates, never times, since a time could be laid beside an answer. A need from a
        survey is dated by the working morning on which it will be handed over, not by the day of the answer.
    accept_by, due_on : working-day deadlines; due_on is frozen at acceptance and renewed
        by a reopening. first_due_on : the day it was promised for, by which it is counted as on time or not: the
        deadline of the first acceptance, moved by waits for the youth only. extended_from : of the present handler.
    version : counted up at every change; a second writer is refused.
    """

    __tablename__ = "needs"
    __table_args__ = (
        CheckConstraint("rating IS NULL OR rating BETWEEN 1 AND 5", name="rating_1_to_5"),
        CheckConstraint("(state <> 'confirmed') OR (outcome IS NOT NULL)", name="confirmed_has_an_outcome"),
        Index("ix_needs_organisation_id_state", "organisation_id", "state"),
        Index("ix_needs_branch_id_state", "branch_id", "state"),
        # With all that a count asks of a need: keys are random, so to fetch the row would be a search for each one.
        Index("ix_needs_counted_by_month", "month", "id", "branch_id", "handed_on"),
        Index(
            "ix_needs_counted_by_state",
            *("state", "raised_on", "handed_on", "branch_id", "organisation_id", "accept_by", "due_on"),
        ),
        Index(
            "ix_needs_counted_by_due_on",
            *("due_on", "raised_on", "first_due_on", "extended_from", "settled_on"),
            *("state", "handed_on", "branch_id", "id"),
        ),
        WITHOUT_ORDER,
    )

    id: Mapped[RandomKey]
    number: Mapped[str | None] = mapped_column(String(20), unique=True)
    month: Mapped[date]
    branch_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    goes_to_committee: Mapped[bool] = mapped_column(default=False)
    source: Mapped[NeedSource] = mapped_column(words(NeedSource, "source"))
    category_code: Mapped[str] = mapped_column(ForeignKey("need_categories.code"))
    sub_item_code: Mapped[str | None] = mapped_column(ForeignKey("need_categories.code"))
    is_sensitive: Mapped[bool]
    text_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    urgency: Mapped[Urgency] = mapped_column(words(Urgency, "urgency"))
    state: Mapped[NeedState] = mapped_column(words(NeedState, "state"))
    raised_on: Mapped[date]
    handed_on: Mapped[date | None]
    accept_by: Mapped[date | None]
    accepted_on: Mapped[date | None]
    due_on: Mapped[date | None]
    # The deadline before it was extended (with a reason, once).
    extended_from: Mapped[date | None]
    first_due_on: Mapped[date | None] = mapped_column(index=True)
    settled_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    # With which other need of the same handler it is settled.
    merged_into: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("needs.id", ondelete="SET NULL"), index=True
    )
    # A colleague who was asked to take it on and has not answered yet.
    next_owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    outcome: Mapped[Outcome | None] = mapped_column(words(Outcome, "outcome"))
    rating: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own name and shape


class NeedEvent(Base):
    """One step of a need, never changed afterwards (a trigger refuses updates).

    note_sealed : what was said with it, encrypted; both sides read it, so the log is the thread.
    """

    __tablename__ = "need_events"
    __table_args__ = (Index("ix_need_events_verb_happened_on", "verb", "happened_on"), WITHOUT_ORDER)

    need_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("needs.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    happened_on: Mapped[date]
    verb: Mapped[Verb] = mapped_column(words(Verb, "verb"))
    from_state: Mapped[NeedState | None] = mapped_column(words(NeedState, "from_state"))
    to_state: Mapped[NeedState] = mapped_column(words(NeedState, "to_state"))
    party: Mapped[Party] = mapped_column(words(Party, "party"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    facts: Mapped[Facts]


class NeedCoOwner(Base):
    """协办: somebody who helps the owner of a need. The youth never learns a name."""

    __tablename__ = "need_co_owners"
    __table_args__ = WITHOUT_ORDER

    need_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("needs.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)


class NeedContact(Base):
    """How to reach the youth, given with a consent of its own; deleted 90 days after the need is closed."""

    __tablename__ = "need_contacts"
    __table_args__ = WITHOUT_ORDER

    need_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("needs.id", ondelete="CASCADE"), primary_key=True)
    name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    contact_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    consent_version: Mapped[str] = mapped_column(String(16))
    delete_on: Mapped[date | None]


class NeedClaim(Base):
    """A one-time link for a need born in a talk: scanned on the youth's phone it mints the receipt there.

    token_hash : SHA-256 of the link's token; the cadre never sees the receipt code.
    """

    __tablename__ = "need_claims"
    __table_args__ = WITHOUT_ORDER

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    need_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("needs.id", ondelete="CASCADE"), index=True)
    expires_on: Mapped[date]
    claimed_on: Mapped[date | None]


class NeedRecheck(Base):
    """回访: a settled need drawn by chance, about which the committee asks its youth once more; never for the handler.

    organisation_id : who asks and reads the answer. month : in which it was drawn. outcome, rating, text_sealed : the
    youth's answer. Nothing of it is in the need's log, which its handler reads.
    """

    __tablename__ = "need_rechecks"
    __table_args__ = (
        CheckConstraint("rating IS NULL OR rating BETWEEN 1 AND 5", name="rating_1_to_5"),
        WITHOUT_ORDER,
    )

    need_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("needs.id", ondelete="CASCADE"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    month: Mapped[date]
    outcome: Mapped[Outcome | None] = mapped_column(words(Outcome, "outcome"))
    rating: Mapped[int | None]
    text_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)


class CrisisMark(Base):
    """危机提示: a youth's text that sounds like danger, for the named adult of an organisation.

    No date: it would date the answer that it comes from. organisation_id : whose adult reads it.
    need_id : the need it was written for, None for words of a survey. handled_on : when somebody has seen to it.
    note_sealed : what was done.
    """

    __tablename__ = "crisis_marks"
    __table_args__ = WITHOUT_ORDER

    id: Mapped[RandomKey]
    month: Mapped[date]
    branch_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    concern: Mapped[Concern] = mapped_column(words(Concern, "concern"))
    need_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("needs.id", ondelete="CASCADE"), index=True)
    text_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    handled_on: Mapped[date | None]
    handled_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)


class NeedSummary(Base):
    """公开摘要: what the public board may tell of a settled need, written by its handler.

    Shown only once the committee has published it; plain words without anything that identifies.
    published_by : who decided; without `published_on` the decision was not to publish it.
    """

    __tablename__ = "need_summaries"
    __table_args__ = WITHOUT_ORDER

    need_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("needs.id", ondelete="CASCADE"), primary_key=True)
    before: Mapped[str] = mapped_column(String(100))
    after: Mapped[str] = mapped_column(String(100))
    written_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    published_on: Mapped[date | None] = mapped_column(index=True)
    published_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
