"""Answers in the columns of 问卷星: out, in again, and the counts are the same. The codebook names every code."""

from collections import Counter
from datetime import date, timedelta

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from db import answer_sheets, questionnaires, releases, tallies
from db.errors import Invalid, NotAllowed
from db.exchange import codebook, export, tables, wjx, wjx_import
from db.exchange.export_nouns import ExportNoun
from db.models import AuditEntry, QuestionnaireVersion, Response, Wave
from db.rights import Operator
from tests import builders

OPERATOR = Operator("root")
JUNE = date(2026, 6, 1)
SHEETS = (
    *[{"Q1": "23-28", "Q1b": "member", "Q2": ["EMP", "PSY"], "Q3:EMP": "5", "Q4:EMP": "none", "Q10": "4"}]
    * 14,
    *[{"Q1": "18-22", "Q1b": "youth", "Q2": ["EMP"], "Q9": ["activity", "deed"], "Q10": "3", "Q11": "悄悄话"}]
    * 6,
    *[{"Q1": "18-22", "Q2": ["none"], "Q10": "3"}] * 4,
)
MAPPED = {"这个月，您最需要哪方面的帮助？": "categories"}


@pytest.fixture
def answered(session, cast, now):
    wave = builders.a_wave(session, now=now)
    form = questionnaires.form_of(session.get_one(QuestionnaireVersion, wave.version_id))
    answer_sheets.add_responses(
        session, wave_id=wave.id, branch_id=cast.branch_a, form=form, sheets=[dict(sheet) for sheet in SHEETS]
    )
    releases.release(session, wave=wave, now=now + timedelta(days=14), by="system")
    return wave


def written(session, now, out, file_format, **but):
    allowed = export.allow(session, actor=OPERATOR, noun=ExportNoun.RESPONSES, month=JUNE, now=now, **but)
    tables.write(export.read(session, export=allowed, as_wjx=True), out=out, file_format=file_format)
    return out.read_bytes()


def labelled(file):
    """Return title → label → how many chose it, of a parsed file."""
    found = {}
    for question in file.questions:
        counts = found.setdefault(question.title, Counter())
        for sheet in file.rows:
            given = sheet.get(question.code, ())
            counts.update([given] if isinstance(given, str) else given)
    return found


@pytest.mark.parametrize("file_format", tables.FORMATS)
def test_what_goes_out_comes_in_with_the_same_counts(session, cast, answered, now, tmp_path, file_format):
    content = written(session, now, tmp_path / f"out.{file_format}", file_format)
    file = wjx.parse(content, mapping=MAPPED)
    counts = labelled(file)
    assert len(file.rows) == len(SHEETS)
    assert counts["这个月，您最需要哪方面的帮助？"] == {"就业创业": 20, "心理健康": 14, "暂时没有需要": 4}
    assert counts["您对所在团支部最近的服务总体满意吗？"] == {"比较满意": 14, "一般": 10}
    assert counts["就业创业：您目前能得到的这方面帮助，满意吗？"] == {"没接触过": 14}
    done = wjx_import.import_wjx(
        session, actor=OPERATOR, file=file, branch_id=cast.branch_c, title="带回来的", now=now, month=JUNE
    )
    assert done.n_responses == len(SHEETS)
    before = counted(session, answered.id, {question: question for question in ("Q1b", "Q2", "Q9", "Q10")})
    codes = {"Q1b": "您是", "Q2": "这个月，您最需要", "Q9": "5月里，您见到", "Q10": "您对所在团支部"}
    asked = {
        code: next(q.code for q in file.questions if q.title.startswith(says)) for code, says in codes.items()
    }
    assert counted(session, done.wave_id, asked) == before


def counted(session, wave_id, asked):
    """Return question → label → how many chose it, from the tallies. asked : question → its code in this wave."""
    form = questionnaires.form_of(
        session.get_one(QuestionnaireVersion, session.get_one(Wave, wave_id).version_id)
    )
    labels = {(q.code, o.code): o.label for q in form.questions for o in q.options}
    labels |= {(asked["Q2"], category.code): category.label for category in form.categories}
    cells = sum(tallies.stored(session, wave_id=wave_id).values(), Counter())
    return {
        name: {labels[code, cell]: n for (question, _, cell), n in cells.items() if question == code and cell}
        for name, code in asked.items()
    }


def test_no_words_no_branch_and_no_age_go_along(session, cast, answered, now, tmp_path):
    out = tmp_path / "out.xlsx"
    written(session, now, out, "xlsx")
    book = CalamineWorkbook.from_path(out)
    # A reader takes the first sheet, and its heads from the first row.
    assert book.sheet_names == ["数据", "说明"]
    head, *rows = book.get_sheet_by_name("数据").to_python()
    assert head[:2] == ["序号", "1、您是"]
    said = repr([head, rows])
    for gone in ("悄悄话", "东风社区", "23—28", "小心愿"):
        assert gone not in said
    assert rows[-1].count("") == 0


def test_raw_ones_name_their_branch_as_a_question_does(session, cast, answered, now, tmp_path):
    out = tmp_path / "out.xlsx"
    content = written(session, now, out, "xlsx", organisation_id=cast.branch_a, raw=True, reason="核对录入")
    counts = labelled(wjx.parse(content))
    assert counts["您所在的团支部"] == {"东风社区团支部": len(SHEETS)}
    assert counts["年龄段"] == {"23—28岁": 14, "18—22岁": 10}
    cover = dict(CalamineWorkbook.from_path(out).get_sheet_by_name("说明").to_python())
    assert "核对录入" in cover["水印"]


def test_a_ledger_has_no_such_shape(session, cast, now):
    allowed = export.allow(session, actor=cast.chen, noun=ExportNoun.TALKS, month=JUNE, now=now)
    with pytest.raises(Invalid, match="wjx_not_needed"):
        export.read(session, export=allowed, as_wjx=True)


# Codebook


def a_codebook(session, now):
    table = codebook.read(session, version_id=codebook.allow(session, actor=OPERATOR, now=now), now=now)
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def test_the_codebook_names_every_code_that_an_answer_has(session, cast, answered, now):
    found = a_codebook(session, now)
    questions = {line["题目编码"] for line in found}
    options = {(line["题目编码"], line["选项编码"]) for line in found}
    categories = {line["选项编码"] for line in found if line["题目"] == "需求类别"}
    for sheet in session.scalars(select(Response).where(Response.wave_id == answered.id)):
        for key, value in sheet.answers.items():
            question, _, row = key.partition(":")
            assert question in questions
            assert not row or row in categories
            for code in value if isinstance(value, list) else [value]:
                assert (question, code) in options


def test_the_codebook_says_when_a_question_is_asked(session, cast, now):
    builders.a_version(session, now=now)
    when = {line["题目编码"]: line["何时出现"] for line in a_codebook(session, now)}
    assert when["Q10"] == "都问"
    assert when["Q7"] == "只在3、6、9、12月"
    assert when["Q6"] == "Q2没有选“暂时没有需要”；最多选2项"
    assert when["Q8b"] == "只在3、6、9、12月；Q8选了“参加了一部分”、“没参加”"
    assert when["Q3"] == "打分的每个类别各问一次"
    assert "Q12a选了敏感类别" in when["Q12e"]
    assert not any("{" in str(cell) for line in a_codebook(session, now) for cell in line.values())
    assert {line["问卷版本"] for line in a_codebook(session, now)} == {"第1版"}


def test_the_codebook_is_the_district_s_and_noted(session, cast, now):
    builders.a_version(session, now=now)
    for actor in (cast.chen, cast.zhao, cast.wang, cast.zhou, cast.wu):
        assert not codebook.may_have(actor)
        with pytest.raises(NotAllowed, match="no_right"):
            codebook.allow(session, actor=actor, now=now)
    codebook.allow(session, actor=cast.li, now=now)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.verb == "export")).one()
    assert (entry.actor, entry.subject) == (cast.li.audit_name, "codebook:")


def test_a_codebook_can_be_that_of_a_month(session, cast, answered, now):
    assert (
        codebook.allow(session, actor=cast.li, month=JUNE, now=now)
        == session.get(Wave, answered.id).version_id
    )
