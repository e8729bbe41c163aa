"""The six ledgers as files: who gets which lines, what never leaves, how the sheet is laid out."""

# long: one June at one branch, looked at from every side

import io
import re
import zipfile
from datetime import date

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from db import activities, deeds, duties, month_records, pairings, secrets, talks
from db.errors import Invalid, NotAllowed
from db.exchange import export
from db.exchange.export_nouns import LEDGERS, WORKING_COPIES, ExportNoun
from db.exchange.extent import extent_of, months_for
from db.models import Activity, AuditEntry, Deed, Pairing, Talk, need_deeds
from db.rights import Operator
from db.vocabulary import ActivityKind, Duty, Inapplicable, NeedState, Urgency, Verb
from tests import builders, records

OPERATOR = Operator("root")
MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
ALIAS, SAID, NUMBER = "小李子", "不许外传的话", "X2606-AAA"
FORMULA = "=1+1"


@pytest.fixture
def recorded(session, cast, now):
    """June at branch A: one of each, with a sensitive need behind the deed; an activity and a talk of branch C."""
    for actor in (cast.chen, cast.qian):
        records.an_activity(session, actor, date(2026, 6, 3))
        records.a_deed(session, actor, date(2026, 6, 4))
        records.a_pairing(session, actor, date(2026, 6, 5), date(2026, 6, 5), date(2026, 6, 9))
        records.a_talk(session, actor, date(2026, 6, 6))
    session.flush()
    for pairing in session.scalars(select(Pairing)):
        pairing.alias_sealed = secrets.seal(secrets.TEXT, ALIAS)
    for talk in session.scalars(select(Talk)):
        talk.summary_sealed = secrets.seal(secrets.TEXT, SAID)
        talk.alias_sealed = secrets.seal(secrets.TEXT, ALIAS)
        talk.category_codes = {"codes": ["PSY"]}
    need = builders.a_need(
        session,
        cast.branch_a,
        now=now,
        number=NUMBER,
        category_code="PSY",
        sub_item_code=None,
        is_sensitive=True,
    )
    deed = session.scalars(select(Deed).where(Deed.organisation_id == cast.branch_a)).one()
    deed.category_code, deed.beneficiaries = "PSY", 0
    session.execute(need_deeds.insert().values(need_id=need.id, deed_id=deed.id))
    theme = session.scalars(select(Activity).where(Activity.branch_id == cast.branch_a)).one()
    theme.theme = FORMULA
    session.flush()


def made(session, actor, noun, now, month=JUNE, **but):
    allowed = export.allow(session, actor=actor, noun=noun, month=month, now=now, **but)
    return export.content(session, export=allowed)


def sheet(content, name="数据"):
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(name).to_python()


def lines(content):
    """Return the rows between the heads and the foot, as column → cell."""
    _, _, heads, *rows, foot = sheet(content)
    assert re.match("填表人：.*联系电话：.*审核人：", str(foot[0]))
    found = [dict(zip(heads, row, strict=True)) for row in rows]
    return found if "没有登记" not in repr(rows[:1]) else []


def everything(content):
    return repr([sheet(content), sheet(content, "说明")])


# Rows


@pytest.mark.parametrize("noun", LEDGERS)
@pytest.mark.parametrize(
    ("name", "reaches"),
    [("chen", "A"), ("zhao", ""), ("wang", "A"), ("li", "AC"), ("qian", "C"), ("root", "AC")],
)
def test_everybody_gets_the_lines_within_the_own_right(session, cast, recorded, now, noun, name, reaches):
    actor = OPERATOR if name == "root" else getattr(cast, name)
    found = lines(made(session, actor, noun, now))
    branches = {"A": "东风社区团支部", "B": "光明科技团支部", "C": "西苑中学团支部"}
    is_above = name in ("wang", "li", "root")
    if noun is ExportNoun.NEEDS:
        assert len(found) == ("A" in reaches)
    elif noun in (ExportNoun.ACTIVITIES, ExportNoun.DEEDS):
        assert len(found) == len(reaches)
        if is_above:
            assert {line["团支部"] for line in found} == {branches[one] for one in reaches}
    elif is_above:
        # Every branch has a line, and what it has none of is 0.
        below = {"wang": "AB", "li": "ABC", "root": "ABC"}[name]
        assert [line["团支部"] for line in found] == [branches[one] for one in below]
        counts = {
            ExportNoun.TALKS: "谈心次数",
            ExportNoun.PAIRINGS: "联系次数",
            ExportNoun.DUTIES: "谈心次数",
        }
        n = 2 if noun is ExportNoun.PAIRINGS else 1
        assert [line[counts[noun]] for line in found] == [n if one in reaches else 0 for one in below]
    else:
        # A branch that works has a line of its five duties, also where all are still open.
        assert len(found) == (1 if noun is ExportNoun.DUTIES else len(reaches))


@pytest.mark.parametrize("noun", LEDGERS)
def test_administrator_and_auditor_get_none(session, cast, recorded, now, noun):
    for actor in (cast.zhou, cast.wu):
        assert not export.may_have(actor)
        with pytest.raises(NotAllowed, match="no_right"):
            made(session, actor, noun, now)


@pytest.mark.parametrize("noun", LEDGERS)
def test_those_above_take_no_single_branch(session, cast, recorded, now, noun):
    for actor in (cast.wang, cast.li):
        with pytest.raises(NotAllowed, match="no_right"):
            made(session, actor, noun, now, organisation_id=cast.branch_a)
    of_committee = made(session, cast.li, noun, now, organisation_id=cast.committee)
    assert "西苑中学" not in everything(of_committee)
    assert sheet(of_committee)[0][0].startswith("东区街道团工委")


def test_a_deed_of_a_committee_stands_in_the_column_of_committees(session, cast, recorded, now):
    records.a_deed(session, cast.wang, date(2026, 6, 4))
    session.flush()
    for actor in (cast.li, cast.wang):
        found = {(x["团（工）委"], x["团支部"]) for x in lines(made(session, actor, ExportNoun.DEEDS, now))}
        assert {("东区街道团工委", ""), ("东区街道团工委", "东风社区团支部")} <= found


def test_the_lines_are_what_the_pages_list(session, cast, recorded, now):
    month = {"actor": cast.chen, "month": JUNE}
    [held] = lines(made(session, cast.chen, ExportNoun.ACTIVITIES, now))
    [activity] = activities.list_for(session, **month).rows
    assert (held["日期"], held["类型"], held["实到人数"]) == (activity.held_on, activity.kind.label, 9)
    [done] = lines(made(session, cast.chen, ExportNoun.DEEDS, now))
    [deed] = deeds.list_for(session, **month).rows
    assert (done["实事名称"], done["完成日期"]) == (deed.title, deed.done_on)
    [paired] = lines(made(session, cast.chen, ExportNoun.PAIRINGS, now))
    assert not {"青年化名", "编号"} & set(paired)
    paired = line_inside(made(session, cast.chen, ExportNoun.ALIASES, now))
    [pairing] = pairings.list_for(session, actor=cast.chen).rows
    assert (paired["青年化名"], paired["本期联系次数"]) == (pairing.alias, pairing.n_contacts)
    assert paired["联系记录"] == "6月5日电话；6月9日电话"
    [talked] = lines(made(session, cast.chen, ExportNoun.TALKS, now))
    [talk] = talks.list_for(session, actor=cast.chen, on=JUNE).rows
    assert talked == {
        "序号": 1,
        "谈心日期": talk.talked_on,
        "方式": talk.channel.label,
        "谈话人": "陈",
        "备注": "",
    }


def test_the_duties_are_those_of_the_lights(session, cast, recorded, now):
    month_records.exempt(
        session, actor=cast.chen, branch_id=cast.branch_a, month=JUNE, duty=Duty.SURVEY,
        reason=Inapplicable.SEASON, now=now,
    )  # fmt: skip
    [line] = lines(made(session, cast.chen, ExportNoun.DUTIES, now))
    [row] = duties.matrix(
        session, actor=cast.chen, month=JUNE, organisation_id=cast.branch_a, today=date(2026, 6, 18)
    )
    for column, duty in (("活动次数", Duty.ACTIVITY), ("实事件数", Duty.DEED), ("谈心次数", Duty.TALK)):
        assert line[column] == row.lights[duty].n
    assert (line["完成项数"], line["适用项数"]) == (row.n_done, row.n_applicable) == (4, 4)
    assert line["未开展或不适用的原因"] == "需求调查（本月不适用）：季节或假期"
    assert (line["新结对人数"], line["在结人数"], line["结对联系次数"]) == (1, 1, 2)
    # Nobody was helped, as somebody counted: not the same as nobody counted.
    assert line["受益人次"] == 0


@pytest.mark.parametrize(
    ("n", "running", "after"), [(0, "不足10份", "不足5份（含0份）"), (7, "不足10份", "5–9份"), (12, 12, 12)]
)
def test_few_answers_are_told_in_bands_only(session, cast, now, n, running, after):
    wave = builders.a_wave(session, now=now)
    if n:
        records.answers(session, wave, cast.branch_a, n)
    session.flush()
    later = now.replace(month=7)
    for at, said in ((now, running), (later, after)):
        [line] = lines(made(session, cast.chen, ExportNoun.DUTIES, at))
        assert line["有效答卷份数"] == said


# What never leaves


@pytest.mark.parametrize("name", ["chen", "wang", "li", "root"])
def test_what_was_said_in_a_talk_or_whom_it_was_with_is_in_no_file(session, cast, recorded, now, name):
    actor = OPERATOR if name == "root" else getattr(cast, name)
    for noun in LEDGERS:
        content = made(session, actor, noun, now)
        for gone in (SAID, ALIAS, NUMBER):
            assert gone not in everything(content)
    assert "心理健康" not in everything(made(session, actor, ExportNoun.TALKS, now))


def test_above_the_branch_a_deed_does_not_tell_which_need_it_serves(session, cast, recorded, now):
    for actor in (cast.wang, cast.li, OPERATOR):
        line = next(
            line
            for line in lines(made(session, actor, ExportNoun.DEEDS, now))
            if line["团支部"] != "西苑中学团支部"
        )
        assert not {"对应需求", "服务方面", "责任人", "编号"} & set(line)
        assert line["受益人数"] == 0


# Copies that stay inside


def line_inside(content):
    """Return the one line of a copy that nobody signs."""
    _, head, heads, *rows = sheet(content)
    assert "填报单位" not in repr(head)
    assert "仅本支部办理用，不外传" in head
    [row] = rows
    return dict(zip(heads, row, strict=True))


def test_words_and_numbers_stand_in_a_copy_that_nobody_signs_and_that_is_noted(session, cast, recorded, now):
    line = line_inside(made(session, cast.chen, ExportNoun.NEED_WORDS, now))
    assert (line["编号"], line["需求类别"], line["需求内容"]) == (NUMBER, "心理健康", "想找实习")
    entry = session.scalars(select(AuditEntry).where(AuditEntry.verb == "export")).one()
    assert entry.subject == "need_words:2026-06"


@pytest.mark.parametrize("noun", WORKING_COPIES)
def test_a_copy_with_words_is_for_those_who_handle_them(session, cast, recorded, now, noun):
    branch = {"organisation_id": cast.branch_a}
    for actor, but in ((OPERATOR, branch), (OPERATOR, {}), (cast.li, {"organisation_id": cast.committee})):
        with pytest.raises(NotAllowed, match="no_right"):
            made(session, actor, noun, now, **but)
    if noun is ExportNoun.ALIASES:
        with pytest.raises(NotAllowed, match="no_right"):
            made(session, cast.wang, noun, now)


def test_what_others_typed_is_no_formula(session, cast, recorded, now):
    [line] = lines(made(session, cast.chen, ExportNoun.ACTIVITIES, now))
    assert line["活动主题"] == f"'{FORMULA}"


# The sheet


def test_a_ledger_is_laid_out_to_be_printed_and_signed(session, cast, recorded, now):
    content = made(session, cast.chen, ExportNoun.ACTIVITIES, now)
    title, head, columns, *_ = sheet(content)
    assert title[0] == "东风社区团支部活动记录（2026年6月）"
    assert head[0] == "填报单位（盖章）：东风社区团支部"
    assert "填报日期：2026年6月18日" in head
    assert (columns[0], columns[-1]) == ("序号", "备注")
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        xml = parts.read("xl/worksheets/sheet2.xml").decode()
        book = parts.read("xl/workbook.xml").decode()
    assert 'ySplit="3" topLeftCell="A4"' in xml
    assert '<mergeCell ref="A1:M1"/>' in xml
    assert re.search('<pageSetup paperSize="9" [^>]*orientation="landscape"', xml)
    assert '<pageSetUpPr fitToPage="1"/>' in xml
    assert "数据!$3:$3" in book


def test_the_cover_says_what_it_is_and_how_many_rows(session, cast, recorded, now):
    cover = dict(sheet(made(session, cast.wang, ExportNoun.TALKS, now, month=MAY, until=JUNE), "说明"))
    assert cover["期间"] == "2026年5月—6月"
    assert cover["行数"] == "2"
    assert "不含谈话对象和内容" in cover["口径"]


@pytest.mark.parametrize("noun", LEDGERS)
def test_a_month_without_anything_is_a_file_that_says_so(session, cast, recorded, now, noun):
    content = made(session, cast.chen, noun, now, month=MAY)
    if noun is ExportNoun.DUTIES:
        # A branch that works has its line all the same: of what was not done.
        [line] = lines(content)
        assert (line["活动次数"], line["完成项数"], line["适用项数"]) == (0, 0, 4)
        return
    assert dict(sheet(content, "说明"))["行数"] == "0"
    assert sheet(content)[3][0] == "2026年5月没有登记。"
    assert lines(content) == []


def test_a_period_is_whole_months_and_the_audit_log_names_it(session, cast, recorded, now):
    records.an_activity(session, cast.chen, date(2026, 5, 31))
    session.flush()
    found = lines(made(session, cast.chen, ExportNoun.ACTIVITIES, now, month=MAY, until=JUNE))
    assert [line["日期"] for line in found] == [date(2026, 5, 31), date(2026, 6, 3)]
    entry = session.scalars(select(AuditEntry).where(AuditEntry.verb == "export")).one()
    assert (entry.subject, entry.organisation_id) == ("activities:2026-05/2026-06", cast.branch_a)
    for until, code in ((MAY, "period_backwards"), (date(2036, 6, 1), "period_too_long")):
        with pytest.raises(Invalid, match=code):
            made(session, cast.chen, ExportNoun.ACTIVITIES, now, until=until)
    with pytest.raises(Invalid, match="one_month_only"):
        made(session, cast.li, ExportNoun.RESPONSES, now, month=MAY, until=JUNE)


def test_months_begin_with_the_first_record(session, cast, recorded, now):
    today = date(2026, 7, 2)
    july = date(2026, 7, 1)
    assert months_for(session, actor=cast.chen, today=today) == [july, JUNE]
    assert months_for(session, actor=cast.zhao, today=today) == [july]


def test_a_file_is_called_after_unit_table_and_period():
    assert (
        export.file_name("东区/街道 团工委", "活动记录", "2026年6月")
        == "东区街道团工委_活动记录_2026年6月.xlsx"
    )


def test_planned_and_actual_are_kept_apart_from_unknown(session, cast, now):
    activities.record_activity(
        session, actor=cast.chen, branch_id=cast.branch_a, held_on=date(2026, 6, 2), theme="读书会",
        kind=ActivityKind.STUDY, now=now,
    )  # fmt: skip
    [line] = lines(made(session, cast.chen, ExportNoun.ACTIVITIES, now))
    assert (line["计划人数"], line["实到人数"]) == ("", "")


def test_of_a_need_passed_up_the_branch_keeps_a_line_and_of_one_sent_past_it_none(session, cast, now):
    above = {"organisation_id": cast.committee}
    builders.a_need(session, cast.branch_a, now=now, number="X1", goes_to_committee=True, **above)
    assert lines(made(session, cast.chen, ExportNoun.NEEDS, now)) == []
    need = builders.a_need(session, cast.branch_a, now=now, number="X2", urgency=Urgency.URGENT)
    builders.a_step(session, need, Verb.TRANSFER, NeedState.TRANSFERRED, on=date(2026, 6, 18))
    need.organisation_id = cast.committee
    session.flush()
    [line] = lines(made(session, cast.chen, ExportNoun.NEEDS, now))
    assert {name: cell for name, cell in line.items() if cell != ""} == {
        "序号": 1,
        "登记日期": "2026年6月",
        "状态": "已转交上级",
    }
    assert len(lines(made(session, cast.wang, ExportNoun.NEEDS, now))) == 2


@pytest.mark.parametrize("noun", [*LEDGERS, *WORKING_COPIES])
@pytest.mark.parametrize("name", ["chen", "wang", "li"])
def test_lines_are_numbered_and_a_page_across_holds_them_in_letters_one_can_read(
    session, cast, recorded, now, noun, name
):
    actor = getattr(cast, name)
    records.an_activity(session, cast.chen, date(2026, 6, 8))
    records.a_deed(session, cast.chen, date(2026, 6, 8))
    session.flush()
    if noun in WORKING_COPIES and noun not in export.working_copies(
        extent_of(session, actor=actor, month=JUNE)
    ):
        return
    table = export.read(session, export=export.allow(session, actor=actor, noun=noun, month=JUNE, now=now))
    assert table.columns[0] == "序号"
    rows = list(table.rows)
    assert [row[0] for row in rows] == [*range(1, len(rows) + 1)]
    assert all(len(row) == len(table.columns) == len(table.widths) for row in rows)
    # What a page across shows at 7.5 points; measured in LibreOffice.
    assert sum(table.widths) <= 164
