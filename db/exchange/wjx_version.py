"""The questionnaire that a file makes: its questions and options with codes, and the need categories it brings along."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import questionnaires
from db.errors import Invalid
from db.exchange import wjx_earlier
from db.exchange.wjx_file import WjxFile, WjxQuestion
from db.models import Category, Questionnaire, QuestionnaireVersion
from db.vocabulary import QuestionKind, RatingScope

LABEL_LIMIT = 40


def codes_of(session: Session, file: WjxFile) -> dict[str, dict[str, str]]:
    """Return code of a question → label → code. The same label has the same code in every file, so that months can be
    laid side by side. Refuses: wjx_label_too_long.
    """
    return {question.code: _codes(session, question) for question in file.questions}


def _codes(session: Session, question: WjxQuestion) -> dict[str, str]:
    if not question.becomes_categories:
        return {label: "o" + _digits(label) for label in question.options}
    if any(len(label) > LABEL_LIMIT for label in question.options):
        raise Invalid("wjx_label_too_long", name=question.title[:30], most=LABEL_LIMIT)
    rows = session.scalars(
        select(Category)
        .where(Category.label.in_(question.options))
        # Of two with one label the upper level wins, then the one that was there first.
        .order_by(Category.parent_code.is_not(None), Category.is_imported, Category.code)
    )
    known: dict[str, str] = {}
    for category in rows:
        known.setdefault(category.label, category.code)
    return {label: known.get(label, "I" + _digits(label)) for label in question.options}


def _digits(label: str) -> str:
    return hashlib.sha256(label.encode()).hexdigest()[:12]


def add_categories(session: Session, file: WjxFile, codes: Mapping[str, Mapping[str, str]]) -> int:
    """Add the need categories that a file has and the district has not; return how many."""
    mapped = {
        code: label for q in file.questions if q.becomes_categories for label, code in codes[q.code].items()
    }
    known = set(session.scalars(select(Category.code).where(Category.code.in_(mapped))))
    position = session.scalar(select(func.max(Category.position))) or 0
    fresh = [code for code in mapped if code not in known]
    for place, code in enumerate(fresh, position + 1):
        session.add(
            Category(code=code, label=mapped[code], position=place, is_imported=True, keywords={"zh": []})
        )
    session.flush()
    return len(fresh)


def version_of(
    session: Session, file: WjxFile, codes: Mapping[str, Mapping[str, str]], title: str, now: datetime
) -> QuestionnaireVersion:
    """Return the published questionnaire of a file: of the same file for another branch it is the same."""
    code = wjx_earlier.code_of(file)
    definition = {
        "categories": _categories(session, file, codes),
        "questions": [raw for q in file.questions for raw in _asked(q, codes[q.code])],
    }
    rows = session.scalars(
        select(QuestionnaireVersion)
        .join(Questionnaire, Questionnaire.id == QuestionnaireVersion.questionnaire_id)
        .where(Questionnaire.code == code, QuestionnaireVersion.title == title)
    )
    for version in rows:
        if version.definition == definition:
            return version
    version = questionnaires.add_version(
        session, code=code, title=title, rating_scope=RatingScope.ALL, definition=definition, is_monthly=False
    )
    questionnaires.publish(session, version=version, now=now)
    return version


def _categories(
    session: Session, file: WjxFile, codes: Mapping[str, Mapping[str, str]]
) -> list[dict[str, Any]]:
    mapped = {code for q in file.questions if q.becomes_categories for code in codes[q.code].values()}
    rows = session.scalars(select(Category).where(Category.code.in_(mapped)).order_by(Category.code)).all()
    sensitive = set(session.scalars(select(Category.code).where(Category.is_sensitive)))
    return [
        {"code": c.code, "label": c.label, "is_sensitive": bool({c.code, c.parent_code} & sensitive)}
        for c in rows
    ]


def _asked(question: WjxQuestion, codes: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    common = {"text": question.title, "screen": question.code}
    options = [{"code": codes[label], "label": label} for label in question.options]
    yield {"code": question.code, "kind": question.kind.value, **common, "options": options}
    if question.has_own_words:
        title = f"{question.title}（其他，自填）"
        yield {**common, "code": question.own_words, "kind": QuestionKind.TEXT.value, "text": title}
