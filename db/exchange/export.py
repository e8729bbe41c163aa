"""What may leave as a file: six ledgers, copies to work with, and the answers of a month. Checked and audited before a row is read."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from db import audit
from db.errors import Invalid, NotAllowed
from db.exchange import (
    answer_rows,
    deed_rows,
    duty_rows,
    need_rows,
    need_words,
    pairing_rows,
    record_rows,
    tables,
)
from db.exchange.cells import Table, moment_in_words
from db.exchange.export_nouns import WORKING_COPIES, ExportNoun, explained, inside
from db.exchange.extent import Extent, Rows, extent_of
from db.models import Organisation
from db.rights import Act, Actor, Doer, Noun, scope_of
from db.vocabulary import Level, Role
from db.workdays import today

REASON_LIMIT = 100
ANSWER_WIDTH = 16
NOT_IN_A_NAME = re.compile(r'[\s\\/:*?"<>|]+')


READERS: Mapping[ExportNoun, Callable[[Session, Extent], Rows]] = {
    ExportNoun.NEEDS: need_rows.read,
    ExportNoun.DEEDS: deed_rows.read,
    ExportNoun.PAIRINGS: pairing_rows.read,
    ExportNoun.ACTIVITIES: record_rows.activities,
    ExportNoun.TALKS: record_rows.talks,
    ExportNoun.NEED_WORDS: need_words.read,
    ExportNoun.ALIASES: pairing_rows.read_aliases,
}


@dataclass(frozen=True)
class Export:
    """An export that is allowed and written in the audit log; `read` gives its rows.

    reason : "" but for raw answers. wave_id : of answers only.
    """

    noun: ExportNoun
    extent: Extent
    allowed_at: datetime
    reason: str
    wave_id: int | None


def may_have(actor: Doer) -> bool:
    """Tell whether a person may take any file along."""
    return scope_of(actor, Noun.EXPORT, Act.READ) is not None


def working_copies(extent: Extent) -> tuple[ExportNoun, ...]:
    """Return which copies with words or aliases the person may take: of the own organisation only."""
    if not extent.is_own:
        return ()
    return tuple(
        noun for noun, right in WORKING_COPIES.items() if scope_of(extent.actor, right, Act.READ) is not None
    )


def file_name(name: str, noun: str, period: str, ending: str = "xlsx") -> str:
    """Return how a file is called: 单位_表名_年月.xlsx, without what no file system takes.

    >>> file_name("东风社区团支部", "活动记录", "2026年6月")
    '东风社区团支部_活动记录_2026年6月.xlsx'
    """
    return f"{NOT_IN_A_NAME.sub('', f'{name}_{noun}_{period}')}.{ending}"


def allow(
    session: Session,
    *,
    actor: Doer,
    noun: ExportNoun,
    month: date,
    now: datetime,
    until: date | None = None,
    organisation_id: int | None = None,
    raw: bool = False,
    reason: str = "",
) -> Export:
    """See that an export may be made and write it in the audit log. In a transaction of its own: committed first.

    until, organisation_id : see `extent.extent_of`. raw : answers with branch and age band, which needs a reason and is
    watermarked. Without it answers leave only for the whole district, without branch, age and text, once released
    and from 20 on.

    Refuses: as `extent.extent_of`; raw_needed, raw_not_needed, reason_missing, one_month_only, wave_unknown,
    wave_not_released, answers_too_few.
    """
    extent = extent_of(session, actor=actor, month=month, until=until, organisation_id=organisation_id)
    reason = " ".join(reason.split())
    wave_id = None
    if noun is ExportNoun.RESPONSES:
        wave_id = _check_answers(session, extent, raw, reason)
    elif raw or reason:
        raise Invalid("raw_not_needed")
    elif noun in WORKING_COPIES and noun not in working_copies(extent):
        raise NotAllowed("no_right", noun=WORKING_COPIES[noun].label, act=Act.READ.label)
    audit.record(
        session,
        actor=actor.audit_name,
        verb="export",
        subject=f"{noun.value}:{extent.code}",
        now=now,
        organisation_id=extent.organisation_id,
        raw=raw,
        reason=reason,
    )
    return Export(noun, extent, now, reason if raw else "", wave_id)


def _check_answers(session: Session, extent: Extent, raw: bool, reason: str) -> int:
    actor = extent.actor
    is_whole = session.get_one(Organisation, extent.organisation_id).level is Level.DISTRICT
    # Answers are the district's, raw ones nobody's but the operator's.
    is_beyond = isinstance(actor, Actor) and (raw or actor.role is not Role.DISTRICT)
    if is_beyond or not (is_whole or extent.is_branch):
        raise NotAllowed("no_right", noun=Noun.EXPORT.label, act=Act.READ.label)
    if len(extent.months) > 1:
        raise Invalid("one_month_only")
    if extent.is_branch and not raw:
        raise Invalid("raw_needed")
    if raw and not 0 < len(reason) <= REASON_LIMIT:
        raise Invalid("reason_missing", most=REASON_LIMIT)
    return answer_rows.check(session, actor=actor, month=extent.first, raw=raw)


def check_answers(session: Session, *, actor: Actor, month: date) -> None:
    """See whether the district's answers of a month may leave, before a button for it is drawn.

    Refuses: as `allow`.
    """
    _check_answers(session, extent_of(session, actor=actor, month=month), False, "")


def read(session: Session, *, export: Export, as_wjx: bool = False) -> Table:
    """Return the table of an allowed export; its rows are read from the session as they are written.

    as_wjx : answers in the columns of 问卷星. Refuses: wjx_not_needed — of a ledger; answers_purged.
    """
    if as_wjx and export.noun is not ExportNoun.RESPONSES:
        raise Invalid("wjx_not_needed")
    extent = export.extent
    columns, rows = _rows(session, export, as_wjx)
    only_inside = inside(export.noun, extent)
    moment = moment_in_words(export.allowed_at)
    by = extent.actor.name if isinstance(extent.actor, Actor) else extent.actor.audit_name
    is_ledger = export.noun is not ExportNoun.RESPONSES
    return Table(
        title=f"{extent.name}{export.noun.label}（{extent.period}）",
        cover=(
            ("月份" if len(extent.months) == 1 else "期间", extent.period),
            ("范围", extent.name),
            ("导出人", by),
            ("导出时间", moment),
            ("口径", explained(export.noun, extent, is_raw=bool(export.reason))),
            *_more(session, export),
        ),
        columns=tuple(name for name, _ in columns),
        rows=rows,
        watermark=_watermark(f"{by}，{moment}导出", export.reason, only_inside),
        is_ledger=is_ledger,
        unit=extent.name,
        day=today(export.allowed_at),
        inside=only_inside,
        widths=tuple(width for _, width in columns),
        empty=f"{extent.period}没有登记。" if is_ledger else "",
        cover_is_last=as_wjx,
    )


def _watermark(taken: str, reason: str, only_inside: str) -> str:
    if reason:
        return f"{taken}，理由：{reason}。内部使用，不得外传。"
    return f"{taken}。{only_inside}。" if only_inside else ""


def _more(session: Session, export: Export) -> list[tuple[str, str]]:
    """Return what the cover says that the lines do not: where the needs of many stand."""
    is_of_many = export.noun is ExportNoun.NEEDS and not export.extent.is_branch
    said = need_rows.by_state(session, export.extent) if is_of_many else ""
    return [("办理情况", said)] if said else []


def _rows(session: Session, export: Export, as_wjx: bool) -> Rows:
    if export.noun is ExportNoun.DUTIES:
        return duty_rows.read(session, export.extent, now=export.allowed_at)
    if export.noun is not ExportNoun.RESPONSES:
        return READERS[export.noun](session, export.extent)
    assert export.wave_id is not None
    branch_id = export.extent.organisation_id if export.extent.is_branch else None
    titles, rows = answer_rows.read(
        session, wave_id=export.wave_id, branch_id=branch_id, raw=bool(export.reason), as_wjx=as_wjx
    )
    return [(title, ANSWER_WIDTH) for title in titles], rows


def content(session: Session, *, export: Export, as_wjx: bool = False) -> bytes:
    """Return an allowed export as the content of an xlsx file; its rows are not held in memory together."""
    return tables.as_streamed_xlsx(read(session, export=export, as_wjx=as_wjx))
