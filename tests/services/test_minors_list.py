"""未成年人信息处理清单: what is processed of minors, for what, since when, with whose consent; and nothing of anybody."""

import json
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import minors, settings
from db.errors import NotAllowed
from db.exchange import minors_list
from db.models import AuditEntry
from db.rights import Doer, Operator
from db.vocabulary import MinorsMode
from tests import builders, school
from tests.cast import Cast

OPERATOR = Operator("root")


def rows(session: Session, now: datetime, actor: Doer = OPERATOR) -> list[dict[str, str]]:
    table = minors_list.read(session, actor=actor, now=now)
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def back_to_the_default(session: Session, cast: Cast, now: datetime) -> None:
    seen, to = MinorsMode.SCHOOL, MinorsMode.BLOCK_UNDER_14
    minors.change(session, actor=cast.li, seen=seen, to=to, now=now)


def of_children(session: Session, now: datetime) -> list[tuple[str, str]]:
    found = [row for row in rows(session, now) if row["涉及谁"] == "未满14周岁"]
    return [(row["凭什么同意"][:3], row["从何时起"]) for row in found]


def test_every_activity_says_what_why_with_whose_consent_how_long_and_since_when(session, cast, now) -> None:
    builders.a_wave(session, now=now)
    found = rows(session, now)
    assert [row["序号"] for row in found] == list(range(1, len(found) + 1))
    assert {row["处理活动"] for row in found} >= {
        "每月问卷",
        "请求办理的需求",
        "联系方式",
        "谈心",
        "结对",
        "危机提示",
        "活动和实事的照片",
    }
    assert all(text for row in found for text in row.values())
    assert not any(sign in text for row in found for text in map(str, row.values()) for sign in "{}")
    assert found[0]["从何时起"] == f"{now.year}年{now.month}月"
    assert [row["从何时起"] for row in found if row["处理活动"] == "谈心"] == ["还没有"]


def test_children_are_listed_while_their_answers_are_taken_and_while_they_may_be_kept(
    session, cast, now
) -> None:
    month = f"{now.year}年{now.month}月"
    assert of_children(session, now) == [("—", "—")]
    school.in_school_mode(session, cast, now)
    assert of_children(session, now) == [("监护人", month)]
    back_to_the_default(session, cast, now)
    assert of_children(session, now) == [("监护人", f"{month}至{month}"), ("—", "—")]
    later = now + timedelta(days=62)
    seen, to = MinorsMode.BLOCK_UNDER_14, MinorsMode.SCHOOL
    minors.change(session, actor=cast.li, seen=seen, to=to, now=later)
    assert of_children(session, later) == [("监护人", f"{month}至{month}；{later.year}年{later.month}月")]


def test_a_mode_set_before_the_days_were_written_down_is_listed_all_the_same(session, cast, now) -> None:
    school.in_school_mode(session, cast, now)
    settings.put(session, "school_mode_spans", [])
    assert of_children(session, now) == [("监护人", "没有记录")]
    back_to_the_default(session, cast, now)
    assert of_children(session, now) == [("—", "—")]


def test_it_tells_who_is_responsible_and_for_how_many_schools(session, cast, now) -> None:
    school.in_school_mode(session, cast, now)
    cover = dict(minors_list.read(session, actor=cast.li, now=now).cover)
    assert cover["负责人"] == "区团委权益部，010-12345678"
    assert cover["未满14周岁"] == "学校模式"
    assert cover["学校的团支部"] == "1个"


def test_what_anybody_answered_changes_nothing_in_it(session, cast, now) -> None:
    link = school.a_school(session, cast, now)
    before = rows(session, now)
    for n, code in enumerate(school.codes(session, cast, now, n=3)):
        school.answer(session, link, code, now, f"phone {n}", Q11="我不想活了")
    assert rows(session, now) == before
    assert "我不想活了" not in json.dumps(before, ensure_ascii=False)


def test_a_committee_gets_what_lies_below_it(session, cast, now) -> None:
    for actor, n in ((cast.wang, 0), (cast.li, 1), (OPERATOR, 1)):
        assert dict(minors_list.read(session, actor=actor, now=now).cover)["学校的团支部"] == f"{n}个"


def test_branches_and_administrators_get_none_and_taking_it_is_recorded(session, cast, now) -> None:
    for actor in (cast.chen, cast.zhou, cast.wu):
        assert not minors_list.may_have(actor)
        with pytest.raises(NotAllowed):
            minors_list.allow(session, actor=actor, now=now)
    minors_list.allow(session, actor=cast.li, now=now)
    [entry] = session.scalars(select(AuditEntry).where(AuditEntry.verb == "export"))
    assert (entry.actor, entry.subject) == (cast.li.audit_name, "minors_list:")
