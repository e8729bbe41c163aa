"""Reading the audit log: what is found, in which order, a page at a time, and by whom."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event

from db import audit, audit_log, organisations
from db.audit_log import PAGE_SIZE, Filter
from db.errors import NotAllowed
from db.vocabulary import Level
from pages.shared import audit_words
from tests import builders


def record(session, at, *, who="system", verb="release", subject="wave:1", **but):
    audit.record(session, actor=who, verb=verb, subject=subject, now=at, **but)
    session.flush()


def found(session, cast, page=1, actor=None, **wanted):
    return audit_log.list_for(session, actor=actor or cast.li, wanted=Filter(**wanted), page=page)


def test_the_latest_comes_first_and_a_thousand_come_page_by_page(session, cast, now):
    for n in range(1000):
        record(session, now + timedelta(minutes=n), subject=f"wave:{n}")
    rows, total = found(session, cast)
    assert total == 1000
    assert len(rows) == PAGE_SIZE
    assert rows[0].at == now + timedelta(minutes=999)
    last, _ = found(session, cast, page=20)
    assert last[-1].at == now
    assert found(session, cast, page=21) == ([], 1000)


def test_a_page_is_cut_in_the_database(session, cast, now):
    for n in range(200):
        record(session, now + timedelta(minutes=n))
    statements = []
    bound = session.get_bind()
    engine = getattr(bound, "engine", bound)

    def note(*given):
        statements.append(given[2])

    event.listen(engine, "before_cursor_execute", note)
    found(session, cast)
    event.remove(engine, "before_cursor_execute", note)
    assert any("LIMIT" in text for text in statements)
    assert len(statements) <= 6


def test_it_is_found_by_person_verb_and_day(session, cast, now):
    li, wang = cast.li.audit_name, cast.wang.audit_name
    record(session, now, who=li, verb="add_person", subject=f"person:{cast.chen.id}")
    record(session, now, who=wang, verb="accept")
    record(session, now - timedelta(days=3), who=li, verb="accept")
    assert found(session, cast, who=li)[1] == 2
    assert found(session, cast, verb="accept")[1] == 2
    assert found(session, cast, who=li, verb="accept")[1] == 1
    assert found(session, cast, since=date(2026, 6, 18))[1] == 2
    assert found(session, cast, until=date(2026, 6, 17))[1] == 1
    assert found(session, cast, since=date(2026, 6, 16), until=date(2026, 6, 17))[1] == 0


def test_a_day_is_shanghai_s(session, cast):
    record(session, datetime(2026, 6, 17, 16, 0, tzinfo=UTC))
    assert found(session, cast, since=date(2026, 6, 18), until=date(2026, 6, 18))[1] == 1
    assert found(session, cast, until=date(2026, 6, 17))[1] == 0


def test_names_stand_beside_what_was_stored_and_no_words(session, cast, now):
    need = builders.a_need(session, cast.branch_a, now=now, text="不能出现", number="X2606-ABCD")
    record(
        session,
        now,
        who=cast.chen.audit_name,
        verb="accept",
        subject=f"need:{need.id}",
        organisation_id=cast.branch_a,
    )
    (row,), _ = found(session, cast)
    assert (row.who_name, row.kind, row.name, row.organisation) == (
        "陈",
        "need",
        "X2606-ABCD",
        "东风社区团支部",
    )
    assert audit_words.subject(row) == "需求 X2606-ABCD"
    assert "不能出现" not in str(row)


def test_what_is_gone_or_has_no_name_is_said_without_one(session, cast, now):
    record(session, now, who="operator:root", verb="retally", subject="wave:3")
    record(session, now, who="person:999999", verb="accept", subject="person:999998")
    (gone, operator), _ = found(session, cast)
    assert audit_words.doer(operator.who, operator.who_name) == "服务器管理员（root）"
    assert audit_words.doer(gone.who, gone.who_name) == "已删除的账号"
    assert audit_words.subject(gone) == "账号"


def test_the_choices_are_what_is_in_the_log(session, cast, now):
    record(session, now, who=cast.li.audit_name, verb="add_person", subject="person:1")
    record(session, now)
    assert audit_log.doers_for(session, actor=cast.wu) == [(cast.li.audit_name, "李"), ("system", "")]
    assert audit_log.verbs_for(session, actor=cast.wu) == ["add_person", "release"]


@pytest.mark.parametrize("name", ["chen", "zhao", "wang", "zhou"])
def test_only_district_and_auditor_read_it(session, cast, name):
    actor = getattr(cast, name)
    with pytest.raises(NotAllowed):
        found(session, cast, actor=actor)
    with pytest.raises(NotAllowed):
        audit_log.doers_for(session, actor=actor)
    with pytest.raises(NotAllowed):
        audit_log.verbs_for(session, actor=actor)


def test_what_services_write_is_what_is_read(session, cast, now):
    organisations.add(
        session, actor=cast.li, parent_id=cast.district, level=Level.COMMITTEE, name="北区团工委", now=now
    )
    (row,), _ = found(session, cast, actor=cast.wu)
    assert audit_words.verb(row.verb) == "添加组织"
    assert audit_words.subject(row) == "组织 北区团工委"
