"""Need categories in two levels."""

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Facts


class Category(Base):
    """A need category, or a sub-item of one (`parent_code` set).

    sensitive : its text is for the handler only and its counts use the stricter threshold.
    keywords : {"zh": [...]}, hints for suggesting a category; a cadre always confirms.
    """

    __tablename__ = "need_categories"
    __table_args__ = (
        CheckConstraint("parent_code IS NULL OR parent_code <> code", name="not_its_own_parent"),
    )

    code: Mapped[str] = mapped_column(String(16), primary_key=True)
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("need_categories.code"), index=True)
    label: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    is_sensitive: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)
    # Field of the national youth plan; None for 其他 and for categories that came with an import.
    plan_field: Mapped[int | None]
    # Categories of an imported questionnaire are not offered in the monthly survey.
    is_imported: Mapped[bool] = mapped_column(default=False)
    keywords: Mapped[Facts]
