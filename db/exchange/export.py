"""What may leave as a file: the needs ledger and the answers of a month. Checked and audited before a row is read."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from db import audit
from db.engine import SHANGHAI
from db.errors import Invalid, NotAllowed
from db.exchange import answer_rows, need_rows
from db.exchange.tables import Table
from db.models import Organisation
from db.rights import Act, Actor, Doer, Noun, Operator, organisation_for, require
from db.vocabulary import Role, Word

REASON_LIMIT = 100


class ExportNoun(Word):
    """What can be exported."""

    NEEDS = "needs", "青年需求台账"
    RESPONSES = "responses", "问卷答卷"


@dataclass(frozen=True)
class Export:
    """An export that is allowed and written in the audit log; `read` gives its rows.

    branch_id, branch_name : None for all that the person may see. reason : "" but for raw answers.
    """

    noun: ExportNoun
    month: date
    actor: Doer
    allowed_at: datetime
    branch_id: int | None
    branch_name: str
    reason: str
    wave_id: int | None


def allow(
    session: Session,
    *,
    actor: Doer,
    noun: ExportNoun,
    month: date,
    now: datetime,
    branch_id: int | None = None,
    raw: bool = False,
    reason: str = "",
) -> Export:
    """See that an export may be made and write it in the audit log. In a transaction of its own: committed first.

    raw : answers with branch and age band, which needs a reason and is watermarked. Without it answers leave
    only for the whole district, without branch, age and text, once released and from 20 on.

    Refuses: no_right, organisation_unknown, raw_needed, raw_not_needed, reason_missing, wave_unknown,
    wave_not_released, answers_too_few.
    """
    _check_right(actor, noun, branch_id, raw)
    branch = None
    if branch_id is not None:
        branch = organisation_for(session, actor, branch_id, Noun.EXPORT, Act.READ)
    reason = " ".join(reason.split())
    _check_raw(noun, branch, raw, reason)
    wave_id = None
    if noun is ExportNoun.RESPONSES:
        wave_id = answer_rows.check(session, actor=actor, month=month, branch=branch, raw=raw)
    audit.record(
        session,
        actor=actor.audit_name,
        verb="export",
        subject=f"{noun.value}:{month:%Y-%m}",
        now=now,
        organisation_id=branch.id if branch else None,
        raw=raw,
        reason=reason,
    )
    return Export(
        noun, month, actor, now, branch_id, branch.name if branch else "", reason if raw else "", wave_id
    )


def _check_right(actor: Doer, noun: ExportNoun, branch_id: int | None, raw: bool) -> None:
    require(actor, Noun.EXPORT, Act.READ)
    if isinstance(actor, Operator):
        return
    # A person gets the own branch's ledger or the merged one; answers are the district's, raw ones nobody's.
    is_anothers = branch_id not in (None, actor.organisation_id)
    is_beyond = noun is ExportNoun.RESPONSES and (raw or actor.role is not Role.DISTRICT)
    if is_anothers or is_beyond:
        raise NotAllowed("no_right", noun=Noun.EXPORT.label, act=Act.READ.label)


def _check_raw(noun: ExportNoun, branch: Organisation | None, raw: bool, reason: str) -> None:
    if noun is not ExportNoun.RESPONSES:
        if raw or reason:
            raise Invalid("raw_not_needed")
        return
    if branch is not None and not raw:
        raise Invalid("raw_needed")
    if raw and not 0 < len(reason) <= REASON_LIMIT:
        raise Invalid("reason_missing", most=REASON_LIMIT)


def read(session: Session, *, export: Export) -> Table:
    """Return the table of an allowed export; its rows are read from the session as they are written."""
    if export.noun is ExportNoun.NEEDS:
        columns, rows = need_rows.read(
            session, actor=export.actor, month=export.month, branch_id=export.branch_id
        )
    else:
        assert export.wave_id is not None
        columns, rows = answer_rows.read(
            session, wave_id=export.wave_id, branch_id=export.branch_id, raw=bool(export.reason)
        )
    local = export.allowed_at.astimezone(SHANGHAI)
    month = f"{export.month.year}年{export.month.month}月"
    moment = f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"
    person = export.actor if isinstance(export.actor, Actor) else None
    by = person.name if person else export.actor.audit_name
    scope = export.branch_name or (person.organisation_name if person else "全区")
    return Table(
        title=f"{scope}{export.noun.label}（{month}）",
        cover=(
            ("月份", month),
            ("范围", scope),
            ("导出人", by),
            ("导出时间", moment),
            ("口径", _explained(export)),
        ),
        columns=columns,
        rows=rows,
        watermark=f"{by}，{moment}导出，理由：{export.reason}。内部使用，不得外传。" if export.reason else "",
        is_ledger=export.noun is ExportNoun.NEEDS,
    )


def _explained(export: Export) -> str:
    if export.noun is ExportNoun.NEEDS:
        return "需求按提出月份；办理本组织以外的需求不含原话，敏感类别只写“敏感类”，来源归到上级团（工）委。"
    if export.reason:
        return "月度问卷逐份答卷，含团支部和年龄段，不含填写的文字。顺序与填写先后无关。"
    return "月度问卷逐份答卷，不含团支部、年龄段和填写的文字。顺序与填写先后无关。"
