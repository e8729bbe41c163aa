"""Brings an export of 问卷星 in: a questionnaire version, a closed wave of one branch, answers, a release."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from db import answer_sheets, audit, questionnaires, releases, waves
from db.errors import Conflict, Invalid
from db.exchange import wjx_earlier, wjx_labels, wjx_memory, wjx_twice, wjx_version
from db.exchange.wjx_file import Sheet, WjxFile
from db.models import Organisation, QuestionnaireVersion, Wave
from db.rights import Act, Doer, Noun, organisation_for, require
from db.vocabulary import Level, WaveKind
from db.workdays import last_day, month_of, today

TITLE_LIMIT = 60


@dataclass(frozen=True)
class WjxImport:
    """What an import did; plain values.

    is_new : False when the answers were there already and no figure changed. n_replaced : earlier questionnaires that
    it stands for now. is_replaced : it was there, and a newer download stands for it.
    n_labels : of the file's options, those that are remembered under another name since.
    """

    wave_id: int
    is_new: bool
    month: date
    n_responses: int
    n_questions: int
    n_new_categories: int
    release_number: int
    n_replaced: int = 0
    is_replaced: bool = False
    n_labels: int = 0


def import_wjx(
    session: Session,
    *,
    actor: Doer,
    file: WjxFile,
    branch_id: int,
    title: str,
    now: datetime,
    month: date | None = None,
    replaces: Collection[int] | None = None,
) -> WjxImport:
    """Write a parsed file as that branch's own closed wave and release it. The same answers come in once,
    however the file was saved.

    month : the first day of the month it counts for; None for that of what it replaces, else of the latest submission,
    else the current one. Where it has more answers than the branch has declared youth, their number counts as unknown.
    replaces : the versions (`wjx_earlier.Earlier`) of which this is a newer download; () for a survey of its own; None
    where nobody has said. What is replaced stays in the database, but no page shows it.

    What was decided about its answers (`labels` of the file) is kept, for the next file that asks the same; also where
    the answers are in already: what is released keeps its labels.

    Refuses: no_right, organisation_unknown, wjx_not_a_branch, wjx_title_malformed, month_in_future,
    wjx_labels_missing, wjx_label_too_long, wjx_asks_the_same, import_nearly_same.
    """
    require(actor, Noun.RELEASE, Act.PUBLISH)
    branch = organisation_for(session, actor, branch_id, Noun.QUESTIONNAIRE, Act.ADD)
    if branch.level is not Level.BRANCH:
        raise Invalid("wjx_not_a_branch", field="branch")
    # One import of a branch at a time: of two files at once, each must see the other.
    session.refresh(branch, with_for_update={"key_share": True})
    found = wjx_earlier.found(session, file=file, branch_id=branch.id)
    like = wjx_earlier.waves_like(session, file=file, branch_id=branch.id)
    old = [wave for wave in like if wave.version_id in (replaces or ())]
    if found is not None and not _comes_back(session, found, replaces, old):
        return _finish(session, found, file, actor, now, is_new=False)
    month = month_of(month or (old[-1].month if old else _month(file, now)))
    if found is None:
        wjx_labels.require_all(file)
        wjx_twice.refuse_nearly_same(session, file=file, branch_id=branch.id, month=month, replaced=old)
    if like and not _is_settled(session, branch, replaces, old):
        raise Conflict(
            "wjx_asks_the_same", title=wjx_earlier.title_of(session, like[-1]), month=like[-1].month
        )
    n_new = 0
    if found is None:
        found, n_new = _add(session, file, branch, title=title, month=month, now=now)
    found.replaced_by_id = None
    _record(session, actor, found, file, now)
    _replace(session, actor, old, found, now)
    session.flush()
    return _finish(session, found, file, actor, now, is_new=True, n_new=n_new, n_replaced=len(old))


def _comes_back(session: Session, wave: Wave, replaces: Collection[int] | None, old: Sequence[Wave]) -> bool:
    """Tell whether what was replaced is shown again: in place of what stands there now, or beside it on purpose."""
    if wave.replaced_by_id is None or replaces is None:
        return False
    return not replaces or wjx_earlier.stands_for(session, wave) in {one.id for one in old}


def _is_settled(
    session: Session, branch: Organisation, replaces: Collection[int] | None, old: Sequence[Wave]
) -> bool:
    """Tell whether somebody has said what a file replaces. It may have been replaced by another file meanwhile."""
    if not replaces:
        return replaces is not None
    return bool(old) or not wjx_earlier.has_any(session, branch.id, replaces)


def _add(
    session: Session, file: WjxFile, branch: Organisation, *, title: str, month: date, now: datetime
) -> tuple[Wave, int]:
    codes = wjx_version.codes_of(session, file)
    n_new = wjx_version.add_categories(session, file, codes)
    version = wjx_version.version_of(session, file, codes, _title(title), now)
    wave = _wave(session, file, version, branch, month, now)
    answer_sheets.add_responses(
        session,
        wave_id=wave.id,
        branch_id=branch.id,
        form=questionnaires.form_of(version),
        sheets=[_coded(sheet, codes) for sheet in file.rows],
    )
    return wave, n_new


def _replace(session: Session, actor: Doer, old: Sequence[Wave], by: Wave, now: datetime) -> None:
    for wave in old:
        wave.replaced_by_id = by.id
        audit.record(
            session,
            actor=actor.audit_name,
            verb="replace_wjx",
            subject=f"wave:{wave.id}",
            organisation_id=wave.branch_id,
            now=now,
            by=by.id,
        )


def _record(session: Session, actor: Doer, wave: Wave, file: WjxFile, now: datetime) -> None:
    audit.record(
        session,
        actor=actor.audit_name,
        verb="import_wjx",
        subject=f"wave:{wave.id}",
        organisation_id=wave.branch_id,
        now=now,
        digest=wjx_earlier.mark_of(file),
        n=len(file.rows),
        renamed=sum(1 for _ in wjx_labels.renamed(file)),
    )


def _finish(
    session: Session, wave: Wave, file: WjxFile, actor: Doer, now: datetime, *, is_new: bool, n_new: int = 0,
    n_replaced: int = 0,
) -> WjxImport:  # fmt: skip
    """Release what came in, or what was there; keep what was decided about its answers; tell what was done."""
    release = releases.release(session, wave=wave, now=now, by=actor.audit_name)
    return WjxImport(
        wave_id=wave.id,
        is_new=is_new,
        month=wave.month,
        n_responses=len(file.rows),
        n_questions=len(file.questions),
        n_new_categories=n_new,
        release_number=release.number,
        n_replaced=n_replaced,
        is_replaced=wave.replaced_by_id is not None,
        n_labels=wjx_memory.remember(session, actor=actor, file=file, now=now),
    )


def _title(title: str) -> str:
    title = " ".join(title.split())
    if not 0 < len(title) <= TITLE_LIMIT:
        raise Invalid("wjx_title_malformed", field="title", most=TITLE_LIMIT)
    return title


def _month(file: WjxFile, now: datetime) -> date:
    return month_of(file.latest or today(now))


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
        source_digest=wjx_earlier.mark_of(file),
        # Months, not days, and only where every sheet says when it was sent.
        answered_from=month_of(file.earliest) if file.earliest else None,
        answered_until=month_of(file.latest) if file.latest and file.earliest else None,
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
