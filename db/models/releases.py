"""Releases: what was computed, gated and frozen for a month. Pages read content of answers from here only."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.engine import UtcDateTime
from db.models.base import Base, Facts, words
from db.vocabulary import ReleaseKind


class Release(Base):
    """One numbered release of one wave, or of a period of months; a correction is a new number, the old one stays.

    wave_id : of a period, its last survey. month : of a period, its first month. n_doubtful : answers left out as
    可能需要核实, over the whole wave or all waves of the period.
    """

    __tablename__ = "releases"
    __table_args__ = (
        UniqueConstraint("wave_id", "kind", "number"),
        CheckConstraint("number >= 1", name="number_from_1"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("waves.id"))
    kind: Mapped[ReleaseKind] = mapped_column(words(ReleaseKind, "kind"))
    month: Mapped[date] = mapped_column(index=True)
    number: Mapped[int]
    n_doubtful: Mapped[int] = mapped_column(default=0)
    released_at: Mapped[datetime] = mapped_column(UtcDateTime)
    released_by: Mapped[str] = mapped_column(String(60))


class ReleaseView(Base):
    """One gated table of a release, for one organisation.

    content : what `analysis.disclosure` let through, in the shape of `Shown.to_json()`.
    """

    __tablename__ = "release_views"

    release_id: Mapped[int] = mapped_column(ForeignKey("releases.id", ondelete="CASCADE"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    view: Mapped[str] = mapped_column(String(40), primary_key=True)
    content: Mapped[Facts]
