"""Reading an export of 问卷星: what is kept, what is told apart, what is refused and in which words."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.engine import ROOT
from db.errors import Invalid
from db.exchange import sheets, wjx
from db.exchange.wjx_columns import JOINT, Reading, in_order, kind_of, split
from db.vocabulary import QuestionKind
from pages.shared import texts
from tests.services.files import ANSWERS, META, QUESTIONS, a_table, as_csv, as_xls, as_xlsx

WRITERS = {
    "xls": as_xls,
    "xlsx": as_xlsx,
    "utf-8-sig": as_csv,
    "utf-8": lambda table: as_csv(table, "utf-8"),
    "gb18030": lambda table: as_csv(table, "gb18030"),
}


def refused(content: bytes, **mapping: str) -> tuple[str, str]:
    """The code of the refusal and its sentence."""
    with pytest.raises(Invalid) as caught:
        wjx.parse(content, mapping=mapping)
    return caught.value.code, texts.sentence(caught.value)


@pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS)
def test_every_kind_of_file_reads_the_same(writer: Callable):
    file = wjx.parse(writer(a_table()))
    gender, helped, known, words = file.questions
    assert (gender.code, gender.kind, gender.options, gender.n) == ("W1", "single", ("女", "男"), 6)
    assert helped.kind is QuestionKind.MULTI
    assert helped.options == ("住房安居", "就业创业", "心灵驿站", "其他")
    assert (helped.n, helped.has_own_words) == (5, True)
    assert (known.kind, known.options) == ("single", ("同事", "微信", "其他"))
    assert (words.kind, words.options, words.n) == (QuestionKind.TEXT, (), 3)
    assert file.latest == date(2026, 5, 9)
    assert len(file.rows) == len(ANSWERS)


def test_a_sheet_holds_labels_and_own_words_apart():
    rows = wjx.parse(as_csv(a_table())).rows
    assert rows[0] == {
        "W1": "男",
        "W2": ("就业创业", "住房安居"),
        "W3": "同事",
        "W4": "希望多办活动",
    }
    assert rows[2]["W2"] == ("住房安居", "其他")
    assert rows[2]["W2_own"] == "修车┋洗车"
    assert rows[1]["W3_own"] == "宣传栏"


def test_skipped_and_empty_answers_are_no_answers():
    rows = wjx.parse(as_csv(a_table())).rows
    assert "W2" not in rows[3]
    assert [at for at, row in enumerate(rows) if "W4" in row] == [0, 2, 3]


def test_nothing_of_address_source_and_time_is_kept():
    kept = repr(wjx.parse(as_xlsx(a_table())))
    for gone in ("10.0.0.7", "123秒", "12:0", "来源"):
        assert gone not in kept


def test_rows_of_a_matrix_are_questions_of_their_own():
    header = (*META, "1、外观", "1、功能", "2、您的年龄段")
    file = wjx.parse(as_csv(a_table([("好", "差", "青"), ("好", "差", "青")], header)))
    assert [q.code for q in file.questions] == ["W1_1", "W1_2", "W2"]


def test_numbers_may_be_missing_but_not_go_back():
    assert wjx.parse(as_csv(a_table([("甲", "乙")] * 2, (*META, "2、问", "5、答"))))
    code, words = refused(as_csv(a_table([("甲", "乙")] * 2, (*META, "2、问", "1、答"))))
    assert code == "wjx_numbering"
    assert "第8列“1、答”" in words


def test_free_words_never_become_options():
    often = ["没有"] * 700 + ["好"] * 50
    assert kind_of([*often, *(f"第{n}个意见" for n in range(10))]) is QuestionKind.TEXT
    assert kind_of(["张三", "李四", "王五"]) is QuestionKind.TEXT
    assert kind_of(["13800000000"] * 5) is QuestionKind.TEXT
    assert kind_of(["很" * 61] * 5) is QuestionKind.TEXT
    assert kind_of(["一行\n又一行"] * 5) is QuestionKind.TEXT
    assert kind_of(["只有一个人"]) is QuestionKind.TEXT


def test_choices_are_choices_even_when_one_option_was_chosen_once():
    assert kind_of(["是"] * 12 + ["否"] * 7 + ["说不清"]) is QuestionKind.SINGLE
    assert kind_of(["甲", "甲┋乙"]) is QuestionKind.MULTI
    assert kind_of(["其他〖甲┋乙〗"] * 3) is QuestionKind.SINGLE


def test_the_operator_s_word_is_stronger_than_the_guess():
    content = as_csv(a_table())
    assert wjx.parse(content, mapping={"4": "choice"}).questions[3].kind is QuestionKind.SINGLE
    assert wjx.parse(content, mapping={"W1": "text"}).questions[0].kind is QuestionKind.TEXT
    mapped = wjx.parse(content, mapping={"您需要哪些帮助": "categories"}).questions[1]
    assert mapped.becomes_categories
    assert kind_of(["甲"], Reading.CATEGORIES) is QuestionKind.SINGLE


def test_an_order_of_options_does_not_tell_who_answered_first():
    rows = list(ANSWERS)
    backwards = wjx.parse(as_csv(a_table(rows[::-1])))
    assert [q.options for q in backwards.questions] == [
        q.options for q in wjx.parse(as_csv(a_table())).questions
    ]
    assert in_order({"其他", "1000元以上", "0-799元", "800-999元"}) == (
        *("0-799元", "800-999元", "1000元以上", "其他"),
    )


LABEL = st.text(st.characters(exclude_characters="┋〖〗", exclude_categories=("Cs", "Cc", "Z")), min_size=1)


@given(st.lists(LABEL, min_size=1, unique=True), st.data())
def test_joining_and_splitting_give_the_options_back(labels: list[str], data: st.DataObject):
    words = data.draw(st.sampled_from(["", "甲", "甲┋乙"]))
    last = f"{labels[-1]}〖{words}〗" if words else labels[-1]
    assert split(JOINT.join([*labels[:-1], last])) == (tuple(labels), words)


# What is refused


def changed(**but: object) -> list[tuple]:
    """The small table with one row or heading changed: row=(number of the row in the file, new row)."""
    table = [tuple(row) for row in a_table()]
    if "header" in but:
        table[0] = tuple(but["header"])
    if "row" in but:
        at, row = but["row"]
        table[at - 1] = row
    return table


HEADER = (*META, *QUESTIONS)
ROW = ("微信", "", "10.0.0.7", "男", "就业创业", "同事", "好", 3)

BAD_CONTENTS = {
    "nothing": (b"", "file_empty", "空"),
    "spaces": (b"  \n ", "file_empty", "空"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(2000), "file_of_another_kind", "PNG图片"),
    "photo": (b"\xff\xd8\xff\xe0" + bytes(2000), "file_of_another_kind", "JPEG图片"),
    "web page": (b"<html><table></table></html>", "file_of_another_kind", "网页"),
    "nul": (as_csv(changed(row=(4, (3, "", "", *ROW[:-1], "\0")))), "file_of_another_kind", "无法识别"),
    "noise": (bytes(range(256)) * 20, "file_of_another_kind", "无法识别"),
    "line breaks": (as_csv(a_table([])) + b"\n" * 200_000, "wjx_no_answers", "没有答卷"),
    "too wide": (as_csv([["序号", *["1、问"] * 2000]]), "file_too_many_columns", "2000列"),
    "too big": (bytes(sheets.MOST_BYTES + 1).replace(b"\0", b"a"), "file_too_big", "20MB"),
    "half an xlsx": (as_xlsx(a_table())[:3000], "file_damaged", "不完整"),
    "half an xls": (as_xls(a_table())[:3000], "file_damaged", "不完整"),
    "xls without its end": (as_xls(a_table())[:-600], "file_damaged", "不完整"),
    "locked": (sheets.OLD_WORKBOOK + bytes(600) + sheets.LOCKED, "file_locked", "密码"),
    "half a character": (as_csv(a_table([("男", "甲", "乙", "完", 1)]))[:-5], "file_damaged", "不完整"),
    "half a row": (as_csv(changed(row=(7, (6, "2026/5/9", "9秒")))), "wjx_row_short", "第7行只有3列"),
    "cut after a number": (as_csv([*a_table(), (7,)]), "wjx_row_short", "第8行只有1列"),
    "long row": (as_csv(changed(row=(4, (3, "", "", *ROW, "多出的")))), "wjx_row_long", "第4行"),
    "twice": (as_xls(changed(row=(5, (2, "", "", *ROW)))), "wjx_number_twice", "第5行的序号2"),
    "no number": (as_xlsx(changed(row=(5, ("四", "", "", *ROW)))), "wjx_number_malformed", "第5行"),
    "number 0": (as_xlsx(changed(row=(5, (0, "", "", *ROW)))), "wjx_number_malformed", "第5行"),
    "no answers": (as_csv(a_table([])), "wjx_no_answers", "没有答卷"),
    "only names": (
        as_csv(a_table([("张三",)] * 3, (*META, "1、您的姓名"))),
        "wjx_all_left_out",
        "能认出人的内容",
    ),
    "other table": (as_csv([["姓名", "电话"], ["甲", "1"]]), "wjx_not_an_export", "序号"),
    "no questions": (as_csv([META, [1, "", "", "", "", ""]]), "wjx_not_an_export", "题目列"),
    "other column": (as_csv(changed(header=(*HEADER[:-1], "部门"))), "wjx_column_unknown", "第11列“部门”"),
    "no heading": (as_csv(changed(header=("序号", "", *HEADER[2:]))), "wjx_column_unnamed", "第2列"),
    "by number": (
        as_xls(a_table([(5, 3), (4, -3)], (*META, "1、甲", "2、乙"))),
        "wjx_mode_unknown",
        "按选项序号还是按分数",
    ),
}


@pytest.mark.parametrize(("content", "code", "words"), BAD_CONTENTS.values(), ids=BAD_CONTENTS)
def test_a_bad_file_is_refused_in_one_sentence_that_says_where(content: bytes, code: str, words: str):
    found, sentence = refused(content)
    assert found == code
    assert words in sentence
    assert "\n" not in sentence
    assert sentence.endswith("。")


def test_too_many_rows_are_refused_before_they_are_read(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sheets, "MOST_ROWS", 5)
    for content in (as_csv(a_table()), as_xls(a_table()), as_xlsx(a_table())):
        assert refused(content)[0] == "file_too_many_rows"


@pytest.mark.parametrize(
    ("column", "reading", "code"),
    [("9", "categories", "wjx_map_unknown"), ("2", "category", "wjx_map_malformed")],
)
def test_a_mapping_that_fits_nothing_is_refused(column: str, reading: str, code: str):
    assert refused(as_csv(a_table()), **{column: reading})[0] == code


def test_a_column_with_too_many_options_is_no_list_of_categories():
    answers = [(f"选项{n // 2}",) for n in range(140)]
    content = as_csv(a_table(answers, (*META, "1、村")))
    assert refused(content, **{"1": "categories"})[0] == "wjx_map_too_many"


def test_a_workbook_that_breaks_its_reader_breaks_nothing_else():
    broken = bytearray(as_xls(a_table()))
    for at in range(40, 76, 3):
        broken[at] = 0xAA
    assert refused(bytes(broken))[0] == "file_damaged"


def test_the_reader_of_workbooks_is_a_command_of_its_own():
    done = subprocess.run(
        [sys.executable, "-m", "db.exchange.workbook", "10", "5", "1"],
        cwd=ROOT,
        input=as_xlsx([["序号"], [1]]),
        capture_output=True,
        check=True,
    )
    (sheet,) = json.loads(done.stdout)["sheets"]
    assert sheet == {"name": "Sheet1", "rows": [["序号"], ["1"]], "merged": [], "formulas": []}


def test_counts_of_a_large_file_equal_those_of_its_cells():
    answers = [(("男", "女")[n % 2], JOINT.join("甲乙丙丁"[: n % 4 + 1])) for n in range(1000)]
    file = wjx.parse(as_xlsx(a_table(answers, (*META, "1、性别", "2、多选"))))
    assert Counter(row["W1"] for row in file.rows) == {"男": 500, "女": 500}
    assert Counter(label for row in file.rows for label in row["W2"]) == {
        "甲": 1000,
        "乙": 750,
        "丙": 500,
        "丁": 250,
    }
