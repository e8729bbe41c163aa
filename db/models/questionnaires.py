"""Questionnaires: a stable code, numbered versions, each frozen once published."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.engine import UtcDateTime
from db.models.base import Base, Facts, words
from db.vocabulary import AnswerMode, RatingScope


class Questionnaire(Base):
    """A questionnaire through all its versions."""

    __tablename__ = "questionnaires"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(80), unique=True)
    # The one that opens by itself each month.
    is_monthly: Mapped[bool] = mapped_column(default=False)


class QuestionnaireVersion(Base):
    """One wording. `definition` is read by `db.questions`; a trigger refuses changes after publishing."""

    __tablename__ = "questionnaire_versions"
    __table_args__ = (UniqueConstraint("questionnaire_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaires.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    rating_scope: Mapped[RatingScope] = mapped_column(words(RatingScope, "rating_scope"))
    definition: Mapped[Facts]
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class OptionLabel(Base):
    """Under which label an imported answer counts: what was decided when a file with this question came in last.

    question : hash of the title, alike for all spellings (`db.exchange.wjx_labels`); title : one of them, to be read.
    value : as files of this mode hold it — an option's other name, its ordinal or its score.
    """

    __tablename__ = "option_labels"

    mode: Mapped[AnswerMode] = mapped_column(words(AnswerMode, "mode"), primary_key=True)
    question: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[str] = mapped_column(String(200), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    label: Mapped[str] = mapped_column(String(200))
