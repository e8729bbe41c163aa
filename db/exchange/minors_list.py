"""未成年人信息处理清单: which data of minors are processed here, for what, since when and with whose consent.

For the yearly audit that whoever processes data of minors owes, and its report to the authority. It describes
processing, not people: no answers, no number of answers, no names; and of when something began the month only.
What is processed is written down in contents/minors_list.json; the periods, versions and months are those in force.
Source: 《未成年人网络保护条例》, Article 37; 《儿童个人信息网络保护规定》, Articles 8—10.
"""

import json
from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from db import (
    audit,
    crisis,
    district_contact,
    drafts,
    minors,
    needs,
    pairings,
    pictures,
    purging,
    receipts,
    talk_form,
)
from db.engine import ROOT
from db.errors import NotAllowed
from db.exchange.cells import Table, moment_in_words
from db.models import Need, Organisation, Pairing, Picture, Talk, Wave, WaveBranch
from db.rights import Act, Actor, Doer, Noun, Scope, require, scope_of, within
from db.vocabulary import Domain, MinorsMode, WaveKind

NAME = "未成年人信息处理清单"
CONTENTS = ROOT / "db" / "contents" / "minors_list.json"
COLUMNS = {
    "activity": "处理活动",
    "whom": "涉及谁",
    "data": "信息种类",
    "sensitive": "敏感个人信息",
    "purpose": "用来做什么",
    "consent": "凭什么同意",
    "readers": "谁能看到",
    "kept": "保存多久",
    "since": "从何时起",
}
EXPLAINED = (
    "逐项列出处理活动，不含任何人的回答、份数和姓名，也不把一个人的几项信息连在一起。"
    "“从何时起”是现存最早一条记录的月份，更早的已按期删除。"
)
PERIODS = {
    "notice": drafts.NOTICE_VERSION,
    "children_notice": minors.NOTICE_VERSION,
    "answer_months": purging.MONTHS_KEPT,
    "receipt_months": receipts.MONTHS_KEPT,
    "contact_days": needs.DAYS_TO_KEEP_CONTACT,
    "crisis_months": crisis.MONTHS_KEPT,
    "talk_months": talk_form.MONTHS_KEPT,
    "pairing_months": pairings.MONTHS_KEPT,
    "picture_months": pictures.MONTHS_KEPT,
}


def may_have(actor: Doer) -> bool:
    """Tell whether a person may take the list along: committees and the district, of what lies below them."""
    return scope_of(actor, Noun.EXPORT, Act.READ) in (Scope.TREE, Scope.ALL)


def allow(session: Session, *, actor: Doer, now: datetime) -> None:
    """See that the list may leave and write it in the audit log. In a transaction of its own. Refuses: no_right."""
    require(actor, Noun.EXPORT, Act.READ)
    if not may_have(actor):
        raise NotAllowed("no_right", noun=Noun.EXPORT.label, act=Act.READ.label)
    audit.record(session, actor=actor.audit_name, verb="export", subject="minors_list:", now=now)


def read(session: Session, *, actor: Doer, now: datetime) -> Table:
    """Return the list as it stands now. Refuses: no_right."""
    scope = actor.organisation_name if isinstance(actor, Actor) else "全区"
    contact = district_contact.read(session)
    return Table(
        title=f"{scope}{NAME}",
        cover=(
            ("范围", scope),
            ("未满14周岁", minors.mode(session).label),
            ("学校的团支部", f"{_n_schools(session, actor)}个"),
            ("负责人", f"{contact.name}，{contact.phone}" if contact.phone else "还没有指定"),
            ("数据截至", moment_in_words(now)),
            ("口径", EXPLAINED),
        ),
        columns=("序号", *COLUMNS.values()),
        rows=[(n, *row) for n, row in enumerate(_rows(session, actor), start=1)],
        is_ledger=True,
    )


def _rows(session: Session, actor: Doer) -> Iterator[tuple[str, ...]]:
    spans = minors.school_spans(session)
    is_school = minors.mode(session) is MinorsMode.SCHOOL
    # Answers that were taken stay for a while after the mode has ended.
    holds = {"taken": is_school or bool(spans), "not_taken": not is_school}
    begun = {
        "surveys": _first_survey(session, actor),
        # Of a mode set before the days were written down nobody knows since when.
        "school_mode": "；".join(map(_span, spans)) or "没有记录",
        "needs": _first(session, actor, Need.raised_on, Need.branch_id),
        "talks": _first(session, actor, Talk.talked_on, Talk.branch_id),
        "pairings": _first(session, actor, Pairing.paired_on, Pairing.branch_id),
        "pictures": _first(session, actor, Picture.added_on, Picture.organisation_id),
    }
    for activity in json.loads(CONTENTS.read_text(encoding="utf-8")):
        if holds.get(activity.get("when"), True):
            words = {name: activity[name].format(**PERIODS) for name in COLUMNS}
            yield tuple((words | {"since": begun.get(words["since"], words["since"])}).values())


def _first_survey(session: Session, actor: Doer) -> str:
    query = (
        select(func.min(Wave.opens_on))
        .join(WaveBranch, WaveBranch.wave_id == Wave.id)
        .join(Organisation, Organisation.id == WaveBranch.branch_id)
        .where(Wave.kind == WaveKind.MONTHLY, Wave.purged_on.is_(None), _theirs(actor))
    )
    return _month(session.scalar(query))


def _first(
    session: Session, actor: Doer, day: InstrumentedAttribute[date], branch: InstrumentedAttribute[int]
) -> str:
    query = select(func.min(day)).join(Organisation, Organisation.id == branch).where(_theirs(actor))
    return _month(session.scalar(query))


def _n_schools(session: Session, actor: Doer) -> int:
    schools = select(func.count()).where(Organisation.domain == Domain.SCHOOL, Organisation.is_active)
    return session.scalar(schools.where(_theirs(actor))) or 0


def _theirs(actor: Doer) -> ColumnElement[bool]:
    return within(actor, Noun.EXPORT, Act.READ, organisation_id=Organisation.id, path=Organisation.path)


def _span(span: tuple[date, date | None]) -> str:
    first, last = span
    return f"{_month(first)}至{_month(last)}" if last else _month(first)


def _month(day: date | None) -> str:
    return f"{day.year}年{day.month}月" if day else "还没有"
