"""《基层团支部工作手册》: what a branch recorded in a period, chapter by chapter, ready to be made a document.

Everything comes from the ledgers; nothing is written for it. It is shown and reviewed outside the branch, so it holds
no alias, no words and no number of a need, and of talks only how many there were in a month.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import audit, flows
from db.errors import Invalid
from db.exchange import deed_rows, duty_rows, pairing_rows, picture_rows, record_rows
from db.exchange import extent as extents
from db.exchange.cells import Cell, Table, month_in_words
from db.exchange.extent import Columns, Extent, Rows
from db.models import Organisation, OrganisationSpan, Person, Wave, WaveBranch
from db.rights import BRANCH_ROLES, Doer
from db.vocabulary import Duty, Role, WaveKind
from db.workdays import today

NAME = "基层团支部工作手册"
PREFACE = (
    "本手册由系统按平时登记的内容自动生成，不需要另外填写。表中的青年只写类别；谈心只写每月次数；"
    "需求只写数量。问卷份数不计可能需要核实的，不足10份时只说范围。"
)
# Columns of each ledger that a page across its narrow side has room for: name → width in millimetres.
DUTIES = {
    "月份": 26, "活动次数": 17, "结对联系次数": 21, "有效答卷份数": 23, "实事件数": 17, "受益人次": 17,
    "谈心次数": 17, "完成项数": 18,
}  # fmt: skip
ACTIVITIES = {"序号": 12, "日期": 34, "活动主题": 42, "类型": 14, "地点": 26, "实到人数": 14, "其中团员": 14}
PAIRINGS = {
    "序号": 12,
    "团干部": 36,
    "青年类别": 20,
    "结对日期": 36,
    "本期联系次数": 16,
    "结束日期": 36,
}
DEEDS = {"序号": 12, "完成日期": 34, "实事名称": 68, "类型": 20, "受益人数": 22}
TALKS = {"月份": 40, "谈心次数": 40, "备注": 76}
SURVEYS = {"月份": 40, "开放时间": 76, "有效答卷": 40}
NEEDS = {"月份": 36, "提出": 28, "办结": 28, "按期办结": 32, "青年确认": 32}


@dataclass(frozen=True)
class Chapter:
    """One chapter: its table. columns : with their widths in millimetres. note : how it was counted, "" for nothing.

    pictures : of its records, what they show in words, and JPEG.
    """

    title: str
    columns: Columns
    rows: Sequence[Sequence[Cell]]
    note: str = ""
    pictures: Sequence[tuple[str, bytes]] = ()


@dataclass(frozen=True)
class Handbook:
    """A branch's handbook. facts : 基本情况, label and value. made_on : the day it was made."""

    extent: Extent
    facts: tuple[tuple[str, str], ...]
    chapters: tuple[Chapter, ...]
    made_on: date

    def sheets(self) -> dict[str, Table]:
        """Return its chapters as sheets of a workbook."""
        name, period = self.extent.name, self.extent.period
        told = {"unit": name, "day": self.made_on, "is_ledger": True, "empty": f"{period}没有登记。"}
        cover = (("期间", period), *self.facts, ("说明", PREFACE))
        return {
            chapter.title: Table(
                title=f"{name}{chapter.title}（{period}）",
                cover=cover,
                columns=tuple(column for column, _ in chapter.columns),
                rows=chapter.rows,
                # A letter of a sheet is about two millimetres wide; a page across is half as wide again.
                widths=tuple(max(width * 3 // 4, 6) for _, width in chapter.columns),
                **told,  # type: ignore[arg-type]
            )
            for chapter in self.chapters
        }


def allow(
    session: Session, *, actor: Doer, month: date, now: datetime, until: date | None = None,
    organisation_id: int | None = None,
) -> Extent:  # fmt: skip
    """See that a branch's handbook may leave and write it in the audit log. In a transaction of its own.

    It begins with the branch: months before its founding and its first record are left out.

    Refuses: as `extent.extent_of`; handbook_of_a_branch — it has none of its own.
    """
    extent = extents.extent_of(
        session, actor=actor, month=month, until=until, organisation_id=organisation_id
    )
    if not extent.is_branch:
        raise Invalid("handbook_of_a_branch")
    audit.record(
        session, actor=actor.audit_name, verb="export", subject=f"handbook:{extent.code}", now=now,
        organisation_id=extent.organisation_id,
    )  # fmt: skip
    return extents.since_beginning(session, extent)


def read(session: Session, *, extent: Extent, now: datetime) -> Handbook:
    """Return the handbook of a branch and a period. Refuses: no_right."""
    branch = session.get_one(Organisation, extent.organisation_id)
    columns, rows = duty_rows.read(session, extent, now=now)
    counted = [dict(zip((name for name, _ in columns), row, strict=True)) for row in rows]
    done = [{**line, "完成项数": f"{line['完成项数']}/{line['适用项数']}项"} for line in counted]
    said = [f"{x['月份']}{x[duty_rows.WHY_NOT]}" for x in counted if x[duty_rows.WHY_NOT]]
    return Handbook(
        extent=extent,
        facts=(*_facts(session, branch), *_cut(extent)),
        chapters=(
            Chapter(
                "五个一完成情况",
                _widths(DUTIES),
                _cells(done, DUTIES),
                f"未开展或不适用的：{'；'.join(said)}" if said else "",
            ),
            replace(
                _chapter("青年活动", record_rows.activities(session, extent), ACTIVITIES),
                pictures=picture_rows.read(session, extent, Duty.ACTIVITY),
            ),
            _chapter("结对联系", pairing_rows.read(session, extent), PAIRINGS),
            Chapter("需求调查", _widths(SURVEYS), list(_surveys(session, extent, counted))),
            replace(
                _chapter("办实事", deed_rows.read(session, extent, also_given_up=False), DEEDS),
                pictures=picture_rows.read(session, extent, Duty.DEED),
            ),
            _talks(counted),
            _needs(session, extent, today(now)),
        ),
        made_on=today(now),
    )


def _facts(session: Session, branch: Organisation) -> Iterator[tuple[str, str]]:
    above = session.get(Organisation, branch.parent_id)
    spans = select(OrganisationSpan.began_on).where(OrganisationSpan.organisation_id == branch.id)
    began = session.scalar(spans.order_by(OrganisationSpan.began_on).limit(1))
    who = session.execute(
        select(Person.name, Person.role)
        .where(Person.organisation_id == branch.id, Person.role.in_(BRANCH_ROLES), Person.is_active)
        .order_by(Person.id)
    ).all()
    named = {role: "、".join(name for name, of in who if of is role) for role in BRANCH_ROLES}
    yield "团支部名称", branch.name
    yield "上级团组织", above.name if above else ""
    yield "所属领域", branch.domain.label if branch.domain else ""
    yield "登记青年人数", f"{branch.declared_youth}人" if branch.declared_youth else "未登记"
    yield "成立（登记）时间", f"{began.year}年{began.month}月" if began else "没有记录"
    yield "团支部书记", named[Role.SECRETARY] or "未登记"
    yield "其他团干部", named[Role.CADRE] or "无"


def _cut(extent: Extent) -> Iterator[tuple[str, str]]:
    if extent.is_cut:
        yield "本手册起始", f"{month_in_words(extent.first)}（此前团支部还没有成立，也没有登记）"


def _widths(columns: Mapping[str, int]) -> Columns:
    return tuple(columns.items())


def _cells(lines: Sequence[Mapping[str, Cell]], columns: Mapping[str, int]) -> list[list[Cell]]:
    return [[line[column] for column in columns] for line in lines]


def _chapter(title: str, found: Rows, columns: Mapping[str, int]) -> Chapter:
    names = [name for name, _ in found[0]]
    lines = [dict(zip(names, row, strict=True)) for row in found[1]]
    return Chapter(title, _widths(columns), _cells(lines, columns))


def _talks(counted: Sequence[Mapping[str, Cell]]) -> Chapter:
    rows = [(line["月份"], f"{line['谈心次数']}次", None) for line in counted]
    return Chapter("谈心登记", _widths(TALKS), rows, "只写次数，没有对象、缘由和内容。")


def _surveys(
    session: Session, extent: Extent, counted: Sequence[Mapping[str, Cell]]
) -> Iterator[Sequence[Cell]]:
    answers = {line["月份"]: line["有效答卷份数"] for line in counted}
    waves = session.scalars(
        select(Wave)
        .join(WaveBranch, WaveBranch.wave_id == Wave.id)
        .where(
            Wave.kind == WaveKind.MONTHLY,
            Wave.month.in_(extent.months),
            WaveBranch.branch_id == extent.organisation_id,
        )
        .order_by(Wave.month)
    )
    for wave in waves:
        month = month_in_words(wave.month)
        days = f"{wave.opens_on.month}月{wave.opens_on.day}日—{wave.closes_on.month}月{wave.closes_on.day}日"
        yield month, days, answers.get(month)


def _needs(session: Session, extent: Extent, day: date) -> Chapter:
    found = flows.of_needs(
        session,
        actor=extent.actor,
        organisation_id=extent.organisation_id,
        months=extent.months,
        today=day,
    )
    rows = [
        (
            month_in_words(row["month"]),
            f"{row['raised']}件",
            f"{row['settled']}件",
            f"{row['on_time']}/{row['due']}件",
            f"{row['confirmed']}件",
        )
        for row in found.to_dict("records")
        if row["raised"] or row["settled"] or row["confirmed"] or row["due"]
    ]
    note = (
        "按发生的月份计，不论何时提出。按期办结：当月应办结的需求中，在首次承诺的期限内办结的件数；"
        "等待青年补充的时间不算。青年确认只由青年本人作出。"
    )
    return Chapter("需求与办理", _widths(NEEDS), rows, note)
