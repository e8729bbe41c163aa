"""台账与手册: each role's buttons, the file a button makes, and who no longer gets it."""

import io

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from db import answer_sheets, engine, people, questionnaires, releases, workdays
from db.errors import NotAllowed
from db.exchange.cells import month_in_words
from db.exchange.export_nouns import LEDGERS, WORKING_COPIES
from db.models import AuditEntry, QuestionnaireVersion, Wave
from tests import clock, records

PAGE = "cadre/ledgers.py"
CODEBOOK = "青山区_问卷编码表_现用.xlsx"


def in_words():
    return month_in_words(clock.month())


def answers():
    return f"青山区_问卷答卷问卷星格式_{in_words()}.xlsx"


def rows(content, sheet="数据"):
    return CalamineWorkbook.from_object(io.BytesIO(content)).get_sheet_by_name(sheet).to_python()


@pytest.mark.parametrize(
    ("name", "unit"),
    [("chen", "东风社区团支部"), ("zhao", "光明科技团支部"), ("wang", "东区街道团工委"), ("li", "青山区")],
)
def test_each_role_is_offered_its_six_ledgers(district, open_page, offered, name, unit):
    page = open_page(PAGE, person=getattr(district.cast, name))
    assert not page.exception
    names = {f"{unit}_{noun.label}_{in_words()}.xlsx" for noun in LEDGERS}
    assert names <= set(offered)
    # What is not signed stands apart: words for those who handle needs, aliases for the branch.
    said = [f"{unit}_{noun.label}_{in_words()}.xlsx" in offered for noun in WORKING_COPIES]
    assert said == [True, name in ("chen", "zhao")]
    warned = any("不外传" in text.value for text in page.caption)
    assert warned


def test_of_another_s_needs_nobody_is_offered_the_words(district, open_page, offered):
    cast = district.cast
    open_page(PAGE, person=cast.li, scope=str(cast.other_committee))
    assert not [name for name in offered if "含" in name]


@pytest.mark.parametrize("name", ["zhou", "wu"])
def test_other_roles_do_not_have_the_page(district, open_page, name):
    with pytest.raises(ValueError, match="page"):
        open_page(PAGE, person=getattr(district.cast, name))


def test_a_button_makes_the_ledger_as_it_stands_then_and_notes_it(district, open_page, offered):
    with engine.transaction() as session:
        records.an_activity(session, district.cast.chen, clock.today())
    open_page(PAGE, person=district.cast.chen)
    content = offered[f"东风社区团支部_活动记录_{in_words()}.xlsx"]()
    assert "志愿服务" in rows(content)[3]
    with engine.reading() as session:
        [entry] = session.scalars(select(AuditEntry).where(AuditEntry.verb == "export"))
        assert (entry.actor, entry.subject) == (
            district.cast.chen.audit_name,
            f"activities:{clock.month():%Y-%m}",
        )


def test_the_district_takes_what_lies_below_one_committee(district, open_page, offered):
    cast = district.cast
    open_page(PAGE, person=cast.li, scope=str(cast.other_committee))
    content = offered[f"西区街道团工委_谈心登记表_{in_words()}.xlsx"]()
    assert [row[2] for row in rows(content)[3:-1]] == ["西苑中学团支部"]


def test_who_has_left_gets_nothing(district, open_page, offered):
    cast = district.cast
    open_page(PAGE, person=cast.chen)
    with engine.transaction() as session:
        people.end_account(session, actor=cast.zhou, username="chen", now=engine.now())
    with pytest.raises(NotAllowed, match="sign_in_ended"):
        offered[f"东风社区团支部_活动记录_{in_words()}.xlsx"]()


def test_a_branch_is_offered_its_handbook_and_nobody_above(district, open_page, offered):
    names = {f"东风社区团支部_基层团支部工作手册_{in_words()}.{kind}" for kind in ("docx", "xlsx")}
    open_page(PAGE, person=district.cast.wang)
    assert not [name for name in offered if "手册" in name]
    open_page(PAGE, person=district.cast.chen)
    assert names <= set(offered)
    assert all(offered[name]().startswith(b"PK") for name in names)


def test_the_district_is_offered_the_codebook_and_answers_once_there_are_enough(district, open_page, offered):
    cast, now = district.cast, engine.now()
    with engine.transaction() as session:
        wave = session.scalars(select(Wave)).one()
        wave.opens_on, wave.closes_on = workdays.add_months(wave.month, -1), wave.month - workdays.ONE_DAY
        form = questionnaires.form_of(session.get_one(QuestionnaireVersion, wave.version_id))
        sheets = [{"Q1": "23-28", "Q2": ["EMP"], "Q10": "4"}] * 25
        answer_sheets.add_responses(
            session, wave_id=wave.id, branch_id=cast.branch_a, form=form, sheets=sheets
        )
    page = open_page(PAGE, person=cast.li)
    assert "还没有已发布的调查结果。" in "".join(text.value for text in page.markdown)
    assert CODEBOOK in offered
    with engine.transaction() as session:
        releases.release(session, wave=session.scalars(select(Wave)).one(), now=now, by="system")
    open_page(PAGE, person=cast.wang)
    assert answers() not in offered
    open_page(PAGE, person=cast.li)
    assert rows(offered[answers()]())[0][:2] == ["序号", "1、这个月，您最需要哪方面的帮助？"]
    assert rows(offered[CODEBOOK]())[0][:2] == ["序号", "题目编码"]
