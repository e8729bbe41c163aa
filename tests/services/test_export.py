"""Exports: who gets which rows, what never leaves, what is written in the audit log."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import answer_sheets, questionnaires, releases
from db.errors import Conflict, Invalid, NotAllowed, NotFound
from db.exchange import export
from db.exchange.cells import Table
from db.exchange.export import Export
from db.exchange.export_nouns import ExportNoun
from db.models import AuditEntry, Need, NeedEvent, QuestionnaireVersion, Wave
from db.rights import Doer, Operator
from db.vocabulary import NeedState, Outcome, Party, Verb
from tests import builders
from tests.cast import Cast

OPERATOR = Operator("root")
JUNE = date(2026, 6, 1)
JULY = timedelta(days=14)
SHEET = {
    "Q1": "23-28",
    "Q1b": "member",
    "Q2": ["EMP", "PSY"],
    "Q3:EMP": "5",
    "Q4:EMP": "none",
    "Q10": "4",
    "Q11": "不许外传的话",
}


def allowed(
    session: Session, now: datetime, noun: ExportNoun, actor: Doer = OPERATOR, **but: object
) -> Export:
    return export.allow(session, actor=actor, noun=noun, month=JUNE, now=now, **but)


def table(session: Session, now: datetime, noun: ExportNoun, actor: Doer = OPERATOR, **but: object) -> Table:
    read = export.read(session, export=allowed(session, now, noun, actor, **but))
    return Table(**{**vars(read), "rows": [list(row) for row in read.rows]})


def lines(found: Table) -> list[dict[str, object]]:
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


@pytest.fixture
def answered(session: Session, cast: Cast, now: datetime) -> Wave:
    """June's survey: 14 answers of branch A, 8 of branch C; closed and released."""
    wave = builders.a_wave(session, now=now)
    form = questionnaires.form_of(session.get_one(QuestionnaireVersion, wave.version_id))
    for branch, n in ((cast.branch_a, 14), (cast.branch_c, 8)):
        answer_sheets.add_responses(
            session,
            wave_id=wave.id,
            branch_id=branch,
            form=form,
            sheets=[SHEET] * n,
        )
    releases.release(session, wave=wave, now=now + JULY, by="system")
    return wave


# Answers


def test_answers_leave_without_branch_age_and_words(session: Session, answered: Wave, now: datetime):
    found = table(session, now, ExportNoun.RESPONSES)
    assert len(found.rows) == 22
    assert not any(c == "支部" or "年龄" in c or "想说" in c for c in found.columns)
    everything = repr(found.rows)
    for gone in ("23—28", "不许外传", "东风社区"):
        assert gone not in everything
    assert found.watermark == ""


def test_answers_read_as_labels(session: Session, answered: Wave, now: datetime):
    line = lines(table(session, now, ExportNoun.RESPONSES))[0]
    assert line["这个月，您最需要哪方面的帮助？"] == "就业创业┋心理健康"
    assert line["就业创业：这方面的帮助，对您现在有多重要？"] == "非常重要"
    assert line["就业创业：您目前能得到的这方面帮助，满意吗？"] == "没接触过"


def test_a_branch_s_answers_leave_only_raw_with_a_reason(
    session: Session, cast: Cast, answered: Wave, now: datetime
):
    for but, code in (
        ({"organisation_id": cast.branch_a}, "raw_needed"),
        ({"organisation_id": cast.branch_a, "raw": True}, "reason_missing"),
        ({"raw": True, "reason": " "}, "reason_missing"),
        ({"raw": True, "reason": "长" * 101}, "reason_missing"),
    ):
        with pytest.raises(Invalid, match=code):
            allowed(session, now, ExportNoun.RESPONSES, **but)


def test_raw_answers_are_watermarked_and_still_without_words(
    session: Session, cast: Cast, answered: Wave, now: datetime
):
    raw = {"organisation_id": cast.branch_a, "raw": True, "reason": "核对\n录入"}
    found = table(session, now, ExportNoun.RESPONSES, **raw)
    assert {(line["团支部"], line["年龄段"]) for line in lines(found)} == {("东风社区团支部", "23—28岁")}
    assert len(found.rows) == 14
    assert "不许外传" not in repr(found.rows)
    for word in ("operator:root", "2026年6月18日 10:00", "核对 录入"):
        assert word in found.watermark


def test_answers_stay_until_they_are_released(session: Session, cast: Cast, now: datetime):
    with pytest.raises(NotFound, match="wave_unknown"):
        allowed(session, now, ExportNoun.RESPONSES)
    builders.a_wave(session, now=now)
    with pytest.raises(Conflict, match="wave_not_released"):
        allowed(session, now, ExportNoun.RESPONSES, raw=True, reason="核对")


def test_few_answers_stay(session: Session, cast: Cast, now: datetime):
    releases.release(session, wave=builders.a_wave(session, now=now), now=now + JULY, by="system")
    with pytest.raises(Conflict, match="answers_too_few"):
        allowed(session, now, ExportNoun.RESPONSES)


def test_answers_are_the_district_s_and_raw_ones_nobody_s(
    session: Session, cast: Cast, answered: Wave, now: datetime
):
    for person in (cast.chen, cast.zhao, cast.wang, cast.zhou, cast.wu):
        with pytest.raises(NotAllowed):
            allowed(session, now, ExportNoun.RESPONSES, person)
    with pytest.raises(NotAllowed):
        allowed(session, now, ExportNoun.RESPONSES, cast.li, raw=True, reason="核对")
    assert len(table(session, now, ExportNoun.RESPONSES, cast.li).rows) == 22


# Needs


def _reopened(session: Session, need: Need) -> None:
    session.add(
        NeedEvent(
            need_id=need.id,
            seq=2,
            happened_on=date(2026, 6, 17),
            verb=Verb.REOPEN,
            to_state=NeedState.REOPENED,
            party=Party.YOUTH,
            facts={},
        )
    )


@pytest.fixture
def needs(session: Session, cast: Cast, now: datetime) -> None:
    """Two needs of branch A (one sensitive, one confirmed after being reopened), one of branch C, one of May."""
    builders.a_need(
        session,
        cast.branch_a,
        now=now,
        number="X1",
        category_code="PSY",
        sub_item_code="PSY1",
        is_sensitive=True,
    )
    confirmed = builders.a_need(
        session,
        cast.branch_a,
        now=now,
        number="X2",
        text="=想找实习",
        state=NeedState.CONFIRMED,
        outcome=Outcome.SOLVED,
        rating=4,
        owner_id=cast.chen.id,
        settled_on=date(2026, 6, 17),
        closed_on=date(2026, 6, 18),
    )
    _reopened(session, confirmed)
    builders.a_need(session, cast.branch_c, now=now, number="X3")
    builders.a_need(session, cast.branch_c, now=now, number="X4", month=date(2026, 5, 1))
    builders.a_need(session, cast.branch_c, now=now, number="X5", handed_on=None)
    session.flush()


def test_the_handler_s_ledger_is_complete(session: Session, cast: Cast, needs: None, now: datetime):
    found = table(session, now, ExportNoun.NEED_WORDS, cast.chen)
    assert found.title == "东风社区团支部青年需求台账（含原话）（2026年6月）"
    assert "仅本支部办理用，不外传" in found.watermark
    first, second = lines(found)
    assert (first["需求类别"], first["需求内容"]) == ("心理健康·压力与情绪", "想找实习")
    assert (second["编号"], second["需求类别"]) == ("X2", "就业创业·实习见习")
    assert second["青年反馈"] == "已解决，4分，曾重新办理"
    assert (second["承办人"], second["办结日期"]) == ("陈", date(2026, 6, 17))


def test_what_a_branch_signs_has_no_word_no_number_and_no_verdict(
    session: Session, cast: Cast, needs: None, now: datetime
):
    here = {"organisation_id": cast.branch_a}
    for found in (
        table(session, now, ExportNoun.NEEDS, cast.chen),
        table(session, now, ExportNoun.NEEDS, **here),
    ):
        assert found.title == "东风社区团支部青年需求台账（2026年6月）"
        first, second = lines(found)
        # A small branch's are about nothing.
        assert set(first) == {
            "序号", "登记日期", "紧急程度", "承办人", "状态", "备注",
        }  # fmt: skip
        assert (second["登记日期"], second["承办人"]) == ("2026年6月", "陈")


def test_above_the_handler_a_need_has_a_month_and_a_state(
    session: Session, cast: Cast, needs: None, now: datetime
):
    for person, n in ((cast.wang, 2), (cast.li, 3), (OPERATOR, 3)):
        found = lines(table(session, now, ExportNoun.NEEDS, person))
        assert len(found) == n
        assert set(found[0]) == {"序号", "团（工）委", "登记月份", "状态", "备注"}
        assert {line["登记月份"] for line in found} == {"2026年6月"}


def test_nobody_exports_another_organisation_s_ledger(
    session: Session, cast: Cast, needs: None, now: datetime
):
    for person, branch in ((cast.chen, cast.branch_c), (cast.wang, cast.branch_a), (cast.li, cast.branch_a)):
        with pytest.raises((NotAllowed, NotFound)):
            allowed(session, now, ExportNoun.NEEDS, person, organisation_id=branch)
    for person in (cast.zhou, cast.wu):
        with pytest.raises(NotAllowed):
            allowed(session, now, ExportNoun.NEEDS, person)


def test_an_export_is_in_the_audit_log_before_a_row_is_read(
    session: Session, cast: Cast, answered: Wave, now: datetime
):
    allowed(session, now, ExportNoun.RESPONSES, organisation_id=cast.branch_a, raw=True, reason="核对")
    entry = session.scalars(select(AuditEntry).where(AuditEntry.verb == "export")).one()
    assert (entry.actor, entry.subject, entry.organisation_id) == (
        "operator:root",
        "responses:2026-06",
        cast.branch_a,
    )
    assert entry.facts == {"raw": True, "reason": "核对"}
