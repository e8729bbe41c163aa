"""The organisation tree: district, committees, general branches, branches; and from when to when each worked."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, words
from db.vocabulary import Domain, Level


class Organisation(Base):
    """One League organisation.

    path : ids from the district down to this one, each followed by a dot ("1.4.17."), so that everything
        below an organisation is one prefix search on both databases.
    declared_youth : how many youth it says it serves; None when unknown. Information, never a quota.
    """

    __tablename__ = "organisations"
    __table_args__ = (
        CheckConstraint("declared_youth IS NULL OR declared_youth > 0", name="declared_youth_positive"),
        CheckConstraint("(level = 'branch') = (domain IS NOT NULL)", name="branches_have_a_domain"),
        CheckConstraint("(level = 'district') = (parent_id IS NULL)", name="only_the_district_has_no_parent"),
        Index("uq_organisations_parent_id_name", "parent_id", "name", unique=True),
        Index(
            "uq_organisations_district",
            "level",
            unique=True,
            sqlite_where=text("level = 'district'"),
            postgresql_where=text("level = 'district'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    level: Mapped[Level] = mapped_column(words(Level, "level"))
    name: Mapped[str] = mapped_column(String(60))
    path: Mapped[str] = mapped_column(String(80), unique=True)
    domain: Mapped[Domain | None] = mapped_column(words(Domain, "domain"))
    declared_youth: Mapped[int | None]
    # A student is secretary: sensitive needs then go to a named adult at the committee.
    has_student_secretary: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)


class OrganisationSpan(Base):
    """One stretch of days in which an organisation worked, both included: from its founding, or from when it was
    taken back, to its closing (None: it works on).
    """

    __tablename__ = "organisation_spans"
    __table_args__ = (
        CheckConstraint("closed_on IS NULL OR began_on <= closed_on", name="begins_before_it_closes"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    began_on: Mapped[date] = mapped_column(primary_key=True)
    closed_on: Mapped[date | None]
