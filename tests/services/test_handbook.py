"""The handbook of a branch: its chapters, what is never in it, and how the document is laid out."""

import io
from datetime import date

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from db import secrets
from db.errors import Invalid, NotAllowed
from db.exchange import documents, handbook, handbook_files
from db.models import Activity, AuditEntry, OrganisationSpan, Pairing, Talk
from db.rights import Operator
from tests import builders, records

OPERATOR = Operator("root")
MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
ALIAS, SAID, WORDS = "小李子", "不许外传的话", "想请支部帮忙问问"


@pytest.fixture
def recorded(session, cast, now):
    """June at branch A: two activities and one of everything else."""
    chen = cast.chen
    for day in (3, 17):
        records.an_activity(session, chen, date(2026, 6, day))
    records.a_deed(session, chen, date(2026, 6, 4))
    records.a_pairing(session, chen, date(2026, 6, 5), date(2026, 6, 5))
    records.a_talk(session, chen, date(2026, 6, 6))
    builders.a_wave(session, now=now)
    builders.a_need(session, cast.branch_a, now=now, number="X2606-AAA", text=WORDS)
    session.flush()
    sealed = secrets.seal(secrets.TEXT, ALIAS)
    session.scalars(select(Pairing)).one().alias_sealed = sealed
    talk = session.scalars(select(Talk)).one()
    talk.alias_sealed, talk.summary_sealed = sealed, secrets.seal(secrets.TEXT, SAID)
    session.flush()


def made(session, actor, now, file_format="docx", month=JUNE, **but):
    extent = handbook.allow(session, actor=actor, month=month, now=now, **but)
    return handbook_files.content(session, extent=extent, file_format=file_format, now=now)


def words_of(content):
    paper = Document(io.BytesIO(content))
    cells = (cell.text for grid in paper.tables for row in grid.rows for cell in row.cells)
    return "\n".join([*(line.text for line in paper.paragraphs), *cells])


def grids(content):
    return [
        [[cell.text for cell in row.cells] for row in grid.rows]
        for grid in Document(io.BytesIO(content)).tables
    ]


def test_it_has_a_cover_the_branch_and_a_chapter_for_every_duty(session, cast, recorded, now):
    content = made(session, cast.chen, now)
    said = words_of(content)
    for title in (
        "基层团支部工作手册", "2026年6月", "团支部名称：东风社区团支部", "一、团支部基本情况", "二、五个一完成情况",
        "三、青年活动", "四、结对联系", "五、需求调查", "六、办实事", "七、谈心登记", "八、需求与办理", "九、审阅签名",
    ):  # fmt: skip
        assert title in said
    facts, months, held, paired, surveys, deeds, talks, needs, signed = grids(content)
    assert ["上级团组织", "东区街道团工委"] in facts
    assert ["登记青年人数", "24人"] in facts
    assert months[1][:3] == ["2026年6月", "2", "1"]
    assert [row[1] for row in held[1:]] == ["2026年6月3日", "2026年6月17日"]
    assert (len(paired), len(deeds), len(talks)) == (2, 2, 2)
    assert talks[1] == ["2026年6月", "1次", ""]
    assert surveys[1] == ["2026年6月", "6月1日—6月25日", "不足10份"]
    assert needs[1][:3] == ["2026年6月", "1件", "0件"]
    assert [row[0] for row in signed] == ["团支部书记", "上级团组织", "党组织"]


def test_months_before_the_branch_began_are_left_out_and_it_says_so(session, cast, recorded, now):
    session.query(OrganisationSpan).filter_by(organisation_id=cast.branch_a).delete()
    session.add(OrganisationSpan(organisation_id=cast.branch_a, began_on=date(2026, 4, 10)))
    session.flush()
    content = made(session, cast.chen, now, month=date(2020, 1, 1), until=JUNE)
    facts, months, *_, talks, _needs, _signed = grids(content)
    assert ["本手册起始", "2026年4月（此前团支部还没有成立，也没有登记）"] in facts
    assert [row[0] for row in months[1:]] == ["2026年4月", "2026年5月", "2026年6月"]
    # Every month stands there, whether anybody was talked with or not.
    assert [row[1] for row in talks[1:]] == ["0次", "0次", "1次"]
    assert "本手册起始" not in words_of(made(session, cast.chen, now, month=MAY, until=JUNE))


@pytest.mark.parametrize("file_format", handbook_files.FORMATS)
def test_no_youth_is_named_and_nothing_that_was_said_is_in_it(session, cast, recorded, now, file_format):
    content = made(session, cast.chen, now, file_format)
    if file_format == "docx":
        said = words_of(content)
    else:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        said = repr([book.get_sheet_by_name(name).to_python() for name in book.sheet_names])
    for gone in (ALIAS, SAID, WORDS):
        assert gone not in said


def test_the_workbook_has_the_same_chapters(session, cast, recorded, now):
    book = CalamineWorkbook.from_filelike(io.BytesIO(made(session, cast.chen, now, "xlsx")))
    chapters = ["五个一完成情况", "青年活动", "结对联系", "需求调查", "办实事", "谈心登记", "需求与办理"]
    assert book.sheet_names == ["说明", *chapters]
    cover = dict(book.get_sheet_by_name("说明").to_python())
    assert cover["名称"] == "东风社区团支部基层团支部工作手册（2026年6月）"
    assert cover["青年活动行数"] == "2"
    assert [row[2] for row in book.get_sheet_by_name("青年活动").to_python()[3:5]] == ["志愿服务"] * 2


def test_the_page_is_that_of_an_official_paper(session, cast, recorded, now):
    paper = Document(io.BytesIO(made(session, cast.chen, now)))
    page = paper.sections[0]
    sizes = (
        page.page_width,
        page.page_height,
        page.top_margin,
        page.bottom_margin,
        page.left_margin,
        page.right_margin,
    )
    for size, mm in zip(sizes, (210, 297, 37, 35, 28, 26), strict=True):
        assert abs(size - Mm(mm)) < Mm(0.1)
    fonts = paper.styles["Normal"].element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == "仿宋_GB2312"
    assert "PAGE" in page.footer._element.xml
    assert page.different_first_page_header_footer
    for grid in paper.tables[1:-1]:
        assert "w:tblHeader" in grid.rows[0]._tr.xml
        assert grid.style.name == "Table Grid"
    assert paper.core_properties.author == "东风社区团支部"


def test_a_period_without_anything_is_a_handbook_that_says_so(session, cast, now):
    for file_format in handbook_files.FORMATS:
        assert made(session, cast.zhao, now, file_format, month=MAY)
    assert "2026年5月没有登记。" in words_of(made(session, cast.zhao, now, month=MAY))


def test_what_a_document_cannot_hold_is_left_out(session, cast, recorded, now):
    session.scalars(select(Activity)).first().theme = "读书\x01会\ufffe<&>"
    session.flush()
    assert "读书会<&>" in words_of(made(session, cast.chen, now))


def test_a_branch_s_own_people_and_the_operator_take_it(session, cast, recorded, now):
    assert "赵" in words_of(made(session, cast.zhao, now))
    assert "陈" in words_of(made(session, OPERATOR, now, organisation_id=cast.branch_a))
    for actor in (cast.wang, cast.li):
        with pytest.raises(Invalid, match="handbook_of_a_branch"):
            made(session, actor, now)
        with pytest.raises(NotAllowed, match="no_right"):
            made(session, actor, now, organisation_id=cast.branch_a)
    for actor in (cast.zhou, cast.wu):
        with pytest.raises(NotAllowed, match="no_right"):
            made(session, actor, now)


def test_taking_it_is_in_the_audit_log(session, cast, recorded, now):
    handbook.allow(session, actor=cast.chen, month=MAY, until=JUNE, now=now)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.verb == "export")).one()
    assert (entry.subject, entry.organisation_id) == ("handbook:2026-05/2026-06", cast.branch_a)


def test_columns_fill_the_width_between_the_margins():
    for columns in (
        handbook.DUTIES, handbook.ACTIVITIES, handbook.PAIRINGS, handbook.DEEDS, handbook.TALKS, handbook.SURVEYS,
        handbook.NEEDS,
    ):  # fmt: skip
        assert sum(columns.values()) == documents.WIDTH
