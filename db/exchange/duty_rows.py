"""The five duties month by month (五个一月度统计): counted from the ledgers, nothing is filled in for it."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import duties
from db.duties import BranchMonth, Light
from db.exchange.cells import Cell, month_in_words
from db.exchange.extent import Extent, Rows
from db.exchange.pairing_rows import pairing_counts
from db.models import Deed, Organisation
from db.vocabulary import Duty, LightState
from db.workdays import last_day, month_of, today

WHY_NOT = "未开展或不适用的原因"
COLUMNS = {
    "序号": 5,
    "月份": 11,
    "活动次数": 6,
    "新结对人数": 6,
    "在结人数": 6,
    "结对联系次数": 6,
    "有效答卷份数": 10,
    "实事件数": 6,
    "受益人次": 6,
    "谈心次数": 6,
    "完成项数": 6,
    "适用项数": 6,
    WHY_NOT: 16,
    "确认日期": 14,
    "备注": 14,
}
# Below it a number of answers is told in bands, and while a survey runs not even so.
FEW, MANY = 5, 10


def read(session: Session, extent: Extent, *, now: datetime) -> Rows:
    """Return columns and rows: one per branch and month that is part of its record. Refuses: no_right."""
    day = today(now)
    found = duties.matrices(
        session,
        actor=extent.actor,
        months=extent.months,
        organisation_id=extent.organisation_id,
        today=day,
    )
    return extent.placed(COLUMNS), _rows(session, extent, found, day)


def _rows(
    session: Session, extent: Extent, found: dict[date, list[BranchMonth]], day: date
) -> Iterator[Sequence[Cell]]:
    n = 0
    for month, branches in found.items():
        pairs = pairing_counts(session, extent.below(), month, last_day(month))
        people = _beneficiaries(session, extent, month)
        for row in branches:
            n += 1
            of, paired = row.lights, pairs[row.branch_id]
            yield (
                n,
                *extent.place(row.above, row.branch),
                month_in_words(month),
                of[Duty.ACTIVITY].n,
                paired[0],
                paired[1],
                of[Duty.PAIRING].n,
                answers(of[Duty.SURVEY], is_running=month == month_of(day)),
                of[Duty.DEED].n,
                people.get(row.branch_id, 0),
                of[Duty.TALK].n,
                row.n_done,
                row.n_applicable,
                _reasons(of),
                today(row.confirmed_at) if row.confirmed_at else None,
                _remark(of[Duty.DEED]),
            )


def answers(light: Light, *, is_running: bool) -> str | int:
    """Return how many answered in a month in which the branch worked, in words too broad where they are few; whether
    there was a survey at all. is_running : the month is not over.
    """
    if light.state is LightState.NOT_OPENED:
        return "没有调查"
    if light.n >= MANY:
        return light.n
    if is_running:
        return f"不足{MANY}份"
    return f"不足{FEW}份（含0份）" if light.n < FEW else f"{FEW}–{MANY - 1}份"


def _reasons(of: dict[Duty, Light]) -> str | None:
    return "；".join(_reason(duty, light) for duty, light in of.items() if light.reason) or None


def _reason(duty: Duty, light: Light) -> str:
    kind = f"（{light.state.label}）" if light.state is LightState.EXEMPT else ""
    return f"{duty.label}{kind}：{light.reason}"


def _remark(deed: Light) -> str | None:
    return f"实事有进展{deed.n_progressed}件" if deed.n_progressed else None


def _beneficiaries(session: Session, extent: Extent, month: date) -> dict[int, int]:
    rows = session.execute(
        select(Deed.organisation_id, func.coalesce(func.sum(Deed.beneficiaries), 0))
        .join(Organisation, Organisation.id == Deed.organisation_id)
        .where(extent.below(), Deed.month == month, Deed.done_on.is_not(None))
        .group_by(Deed.organisation_id)
    )
    return {key: int(n or 0) for key, n in rows}
