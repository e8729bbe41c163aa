"""Waves: one questionnaire version in one month; and the branches' standing links."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, false, text
from sqlalchemy.orm import Mapped, mapped_column

from db.engine import UtcDateTime
from db.models.base import Base, words
from db.vocabulary import Domain, WaveKind


class Wave(Base):
    """One questionnaire version asked in one month. Whether it is open follows from its dates.

    opens_on, closes_on : first and last day on which answers are taken (Asia/Shanghai).
    branch_id : None for the district's monthly wave; the branch of an imported one.
    source_digest : of an imported one, a keyed hash of its answers (in old rows a plain one), so that they come in once.
    replaced_by_id : of an imported one, the newer download of the same survey that stands for it; no page shows it then.
    answered_from, answered_until : of an imported one, the months of its first and last answer; None where its file does
        not say.
    """

    __tablename__ = "waves"
    __table_args__ = (
        CheckConstraint("opens_on <= closes_on", name="opens_before_it_closes"),
        CheckConstraint("(kind = 'imported') = (branch_id IS NOT NULL)", name="imported_waves_have_a_branch"),
        Index(
            "uq_waves_monthly_month",
            "month",
            unique=True,
            sqlite_where=text("kind = 'monthly'"),
            postgresql_where=text("kind = 'monthly'"),
        ),
        Index("uq_waves_source_digest_branch_id", "source_digest", "branch_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[WaveKind] = mapped_column(words(WaveKind, "kind"))
    month: Mapped[date] = mapped_column(index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_versions.id"))
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    branch_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    source_digest: Mapped[str | None] = mapped_column(String(64))
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("waves.id"))
    answered_from: Mapped[date | None]
    answered_until: Mapped[date | None]
    # Set when the raw answers were deleted by age; retally then refuses.
    purged_on: Mapped[date | None]
    # What the district asks beside the questionnaire, see db.extra_questions.
    extra: Mapped[dict[str, object] | None] = mapped_column(JSON(none_as_null=True))


class WaveBranch(Base):
    """A branch as it stood when the wave opened: figures of the month stay with that committee and domain."""

    __tablename__ = "wave_branches"

    wave_id: Mapped[int] = mapped_column(ForeignKey("waves.id", ondelete="CASCADE"), primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    committee_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    domain: Mapped[Domain | None] = mapped_column(words(Domain, "domain"))
    declared_youth: Mapped[int | None]
    # The branch's survey of this wave is answered with invite codes instead of once per device.
    takes_codes: Mapped[bool] = mapped_column(default=False, server_default=false())
    # What the branch asks beside the questionnaire.
    extra: Mapped[dict[str, object] | None] = mapped_column(JSON(none_as_null=True))


class PlannedQuestion(Base):
    """What an organisation will ask beside the questionnaire of a month whose wave does not stand yet."""

    __tablename__ = "planned_questions"

    month: Mapped[date] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    extra: Mapped[dict[str, object] | None] = mapped_column(JSON(none_as_null=True))


class StandingLink(Base):
    """A branch's unguessable, revocable link, printed once: `/q/<token>`, and a 支部码 to type."""

    __tablename__ = "standing_links"
    __table_args__ = (
        Index(
            "uq_standing_links_live_branch_id",
            "branch_id",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    token: Mapped[str] = mapped_column(String(43), primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    branch_code: Mapped[str] = mapped_column(String(6), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
