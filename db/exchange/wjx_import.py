"""Brings an export of 问卷星 in: a questionnaire version, a closed wave of one branch, answers, a release."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import answer_sheets, audit, questionnaires, releases, waves
from db.errors import Invalid
from db.exchange import wjx_labels, wjx_memory, wjx_twice
from db.exchange.wjx_file import Sheet, WjxFile, WjxQuestion
from db.models import Category, Organisation, Questionnaire, QuestionnaireVersion, Wave
from db.rights import Act, Doer, Noun, organisation_for, require
from db.vocabulary import Level, QuestionKind, RatingScope, WaveKind
from db.workdays import last_day, month_of, today

TITLE_LIMIT = 60
LABEL_LIMIT = 40


@dataclass(frozen=True)
class WjxImport:
    """What an import did; plain values. is_new : False when the file was there already and nothing changed."""

    wave_id: int
    is_new: bool
    month: date
    n_responses: int
    n_questions: int
    n_new_categories: int
    release_number: int


def import_wjx(
    session: Session,
    *,
    actor: Doer,
    file: WjxFile,
    branch_id: int,
    title: str,
    now: datetime,
    month: date | None = None,
) -> WjxImport:
    """Write a parsed file as that branch's own closed wave and release it. The same answers come in once,
    however the file was saved.

    month : the first day of the month it counts for; None for that of the latest submission, else the
    current one. Where it has more answers than the branch has declared youth, their number counts as unknown.

    What was decided about its answers (`labels` of the file) is kept with it, for the next file that asks the same.

    Refuses: no_right, organisation_unknown, wjx_not_a_branch, wjx_title_malformed, month_in_future,
    wjx_labels_missing, wjx_label_too_long, import_nearly_same.
    """
    require(actor, Noun.RELEASE, Act.PUBLISH)
    branch = organisation_for(session, actor, branch_id, Noun.QUESTIONNAIRE, Act.ADD)
    if branch.level is not Level.BRANCH:
        raise Invalid("wjx_not_a_branch", field="branch")
    # One import of a branch at a time: of two files at once, each must see the other.
    session.refresh(branch, with_for_update={"key_share": True})
    found = wjx_twice.found(session, file=file, branch_id=branch.id)
    if found is not None:
        return _report(session, found, file, actor, now, is_new=False)
    wjx_labels.require_all(file)
    month = month_of(month or _month(file, now))
    wjx_twice.refuse_nearly_same(session, file=file, branch_id=branch.id, month=month)
    codes = {q.code: _codes(session, q) for q in file.questions}
    n_new = _add_categories(session, file, codes)
    version = _version(session, file, codes, _title(title), now)
    wave = _wave(session, file, version, branch, month, now)
    answer_sheets.add_responses(
        session,
        wave_id=wave.id,
        branch_id=branch.id,
        form=questionnaires.form_of(version),
        sheets=[_coded(sheet, codes) for sheet in file.rows],
    )
    wjx_memory.remember(session, file=file)
    _record(session, actor, wave, file, now)
    return _report(session, wave, file, actor, now, is_new=True, n_new=n_new)


def _record(session: Session, actor: Doer, wave: Wave, file: WjxFile, now: datetime) -> None:
    audit.record(
        session,
        actor=actor.audit_name,
        verb="import_wjx",
        subject=f"wave:{wave.id}",
        organisation_id=wave.branch_id,
        now=now,
        digest=file.digest,
        n=len(file.rows),
        renamed=sum(1 for _ in wjx_labels.renamed(file)),
    )


def _report(
    session: Session, wave: Wave, file: WjxFile, actor: Doer, now: datetime, *, is_new: bool, n_new: int = 0
) -> WjxImport:
    release = releases.release(session, wave=wave, now=now, by=actor.audit_name)
    return WjxImport(
        wave_id=wave.id,
        is_new=is_new,
        month=wave.month,
        n_responses=len(file.rows),
        n_questions=len(file.questions),
        n_new_categories=n_new,
        release_number=release.number,
    )


def _title(title: str) -> str:
    title = " ".join(title.split())
    if not 0 < len(title) <= TITLE_LIMIT:
        raise Invalid("wjx_title_malformed", field="title", most=TITLE_LIMIT)
    return title


def _month(file: WjxFile, now: datetime) -> date:
    return month_of(file.latest or today(now))


def _codes(session: Session, question: WjxQuestion) -> dict[str, str]:
    """Label → code. The same label has the same code in every file, so that months can be laid side by side."""
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


def _add_categories(session: Session, file: WjxFile, codes: Mapping[str, Mapping[str, str]]) -> int:
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


def _version(
    session: Session, file: WjxFile, codes: Mapping[str, Mapping[str, str]], title: str, now: datetime
) -> QuestionnaireVersion:
    code = f"wjx-{file.file_digest[:16]}"
    definition = {
        "categories": _categories(session, file, codes),
        "questions": [raw for q in file.questions for raw in _asked(q, codes[q.code])],
    }
    rows = session.scalars(
        select(QuestionnaireVersion)
        .join(Questionnaire, Questionnaire.id == QuestionnaireVersion.questionnaire_id)
        .where(Questionnaire.code == code, QuestionnaireVersion.title == title)
    )
    # The same file for another branch is the same questionnaire.
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


def _wave(
    session: Session,
    file: WjxFile,
    version: QuestionnaireVersion,
    branch: Organisation,
    month: date,
    now: datetime,
) -> Wave:
    if month > month_of(today(now)):
        raise Invalid("month_in_future", field="month", month=month)
    # Closed at once, in the current month too.
    closes_on = min(last_day(month), today(now) - timedelta(days=1))
    wave = Wave(
        kind=WaveKind.IMPORTED,
        month=month,
        version_id=version.id,
        opens_on=min(month, closes_on),
        closes_on=closes_on,
        branch_id=branch.id,
        source_digest=file.digest,
    )
    session.add(wave)
    session.flush()
    row = waves.add_branch(session, wave=wave, branch=branch)
    if row.declared_youth is not None and len(file.rows) > row.declared_youth:
        row.declared_youth = None
    session.flush()
    return wave


def _coded(sheet: Sheet, codes: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    coded: dict[str, Any] = {}
    for key, value in sheet.items():
        known = codes.get(key)
        if not known:
            coded[key] = value
        elif isinstance(value, tuple):
            coded[key] = [known[label] for label in value]
        else:
            coded[key] = known[value]
    return coded
